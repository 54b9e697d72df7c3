"""The pulse: the last seven days against the twelve weeks before, in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Coalesce, NullIf

from commonbeat.listening.models import Feeling, Kind, Need, Topic, Voice, VoiceQuerySet
from commonbeat.listening.times import hour
from commonbeat.methods.text.rising import Heard, Rise, rising, seldom_heard
from commonbeat.places.models import Place, PlaceQuerySet

if TYPE_CHECKING:
    from commonbeat.places.models import Neighborhood, Team

WEEK = timedelta(days=7)
WEEKS = 13
SAID, GUESSED, ESTIMATED = "said", "guessed", "estimated"


@dataclass(frozen=True)
class Row:
    """One line of the pulse: thirteen weekly counts, this week last, and whether it is rising."""

    value: str
    label: str
    weeks: tuple[int, ...]
    rise: Rise

    @property
    def now(self) -> int:
        return self.weeks[-1]

    @property
    def all(self) -> int:
        return sum(self.weeks)

    @property
    def is_perhaps_more(self) -> bool:
        """Over twice the usual, and still nothing that chance would not explain."""
        return not self.rise.is_rising and self.now >= 3 and self.now > 2 * self.rise.usual


@dataclass(frozen=True)
class Felt:
    """How one feeling stands this week, by who says so, and usually in a week."""

    value: str
    label: str
    said: int
    guessed: int
    estimated: int
    usual: float

    @property
    def now(self) -> int:
        return self.said + self.guessed + self.estimated


@dataclass(frozen=True)
class Quiet:
    """Who is not heard: neighborhoods beside their residents, places and languages nobody spoke from or in."""

    neighborhoods: list[tuple[Neighborhood, Heard]]
    places: list[Place]
    languages: list[str]


@dataclass(frozen=True)
class Spots:
    """Where people spoke this week and about what, what is rising, and places nobody spoke from, the quietest first."""

    rising: list[Row]
    by_place: Mapping[UUID, Counter[str]]
    silent: list[Place]


@dataclass(frozen=True)
class Pulse:
    """What was heard in some neighborhoods up to the last full hour."""

    since: datetime
    week_since: datetime
    until: datetime
    weeks: tuple[int, ...]
    topics: list[Row]
    kinds: list[Row]
    feelings: list[Felt]
    needs: list[tuple[str, str, int]]
    quiet: Quiet
    by_place: Mapping[UUID, Counter[str]] = field(repr=False)
    """This week's topics at each place."""

    @property
    def now(self) -> int:
        return self.weeks[-1]

    @property
    def usual(self) -> float:
        return sum(self.weeks[:-1]) / (len(self.weeks) - 1)

    @property
    def rising(self) -> list[Row]:
        """What stands out, the surest first."""
        return _rising(self.topics)

    @property
    def spots(self) -> Spots:
        """What it says about places; silent ones of neighborhoods that are heard least come first."""
        rates = {one.pk: heard.rate for one, heard in self.quiet.neighborhoods}
        silent = sorted(
            self.quiet.places, key=lambda place: (rates.get(place.neighborhood_id, 0.0), place.name)
        )
        return Spots(self.rising, self.by_place, silent)

    def kind(self, value: str) -> Row:
        """This and the earlier weeks' count of one kind of voice."""
        return next(row for row in self.kinds if row.value == value)


def pulse(team: Team, neighborhoods: Sequence[Neighborhood], at: datetime) -> Pulse:
    """The pulse of these neighborhoods; nothing that is held, taken back or about an officer is in it."""
    until = hour(at)
    bounds = [until - WEEK * number for number in range(WEEKS, 0, -1)]
    found = heard(team, neighborhoods).filter(heard_at__gte=bounds[0], heard_at__lt=until).order_by()
    kinds, topics = _series(found.annotate(week=_week(bounds)))
    weeks = tuple(sum(counts[week] for counts in kinds.values()) for week in range(WEEKS))
    this_week = found.filter(heard_at__gte=bounds[-1])
    return Pulse(
        since=bounds[0],
        week_since=bounds[-1],
        until=until,
        weeks=weeks,
        topics=_rows({topic: topics.get(topic, [0] * WEEKS) for topic in Topic.values}, Topic),
        kinds=_rows({kind: kinds.get(kind, [0] * WEEKS) for kind in Kind.values}, Kind),
        feelings=_feelings(found, bounds[-1]),
        needs=_needs(this_week),
        quiet=_quiet(team, neighborhoods, found),
        by_place=_by_place(this_week),
    )


def spots_of(team: Team, neighborhood: Neighborhood, at: datetime) -> Spots:
    """The pulse's word on the places of one neighborhood; topics, places and times are all that is read."""
    until = hour(at)
    bounds = [until - WEEK * number for number in range(WEEKS, 0, -1)]
    found = heard(team, [neighborhood]).filter(heard_at__gte=bounds[0], heard_at__lt=until).order_by()
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * WEEKS)
    rows = found.annotate(week=_week(bounds)).values_list("topic", "week").annotate(n=Count("*"))
    for topic, week, count in rows:
        counts[topic][week] += count
    topics = {topic: counts[topic] for topic in Topic.values}
    return Spots(
        rising=_rising(_rows(topics, Topic)),
        by_place=_by_place(found.filter(heard_at__gte=bounds[-1])),
        silent=sorted(_silent(_spots(team, [neighborhood]), found), key=lambda place: place.name),
    )


def heard(team: Team, neighborhoods: Sequence[Neighborhood]) -> VoiceQuerySet:
    """Voices that count in the pulse of these neighborhoods."""
    found = Voice.objects.filter(team=team, about_officer=None, is_held=False).standing()
    return found.filter(neighborhood__in=[one.pk for one in neighborhoods])


def quotes(
    team: Team,
    neighborhoods: Sequence[Neighborhood],
    pulse_at: datetime,
    *,
    by: str,
    value: str,
    is_now: bool,
) -> VoiceQuerySet:
    """The voices behind one number of the pulse, newest first; ValueError for what it does not count."""
    until = hour(pulse_at)
    since = until - WEEK * (1 if is_now else WEEKS)
    found = heard(team, neighborhoods).filter(heard_at__gte=since, heard_at__lt=until)
    if by == "feeling":
        found = found.annotate(felt=the_feeling()).filter(felt=value)
    elif by in ("topic", "kind", "need", "language"):
        found = found.filter(**{by: value})
    elif by == "place":
        found = found.filter(place_id=UUID(value))
    elif by:
        raise ValueError(by)
    return found.order_by("-heard_at", "pk")


def _week(bounds: list[datetime]) -> Case:
    """In which of the weeks that begin at these bounds a voice was heard."""
    newest_first = sorted(enumerate(bounds), reverse=True)
    return Case(
        *(When(heard_at__gte=bound, then=Value(number)) for number, bound in newest_first),
        default=Value(-1),
        output_field=IntegerField(),
    )


def _series(found: Any) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Weekly counts of each kind and of each topic, from one pass."""
    kinds: dict[str, list[int]] = defaultdict(lambda: [0] * WEEKS)
    topics: dict[str, list[int]] = defaultdict(lambda: [0] * WEEKS)
    for kind, topic, week, count in found.values_list("kind", "topic", "week").annotate(n=Count("*")):
        kinds[kind][week] += count
        topics[topic][week] += count
    return dict(kinds), dict(topics)


def _rows(series: Mapping[str, list[int]], labels: Any) -> list[Row]:
    rises = rising(series)
    rows = [
        Row(value, str(labels(value).label), tuple(counts), rises[value]) for value, counts in series.items()
    ]
    return sorted(rows, key=lambda row: (-row.now, -row.all))


def _rising(topics: list[Row]) -> list[Row]:
    return sorted((row for row in topics if row.rise.is_rising), key=lambda row: row.rise.p)


def the_feeling() -> Coalesce:
    """What the person said stands first, the officer's guess second, an estimate third."""
    parts = [NullIf(F(name), Value("")) for name in ("feeling_said", "feeling_guessed", "feeling_estimated")]
    return Coalesce(*parts, Value(""), output_field=CharField())


def _feelings(found: VoiceQuerySet, week_since: datetime) -> list[Felt]:
    source = Case(
        When(~Q(feeling_said=""), then=Value(SAID)),
        When(~Q(feeling_guessed=""), then=Value(GUESSED)),
        When(~Q(feeling_estimated=""), then=Value(ESTIMATED)),
        default=Value(""),
        output_field=CharField(),
    )
    # Who says so matters for this week alone; one thing fewer to sort thirteen weeks by.
    week = found.filter(heard_at__gte=week_since).annotate(felt=the_feeling(), source=source)
    now = {(felt, by): n for felt, by, n in week.values_list("felt", "source").annotate(n=Count("*"))}
    earlier = found.filter(heard_at__lt=week_since).annotate(felt=the_feeling())
    before = dict(earlier.values_list("felt").annotate(n=Count("*")))
    felts = []
    for feeling in Feeling:
        said, guessed, estimated = (now.get((feeling.value, by), 0) for by in (SAID, GUESSED, ESTIMATED))
        usual = before.get(feeling.value, 0) / (WEEKS - 1)
        felts.append(Felt(feeling.value, str(feeling.label), said, guessed, estimated, usual))
    return sorted(felts, key=lambda one: -one.now)


def _needs(this_week: VoiceQuerySet) -> list[tuple[str, str, int]]:
    counts = dict(this_week.exclude(need="").values_list("need").annotate(n=Count("*")))
    rows = [(need.value, str(need.label), counts.get(need.value, 0)) for need in Need]
    return sorted(rows, key=lambda row: -row[2])


def _by_place(this_week: VoiceQuerySet) -> dict[UUID, Counter[str]]:
    places: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = this_week.exclude(place=None).values_list("place_id", "topic").annotate(n=Count("*"))
    for place_id, topic, count in rows:
        places[place_id][topic] += count
    return dict(places)


def _quiet(team: Team, neighborhoods: Sequence[Neighborhood], found: VoiceQuerySet) -> Quiet:
    counts: Counter[UUID] = Counter()
    spoken_from, languages = set(), set()
    # Few enough together to be told apart here, and the voices are read once instead of three times.
    rows = found.values_list("neighborhood_id", "place_id", "language").annotate(n=Count("*"))
    for neighborhood_id, place_id, language, count in rows:
        counts[neighborhood_id] += count
        spoken_from.add(place_id)
        languages.add(language)
    known = {one: (counts[one.pk], one.population) for one in neighborhoods if one.population}
    beside = seldom_heard(known) if len(known) > 1 else {}
    return Quiet(
        neighborhoods=sorted(beside.items(), key=lambda pair: pair[1].rate),
        places=[
            one
            for one in _spots(team, neighborhoods).select_related("neighborhood")
            if one.pk not in spoken_from
        ],
        languages=[language for language in team.languages if language not in languages],
    )


def _spots(team: Team, neighborhoods: Sequence[Neighborhood]) -> PlaceQuerySet:
    areas = [one.pk for one in neighborhoods]
    found: PlaceQuerySet = Place.objects.public(team).meeting_places().filter(neighborhood__in=areas)
    return found


def _silent(places: PlaceQuerySet, found: VoiceQuerySet) -> list[Place]:
    """Those of these places that nobody spoke from."""
    spoken_from = set(found.exclude(place=None).values_list("place_id", flat=True).distinct())
    return [place for place in places if place.pk not in spoken_from]
