"""The sections of the desk: each member of staff sees the ones their duties open, and no count of any other.

What the day begins with stands open; the rest is folded into a few groups that carry what waits inside them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from commonbeat.commonground import queries as commonground
from commonbeat.listening.models import Concern, Intake, Promise, Voice
from commonbeat.listening.queries import MANY
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Question, YouSaidWeDid
from commonbeat.people.models import Duty, Staff
from commonbeat.post.models import Delivery
from commonbeat.together.models import Task
from commonbeat.trust.models import Wave

OFFICER, COORDINATOR, CONFIDANT = Duty.OFFICER, Duty.COORDINATOR, Duty.CONFIDANT
MODERATOR, AUDITOR, ADMIN = Duty.MODERATOR, Duty.AUDITOR, Duty.ADMIN
EVERYBODY = tuple(Duty)
FEW = 12
"""So many sections need no groups."""


def inbox_count(staff: Staff, at: datetime) -> int:
    """Voices that nobody has looked at yet; a complaint about an officer is never among them."""
    waiting = Voice.objects.visible_to(staff).unjoined().filter(is_held=False, about_officer=None)
    return waiting.order_by()[:MANY].count()


def late_concerns(staff: Staff, at: datetime) -> int:
    return Concern.objects.visible_to(staff).filter(about_officer=None).overdue(at).count()


def late_promises(staff: Staff, at: datetime) -> int:
    on = local_day(staff.team, at)
    return Promise.objects.visible_to(staff).filter(concern__about_officer=None).late(on).count()


def owed_questions(staff: Staff, at: datetime) -> int:
    return Question.objects.visible_to(staff).owed().count()


def to_read(staff: Staff, at: datetime) -> int:
    """What waits for a moderator: held voices and pairs that quote somebody."""
    held = Voice.objects.visible_to(staff).held().filter(about_officer=None).count()
    return held + YouSaidWeDid.objects.visible_to(staff).waiting_for_reading().count()


def waves_to_end(staff: Staff, at: datetime) -> int:
    """Surveys that are over and not closed, or closed and not shown."""
    due = Wave.objects.visible_to(staff).filter(withdrawn_on=None, publication=None)
    return due.filter(ends_on__lt=local_day(staff.team, at)).count()


def new_complaints(staff: Staff, at: datetime) -> int:
    return Voice.objects.visible_to(staff).unjoined().filter(about_officer__isnull=False).count()


def late_tasks(staff: Staff, at: datetime) -> int:
    return Task.objects.visible_to(staff).late(local_day(staff.team, at)).count()


def unread(staff: Staff, at: datetime) -> int:
    """Messages that came and could not be read."""
    return Intake.objects.visible_to(staff).quarantined().count()


def dead_letters(staff: Staff, at: datetime) -> int:
    return Delivery.objects.visible_to(staff).dead().count()


@dataclass(frozen=True)
class Section:
    """One entry of the rail: who may open it, and what waits there."""

    name: str
    words: str | Lazy
    icon: str
    duties: tuple[str, ...]
    count: Callable[[Staff, datetime], int] | None = None
    tone: str = ""
    is_rare: bool = False
    """Shown only while something is there."""


@dataclass(frozen=True)
class Group:
    """Sections that stand together; without words they stand open."""

    words: str | Lazy
    icon: str
    sections: tuple[Section, ...]


DAILY = (
    Section("home", _("The loop"), "loop", (COORDINATOR,)),
    Section("pulse", _("The pulse"), "heart", (COORDINATOR,)),
    Section("trust", _("Trust"), "chart", (COORDINATOR,), waves_to_end, "wait"),
    Section("inbox", _("Inbox"), "queue", (COORDINATOR, OFFICER), inbox_count, "wait"),
    Section(
        "quarantine",
        _("Could not be read"),
        "warning",
        (COORDINATOR, MODERATOR),
        unread,
        "wait",
        is_rare=True,
    ),
    Section("concerns", _("Concerns"), "list", (COORDINATOR, OFFICER, MODERATOR), late_concerns, "late"),
    Section("promises", _("Promises"), "promise", (COORDINATOR, OFFICER), late_promises, "late"),
    Section("reading", _("To read first"), "eye", (MODERATOR,), to_read, "wait"),
    Section("complaints", _("Complaints"), "lock", (CONFIDANT,), new_complaints, "wait"),
    Section("contacts", _("Sealed details"), "mail", (CONFIDANT,)),
)
GROUPS = (
    Group("", "", DAILY),
    Group(
        _("Being present"),
        "place",
        (
            Section("plan", _("Plan the week"), "edit", (COORDINATOR,)),
            Section("walks", _("Walks"), "walk", (COORDINATOR, OFFICER)),
            Section("roster", _("Who walks when"), "clock", (COORDINATOR, OFFICER)),
            Section("presence", _("Presence"), "check", (COORDINATOR,)),
        ),
    ),
    Group(
        _("Together"),
        "people",
        (
            Section("gatherings", _("Gatherings"), "calendar", (COORDINATOR, OFFICER, MODERATOR)),
            Section(
                "questions", _("Questions"), "info", (COORDINATOR, OFFICER, MODERATOR), owed_questions, "wait"
            ),
            Section(
                "talks",
                _("Conversations"),
                "log",
                (COORDINATOR, MODERATOR),
                commonground.waiting_statements,
                "wait",
            ),
            Section(
                "problems", _("Problems"), "search", (COORDINATOR, OFFICER, MODERATOR), late_tasks, "late"
            ),
            Section("groups", _("Groups"), "hello", (COORDINATOR, OFFICER)),
        ),
    ),
    Group(
        _("Being open"),
        "eye",
        (
            Section("work", _("What we work on"), "leaf", (COORDINATOR, MODERATOR)),
            Section("pairs", _("You said, we did"), "publish", (COORDINATOR, MODERATOR)),
            Section("alerts", _("Alerts"), "warning", (COORDINATOR,)),
            Section("reports", _("Reports"), "print", (COORDINATOR,)),
        ),
    ),
    Group(
        _("Administration"),
        "settings",
        (
            Section("team", _("The team"), "people", (ADMIN, COORDINATOR)),
            Section("journal", _("Journal"), "list", (AUDITOR,)),
            Section("settings", _("Settings"), "settings", (ADMIN,)),
            Section(
                "mail", _("Failed mail"), "warning", (COORDINATOR, ADMIN), dead_letters, "late", is_rare=True
            ),
            Section("export", _("Exports"), "download", (COORDINATOR,)),
            Section("profile", _("My page"), "heart", (OFFICER, COORDINATOR)),
        ),
    ),
)
SECTIONS = tuple(section for group in GROUPS for section in group.sections)
DUTIES = {section.name: section.duties for section in SECTIONS}


def sections_for(staff: Staff) -> list[Section]:
    """The sections this person may open, in the order of the rail."""
    held = staff.duties()
    return [section for section in SECTIONS if held.intersection(section.duties)]


def home_of(staff: Staff, *names: str) -> str:
    """The address of the first of these sections this person may open, else of their first one."""
    open_to = [section.name for section in sections_for(staff)]
    return reverse(f"desk:{next((name for name in names if name in open_to), open_to[0])}")


def rail_for(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The rail as the base template draws it: groups of sections, the one we are in unfolded."""
    staff = request.user
    mine = sections_for(staff)
    rows = {section.name: _row(section, staff, request.at, current) for section in mine}
    rows = {
        name: row for name, row in rows.items() if row["count"] or row["is_current"] or not row["is_rare"]
    }
    groups = GROUPS if len(rows) > FEW else (Group("", "", SECTIONS),)
    drawn = [(group, [rows[part.name] for part in group.sections if part.name in rows]) for group in groups]
    return [_folded(group, inside) for group, inside in drawn if inside]


def _row(section: Section, staff: Staff, at: datetime, current: str) -> dict[str, Any]:
    return {
        "name": section.words,
        "url": reverse(f"desk:{section.name}"),
        "icon": section.icon,
        "count": section.count(staff, at) if section.count else 0,
        "tone": section.tone,
        "is_current": section.name == current,
        "is_rare": section.is_rare,
    }


def _folded(group: Group, rows: list[dict[str, Any]]) -> dict[str, Any]:
    waiting = [row for row in rows if row["count"]]
    return {
        "words": group.words,
        "icon": group.icon,
        "rows": rows,
        "count": sum(row["count"] for row in waiting),
        "tone": "late" if any(row["tone"] == "late" for row in waiting) else "wait",
        "is_open": any(row["is_current"] for row in rows),
    }
