"""Making a team and changing what it says of itself."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.places import rules
from commonbeat.places.models import Team, TeamKind
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

CHANGEABLE = {
    *("name", "kind", "timezone", "languages", "emergency_numbers", "monitored_hours", "domain", "about"),
    *("purpose", "contact_email", "answer_hours", "visit_target_days", "map_attribution"),
}


@transaction.atomic
def make_team(
    *, name: str, slug: str, emergency_numbers: list[dict[str, str]], actor: Any, at: datetime, **fields: Any
) -> Team:
    """A new team; refused without an emergency number or with a slug that is taken or no slug."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise Refused(
            _("“%(slug)s” cannot be a team's short name. Please use letters, digits and hyphens.")
            % {"slug": clean(slug, 1000)[:60]},
            "slug",
        ) from None
    if len(slug) > 60 or Team.objects.filter(slug=slug).exists():
        raise Refused(
            _("Please choose another short name for the team: this one is taken or too long."), "slug"
        )
    team = Team(slug=slug)
    _set(team, {"name": name or slug, "emergency_numbers": emergency_numbers, **fields})
    team.save(force_insert=True)
    journal.enter(team=team, actor=actor, action="make_team", object_type="team", object_id=team.pk, at=at)
    return team


@transaction.atomic
def change_team(*, team: Team, actor: Any, at: datetime, **fields: Any) -> Team:
    """The team with some fields changed; refused when that would leave it without an emergency number."""
    team = Team.objects.select_for_update().get(pk=team.pk)
    _set(team, fields)
    team.save(update_fields=sorted(fields))
    journal.enter(
        team=team, actor=actor, action="change_team", object_type="team", object_id=team.pk,
        reason=", ".join(sorted(fields)), at=at,
    )  # fmt: skip
    return team


def _set(team: Team, fields: dict[str, Any]) -> None:
    unknown = fields.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"a team has no changeable {sorted(unknown)}")
    rule: dict[str, Any] = {
        "emergency_numbers": rules.emergency_numbers,
        "timezone": rules.timezone,
        "languages": rules.languages,
    }
    for field, value in fields.items():
        setattr(team, field, rule[field](value) if field in rule else _cleaned(field, value))
    if team.kind not in TeamKind.values:
        raise Refused(_("Please choose the kind of team from the list."), "kind")


def _cleaned(field: str, value: Any) -> Any:
    limit = Team._meta.get_field(field).max_length  # type: ignore[union-attr]
    return clean(value, limit, field) if isinstance(value, str) and limit else value
