"""Settings: the team, its pace, its neighborhoods and places. No content."""

import uuid

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.settings import SETTINGS_DEEDS, AddPlaceForm, NeighborhoodForm, PlaceForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import ADMIN
from commonbeat.listening.models import Kind
from commonbeat.people.queries import box_state
from commonbeat.places.models import Neighborhood, Place


@desk_page(ADMIN)
def settings(request: HttpRequest) -> HttpResponse:
    areas = Neighborhood.objects.visible_to(request.user).current().defer("boundary")
    met = Count("places", filter=Q(places__is_current=True, places__is_meeting_place=True))
    context = {
        "hours": [(kind.label, request.team.hours_to_answer(kind)) for kind in Kind],
        "areas": areas.annotate(met=met),
        "warnings": box_state(request.team).warnings,
    }
    return show(request, "settings.html", "settings", context)


@desk_page(ADMIN, methods=DO)
def settings_do(request: HttpRequest, deed: str) -> HttpResponse:
    return do(
        request, chosen(SETTINGS_DEEDS, deed), request.team, section="settings", back=reverse("desk:settings")
    )


def found_area(request: HttpRequest, pk: uuid.UUID) -> Neighborhood:
    return get_object_or_404(Neighborhood.objects.visible_to(request.user).current().defer("boundary"), pk=pk)


@desk_page(ADMIN)
def area(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A neighborhood's places: where people are met, and how often we mean to come by."""
    found = found_area(request, pk)
    places = Place.objects.visible_to(request.user).current().filter(neighborhood=found)
    context = {"area": found, "places": places.select_related("team").order_by("-is_meeting_place", "name")}
    return show(request, "area_page.html", "settings", context)


@desk_page(ADMIN, methods=DO)
def area_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = found_area(request, pk)
    back = reverse("desk:area", args=[subject.pk])
    return do(request, NeighborhoodForm, subject, section="settings", back=back, matter=subject.name)


@desk_page(ADMIN, methods=DO)
def place_new(request: HttpRequest) -> HttpResponse:
    return do(request, AddPlaceForm, None, section="settings", back=reverse("desk:settings"), after=area_url)


@desk_page(ADMIN, methods=DO)
def place_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(
        Place.objects.visible_to(request.user).current().select_related("team", "neighborhood"), pk=pk
    )
    return do(request, PlaceForm, subject, section="settings", back=area_url(subject), matter=subject.name)


def area_url(place: Place) -> str:
    return reverse("desk:area", args=[place.neighborhood_id])
