"""Wardens and watch groups."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, GatheringKind
from commonbeat.openness.slugs import free_slug
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import note
from commonbeat.together.models import GroupKind, GroupWalk, WatchGroup

TEXTS = {"name": 120, "does": 2000, "does_not": 1000, "meets": 200}


@transaction.atomic
def start_group(
    *,
    neighborhood: Neighborhood,
    name: str,
    kind: str,
    does: str,
    does_not: str,
    by: Staff,
    at: datetime,
    meets: str = "",
    keeper: Staff | None = None,
) -> WatchGroup:
    """A group with its page; it cannot start without saying what it does not do."""
    rules.need_coordinator_of(by, neighborhood)
    texts = _texts(name=name, does=does, does_not=does_not, meets=meets)
    _check(neighborhood.team_id, kind, keeper)
    group = WatchGroup.objects.create(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        slug=free_slug(WatchGroup.objects.filter(team_id=neighborhood.team_id), texts["name"]),
        kind=kind,
        keeper=keeper,
        started_on=local_day(neighborhood.team, at),
        changed_at=at,
        **texts,
    )
    note("start group", group, by=by, at=at)
    return group


@transaction.atomic
def change_group(
    *,
    group: WatchGroup,
    name: str,
    kind: str,
    does: str,
    does_not: str,
    by: Staff,
    at: datetime,
    meets: str = "",
    keeper: Staff | None = None,
) -> WatchGroup:
    """Other words, another officer beside it."""
    rules.need_worker(by, group)
    _check(group.team_id, kind, keeper)
    changes = _texts(name=name, does=does, does_not=does_not, meets=meets)
    WatchGroup.objects.filter(pk=group.pk).update(kind=kind, keeper=keeper, changed_at=at, **changes)
    note("change group", group, by=by, at=at)
    group.refresh_from_db()
    return group


@transaction.atomic
def end_group(*, group: WatchGroup, because: str, by: Staff, at: datetime) -> WatchGroup:
    """It ends with a reason that stays on its page."""
    rules.need_coordinator(by, group)
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why it ends."))
    if WatchGroup.objects.filter(pk=group.pk, ended_on=None).update(
        ended_on=local_day(group.team, at), ended_because=because, changed_at=at
    ):
        note("end group", group, by=by, at=at)
    group.refresh_from_db()
    return group


@transaction.atomic
def walk_along(*, group: WatchGroup, gathering: Gathering, by: Staff, at: datetime) -> GroupWalk:
    """Puts an announced walk-along on the group's page."""
    rules.need_worker(by, group)
    if gathering.kind != GatheringKind.WALK_ALONG or gathering.neighborhood_id != group.neighborhood_id:
        raise Refused(_("Please choose a walk-along in this neighborhood."), "gathering")
    try:
        with transaction.atomic():
            row = GroupWalk.objects.create(team_id=group.team_id, group=group, gathering=gathering)
    except IntegrityError:
        raise Refused(_("This walk-along is on a group's page already."), "gathering") from None
    note("add walk-along", row, by=by, at=at)
    return row


def _texts(**texts: str) -> dict[str, str]:
    cleaned = {name: clean(text, TEXTS[name], name) for name, text in texts.items()}
    rules.need_words(cleaned["name"], "name", _("Please give the group a name."))
    rules.need_words(cleaned["does"], "does", _("Please say what the group does."))
    rules.need_words(cleaned["does_not"], "does_not", _("Please say what the group does not do."))
    rules.need_behavior(cleaned["does"], "does")
    return cleaned


def _check(team_id: object, kind: str, keeper: Staff | None) -> None:
    if kind not in GroupKind.values:
        raise Refused(_("Please say what kind of group it is."), "kind")
    if keeper is not None and keeper.team_id != team_id:
        raise Refused(_("Please choose somebody of your own team."), "keeper")
