"""Taking in what another program hands over: once each, as a voice, a reply, or something to look at."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.actions import complaints, notes, quarantine, thread, voices, withdrawal
from commonbeat.listening.channels import letters, marks, naming, sense
from commonbeat.listening.channels.said import Reply, Said, Taken
from commonbeat.listening.models import Intake, Kind, Outcome, ReadBack, ReplyPath, Source, Voice
from commonbeat.listening.times import day, hour
from commonbeat.places import queries as places
from commonbeat.places.models import Neighborhood, Place
from commonbeat.post.models import Delivery
from commonbeat.safety import limits, pictures, resends
from commonbeat.safety.errors import Conflict, Refused, Unavailable
from commonbeat.safety.text import pieces

SAME_WORDS = timedelta(hours=24)
SAME_THREAD = timedelta(days=14)
CONTENT_KEPT = timedelta(days=90)
MARKS_KEPT = timedelta(days=365)
MOST_WORDS = 50_000
"""What is longer is read by a person before it fills a thread."""
RATE, SAME = "intake", "same words"
# Shorter ones ("Thank you!") are said alike by many.
LONG_ENOUGH = 30
# What somebody can read in quarantine although nothing about its form is broken.
READABLE = frozenset(("another_sender", "forged_address", "same_id_other_words", "too_long"))


def take_in(*, source: Source, said: Said, at: datetime) -> Taken:
    """Keep one message, whatever it is; when this returns, it is on the disk.

    The same event again gives what became of it the first time. The same event with other words is kept in
    quarantine beside it: nothing is lost and nothing replaced.
    """
    event = marks.of_event(source.team, source.channel, said.event)
    body = resends.body_hash(words=said.words, sender=said.sender, pictures=len(said.pictures))
    known = Intake.objects.filter(team_id=source.team_id, event=event).select_related("voice").first()
    if known is None:
        try:
            with transaction.atomic():
                return _take_in(source, said, event, body, at)
        except IntegrityError:
            known = Intake.objects.filter(team_id=source.team_id, event=event).select_related("voice").first()
            if known is None:
                raise
    if known.body_hash == body or said.machine:
        return Taken(known, known.voice, is_new=False)
    again = replace(said, event=f"{said.event}|{body}", trouble="same_id_other_words")
    return take_in(source=source, said=again, at=at) if not said.trouble else Taken(known, is_new=False)


def _take_in(source: Source, said: Said, event: str, body: str, at: datetime) -> Taken:
    intake = Intake(
        team=source.team,
        source=source,
        event=event,
        body_hash=body,
        sender=marks.of_sender(source.team, source.channel, said.sender),
        came_at=hour(at),
        size=len(said.raw),
    )
    Source.objects.filter(pk=source.pk).exclude(came_on=day(source.team, at)).update(
        came_on=day(source.team, at)
    )
    if said.machine:
        return _keep(intake, Outcome.AUTOMATIC, said.machine)
    if said.trouble or len(said.words) > MOST_WORDS:
        return _set_aside(intake, said, said.trouble or "too_long", at)
    if said.is_opt_out or said.is_stop or sense.wants_to_stop(said.words):
        return _stop(intake, said, at)
    before = _same_words(intake)
    if before is not None and said.reply is None:
        return _keep(intake, Outcome.REPEAT, "", before)
    try:
        with transaction.atomic():
            return _to_thread(intake, said, at) or _to_voice(intake, said, at)
    except (Unavailable, IntegrityError):
        raise
    except Refused:
        # A rule of ours stood in the way; a person decides.
        return _set_aside(intake, said, "refused", at)


def _same_words(intake: Intake) -> Voice | None:
    """What the same sender said with the same words today."""
    if not intake.sender:
        return None
    found = Intake.objects.filter(
        team_id=intake.team_id,
        sender=intake.sender,
        body_hash=intake.body_hash,
        outcome=Outcome.VOICE,
        came_at__gt=intake.came_at - SAME_WORDS,
        voice__withdrawn_on=None,
        voice__purged_on=None,
    )
    first = found.exclude(voice=None).select_related("voice").first()
    return first.voice if first else None


def _to_thread(intake: Intake, said: Said, at: datetime) -> Taken | None:
    """The reply in the thread it continues; None where it continues none."""
    reply = said.reply or _by_letter(intake, said) or _by_sender(intake, said, at)
    found = _voice_of(intake, reply) if reply else None
    if reply is None or found is None or _complains(said, found):
        return None
    path = ReplyPath.objects.filter(voice=found).select_related("source").first()
    if path is None or path.sender != intake.sender:
        return _set_aside(intake, said, "another_sender", at)
    if said.thread and path.source.channel == "mail":
        ReplyPath.objects.filter(pk=path.pk).update(**_thread(said))
    _answer(reply, found, said, marks.client_id(intake.event), at)
    _keep_pictures(found, said, intake.event, at)
    return _keep(intake, Outcome.REPLY, reply.about, found)


def _complains(said: Said, voice: Voice) -> bool:
    """Whether a reply is a complaint about one of us, and so no part of a thread that they may be reading."""
    if voice.about_officer_id is not None:
        return False
    if sense.yes_or_no(said.words) is not None and sense.is_plain(said.words):
        return False
    return naming.named_in(voice.team, said.words).is_sure


def _by_letter(intake: Intake, said: Said) -> Reply | None:
    """By the name of our letter that it answers; nobody but its reader knows that name."""
    if not said.answers:
        return None
    sent = Delivery.objects.filter(
        team_id=intake.team_id, message_id=said.answers, about_type=ReplyPath._meta.label
    ).first()
    path = ReplyPath.objects.filter(pk=sent.about_id).first() if sent else None
    if path is None:
        mark = marks.of_thread(said.answers)
        path = ReplyPath.objects.filter(team_id=intake.team_id, thread_mark=mark).first()
    return Reply("voice", path.voice_id) if path else None


def _by_sender(intake: Intake, said: Said, at: datetime) -> Reply | None:
    """Text messages carry no thread: the newest talk with the same number goes on for two weeks."""
    if intake.source is None or intake.source.channel != "sms" or not intake.sender:
        return None
    path = (
        ReplyPath.objects.filter(
            team_id=intake.team_id,
            sender=intake.sender,
            voice__intakes__came_at__gt=hour(at) - SAME_THREAD,
        )
        .order_by("-voice__heard_at")
        .first()
    )
    if path is None:
        return None
    asked = letters.last_question(path.voice)
    return asked or Reply("voice", path.voice_id)


def _voice_of(intake: Intake, reply: Reply) -> Voice | None:
    standing = Voice.objects.filter(team_id=intake.team_id, withdrawn_on=None, purged_on=None)
    if reply.about == "read_back":
        return standing.filter(read_backs__pk=reply.id).select_related("team").first()
    return standing.filter(pk=reply.id).select_related("team").first()


def _answer(reply: Reply, voice: Voice, said: Said, client_id: UUID, at: datetime) -> None:
    """What the person's words mean depends on what we asked; when in doubt they are a turn in the thread."""
    answer = sense.yes_or_no(said.words)
    words = said.words or _("(a picture)")
    head, *rest = pieces(words, thread.LONGEST, first=thread.LONGEST_ANSWER)
    try:
        with transaction.atomic():
            if reply.about == "read_back":
                asked = ReadBack.objects.get(pk=reply.id)
                if asked.is_accepted is None:
                    is_yes = answer is True and sense.is_plain(said.words)
                    correction = "" if is_yes else head
                    thread.accept_read_back(read_back=asked, is_accepted=is_yes, correction=correction, at=at)
                    thread.write_on(voice=voice, words=rest, client_id=client_id, at=at)
                    return
            if reply.about == "solved" and answer is not None:
                thread.confirm(voice=voice, is_solved=answer, client_id=client_id, words=head, at=at)
                thread.write_on(voice=voice, words=rest, client_id=client_id, at=at)
                return
    except Unavailable:
        raise
    except (Refused, Conflict):
        pass
    head, *rest = pieces(words, thread.LONGEST)
    thread.write(voice=voice, words=head, client_id=client_id, at=at)
    thread.write_on(voice=voice, words=rest, client_id=client_id, at=at)


def _to_voice(intake: Intake, said: Said, at: datetime) -> Taken:
    source = intake.source
    assert source is not None  # noqa: S101 - only a sheet has none, and it is imported elsewhere
    team = source.team
    neighborhood, place = _placed(source, said)
    if neighborhood is None:
        return _set_aside(intake, said, "no_neighborhood", at)
    is_held = limits.hit_subject(RATE, said.rate_key or intake.sender or str(source.pk), at=at).is_held
    is_campaign = (
        len(said.words) >= LONG_ENOUGH
        and limits.hit_subject(SAME, " ".join(said.words.casefold().split()), at=at).is_held
    )
    named = naming.named_in(team, f"{said.words}\n{said.where}")
    about = naming.about_whom(named, team, at)
    kept = _stored_pictures(said, intake.event)
    head, *rest = pieces(said.words, voices.LIMITS["words"])
    heard = voices.hear(
        team=team,
        neighborhood=neighborhood,
        place=place,
        client_id=marks.client_id(intake.event),
        channel=source.channel,
        kind=Kind.COMPLAINT if about else said.kind or sense.kind_of(said.words),
        words=head,
        where=said.where,
        topic=said.topic,
        language=said.language or team.languages[0],
        # A name may be a common word as well: then a moderator looks.
        is_held=is_held or is_campaign or named.is_unsure,
        about_officer=about,
        contact_details=said.contact_details,
        draft_id=kept[0] if kept else None,
        at=at,
    )
    thread.write_on(voice=heard.voice, words=rest, client_id=marks.client_id(intake.event), at=at)
    complaints.keep_past(heard.voice, said.words)
    voices.add_pictures(voice=heard.voice, draft_ids=kept[1:], at=at)
    left_out = said.left_out + len(said.pictures) - len(kept)
    # One machine answering another must come to an end.
    greeting = _greeting(source, intake, said, heard.voice, at, left_out, is_silent=is_held)
    return replace(_keep(intake, Outcome.VOICE, "", heard.voice), greeting=greeting)


def _placed(source: Source, said: Said) -> tuple[Neighborhood | None, Place | None]:
    """Where it is about: what the words name, a point, else where the way in belongs."""
    neighborhood, place = sense.placed(source.team, f"{said.words} {said.where}", said.area)
    if said.point is not None:
        inside = places.neighborhood_at(source.team, *said.point)
        if inside is not None and neighborhood != inside:
            return inside, None
    usual = source.neighborhood or source.team.neighborhoods.filter(is_current=True).first()
    return neighborhood or usual, place


def _greeting(
    source: Source, intake: Intake, said: Said, voice: Voice, at: datetime, left_out: int, *, is_silent: bool
) -> str:
    """Remember the way back, where there is one, and say that we heard."""
    if not (said.sender or said.way_back):
        return ""
    path = ReplyPath.objects.create(
        team=voice.team,
        voice=voice,
        source=source,
        address=said.way_back or said.sender,
        sender=intake.sender,
        **_thread(said),
    )
    return "" if is_silent else letters.greet(path, at, left_out=left_out)


def _thread(said: Said) -> dict[str, str]:
    return {"thread": said.thread, "thread_mark": marks.of_thread(said.thread) if said.thread else ""}


def _stored_pictures(said: Said, event: str) -> list[UUID]:
    """The drafts under which each picture that can be read waits, cleaned."""
    kept = []
    for number, content in enumerate(said.pictures):
        draft = uuid5(marks.client_id(event), f"picture {number}")
        try:
            pictures.store(draft, pictures.clean_picture(io.BytesIO(content)))
        except Unavailable:
            raise
        except Refused:
            continue
        kept.append(draft)
    return kept


def _keep_pictures(voice: Voice, said: Said, event: str, at: datetime) -> None:
    voices.add_pictures(voice=voice, draft_ids=_stored_pictures(said, event), at=at)


def _stop(intake: Intake, said: Said, at: datetime) -> Taken:
    """No more letters to this sender; on social media what they had said is taken back with it."""
    if intake.sender:
        withdrawal.erase_way_back(ReplyPath.objects.filter(team_id=intake.team_id, sender=intake.sender))
    reply = _by_letter(intake, said)
    found = _voice_of(intake, reply) if reply else None
    if found is not None and said.is_opt_out:
        withdrawal.withdraw(voice=found, at=at)
    elif found is not None:
        withdrawal.erase_way_back(ReplyPath.objects.filter(voice=found))
    return _keep(intake, Outcome.STOPPED, "")


def _keep(intake: Intake, outcome: Outcome, because: str, voice: Voice | None = None) -> Taken:
    intake.outcome, intake.because, intake.voice = outcome, because, voice
    intake.save(force_insert=True)
    return Taken(intake, voice)


def _set_aside(intake: Intake, said: Said, because: str, at: datetime) -> Taken:
    """Into quarantine, with everything that came, and a note on the desk; a complaint goes to the confidants."""
    if because in READABLE and naming.named_in(intake.team, said.words).is_sure:
        return _to_voice(intake, said, at)
    quarantine.put_in(intake, said.raw or said.words.encode("utf-8", "replace"))
    taken = _keep(intake, Outcome.QUARANTINED, because)
    notes.tell_quarantine(intake, at)
    notes.enter_row(actor="system", action="quarantine", row=intake, at=at)
    return taken


@transaction.atomic
def forget_intakes(*, at: datetime) -> int:
    """What nobody dealt with for 90 days loses its content; marks of old messages go after a year."""
    Intake.objects.filter(came_at__lt=hour(at) - CONTENT_KEPT).exclude(content="").update(
        content="", handled_on=at.date(), handled_because="~outlived"
    )
    return Intake.objects.filter(came_at__lt=hour(at) - MARKS_KEPT, sheet=None).delete()[0]
