"""What we write to somebody who reached us by mail, phone or social media, through the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening.channels import marks
from commonbeat.listening.channels.said import Reply
from commonbeat.listening.models import Answer, Promise, ReadBack, ReplyPath, ReportBack, Step, Turn, Voice
from commonbeat.listening.telling import Told
from commonbeat.places.models import Team
from commonbeat.post import actions as post

KINDS = {"mail": "channel.mail", "sms": "channel.sms", "social": "channel.social"}
SHORT = ("sms", "social")


def greet(path: ReplyPath, at: datetime, *, left_out: int = 0) -> str:
    """Says that we heard, by when they have an answer, and whom to call in an emergency; returns the words.

    Text messages and messengers get it as the answer to their request, the others through the outbox.
    """
    voice = path.voice
    with _in_language_of(voice):
        due = date_format(timezone.localtime(voice.answer_due_at), "l, j F")
        parts = [_("We heard you. You will have an answer by %(day)s.") % {"day": due}]
        if voice.about_officer_id is not None:
            parts.append(_("Only the confidants of the team read it."))
        if voice.is_danger:
            parts.insert(0, emergency(voice.team))
        else:
            parts.append(emergency(voice.team))
        if left_out:
            parts.append(
                ngettext(
                    "We could not take %(n)d of your attachments; JPEG, PNG and WebP pictures up to 10 MB work.",
                    "We could not take %(n)d of your attachments; JPEG, PNG and WebP pictures up to 10 MB work.",
                    left_out,
                )
                % {"n": left_out}
            )
        parts.append(_("Just answer this message to add something. Write STOP and we write no more."))
        words = (" " if path.source.channel in SHORT else "\n\n").join(parts)
        if path.source.channel != "sms":
            _queue(path, words, Reply("voice", voice.pk), f"greet {path.pk}", at, is_reply=True)
    return words


def emergency(team: Team) -> str:
    """Whom to call now, and when somebody reads what is written."""
    numbers = ", ".join(f"{one['number']} ({one['label']})" for one in team.emergency_numbers)
    line = _("If somebody is in danger now, call %(numbers)s.") % {"numbers": numbers}
    if team.monitored_hours:
        line += " " + _("We read what comes in: %(hours)s.") % {"hours": team.monitored_hours}
    return line


def tell(told: Told) -> None:
    """Writes to each person whose way back we know; called inside the transaction of the write."""
    paths = ReplyPath.objects.filter(voice_id__in=told.voice_ids, source__is_on=True)
    for path in paths.select_related("voice__team", "source"):
        with _in_language_of(path.voice):
            words, reply = _words(told, path.voice)
            if words:
                key = f"{told.what} {told.id} {path.pk} {told.at:%Y%m%d%H}"
                _queue(path, words, reply, key, told.at)


def last_question(voice: Voice) -> Reply | None:
    """The question of ours that a text message without a thread answers; None where none is open."""
    asked = ReadBack.objects.filter(voice=voice).order_by("-number").first()
    if asked is not None and asked.is_accepted is None:
        return Reply("read_back", asked.pk)
    if voice.concern_id is None:
        return None
    state = (
        Step.objects.filter(concern_id=voice.concern_id).order_by("-number").values_list("state", flat=True)
    )
    return Reply("solved", voice.pk) if state.first() == "reported_back" else None


def _words(told: Told, voice: Voice) -> tuple[str, Reply]:
    thread = Reply("voice", voice.pk)
    if told.what == "read_back":
        row = ReadBack.objects.get(pk=told.id)
        asks = _("Did we understand? Answer YES, or write what is not right.")
        return _("This is what we heard: %(words)s") % {"words": row.words} + f"\n\n{asks}", Reply(
            "read_back", row.pk
        )
    if told.what == "turn":
        return Turn.objects.get(pk=told.id).words, thread
    if told.what == "answer":
        return _("Our answer: %(words)s") % {"words": Answer.objects.get(pk=told.id).words}, thread
    if told.what == "promise":
        promise = Promise.objects.get(pk=told.id)
        words = {"words": promise.words, "day": date_format(promise.due_on, "j F")}
        return _("We promise, by %(day)s: %(words)s") % words, thread
    if told.what == "report_back":
        said = _("What was done: %(words)s") % {"words": ReportBack.objects.get(pk=told.id).words}
        asks = _("Is it solved? Answer YES or NO; you decide.")
        return f"{said}\n\n{asks}", Reply("solved", voice.pk)
    if told.what in ("reopened", "closed"):
        return _ended(told, voice), thread
    return "", thread


def _ended(told: Told, voice: Voice) -> str:
    step = Step.objects.filter(concern=voice.concern_id).order_by("-number").first()
    because = step.because if step is not None and not step.because.startswith("~") else ""
    if told.what == "reopened":
        opened = _("We took up your matter again.")
        return f"{opened} {because}".strip()
    ended = _("We stop working on your matter, and this is why: %(because)s") % {"because": because}
    return ended if because else ""


def _queue(
    path: ReplyPath, words: str, reply: Reply, key: str, at: datetime, *, is_reply: bool = False
) -> None:
    channel = path.source.channel
    headers: dict[str, str] = {}
    if channel == "mail":
        headers["Reply-To"] = marks.reply_address(path.source.address, reply)
        headers["X-Commonbeat"] = "1"
        if path.thread.isascii() and 0 < len(path.thread) < 250:
            headers |= {"In-Reply-To": path.thread, "References": path.thread}
        if is_reply:
            headers["Auto-Submitted"] = "auto-replied"
        else:
            words = f"{words}\n\n-- \n{emergency(path.voice.team)}"
            headers["Auto-Submitted"] = "no"
    post.queue(
        team=path.team_id,
        kind=KINDS[channel],
        recipient=path.address,
        subject=_("Your message to us"),
        body_text=words + "\n",
        headers=headers,
        about=path,
        dedupe=f"{KINDS[channel]} {key}"[:200],
        at=at,
        audience="admin",
    )


@contextmanager
def _in_language_of(voice: Voice) -> Iterator[None]:
    known = dict(settings.LANGUAGES)
    language = voice.language if voice.language in known else voice.team.languages[0]
    language = language if language in known else settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(ZoneInfo(voice.team.timezone)):
        yield
