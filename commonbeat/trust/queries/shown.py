"""What everybody may read of the surveys: only what was published, exactly as it was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.listening.models import Promise
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Initiative, YouSaidWeDid
from commonbeat.places.models import Neighborhood, Team
from commonbeat.trust import questionnaire
from commonbeat.trust.models import Publication

MOST_EVENTS = 12
Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """One measure of one neighborhood in one wave, in points of a hundred."""

    publication: Publication
    value: int
    lower: int
    upper: int
    n: int | None
    is_model: bool
    is_early: bool
    ranks: tuple[int, int]
    ranked: int
    change: Figures | None

    @property
    def on(self) -> date:
        """The day in the middle of the wave."""
        wave = self.publication.wave
        return wave.starts_on + (wave.ends_on - wave.starts_on) / 2

    @property
    def is_clear(self) -> bool:
        return self.change is not None and bool(self.change["is_clear"])


@dataclass(frozen=True)
class History:
    """One measure of one neighborhood, wave after wave, the oldest first; never empty."""

    measure: questionnaire.Measure
    points: list[Point]

    @property
    def now(self) -> Point:
        return self.points[-1]

    @property
    def sentence(self) -> str:
        """What the newest wave says, and whether it changed, as one would tell a neighbor."""
        told = {
            "value": self.now.value,
            "lower": self.now.lower,
            "upper": self.now.upper,
            "what": str(self.measure.sentence),
        }
        if self.now.is_early:
            return _("Too early to tell: between %(lower)d and %(upper)d of 100 %(what)s.") % told
        now = _("%(value)d of 100 %(what)s (%(lower)d to %(upper)d).") % told
        return f"{now} {self.change_words}"

    @property
    def change_words(self) -> str:
        """Whether it changed since the wave before: clear or not clear."""
        change = self.now.change
        if change is None:
            return _("There is no earlier wave to compare with.")
        told = {"value": abs(change["value"]), "lower": change["lower"], "upper": change["upper"]}
        if not change["is_clear"]:
            return _("Whether it changed is not clear (%(lower)+d to %(upper)+d).") % told
        if change["value"] > 0:
            return (
                _("That is clearly more than the wave before (+%(value)d; %(lower)+d to %(upper)+d).") % told
            )
        return _("That is clearly less than the wave before (−%(value)d; %(lower)+d to %(upper)+d).") % told


@dataclass(frozen=True)
class Happened:
    """Something the team did or promised, to read beside a change. It says nothing about what caused what."""

    on: date
    kind: str | Lazy
    words: str
    pair_id: object = None


def publications(team: Team) -> list[Publication]:
    """Published waves that stand, newest first."""
    found = Publication.objects.filter(team=team, wave__withdrawn_on=None).select_related("wave")
    return list(found.order_by("-wave__starts_on", "-pk"))


def histories(team: Team, neighborhood: Neighborhood) -> list[History]:
    """Every measure of a neighborhood in the order of the house; none before the first wave is published."""
    return histories_in(publications(team), neighborhood)


def histories_in(published: Iterable[Publication], neighborhood: Neighborhood) -> list[History]:
    """The same, from publications that were read already (newest first)."""
    rows = [
        (publication, area)
        for publication in reversed(list(published))
        for area in publication.figures["areas"]
        if area["id"] == str(neighborhood.pk)
    ]
    found = []
    for measure in questionnaire.MEASURES:
        points = [
            _point(publication, area, area["measures"][measure.key])
            for publication, area in rows
            if measure.key in area["measures"]
        ]
        if points:
            found.append(History(measure, points))
    return found


def _point(publication: Publication, area: Figures, figures: Figures) -> Point:
    return Point(
        publication=publication,
        value=figures["value"],
        lower=figures["lower"],
        upper=figures["upper"],
        n=area["n"],
        is_model=figures["is_model"],
        is_early=figures["is_early"],
        ranks=tuple(figures["ranks"]),
        ranked=publication.figures["ranked"],
        change=figures["change"],
    )


def happened(team: Team, neighborhood: Neighborhood, since: date, until: date) -> list[Happened]:
    """What the team did and promised here between two days, oldest first; only what is public anyway."""
    pairs = YouSaidWeDid.objects.public(team).filter(neighborhood=neighborhood)
    rows = [
        Happened(local_day(team, pair.published_at), gettext_lazy("done"), pair.did, pair.pk)
        for pair in pairs
        if pair.published_at is not None
    ]
    promised = Promise.objects.public(team).filter(concern__neighborhood=neighborhood).current()
    rows += [Happened(one.due_on, gettext_lazy("promised for this day"), one.words) for one in promised]
    started = Initiative.objects.public(team).filter(neighborhood=neighborhood)
    rows += [Happened(one.starts_on, gettext_lazy("started"), one.title) for one in started]
    inside = sorted((row for row in rows if since <= row.on <= until), key=lambda row: row.on)
    return inside[-MOST_EVENTS:]
