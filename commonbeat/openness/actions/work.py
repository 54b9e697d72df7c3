"""Initiatives and priorities: started with a why, ended with what came of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.openness import rules
from commonbeat.openness.actions.notes import note
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Initiative, Priority, PriorityAction
from commonbeat.openness.slugs import free_slug
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

INITIATIVE_TEXTS = {"title": 160, "what": 2000, "why": 2000, "where": 200, "how_we_will_know": 2000}


@transaction.atomic
def start_initiative(
    *,
    neighborhood: Neighborhood,
    title: str,
    what: str,
    why: str,
    where: str,
    starts_on: date,
    until: date,
    how_we_will_know: str,
    by: Staff,
    at: datetime,
    topic: str = "",
    is_published: bool = False,
) -> Initiative:
    """Something new, with why, where, until when and how we will know whether it worked."""
    rules.need_coordinator(by, neighborhood)
    initiative = Initiative(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        topic=topic,
        starts_on=starts_on,
        until=until,
        first_until=until,
        published_at=at if is_published else None,
        **_initiative_texts(title=title, what=what, why=why, where=where, how_we_will_know=how_we_will_know),
    )
    rules.need_order(starts_on, until, "until")
    initiative.slug = free_slug(Initiative.objects.filter(team_id=initiative.team_id), initiative.title)
    initiative.save(force_insert=True)
    note("start initiative", initiative, by=by, at=at)
    return initiative


@transaction.atomic
def publish_initiative(*, initiative: Initiative, by: Staff, at: datetime) -> Initiative:
    """Shows a draft to everybody; publishing twice changes nothing."""
    rules.need_coordinator(by, initiative.neighborhood)
    if Initiative.objects.filter(pk=initiative.pk, published_at=None).update(published_at=at):
        note("publish initiative", initiative, by=by, at=at)
    initiative.refresh_from_db()
    return initiative


@transaction.atomic
def change_initiative(
    *, initiative: Initiative, by: Staff, at: datetime, until: date | None = None, **texts: str
) -> Initiative:
    """Changes its words or its end; the end that was first announced stays visible."""
    rules.need_coordinator(by, initiative.neighborhood)
    initiative = _running(initiative)
    for name, text in _initiative_texts(**texts).items():
        setattr(initiative, name, text)
    initiative.until = until or initiative.until
    rules.need_order(initiative.starts_on, initiative.until, "until")
    if initiative.published_at is None:
        initiative.first_until = initiative.until
    initiative.save()
    note("change initiative", initiative, by=by, at=at)
    return initiative


@transaction.atomic
def end_initiative(*, initiative: Initiative, what_came_of_it: str, by: Staff, at: datetime) -> Initiative:
    """Ends it and says what came of it; it cannot end without that."""
    rules.need_coordinator(by, initiative.neighborhood)
    initiative = _running(initiative)
    initiative.what_came_of_it = _outcome(what_came_of_it)
    initiative.ended_on = local_day(initiative.team, at)
    initiative.save()
    note("end initiative", initiative, by=by, at=at)
    return initiative


@transaction.atomic
def agree_priority(
    *,
    neighborhood: Neighborhood,
    issue: str,
    why: str,
    agreed_on: date,
    by: Staff,
    at: datetime,
    agreed_where: str = "",
    topic: str = "",
    is_published: bool = False,
) -> Priority:
    """An issue agreed with residents; it counts as stale three months after it was last agreed."""
    rules.need_coordinator(by, neighborhood)
    issue, why = clean(issue, 200, "issue"), clean(why, 2000, "why")
    rules.need_words(issue, "issue", _("Please write what was agreed to work on."))
    rules.need_words(why, "why", _("Please write why residents want this to come first."))
    rules.need_not_future(agreed_on, local_day(neighborhood.team, at), "agreed_on")
    priority = Priority.objects.create(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        topic=topic,
        issue=issue,
        why=why,
        agreed_on=agreed_on,
        agreed_where=clean(agreed_where, 200, "agreed_where"),
        published_at=at if is_published else None,
    )
    note("agree priority", priority, by=by, at=at)
    return priority


@transaction.atomic
def publish_priority(*, priority: Priority, by: Staff, at: datetime) -> Priority:
    """Shows a draft to everybody; publishing twice changes nothing."""
    rules.need_coordinator(by, priority.neighborhood)
    if Priority.objects.filter(pk=priority.pk, published_at=None).update(published_at=at):
        note("publish priority", priority, by=by, at=at)
    priority.refresh_from_db()
    return priority


@transaction.atomic
def renew_priority(
    *, priority: Priority, by: Staff, at: datetime, renewed_on: date | None = None, where: str = ""
) -> Priority:
    """Residents agreed to it again; three more months begin. The first date stays visible."""
    rules.need_coordinator(by, priority.neighborhood)
    priority = _open(priority)
    today = local_day(priority.team, at)
    day = renewed_on or today
    rules.need_not_future(day, today, "renewed_on")
    if day < (priority.renewed_on or priority.agreed_on):
        raise Refused(_("It was agreed later than this. Please enter the newest date."), "renewed_on")
    priority.renewed_on = day
    priority.agreed_where = clean(where, 200, "where") or priority.agreed_where
    priority.save(update_fields=["renewed_on", "agreed_where"])
    note("renew priority", priority, by=by, at=at)
    return priority


@transaction.atomic
def act_on_priority(
    *, priority: Priority, words: str, done_on: date, by: Staff, at: datetime
) -> PriorityAction:
    """Something that was done for it, with its date."""
    rules.need_coordinator(by, priority.neighborhood)
    priority = _open(priority)
    words = clean(words, 500, "words")
    rules.need_words(words, "words", _("Please write what was done."))
    rules.need_not_future(done_on, local_day(priority.team, at), "done_on")
    action = PriorityAction.objects.create(
        team_id=priority.team_id, priority=priority, words=words, done_on=done_on, recorded_at=at, by=by
    )
    note("act on priority", priority, by=by, at=at)
    return action


@transaction.atomic
def end_priority(*, priority: Priority, what_came_of_it: str, by: Staff, at: datetime) -> Priority:
    """Ends it and says what came of it; it cannot end without that."""
    rules.need_coordinator(by, priority.neighborhood)
    priority = _open(priority)
    priority.what_came_of_it = _outcome(what_came_of_it)
    priority.ended_on = local_day(priority.team, at)
    priority.save(update_fields=["what_came_of_it", "ended_on"])
    note("end priority", priority, by=by, at=at)
    return priority


def _initiative_texts(**texts: str) -> dict[str, str]:
    cleaned = {name: clean(text, INITIATIVE_TEXTS[name], name) for name, text in texts.items()}
    sentences = {
        "title": _("Please give the initiative a title."),
        "what": _("Please say what you have started."),
        "why": _("Please say why."),
        "where": _("Please say where."),
        "how_we_will_know": _("Please say how everybody will know whether it worked."),
    }
    for name, text in cleaned.items():
        rules.need_words(text, name, sentences[name])
    return cleaned


def _running(initiative: Initiative) -> Initiative:
    initiative = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if initiative.ended_on is not None:
        raise Refused(_("This initiative has ended. Please start a new one."))
    return initiative


def _open(priority: Priority) -> Priority:
    priority = Priority.objects.select_for_update().get(pk=priority.pk)
    if priority.ended_on is not None:
        raise Refused(_("This priority has ended. Please agree on a new one."))
    return priority


def _outcome(text: str) -> str:
    text = clean(text, 2000, "what_came_of_it")
    rules.need_words(text, "what_came_of_it", _("Please say what came of it, also when it did not work."))
    return text
