"""Alerts are rare and end, reports say what went wrong, and whoever asked gets them once."""

import uuid
from datetime import date, timedelta

import pytest

from commonbeat.openness import gate
from commonbeat.post.models import Delivery
from commonbeat.post.sending import send_due
from commonbeat.safety.errors import Conflict, Refused
from commonbeat.together import actions, queries
from commonbeat.together.models import Report, Word
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.updates.items import items_between
from commonbeat.updates.models import Asking, ProblemFollow
from tests.together.solving import DAY, analysing, closed, opened, responding, task, who
from tests.updates.news import subscribed

ALERTS = ("alerts", "at_once")


def alert(cast, at, **about):
    given = {
        "title": "No water",
        "what": "A pipe broke on Mill Street.",
        "to_do": "Fetch water at the school.",
        "ends_at": at + 2 * DAY,
        "client_id": uuid.uuid4(),
        **who(cast, at),
        **about,
    }
    return actions.send_alert(neighborhood=cast.row, **given)


def report(cast, at, **about):
    words = {"opening": "A quiet month.", "went_wrong": "Two answers were late.", **about}
    return actions.begin_report(
        neighborhood=cast.row, period="month", first_on=date(2026, 10, 5), **words, **who(cast, at)
    )


def test_an_alert_says_what_to_do_and_when_it_ends(cast, at):
    for name in ("title", "what", "to_do"):
        with pytest.raises(Refused) as refused:
            alert(cast, at, **{name: " "})
        assert refused.value.field == name
    for ends_at in (at, at - DAY, at + 15 * DAY):
        with pytest.raises(Refused, match="when it is over"):
            alert(cast, at, ends_at=ends_at)
    with pytest.raises(Refused, match="what was done"):
        alert(cast, at, what="A suspicious man with dark skin hangs around by the gate.")


def test_there_are_three_alerts_in_thirty_days_and_one_a_day_at_most(cast, at):
    alert(cast, at)
    with pytest.raises(Refused, match="within a day"):
        alert(cast, at + timedelta(hours=3), title="Again")
    alert(cast, at + 2 * DAY)
    alert(cast, at + 4 * DAY)
    with pytest.raises(Refused, match="3 alerts"):
        alert(cast, at + 6 * DAY)
    alert(cast, at + 31 * DAY)


def test_an_alert_sent_twice_is_one_alert(cast, at):
    one = uuid.uuid4()
    first = alert(cast, at, client_id=one)
    assert alert(cast, at, client_id=one) == first
    with pytest.raises(Conflict):
        alert(cast, at, client_id=one, title="Other")


def test_an_alert_reaches_once_only_those_who_asked_for_alerts(cast, at):
    subscribed(cast, at, email="news@home.example")
    subscribed(cast, at, email="both@home.example", choices=[(cast.row, "", "weekly"), (cast.row, *ALERTS)])
    subscribed(cast, at, email="other@home.example", choices=[(cast.court, *ALERTS)])
    alert(cast, at)
    assert updates.send_bulletins(at=at) == 1
    assert updates.send_bulletins(at=at) == 0
    [mail] = Delivery.objects.filter(kind="updates.alert")
    assert mail.address == "both@home.example"
    assert "Fetch water at the school." in mail.body_text
    assert "water" not in mail.subject


def test_an_alert_that_is_over_is_mailed_to_nobody(cast, at, settings):
    settings.MAIL_IS_KEPT = True
    subscribed(cast, at, choices=[(cast.row, *ALERTS)])
    one = alert(cast, at)
    updates.send_bulletins(at=at)
    later = at + timedelta(hours=1)
    actions.end_alert(alert=one, because="It is mended.", **who(cast, later))
    assert send_due(later).dropped == 1
    assert queries.alerts_now(cast.team, cast.row, later) == []
    marks = {item.mark for item in items_between(cast.row, at - DAY, at + DAY) if item.kind == "alert"}
    assert marks == {"", "ended"}


def test_whoever_left_gets_no_alert_that_waited(cast, at):
    subscriber = subscribed(cast, at, choices=[(cast.row, *ALERTS)])
    alert(cast, at)
    updates.send_bulletins(at=at)
    updates.leave(team=cast.team, token=links.change_token(subscriber), at=at)
    assert not Delivery.objects.filter(kind="updates.alert").exists()


def test_alerts_are_wanted_at_once_or_not_at_all(cast, at):
    for choice in (("alerts", "weekly"), ("", "at_once"), ("noise", "at_once")):
        with pytest.raises(Refused):
            updates.ask_to_subscribe(
                team=cast.team, email="a@home.example", choices=[(cast.row, *choice)], language="en", at=at
            )


def test_a_report_is_about_time_that_is_over_and_says_what_went_wrong(cast, at):
    with pytest.raises(Refused, match="not over yet"):
        actions.begin_report(
            neighborhood=cast.row,
            period="month",
            first_on=at.date(),
            opening="So.",
            went_wrong="So.",
            **who(cast, at),
        )
    with pytest.raises(Refused, match="did not go well"):
        report(cast, at, went_wrong="")
    one = report(cast, at)
    assert (one.name, one.first_on, one.next_on) == ("2026-10", date(2026, 10, 1), date(2026, 11, 1))
    with pytest.raises(Refused, match="already"):
        report(cast, at)
    for staff in (cast.ben, cast.dot, cast.mo, cast.ada):
        with pytest.raises(Refused):
            actions.publish_report(report=one, by=staff, at=at)


def test_a_published_report_is_corrected_and_not_rewritten(cast, at):
    one = actions.publish_report(report=report(cast, at), **who(cast, at))
    with pytest.raises(Refused, match="correction"):
        actions.write_report(report=one, opening="Better.", went_wrong="Nothing.", **who(cast, at))
    actions.correct_report(report=one, words="It was three answers.", **who(cast, at))
    assert [row.words for row in queries.published_report(cast.team, cast.row, "2026-10").corrections.all()]
    assert queries.published_report(cast.team, cast.row, "2026-09") is None


def test_a_report_counts_from_the_records_with_the_own_words_in_between(cast, at):
    long_ago = at - 70 * DAY
    closed(cast, long_ago - 20 * DAY)
    one = report(cast, at, went_well="The lamps.", comes_next="The park.")
    parts = queries.sections(one, at)
    names = [part.name for part in parts]
    assert names[:4] == ["loop", "promises", "presence", "went_well"]
    assert names[-1] == "comes_next"
    assert names.index("answers") < names.index("went_wrong") < names.index("meetings")
    together = next(part for part in parts if part.name == "together")
    assert dict(together.figures)["problems assessed and closed"] == "1"
    assert together.lines[0].more == "The lamps shine."


def test_a_part_that_fails_is_left_out_and_the_words_stay(cast, at, monkeypatch):
    one = report(cast, at)
    monkeypatch.setattr(gate, "our_work", lambda count: 1 / 0)
    names = [part.name for part in queries.sections(one, at)]
    assert "loop" not in names
    assert "went_wrong" in names


def test_a_report_is_mailed_whole_to_those_who_get_everything(cast, at):
    subscribed(cast, at, email="all@home.example", language="es")
    subscribed(cast, at, email="noise@home.example", choices=[(cast.row, "noise", "weekly")])
    actions.publish_report(report=report(cast, at), **who(cast, at))
    assert updates.send_bulletins(at=at) == 1
    [mail] = Delivery.objects.filter(kind="updates.report")
    assert mail.address == "all@home.example"
    assert "Two answers were late." in mail.body_text
    assert "/es/n/harbor-row/report/2026-10/" in mail.body_text
    assert Report.objects.get().published_at == at


def test_whether_it_got_better_is_shown_only_for_weeks_that_are_over_and_never_for_few(cast, at):
    problem = analysing(cast, at)
    page = queries.problem_page(cast.team, problem.slug, at)
    assert page.better is None
    for _one in range(9):
        actions.say_whether_better(problem=problem, client_id=uuid.uuid4(), kind="better", at=at)
    for _one in range(3):
        actions.say_whether_better(problem=problem, client_id=uuid.uuid4(), kind="worse", at=at)
    assert queries.problem_page(cast.team, problem.slug, at).better is None
    later = queries.problem_page(cast.team, problem.slug, at + 7 * DAY).better
    assert dict(later.rows)["It got worse"].number is None
    assert later.total.number is None or dict(later.rows)["It got better"].number is None


def test_a_word_counts_once_and_only_after_something_began(cast, at):
    problem = opened(cast, at)
    one = uuid.uuid4()
    with pytest.raises(Refused, match="Nothing was tried"):
        actions.say_whether_better(problem=problem, client_id=one, kind="better", at=at)
    problem = responding(cast, at, title="Second")
    actions.say_whether_better(problem=problem, client_id=one, kind="better", at=at)
    actions.say_whether_better(problem=problem, client_id=one, kind="better", at=at)
    assert Word.objects.count() == 1
    with pytest.raises(Conflict):
        actions.say_whether_better(problem=problem, client_id=one, kind="worse", at=at)


def test_whoever_follows_a_problem_hears_of_it_once_a_day_at_most(cast, at):
    problem = responding(cast, at - 3 * DAY)
    updates.follow_problem(team=cast.team, email="f@home.example", problem=problem, language="en", at=at)
    asking = Asking.objects.get()
    updates.confirm(team=cast.team, token=links.confirm_token(asking), at=at)
    later = at + timedelta(hours=1)
    row = task(cast, problem, later)
    assert updates.tell_problem_followers(at=at + timedelta(hours=2)) == 0
    next_day = at + timedelta(hours=25)
    assert updates.tell_problem_followers(at=next_day) == 1
    mail = Delivery.objects.get(kind="updates.problem")
    assert row.words in mail.body_text
    assert "dark" not in mail.subject.lower()
    assert updates.tell_problem_followers(at=next_day + 2 * DAY) == 0
    follow = ProblemFollow.objects.get()
    updates.unfollow(
        team=cast.team, token=links.change_token(follow.subscriber), follow_id=follow.pk, at=next_day
    )
    assert not ProblemFollow.objects.exists()


def test_help_is_a_voice_with_a_code_and_lists_no_member(cast, at):
    problem = responding(cast, at)
    group = actions.start_group(
        neighborhood=cast.row, name="Wardens", kind="wardens", does="We walk.", does_not="We follow nobody.",
        keeper=cast.ben, **who(cast, at),
    )  # fmt: skip
    one = uuid.uuid4()
    heard = actions.offer_help(subject=problem, client_id=one, words="I can paint.", at=at)
    assert heard.code
    assert actions.offer_help(subject=problem, client_id=one, words="I can paint.", at=at).code == heard.code
    actions.offer_help(subject=group, client_id=uuid.uuid4(), words="I walk a dog.", at=at)
    assert [row.voice.words for row in queries.problem_file(cast.cleo, problem.pk, at).helpers] == [
        "I can paint."
    ]
    assert queries.problem_file(cast.ben, problem.pk, at).helpers == []
    page = queries.group_page(cast.team, group.slug, at)
    assert not hasattr(page, "helpers")
    actions.end_group(group=group, because="Winter.", **who(cast, at))
    with pytest.raises(Refused, match="ended"):
        actions.offer_help(subject=group, client_id=uuid.uuid4(), words="Me too.", at=at)
