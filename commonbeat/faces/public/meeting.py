"""When and where the team can be met: gatherings and announced stops of walks, as one list."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from commonbeat.openness import queries as openness
from commonbeat.openness.models import Gathering
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence import queries as presence
from commonbeat.presence.queries import AnnouncedStop


@dataclass(frozen=True)
class Meeting:
    """One occasion: `gathering` is set for a gathering, otherwise it is an announced stop on foot."""

    starts_at: datetime
    ends_at: datetime
    title: str
    where: str
    who: str
    neighborhood: Neighborhood
    gathering: Gathering | None = None
    stop_id: str = ""

    @property
    def canceled_because(self) -> str:
        return self.gathering.canceled_because if self.gathering else ""


def next_meetings(
    team: Team,
    neighborhood: Neighborhood | None,
    at: datetime,
    limit: int,
    host: Staff | None = None,
    with_canceled: bool = False,
) -> list[Meeting]:
    """The next occasions, soonest first; `host` keeps those of one officer."""
    gatherings = [
        gathering
        for gathering in openness.next_gatherings(team, neighborhood, at, limit=limit * 3)
        if (with_canceled or not gathering.is_canceled) and (host is None or gathering.host_id == host.pk)
    ]
    stops = presence.next_presence(team, neighborhood, at, limit=limit * 2, officer=host)
    found = [of_gathering(gathering) for gathering in gatherings] + [of_stop(stop) for stop in stops]
    return sorted(found, key=lambda meeting: meeting.starts_at)[:limit]


def of_gathering(gathering: Gathering) -> Meeting:
    return Meeting(
        starts_at=gathering.starts_at,
        ends_at=gathering.ends_at,
        title=gathering.title,
        where=where_of(gathering),
        who="",
        neighborhood=gathering.neighborhood,
        gathering=gathering,
    )


def of_stop(stop: AnnouncedStop) -> Meeting:
    return Meeting(
        starts_at=stop.at,
        ends_at=stop.at + timedelta(minutes=stop.minutes),
        title=stop.place.name,
        where=stop.place.name,
        who=stop.officer.known_as if stop.officer else "",
        neighborhood=stop.place.neighborhood,
        stop_id=str(stop.id),
    )


def where_of(gathering: Gathering) -> str:
    return gathering.where or (gathering.place.name if gathering.place else "")
