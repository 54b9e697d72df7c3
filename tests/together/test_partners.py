"""A partner's link opens one file, expires, is stopped at once, and every use of it is counted."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commonbeat.journal.models import Entry
from commonbeat.post.models import Delivery
from commonbeat.post.sending import send_due
from commonbeat.safety.errors import Refused
from commonbeat.together import actions, queries
from commonbeat.together.models import LinkUse, PartnerLink, Task
from tests.cast import make_team
from tests.together.solving import DAY, opened, responding, task, who

PATH = "/together/with/{token}/"


def partnered(cast, at, **about):
    problem = responding(cast, at, **about)
    partner = actions.add_partner(
        problem=problem, name="City lights", address="lamps@city.example", **who(cast, at)
    )
    return problem, partner


def made(cast, at, partner, **about):
    return actions.make_link(partner=partner, **about, **who(cast, at))


def use(cast, token, at, what="open"):
    return actions.use_link(team=cast.team, token=token, what=what, at=at)


def test_a_link_opens_its_file_until_it_expires(cast, at):
    _problem, partner = partnered(cast, at)
    token = made(cast, at, partner, days=10).token
    assert use(cast, token, at).partner == partner
    assert use(cast, token, at + 9 * DAY)
    assert use(cast, token, at + 11 * DAY) is None


def test_a_leaked_link_is_stopped_at_once_and_a_new_one_ends_the_old(cast, at):
    _problem, partner = partnered(cast, at)
    first = made(cast, at, partner)
    actions.revoke_link(link=first.link, because="It was sent around.", **who(cast, at))
    assert use(cast, first.token, at) is None
    second, third = made(cast, at, partner), made(cast, at, partner)
    assert use(cast, second.token, at) is None
    assert use(cast, third.token, at)
    actions.end_partner(partner=partner, **who(cast, at))
    assert use(cast, third.token, at) is None
    partner.refresh_from_db()
    assert partner.address is None


def test_every_use_is_counted_by_the_hour_and_nothing_tells_who(cast, at):
    problem, partner = partnered(cast, at)
    token = made(cast, at, partner).token
    for minutes in (0, 5, 70):
        use(cast, token, at + timedelta(minutes=minutes))
    use(cast, token, at, what="pledge")
    counts = list(LinkUse.objects.order_by("at", "what").values_list("what", "count"))
    assert counts == [("open", 2), ("pledge", 1), ("open", 1)]
    assert Entry.objects.filter(action="use partner link", is_quiet=True).count() == 3
    row = queries.problem_file(cast.cleo, problem.pk, at + timedelta(hours=2)).links[0]
    assert (row.uses, row.is_unusual) == (4, False)
    LinkUse.objects.update(count=50)
    assert queries.problem_file(cast.cleo, problem.pk, at + timedelta(hours=2)).links[0].is_unusual


def test_a_forged_link_and_one_of_another_team_open_nothing(cast, at):
    _problem, partner = partnered(cast, at)
    token = made(cast, at, partner).token
    assert use(cast, token[:-2] + "xx", at) is None
    other = make_team(name="Quay", slug="quay", domain="quay.example")
    assert actions.use_link(team=other, token=token, what="open", at=at) is None
    assert not LinkUse.objects.exists()


def test_a_partner_writes_only_its_own_tasks(cast, at):
    problem, partner = partnered(cast, at)
    ours = task(cast, problem, at)
    theirs = actions.pledge(
        subject=problem, client_id=uuid.uuid4(), words="Mend it", due_on=at.date() + DAY, by=partner, at=at
    )
    assert theirs.is_own_word
    with pytest.raises(Refused, match="not yours"):
        actions.finish_task(task=ours, done_on=at.date(), by=partner, at=at)
    actions.finish_task(task=theirs, done_on=at.date(), by=partner, at=at)
    with pytest.raises(Refused, match="ended"):
        actions.drop_task(task=theirs, because="No.", by=partner, at=at)


def test_a_moved_task_keeps_its_first_date_and_says_why(cast, at):
    problem, _partner = partnered(cast, at)
    row = task(cast, problem, at)
    with pytest.raises(Refused, match="longer"):
        actions.move_task(task=row, due_on=at.date() + 30 * DAY, because="", **who(cast, at))
    moved = actions.move_task(
        task=row, due_on=at.date() + 30 * DAY, because="Parts are late.", **who(cast, at)
    )
    assert moved.first_due_on == at.date() + 7 * DAY
    assert moved.is_late((at + 31 * DAY).date())


def test_the_link_is_mailed_and_no_more_once_it_is_stopped(cast, settings, at):
    settings.MAIL_IS_KEPT = True
    _problem, partner = partnered(cast, at)
    link = made(cast, at, partner, path=PATH)
    mail = Delivery.objects.get(kind="together.partner")
    assert PATH.format(token=link.token) in mail.body_text
    assert mail.subject == "Your link to what we work on together"
    actions.revoke_link(link=link.link, because="Leaked.", **who(cast, at))
    assert send_due(at).dropped == 1


def test_through_the_link_one_sees_this_file_and_no_other(cast, at):
    now = timezone.now()
    problem, partner = partnered(cast, now)
    other = opened(cast, now, title="Another matter")
    token = made(cast, now, partner).token
    answer = Client().get(PATH.format(token=token))
    text = answer.content.decode()
    assert answer["Cache-Control"] == "no-store, private"
    assert problem.title in text
    assert other.title not in text
    assert "lamps@city.example" not in text
    sent = {
        "do": "pledge",
        "client_id": str(uuid.uuid4()),
        "words": "Mend it",
        "due_on": str(now.date() + DAY),
    }
    assert Client().post(PATH.format(token=token), sent).status_code == 302
    assert Client().post(PATH.format(token=token), sent).status_code == 302
    assert Task.objects.count() == 1
    named = {**sent, "client_id": str(uuid.uuid4()), "words": "Call Maria Virtanen on 040 123 4567"}
    assert Client().post(PATH.format(token=token), named).status_code == 422
    strange = {"do": "done", "task": str(uuid.uuid4()), "done_on": str(now.date())}
    assert Client().post(PATH.format(token=token), strange).status_code == 404
    PartnerLink.objects.update(expires_at=now)
    assert Client().get(PATH.format(token=token)).status_code == 404
