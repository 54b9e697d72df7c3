"""The sections of the desk: each member of staff sees the ones their duties open, and no count of any other."""

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


SECTIONS = (
    Section("home", _("The loop"), "loop", (COORDINATOR,)),
    Section("pulse", _("The pulse"), "heart", (COORDINATOR,)),
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
    Section("plan", _("Plan the week"), "loop", (COORDINATOR,)),
    Section("walks", _("Walks"), "walk", (COORDINATOR, OFFICER)),
    Section("roster", _("Who walks when"), "clock", (COORDINATOR, OFFICER)),
    Section("presence", _("Presence"), "eye", (COORDINATOR,)),
    Section("gatherings", _("Gatherings"), "calendar", (COORDINATOR, OFFICER, MODERATOR)),
    Section("questions", _("Questions"), "log", (COORDINATOR, OFFICER, MODERATOR), owed_questions, "wait"),
    Section(
        "talks",
        _("Conversations"),
        "people",
        (COORDINATOR, MODERATOR),
        commonground.waiting_statements,
        "wait",
    ),
    Section("work", _("What we work on"), "leaf", (COORDINATOR, MODERATOR)),
    Section("pairs", _("You said, we did"), "publish", (COORDINATOR, MODERATOR)),
    Section("problems", _("Problems"), "check", (COORDINATOR, OFFICER, MODERATOR), late_tasks, "late"),
    Section("groups", _("Groups"), "people", (COORDINATOR, OFFICER)),
    Section("alerts", _("Alerts"), "warning", (COORDINATOR,)),
    Section("reports", _("Reports"), "print", (COORDINATOR,)),
    Section("trust", _("Trust"), "heart", (COORDINATOR,), waves_to_end, "wait"),
    Section("journal", _("Journal"), "chart", (AUDITOR,)),
    Section("team", _("The team"), "people", (ADMIN, COORDINATOR)),
    Section("settings", _("Settings"), "settings", (ADMIN,)),
    Section("mail", _("Failed mail"), "warning", (COORDINATOR, ADMIN), dead_letters, "late", is_rare=True),
    Section("export", _("Exports"), "download", (COORDINATOR,)),
    Section("profile", _("My page"), "heart", (OFFICER, COORDINATOR)),
)
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
    """The rail as the base template draws it."""
    staff = request.user
    rows = [
        {
            "name": section.words,
            "url": reverse(f"desk:{section.name}"),
            "icon": section.icon,
            "count": section.count(staff, request.at) if section.count else 0,
            "tone": section.tone,
            "is_current": section.name == current,
            "is_rare": section.is_rare,
        }
        for section in sections_for(staff)
    ]
    return [row for row in rows if row["count"] or row["is_current"] or not row["is_rare"]]
