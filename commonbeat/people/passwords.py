"""Passwords that anybody here would try first."""

from __future__ import annotations

from typing import Any
from unicodedata import combining, normalize

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commonbeat.people.models import Duty
from commonbeat.places.folding import fold
from commonbeat.places.models import Neighborhood, Team

# What is left of a password without the words everybody here knows must still be hard to guess.
ENOUGH = 8
OF_THE_TRADE = ("commonbeat", "security", "officer", "password", "beat", *Duty.values)


class WordsOfThePlaceValidator:
    """Refuses a password that is little more than names of the team, its neighborhoods and the trade."""

    def validate(self, password: str, user: Any = None) -> None:
        left = "".join(c for c in normalize("NFKD", password.casefold()) if not combining(c))
        for word in sorted(_known(getattr(user, "team_id", None)), key=len, reverse=True):
            left = left.replace(word, " ")
        if len("".join(left.split())) < ENOUGH:
            raise ValidationError(
                _(
                    "Somebody from here could guess this password: it is made of names of this place or of our work."
                )
            )

    def get_help_text(self) -> str:
        return str(_("Not only names of this place or of our work."))


def _known(team_id: Any) -> set[str]:
    """The names of this team and its neighborhoods and their longer words; those of all teams for None."""
    teams = Team.objects.filter(pk=team_id) if team_id else Team.objects.all()
    areas = Neighborhood.objects.filter(team__in=teams)
    names = [*teams.values_list("name", flat=True), *areas.values_list("name", flat=True), *OF_THE_TRADE]
    folded = [fold(name) for name in names]
    whole = {word for name in folded for word in (name, name.replace(" ", ""))} - {""}
    return whole | {word for name in folded for word in name.split() if len(word) > 3}
