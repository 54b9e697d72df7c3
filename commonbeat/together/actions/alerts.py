"""Alerts: plain, rare, and over at a time everybody knows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.together import rules
from commonbeat.together.actions.ground import note, once
from commonbeat.together.models import Alert

TEXTS = {"title": 80, "what": 500, "to_do": 500}


@transaction.atomic
def send_alert(
    *,
    neighborhood: Neighborhood,
    client_id: UUID,
    title: str,
    what: str,
    to_do: str,
    ends_at: datetime,
    by: Staff,
    at: datetime,
    topic: str = "other",
) -> Alert:
    """Tells everybody who asked for alerts, at once; refused when there were too many lately."""
    rules.need_coordinator_of(by, neighborhood)
    texts = {
        name: clean(text, TEXTS[name], name)
        for name, text in (("title", title), ("what", what), ("to_do", to_do))
    }
    rules.need_words(texts["title"], "title", _("Please say in a few words what it is about."))
    rules.need_words(texts["what"], "what", _("Please say what happens, and where."))
    rules.need_words(
        texts["to_do"], "to_do", _("Please say what people can do. An alert without that only frightens.")
    )
    for name, text in texts.items():
        rules.need_behavior(text, name)
    if not at < ends_at <= at + rules.LONGEST_ALERT:
        raise Refused(
            _("Please say when it is over, within %(days)d days.") % {"days": rules.LONGEST_ALERT.days},
            "ends_at",
        )

    def make() -> Alert:
        # One alert after another per neighborhood, so that two at once are not both the third.
        Neighborhood.objects.select_for_update().get(pk=neighborhood.pk)
        _need_rare(neighborhood, at)
        row = Alert.objects.create(
            team_id=neighborhood.team_id,
            neighborhood=neighborhood,
            client_id=client_id,
            topic=topic,
            sent_at=at,
            ends_at=ends_at,
            by=by,
            **texts,
        )
        note("send alert", row, by=by, at=at)
        return row

    return once(Alert, client_id, {"title": texts["title"], "what": texts["what"]}, make)


@transaction.atomic
def end_alert(*, alert: Alert, because: str, by: Staff, at: datetime) -> Alert:
    """It is over earlier; mail that still waits is not sent anymore."""
    rules.need_coordinator(by, alert)
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why it is over, so that people can be at ease."))
    if alert.ends_at <= at:
        raise Refused(_("This alert is over already."))
    if Alert.objects.filter(pk=alert.pk, ended_at=None).update(ended_at=at, ended_because=because):
        note("end alert", alert, by=by, at=at)
    alert.refresh_from_db()
    return alert


def _need_rare(neighborhood: Neighborhood, at: datetime) -> None:
    lately = Alert.objects.filter(neighborhood=neighborhood, sent_at__gt=at - rules.ALERT_WINDOW)
    if lately.count() >= rules.MOST_ALERTS:
        raise Refused(
            _(
                "There were %(most)d alerts here within %(days)d days already. More are not read. Please use the "
                "page, a gathering or the digest."
            )
            % {"most": rules.MOST_ALERTS, "days": rules.ALERT_WINDOW.days}
        )
    if lately.filter(sent_at__gt=to_hour(at) - rules.ALERT_PAUSE).exists():
        raise Refused(_("There was an alert here within a day. Please wait, or use the page."))
