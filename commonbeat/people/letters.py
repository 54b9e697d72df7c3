"""The two mails this room sends, each with a link that works once."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonbeat.people.models import MfaRecovery, StaffInvite
from commonbeat.places.models import Team
from commonbeat.post import actions as post

JOIN_PATH = "/sign-in/join/{token}/"
BACK_IN_PATH = "/sign-in/back-in/{token}/"


def link(team: Team, path: str, token: str) -> str:
    """The whole address of a single-use link on the team's own site."""
    site = settings.SITE_URL
    if team.domain:
        site = f"{'https' if settings.IS_HTTPS else 'http'}://{team.domain}"
    return site + path.format(token=token)


def send_invite(invite: StaffInvite, token: str, *, at: datetime) -> None:
    """Ask somebody to join the team."""
    words = {
        "name": invite.name,
        "team": invite.team.name,
        "duty": invite.get_duty_display(),
        "link": link(invite.team, JOIN_PATH, token),
    }
    _queue(
        invite,
        kind="invite",
        recipient=invite.email,
        subject=_("Your invitation to %(team)s") % words,
        body=_(
            "Hello %(name)s,\n\n%(team)s invites you to join as %(duty)s. Please open this link to choose a "
            "password:\n\n%(link)s\n\nIt works once, within seven days. If you do not know what this "
            "is about, please ignore it."
        )
        % words,
        at=at,
    )


def send_recovery(recovery: MfaRecovery, token: str, *, at: datetime) -> None:
    """Give a colleague a way back in, in their own language."""
    with override(recovery.staff.language):
        words = {
            "name": recovery.staff.name,
            "team": recovery.team.name,
            "link": link(recovery.team, BACK_IN_PATH, token),
        }
        _queue(
            recovery,
            kind="recovery",
            recipient=recovery.staff.email,
            subject=_("Your way back in to %(team)s") % words,
            body=_(
                "Hello %(name)s,\n\ntwo colleagues have vouched for you. Please open this link to choose "
                "a new password and set up a new second step:\n\n%(link)s\n\nIt works once, within seven "
                "days. If you did not ask for it, tell your coordinator at once: your old way in is closed."
            )
            % words,
            at=at,
        )


def _queue(
    about: StaffInvite | MfaRecovery, *, kind: str, recipient: str, subject: str, body: str, at: datetime
) -> None:
    post.queue(
        team=about.team,
        kind=kind,
        recipient=recipient,
        subject=subject,
        body_text=body,
        about=about,
        dedupe=f"{kind}-{about.pk}",
        at=at,
        audience="admin",
    )
