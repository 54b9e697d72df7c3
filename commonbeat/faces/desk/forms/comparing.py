"""One place beside others: what was counted, or which neighborhood since when. Nothing of it is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DayField, DeedForm, PickField
from commonbeat.faces.desk.forms.trust import UploadField
from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.people.models import Duty, Staff
from commonbeat.safety.errors import Refused
from commonbeat.trust import queries

MOST = 10_000_000


class Compare(DeedForm):
    """Works something out for a coordinator; changes nothing."""

    button = _("Work it out")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)


def _count(label: Any, *, needed: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=needed)


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=3660, initial=90)


class CompareCountsForm(Compare):
    heading = _("Before and after, beside a comparison")
    lead = _(
        "The same thing counted where you did something and where you did not, before and after. A before and after "
        "alone tells nothing: it may have changed everywhere."
    )
    short = (
        "here_before", "here_after", "there_before", "there_after", "days_before", "days_after", "ring_before",
        "ring_after", "ring_there_before", "ring_there_after",
    )  # fmt: skip

    here_before = _count(_("Here, before"))
    here_after = _count(_("Here, after"))
    there_before = _count(_("Where you did nothing, before"))
    there_after = _count(_("Where you did nothing, after"))
    days_before = _days(_("Days counted before"))
    days_after = _days(_("Days counted after"))
    ring_before = _count(_("Around here, before"), needed=False)
    ring_after = _count(_("Around here, after"), needed=False)
    ring_there_before = _count(_("Around the comparison, before"), needed=False)
    ring_there_after = _count(_("Around the comparison, after"), needed=False)
    history = UploadField(
        label=_("Earlier counts"),
        help_text=_(
            "CSV with the columns area (treated, control, displacement-treated, displacement-control), period and "
            "count: twelve or more earlier periods. Without it, counts are taken to scatter by chance alone; real "
            "ones scatter more, and then too much looks clear."
        ),
        required=False,
    )

    def act(self) -> queries.Beside:
        given = self.cleaned_data

        def pair(name: str) -> tuple[int, int] | None:
            before, after = given[f"{name}_before"], given[f"{name}_after"]
            if before is None and after is None:
                return None
            if before is None or after is None:
                raise Refused(_("Count it before and after, or leave both out."), f"{name}_before")
            return before, after

        counts = {
            "treated": pair("here"),
            "control": pair("there"),
            "displacement-treated": pair("ring"),
            "displacement-control": pair("ring_there"),
        }
        days = {name: given[name] for name in ("days_before", "days_after")}
        return queries.beside(counts, **days, history=given["history"])


class CompareAreaForm(Compare):
    heading = _("One neighborhood beside a mixture of others")
    lead = _(
        "Concerns a month, beside that mixture of your other neighborhoods that went most like it before. It promises "
        "least of all ways to look: one more view, never a verdict."
    )
    short = ("begins_on",)

    neighborhood = PickField(label=_("Neighborhood"), empty_label=None)
    begins_on = DayField(label=_("What you did began in the month of"))

    def prepare(self) -> None:
        self.fields["neighborhood"].queryset = coordinated(self.staff)

    def act(self) -> queries.Mixture:
        given = self.cleaned_data
        return queries.mixture(given["neighborhood"], given["begins_on"], self.at)
