"""`commonbeat invite`: the first administrator, or anybody, gets a link that works once."""

import argparse

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.people import actions
from commonbeat.people.models import Duty
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety.errors import Refused


def invite(argv: list[str]) -> int:
    """Invite somebody and print the link; it is also mailed to them."""
    parser = argparse.ArgumentParser(prog="commonbeat invite", description=invite.__doc__)
    parser.add_argument("email", help="their mail address, with which they will sign in")
    parser.add_argument("--name", required=True, help="their name")
    parser.add_argument("--duty", required=True, choices=Duty.values, help="what they may do")
    parser.add_argument(
        "--team", default="", help="the team's short name; not needed where there is only one"
    )
    parser.add_argument(
        "--neighborhood", default="", help="only there, by its short name; the whole team without it"
    )
    options = parser.parse_args(argv)
    team = find_team(options.team)
    made, token = actions.invite(
        team=team,
        email=options.email,
        name=options.name,
        duty=options.duty,
        neighborhood=find_neighborhood(team, options.neighborhood),
        by=None,
        at=timezone.now(),
    )
    print(f"{settings.SITE_URL}{reverse('signin_join', args=[token])}")
    print(_("The link works once, until %(day)s.") % {"day": f"{made.expires_at:%Y-%m-%d %H:%M} UTC"})
    return 0


def find_team(slug: str) -> Team:
    """The team of this short name, or the only one there is."""
    teams = list(Team.objects.filter(slug=slug) if slug else Team.objects.all()[:2])
    if len(teams) == 1:
        return teams[0]
    known = ", ".join(Team.objects.order_by("slug").values_list("slug", flat=True))
    if not known:
        raise Refused(_("There is no team yet. Make one with “commonbeat import-area”."))
    raise Refused(_("Name one of these teams with --team: %(known)s") % {"known": known})


def find_neighborhood(team: Team, slug: str) -> Neighborhood | None:
    """The neighborhood of this short name; None where none is named."""
    if not slug:
        return None
    found = Neighborhood.objects.filter(team=team, slug=slug).first()
    if found is None:
        known = ", ".join(Neighborhood.objects.filter(team=team).values_list("slug", flat=True))
        raise Refused(_("There is no such neighborhood. These are known: %(known)s") % {"known": known})
    return found
