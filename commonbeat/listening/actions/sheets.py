"""Bringing in a table of voices, and taking it back as a whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.actions import notes, voices
from commonbeat.listening.channels import marks, naming
from commonbeat.listening.channels.sheets import Line
from commonbeat.listening.models import Channel, Intake, Kind, Outcome, Sheet, Turn, Voice
from commonbeat.listening.times import day, hour
from commonbeat.people import actions as people
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Team
from commonbeat.post import actions as post
from commonbeat.safety import resends
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

NOON = time(12)
# Thanks that name somebody are thanks where the table itself says so.
MAY_COMPLAIN = ("", Kind.WORRY, Kind.INFORMATION, Kind.COMPLAINT)


@dataclass(frozen=True)
class Result:
    """What became of one row: "new", "known" (it was here already) or "refused" with the sentence."""

    number: int
    outcome: str
    because: str = ""
    voice: Voice | None = None


@dataclass(frozen=True)
class Brought:
    """What a table brought; `is_new` is False when this very table stood here already."""

    sheet: Sheet
    results: list[Result]
    is_new: bool

    @property
    def counts(self) -> Counter[str]:
        return Counter(result.outcome for result in self.results)


@transaction.atomic
def import_sheet(
    *, team: Team, name: str, content: bytes, lines: list[Line], by: Staff, at: datetime
) -> Brought:
    """Hear every row once: rows that are here already, by this or another table, change nothing."""
    if not by.has_duty(Duty.COORDINATOR) or by.team_id != team.pk:
        raise Refused(_("Only a coordinator brings in tables."))
    _must_work_there(by, lines)
    fingerprint = resends.body_hash(sheet=hashlib.sha256(content).hexdigest())
    known = Sheet.objects.filter(team=team, fingerprint=fingerprint, undone_on=None).first()
    if known is not None:
        return Brought(known, [Result(line.number, "known") for line in lines], is_new=False)
    sheet = Sheet(
        team=team,
        name=clean(name, 120, "name") or _("Table"),
        fingerprint=fingerprint,
        row_count=len(lines),
        by=by,
        imported_at=hour(at),
    )
    try:
        with transaction.atomic():
            sheet.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("Somebody is bringing in this table at this moment. Look at it there.")) from None
    seen: Counter[str] = Counter()
    results = [_hear(sheet, line, seen, at) for line in lines]
    notes.enter_row(actor=by, action="import sheet", row=sheet, at=at)
    return Brought(sheet, results, is_new=True)


@transaction.atomic
def take_back_sheet(*, sheet: Sheet, by: Staff | None, at: datetime) -> tuple[int, int]:
    """Remove the voices of a table that nobody has worked with; returns how many went and how many stay.

    A complaint about somebody of the team is no longer theirs to remove.
    """
    if by is not None and (not by.has_duty(Duty.COORDINATOR) or by.team_id != sheet.team_id):
        raise Refused(_("Only a coordinator takes tables back."))
    row = Sheet.objects.select_for_update().get(pk=sheet.pk)
    row.team = sheet.team
    brought = Voice.objects.filter(intakes__sheet=row, intakes__outcome=Outcome.VOICE)
    if row.undone_on is not None:
        return 0, brought.count()
    worked = Turn.objects.filter(voice__in=brought).values("voice")
    free = brought.filter(concern=None, settled_on=None, read_backs=None, about_officer=None)
    free = free.exclude(pk__in=worked)
    ids = list(free.values_list("pk", flat=True))
    stay = brought.count() - len(ids)
    post.forget(about_type=Voice._meta.label, ids=ids)
    Intake.objects.filter(sheet=row, voice__in=ids).delete()
    for start in range(0, len(ids), 500):
        Voice.objects.filter(pk__in=ids[start : start + 500]).delete()
    row.undone_on = day(row.team, at)
    row.save(update_fields=["undone_on"])
    notes.enter_row(actor=by or "system", action="take back sheet", row=row, at=at)
    return len(ids), stay


def _must_work_there(by: Staff, lines: list[Line]) -> None:
    where = by.neighborhoods_as(Duty.COORDINATOR)
    if where is not None and any(line.neighborhood and line.neighborhood.pk not in where for line in lines):
        raise Refused(_("Some rows are about neighborhoods you do not coordinate. Take them out first."))


def _hear(sheet: Sheet, line: Line, seen: Counter[str], at: datetime) -> Result:
    if line.problem or line.neighborhood is None:
        return Result(line.number, "refused", line.problem)
    key = repr((sorted(line.said.items()), line.heard_on, line.neighborhood.pk, line.place and line.place.pk))
    seen[key] += 1
    # The same words twice in one table were said twice; the same table again says nothing new.
    event = marks.of_event(sheet.team, "sheet", f"{key} {seen[key]}")
    before = Intake.objects.filter(team=sheet.team, event=event).first()
    if before is not None:
        return Result(line.number, "known", voice=before.voice)
    try:
        heard = voices.hear(
            team=sheet.team,
            neighborhood=line.neighborhood,
            place=line.place,
            client_id=marks.client_id(event),
            feeling_said=line.said["feeling"],
            logged_by=sheet.by,
            with_code=False,
            with_note=False,
            at=_when(sheet, line, at),
            **_said(sheet, line, at),
        )
    except Refused as refusal:
        return Result(line.number, "refused", refusal.sentence)
    Intake.objects.create(
        team=sheet.team,
        sheet=sheet,
        voice=heard.voice,
        event=event,
        body_hash=heard.voice.body_hash,
        outcome=Outcome.VOICE,
        came_at=hour(at),
    )
    return Result(line.number, "new", voice=heard.voice)


def _said(sheet: Sheet, line: Line, at: datetime) -> dict[str, Any]:
    """What `hear` takes; a complaint about somebody of the team goes to confidants, whoever brought it in."""
    said: dict[str, Any] = {name: value for name, value in line.said.items() if name != "feeling"}
    about = None
    if said["kind"] in MAY_COMPLAIN:
        about = naming.about_whom(naming.named_in(sheet.team, said["words"]), sheet.team, at)
    if said["kind"] == Kind.COMPLAINT:
        about = about or people.somebody_unlisted(team=sheet.team, at=at)
    said["about_officer"], said["kind"] = about, Kind.COMPLAINT if about else said["kind"]
    said["kind"], said["channel"] = said["kind"] or Kind.WORRY, said["channel"] or Channel.PAPER
    said["language"] = said["language"] or sheet.team.languages[0]
    return said


def _when(sheet: Sheet, line: Line, at: datetime) -> datetime:
    """Noon of the day that stands in the row; no finer time is known."""
    if line.heard_on is None:
        return at
    return min(datetime.combine(line.heard_on, NOON, ZoneInfo(sheet.team.timezone)), at)
