"""What the desk does together: lists cost the same for many rows, and words that point to somebody are asked about."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonbeat.together import actions
from commonbeat.together.models import Problem
from tests.faces.desk_scene import at_desk
from tests.openness.loop import raised
from tests.together.solving import DAY, measured, opened, responding, task, who


def cost(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def more(cast: SimpleNamespace, number: int) -> Problem:
    """One more of everything that stands in the lists."""
    now = timezone.now()
    problem = responding(cast, now, title=f"Corner {number}")
    work_on(cast, problem)
    raised(cast, now)
    raised(cast, now)
    group = actions.start_group(
        neighborhood=cast.row, name=f"Wardens {number}", kind="wardens", does="We walk.", does_not="We follow nobody.",
        keeper=cast.ben, **who(cast, now),
    )  # fmt: skip
    actions.offer_help(subject=group, client_id=uuid.uuid4(), words="I join.", at=now)
    task(cast, group, now)
    begun = now - (200 - 40 * number) * DAY
    actions.send_alert(
        neighborhood=cast.row, client_id=uuid.uuid4(), title=f"Water {number}", what="None.", to_do="Fetch some.",
        ends_at=begun + DAY, by=cast.cleo, at=begun,
    )  # fmt: skip
    words = {"opening": "A quiet month.", "went_wrong": "Two answers were late."}
    first_on = now.date() - timedelta(days=40 * (number + 1))
    actions.begin_report(neighborhood=cast.row, period="month", first_on=first_on, **words, **who(cast, now))
    return problem


def work_on(cast: SimpleNamespace, problem: Problem) -> None:
    now = timezone.now()
    name = f"Partner {problem.partners.count()}"
    partner = actions.add_partner(problem=problem, name=name, **who(cast, now))
    made = actions.make_link(partner=partner, **who(cast, now))
    actions.use_link(team=cast.team, token=made.token, what="open", at=now)
    task(cast, problem, now, partner=partner)
    measured(cast, problem, now)
    actions.offer_help(subject=problem, client_id=uuid.uuid4(), words="I can paint.", at=now)


def test_lists_ask_a_fixed_number_of_queries(cast: SimpleNamespace) -> None:
    client = at_desk(cast.cleo)
    more(cast, 0)
    paths = {"problems": 26, "groups": 24, "alerts": 18, "reports": 18}
    few = {name: cost(client, f"/desk/{name}/") for name in paths}
    for number in (1, 2, 3):
        more(cast, number)
    for name, most in paths.items():
        many = cost(client, f"/desk/{name}/")
        assert many <= few[name], f"{name}: {few[name]} for few rows, {many} for many"
        assert many <= most, name


def test_a_file_with_many_partners_and_tasks_costs_no_more(cast: SimpleNamespace) -> None:
    client = at_desk(cast.cleo)
    problem = more(cast, 0)
    few = cost(client, f"/desk/problems/{problem.pk}/")
    for _one in range(4):
        work_on(cast, problem)
    assert cost(client, f"/desk/problems/{problem.pk}/") <= few


def test_a_name_in_words_that_everybody_reads_is_asked_about_once(cast: SimpleNamespace) -> None:
    client = at_desk(cast.cleo)
    problem = opened(cast, timezone.now())
    path = f"/desk/problems/{problem.pk}/describe/"
    sent = {
        "client_id": str(uuid.uuid4()),
        "title": "Dark corner",
        "what": "Call Maria Virtanen on 040 123 4567.",
        "owner": str(cast.ben.pk),
    }
    answer = client.post(path, sent)
    assert answer.status_code == 422
    assert "040 123 4567" in answer.content.decode()
    assert "I have read it again" in answer.content.decode()
    assert client.post(path, {**sent, "is_read": "on"}).status_code == 302
    problem.refresh_from_db()
    assert problem.what.startswith("Call Maria")
