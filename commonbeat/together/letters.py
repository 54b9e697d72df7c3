"""The one mail this room sends: a partner's link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonbeat.openness.calendar import local_day
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.safety import sealing
from commonbeat.together.models import PartnerLink

KIND = "together.partner"


def send_link(link: PartnerLink, address: str, *, at: datetime) -> None:
    """The link with what it opens and until when; the subject says nothing."""
    partner = link.partner
    if not partner.address:
        return
    with override(partner.team.languages[0]):
        words = {
            "name": partner.name,
            "team": partner.team.name,
            "title": partner.problem.title,
            "link": address,
            "day": date_format(local_day(partner.team, link.expires_at)),
        }
        post.queue(
            team=partner.team_id,
            kind=KIND,
            recipient=sealing.reveal(partner.address),
            subject=_("Your link to what we work on together"),
            body_text=_(
                "Hello %(name)s,\n\n%(team)s works with you on “%(title)s”. This link opens the file, without a "
                "password:\n\n%(link)s\n\nIt works until %(day)s. Whoever holds it can write in your name, so please "
                "keep it to yourselves. If it got into other hands, tell us: we stop it at once."
            )
            % words,
            about=link,
            dedupe=f"{KIND}:{link.pk}",
            at=at,
        )


def is_wanted(delivery: Delivery, at: datetime) -> Mapping[str, str] | None:
    """Only while the link still opens something."""
    return {} if PartnerLink.objects.filter(pk=delivery.about_id).open(at).exists() else None
