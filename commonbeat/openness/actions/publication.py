"""Publishing "You said, we did": never without its evidence, never in somebody's words without their yes."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.models import Action, Concern, Confirmation, ReadBack, ReportBack, Turn, Voice
from commonbeat.openness import rules
from commonbeat.openness.actions.notes import note
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Quotation, YouSaidWeDid
from commonbeat.openness.queries.evidence import last_step
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


def publish_you_said_we_did(
    *,
    concern: Concern,
    said: str,
    did: str,
    action: Action,
    report_back: ReportBack,
    by: Staff,
    at: datetime,
) -> YouSaidWeDid:
    """A pair with its action and report back; with somebody's own words it waits for a moderator's reading.

    `published_at` of the result is None while it waits. Those who agreed to be quoted need no reading.
    """
    said, did = clean(said, 1000, "said"), clean(did, 1000, "did")
    try:
        with transaction.atomic():
            return _publish(concern, said, did, action, report_back, by, at)
    except IntegrityError:
        raise Refused(
            _("There is already a published pair for this concern. Please take that one back first.")
        ) from None


@transaction.atomic
def approve_you_said_we_did(*, pair: YouSaidWeDid, by: Staff, at: datetime) -> YouSaidWeDid:
    """A moderator has read the words and publishes the pair."""
    if not rules.may_read_for_others(by, pair):
        raise Refused(
            _("Only a moderator of this neighborhood can let these words through. Please ask one of them.")
        )
    pair = YouSaidWeDid.objects.select_for_update().get(pk=pair.pk)
    if pair.withdrawn_on is not None:
        raise Refused(_("This pair was taken back. Please write a new one."))
    if pair.published_at is None:
        rules.need_publishable(pair.concern, last_step(pair.concern))
        pair.published_at, pair.read_by, pair.read_on = at, by, local_day(pair.team, at)
        pair.save(update_fields=["published_at", "read_by", "read_on"])
        note("approve you said we did", pair, by=by, at=at)
    return pair


@transaction.atomic
def withdraw_you_said_we_did(*, pair: YouSaidWeDid, because: str, by: Staff, at: datetime) -> YouSaidWeDid:
    """Takes a pair back with a reason; a published one leaves the reason where it stood."""
    if not (rules.may_coordinate(by, pair.neighborhood) or rules.may_read_for_others(by, pair)):
        raise Refused(_("Only a coordinator or moderator of this neighborhood can take this back."))
    because = clean(because, 500, "because")
    rules.need_words(because, "because", _("Please say why this is taken back."))
    pair = YouSaidWeDid.objects.select_for_update().get(pk=pair.pk)
    if pair.withdrawn_on is None:
        pair.withdrawn_on, pair.withdrawn_because = local_day(pair.team, at), because
        pair.save(update_fields=["withdrawn_on", "withdrawn_because"])
        note("withdraw you said we did", pair, by=by, at=at)
    return pair


def quoted_voices(concern: Concern, said: str) -> list[Voice]:
    """The voices of this concern whose own words `said` repeats."""
    voices = list(Voice.objects.filter(concern=concern).standing())
    texts: dict[object, list[str]] = {voice.pk: [voice.words] for voice in voices}
    ours = {"voice__in": voices}
    for written in (
        Turn.objects.filter(is_from_team=False, **ours).values_list("voice_id", "words"),
        ReadBack.objects.filter(**ours).values_list("voice_id", "correction"),
        Confirmation.objects.filter(**ours).values_list("voice_id", "words"),
    ):
        for voice_id, words in written:
            texts[voice_id].append(words)
    return [voice for voice in voices if rules.used_words(said, texts[voice.pk])]


def _publish(
    concern: Concern, said: str, did: str, action: Action, report_back: ReportBack, by: Staff, at: datetime
) -> YouSaidWeDid:
    concern = _checked(concern, said, did, action, report_back, by)
    quoted = quoted_voices(concern, f"{said}\n{did}")
    has_consent = bool(quoted) and all(voice.may_be_quoted for voice in quoted)
    pair = YouSaidWeDid(
        team_id=concern.team_id,
        neighborhood_id=concern.neighborhood_id,
        concern=concern,
        action=action,
        report_back=report_back,
        said=said,
        did=did,
        is_verbatim=bool(quoted),
        has_consent=has_consent,
        written_at=at,
        by=by,
    )
    if quoted and not has_consent and rules.may_read_for_others(by, pair):
        pair.read_by, pair.read_on = by, local_day(concern.team, at)
    if not quoted or has_consent or pair.read_on:
        pair.published_at = at
    pair.save(force_insert=True)
    Quotation.objects.bulk_create(Quotation(team_id=pair.team_id, pair=pair, voice=voice) for voice in quoted)
    note("publish you said we did", pair, by=by, at=at)
    return pair


def _checked(
    concern: Concern, said: str, did: str, action: Action, report_back: ReportBack, by: Staff
) -> Concern:
    seen = Concern.objects.visible_to(by).filter(pk=concern.pk).first()
    if seen is None:
        raise Refused(_("You cannot see this concern. Please ask its coordinator."))
    rules.need_coordinator(by, seen.neighborhood)
    rules.need_publishable(seen, last_step(seen))
    rules.need_words(said, "said", _("Please write what people said, in your own words."))
    rules.need_words(did, "did", _("Please write what was done."))
    if action.concern_id != seen.pk:
        raise Refused(_("Please choose an action that was done about this very concern."), "action")
    if report_back.concern_id != seen.pk:
        raise Refused(_("Please report back to those who raised this very concern first."), "report_back")
    return seen
