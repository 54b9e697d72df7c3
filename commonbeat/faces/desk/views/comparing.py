"""One place beside others: worked out on the spot, kept nowhere."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.comparing import CompareAreaForm, CompareCountsForm
from commonbeat.faces.desk.lines import lines_of
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.trust.queries import Beside, Mixture

SECTION = "trust"


@desk_page(COORDINATOR, methods=DO)
def compare_counts(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:trust")
    return do(request, CompareCountsForm, None, section=SECTION, back=back, shown=show_beside)


@desk_page(COORDINATOR, methods=DO)
def compare_area(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:trust")
    return do(request, CompareAreaForm, None, section=SECTION, back=back, shown=show_mixture)


def show_beside(request: HttpRequest, made: Beside) -> HttpResponse:
    return show(request, "compared_counts.html", SECTION, {"made": made, "found": made.found})


def show_mixture(request: HttpRequest, made: Mixture) -> HttpResponse:
    return show(request, "compared_area.html", SECTION, {"made": made, "plot": lines_of(made.rows)})
