"""Whoever a complaint is about when the person who complains does not find their name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from commonbeat.people.models import Staff
from commonbeat.places.models import Team
from commonbeat.safety.clock import local_date


@transaction.atomic
def somebody_unlisted(*, team: Team, at: datetime) -> Staff:
    """A stand-in who cannot sign in and stands in no list, so that such a complaint, too, reaches confidants only.

    Made once a team, without a journal entry: one would tell that somebody complained.
    """
    with override(team.languages[0]):
        name = gettext("Somebody of the team who is not on the list")
    on = local_date(at, team.timezone)
    given = {"team": team, "name": name, "is_active": False, "joined_on": on, "left_on": on, "password": "!"}
    staff: Staff = Staff.objects.get_or_create(email=f"{team.pk}@unlisted.invalid", defaults=given)[0]
    return staff
