"""What is fetched without anybody asking."""

from __future__ import annotations

import logging
from datetime import datetime

from commonbeat.listening.channels import social
from commonbeat.listening.channels.mail import fetching
from commonbeat.listening.models import Source, SourceKind
from commonbeat.safety.errors import Refused

log = logging.getLogger(__name__)


def fetch_all(*, at: datetime) -> int:
    """Empty the mailboxes and read the accounts; one that cannot be reached keeps no other waiting."""
    kept = 0
    found = Source.objects.filter(is_on=True, channel__in=[SourceKind.MAIL, SourceKind.SOCIAL])
    for source in found.exclude(server="").select_related("team", "neighborhood"):
        try:
            if source.channel == SourceKind.MAIL:
                kept += fetching.fetch(source=source, at=at).kept
            else:
                kept += social.hear_posts(source=source, at=at).kept
        except Refused as refusal:
            log.warning("%s", refusal.sentence)
    return kept
