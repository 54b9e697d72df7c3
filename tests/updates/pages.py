"""The three pages behind links in mail, as small as they can be."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from commonbeat.places.models import Team
from commonbeat.updates import actions, queries
from tests.cast import AT


def confirm(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        actions.confirm(team=Team.objects.get(), token=token, at=AT)
    return HttpResponse("confirmed" if request.method == "POST" else "press the button")


def change(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse("yours" if queries.by_token(Team.objects.get(), token) else "old link")


@csrf_exempt
def leave(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        actions.leave(team=Team.objects.get(), token=token, at=AT)
    return HttpResponse("gone" if request.method == "POST" else "press the button")


public = [
    path("confirm/<str:token>/", confirm, name="updates_confirm"),
    path("change/<str:token>/", change, name="updates_change"),
    path("leave/<str:token>/", leave, name="updates_leave"),
    path("code/", change, name="code"),
    path("n/<slug:slug>/", change, name="neighborhood"),
    path("n/<slug:slug>/work/", change, name="work"),
    path("n/<slug:slug>/questions/", change, name="questions"),
    path("did/<uuid:pair_id>/", change, name="evidence"),
    path("meet/<slug:slug>/", change, name="gathering"),
    path("heard/<slug:reference>/", change, name="concern"),
    path("talk/<slug:slug>/", change, name="talk"),
    path("team/<slug:slug>/", change, name="officer"),
]
urlpatterns = [path("", include((public, "public")))]
