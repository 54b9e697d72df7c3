"""Digests: each period once, grouped, newest first, ten at most, for nobody who left."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.openness import actions as openness
from commonbeat.openness.models import Gathering
from commonbeat.people import actions as people
from commonbeat.people.models import Duty, OfficerProfile, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.post import actions as post
from commonbeat.post.models import Delivery
from commonbeat.presence import queries as presence
from commonbeat.presence.models import Walk
from commonbeat.updates import actions, digests
from commonbeat.updates.items import Item, ItemKind, select
from commonbeat.updates.models import Cadence, Digest, Subscription
from commonbeat.updates.periods import containing, ending_before, last_over
from tests.cast import make_staff
from tests.openness.loop import acted
from tests.openness.test_pairs import publish
from tests.openness.test_questions import shown
from tests.openness.test_work import start
from tests.updates.news import announce, change_token, newest, subscribed

MONDAY = datetime(2026, 11, 30, 5, 30, tzinfo=UTC)  # 7:30 in Helsinki
dates = st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2100, 1, 1).date())


@given(dates, st.sampled_from(Cadence.values))
def test_periods_lie_side_by_side_without_gap_or_overlap(day, cadence):
    period = containing(day, cadence)
    assert period.first <= day <= period.last
    before = ending_before(day, cadence)
    assert before.last + timedelta(days=1) == period.first


def test_a_digest_goes_out_at_seven_by_the_teams_clock(cast, at):
    assert last_over("weekly", cast.team, MONDAY - timedelta(hours=1)).last.isoformat() == "2026-11-22"
    assert last_over("weekly", cast.team, MONDAY).last.isoformat() == "2026-11-29"
    cast.team.timezone = "Pacific/Auckland"
    assert (
        last_over("daily", cast.team, datetime(2026, 11, 30, 17, 59, tzinfo=UTC)).last.isoformat()
        == "2026-11-29"
    )
    assert (
        last_over("daily", cast.team, datetime(2026, 11, 30, 18, 1, tzinfo=UTC)).last.isoformat()
        == "2026-11-30"
    )


def test_a_digest_is_sent_once_for_each_period(cast, at):
    subscribed(cast, at)
    announce(cast, at)
    assert actions.build_digests(at=MONDAY - timedelta(days=1)) == 0
    assert actions.build_digests(at=MONDAY) == 1
    assert actions.build_digests(at=MONDAY) == 0
    assert actions.build_digests(at=MONDAY + timedelta(days=6)) == 0
    assert Digest.objects.get().item_count == 1
    assert Delivery.objects.filter(kind="updates.digest").count() == 1


def test_a_second_worker_in_the_middle_of_the_same_round_adds_nothing(cast, at):
    subscriber = subscribed(cast, at)
    announce(cast, at)
    period, shelf = last_over("weekly", cast.team, MONDAY), digests.Shelf(cast.team)
    assert digests._build(subscriber.pk, "weekly", period, shelf, MONDAY)
    assert not digests._build(subscriber.pk, "weekly", period, shelf, MONDAY)
    assert Delivery.objects.filter(kind="updates.digest").count() == 1


def test_no_mail_comes_for_nothing(cast, at):
    subscribed(cast, at)
    assert actions.build_digests(at=MONDAY) == 0
    assert Digest.objects.get().item_count == 0


def test_nothing_is_lost_when_the_worker_stood_still_and_nothing_comes_twice(cast, at):
    subscribed(cast, at, choices=[(cast.row, "", "daily")])
    for day in range(5):
        announce(cast, at + timedelta(days=day), title=f"Coffee {day}")
    # Nothing ran for days: one mail brings it all.
    assert actions.build_digests(at=at + timedelta(days=3)) == 1
    assert actions.build_digests(at=at + timedelta(days=5)) == 1
    counts = Digest.objects.order_by("period_ends_on").values_list("item_count", flat=True)
    assert list(counts) == [3, 2]


def test_whoever_joins_or_changes_gets_nothing_from_before(cast, at):
    announce(cast, at - timedelta(days=3))
    subscriber = subscribed(cast, at)
    assert actions.build_digests(at=at) == 0
    announce(cast, at)
    changed = at + timedelta(days=8)
    actions.build_digests(at=MONDAY)
    actions.change(
        team=cast.team,
        token=change_token(subscriber),
        choices=[(cast.row, "", "daily")],
        language="en",
        at=changed,
    )
    assert actions.build_digests(at=changed) == 0


def test_a_digest_holds_ten_items_and_says_how_many_more(cast, at):
    subscribed(cast, at)
    for number in range(13):
        announce(cast, at + timedelta(minutes=number), title=f"Coffee {number}")
    actions.build_digests(at=MONDAY)
    mail = newest("updates.digest")
    assert mail.body_text.count("\n* ") == 10
    assert "Coffee 12" in mail.body_text
    assert "Coffee 2\n" not in mail.body_text
    assert "and 3 more on the page" in mail.body_text
    assert "/n/harbor-row/" in mail.body_text


def test_items_are_grouped_and_newest_first(cast, at):
    mixed = [
        Item(kind, cast.row.pk, f"{kind} {hours}", "", at - timedelta(hours=hours), "", cast.row)
        for kind, hours in (("gathering", 3), ("pair", 1), ("gathering", 0), ("pair", 5), ("answer", 2))
    ]
    chosen = select(mixed)
    assert [group.kind for group in chosen.groups] == ["gathering", "pair", "answer"]
    for group in chosen.groups:
        assert group.items == sorted(group.items, key=lambda one: one.at, reverse=True)


kinds = st.sampled_from(ItemKind.values)
lists = st.lists(st.tuples(kinds, st.integers(0, 500)), max_size=40, unique_by=lambda one: one[1])


@given(lists, st.integers(1, 12))
def test_a_selection_is_small_honest_and_leaves_no_kind_out(made, most):
    where = Neighborhood(name="Harbor Row")
    items = [
        Item(kind, UUID(int=number), "", "", MONDAY - timedelta(hours=number), "", where)
        for kind, number in made
    ]
    chosen = select(items, most)
    kept = [item for group in chosen.groups for item in group.items]
    assert chosen.count == len(kept) == min(most, len(items))
    assert chosen.count + chosen.more == len(items)
    assert len(chosen.groups) == min(most, len({item.kind for item in items}))
    for group in chosen.groups:
        assert {item.kind for item in group.items} == {group.kind}
        assert group.items == sorted(group.items, key=lambda one: one.at, reverse=True)
    newest = [group.items[0].at for group in chosen.groups]
    assert newest == sorted(newest, reverse=True)


def test_everything_we_publish_comes_in_the_digest(cast, at):
    subscribed(cast, at)
    told = acted(cast, at)
    publish(cast, told, at)
    question = shown(cast, at)
    openness.answer_question(question=question, words="On Friday.", by=cast.cleo, at=at)
    gathering = announce(cast, at)
    other = announce(cast, at - timedelta(days=5), title="Tea")
    openness.cancel_gathering(gathering=other, because="Ill.", by=cast.cleo, at=at)
    openness.agree_priority(
        neighborhood=cast.row, issue="Dark corners", why="Asked.", agreed_on=at.date(), by=cast.cleo, at=at,
        is_published=True,
    )  # fmt: skip
    actions.build_digests(at=MONDAY)
    text = newest("updates.digest").body_text
    for words in (
        "YOU SAID, WE DID",
        "ANSWERS",
        gathering.title,
        "Called off: Tea",
        "Dark corners",
        "On Friday.",
    ):
        assert words in text
    assert "Nov. 29" not in text


def test_an_initiative_that_ends_late_in_the_day_comes_in_its_week(cast, at):
    cast.team.timezone = "Pacific/Auckland"
    cast.team.save()
    subscribed(cast, at)
    before = at - timedelta(days=20)
    initiative = start(cast, before, until=at.date(), title="Walks", starts_on=before.date())
    sunday_night = datetime(2026, 11, 29, 10, 30, tzinfo=UTC)  # 23:30 in Auckland
    openness.end_initiative(initiative=initiative, what_came_of_it="Calm.", by=cast.cleo, at=sunday_night)
    assert actions.build_digests(at=MONDAY) == 1
    assert "Ended: Walks" in newest("updates.digest").body_text


def test_a_topic_brings_only_that_topic_and_no_item_comes_twice(cast, at):
    subscribed(cast, at, choices=[(cast.row, "noise", "weekly"), (cast.row, "lighting", "weekly")])
    for topic in ("noise", "lighting", "traffic", ""):
        announce(cast, at, title=f"About {topic or 'all'}", topic=topic)
    actions.build_digests(at=MONDAY)
    assert Digest.objects.get().item_count == 2
    subscribed(
        cast, at, email="b@home.example", choices=[(cast.row, "noise", "weekly"), (cast.row, "", "weekly")]
    )
    actions.build_digests(at=MONDAY)
    assert sorted(Digest.objects.values_list("item_count", flat=True)) == [2, 4]


def test_another_neighborhoods_news_stays_there(cast, at):
    subscribed(cast, at, choices=[(cast.court, "", "weekly")])
    announce(cast, at)
    assert actions.build_digests(at=MONDAY) == 0


def test_the_mail_is_in_the_subscribers_language_neutral_and_without_images(cast, at):
    subscribed(cast, at, language="es")
    announce(cast, at, title="Coffee & <b>cake</b>")
    actions.build_digests(at=MONDAY)
    mail = newest("updates.digest")
    assert "<b>cake" not in mail.body_html.replace("<b>Coffee", "Coffee")
    assert "Coffee & <b>cake</b>" in mail.body_text
    for trace in ("<img", "http-equiv", "<script", "url("):
        assert trace not in mail.body_html
    assert "Harbor" not in mail.subject


def test_a_mail_in_the_queue_is_looked_at_again_before_it_leaves(cast, at, settings):
    settings.MAIL_IS_KEPT = True
    subscriber = subscribed(cast, at)
    announce(cast, at)
    actions.build_digests(at=MONDAY)
    Subscription.objects.filter(subscriber=subscriber).update(cadence="daily")
    done = post.send_due(MONDAY)
    assert (done.sent, done.dropped) == (0, 1)


def test_a_gathering_that_has_begun_is_no_news(cast, at):
    subscribed(cast, at)
    announce(cast, at, starts_at=MONDAY - timedelta(hours=1), ends_at=MONDAY + timedelta(hours=1))
    assert actions.build_digests(at=MONDAY) == 0


def test_every_page_a_digest_links_to_is_published(cast, at):
    subscribed(cast, at)
    announce(cast, at, is_published=False)
    assert actions.build_digests(at=MONDAY) == 0
    assert Gathering.objects.count() == 1


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_queue_each_digest_once(cast, at):
    for number in range(6):
        subscribed(cast, at, email=f"neighbor{number}@home.example")
    announce(cast, at)
    barrier, made = threading.Barrier(4), []

    def work():
        barrier.wait()
        try:
            made.append(actions.build_digests(at=MONDAY))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 6
    assert Digest.objects.count() == 6
    assert Delivery.objects.filter(kind="updates.digest").count() == 6


def test_a_change_of_the_named_officer_is_told_with_the_handover_whatever_was_chosen(cast, at):
    subscribed(cast, at, choices=[(cast.row, "lighting", "weekly")])
    note = "Open is my promise about the wet plates. " + "The lobby is where people talk. " * 20
    samu = make_staff(cast.team, "Samu", Duty.OFFICER, where=cast.row)
    profile = OfficerProfile.objects.create(
        team=cast.team, staff=samu, slug="samu", known_as="Samu", why_here="I cycle here.", is_public=True,
        since=at.date() - timedelta(days=400),
    )  # fmt: skip
    people.leave(staff=cast.ben, handover_note=note, successor=profile, by=cast.ben, at=at)
    assert actions.build_digests(at=MONDAY) == 1
    mail = newest("updates.digest")
    assert "Ben left the team and hands over" in mail.body_text
    assert note.strip() in mail.body_text
    assert "Samu carries on" in mail.body_text
    assert "/team/samu/" in mail.body_text


def test_who_leaves_without_a_successor_is_told_where_they_walked(cast, at):
    subscribed(cast, at, choices=[(cast.row, "lighting", "weekly"), (cast.court, "", "weekly")])
    Walk.objects.create(
        team=cast.team, officer=cast.ben, neighborhood=cast.row,
        starts_at=at - timedelta(days=3), ends_at=at - timedelta(days=3, hours=-2),
    )  # fmt: skip
    people.leave(staff=cast.ben, handover_note="Thank you all.", by=cast.ben, at=at)
    assert actions.build_digests(at=MONDAY) == 1
    mail = newest("updates.digest")
    assert mail.body_text.count("Ben left the team; nobody follows yet") == 1
    assert "Thank you all." in mail.body_text
    days = (at.date() - timedelta(days=1), at.date())
    assert [one.known_as for one in presence.left_open(cast.row, *days)] == ["Ben"]
    assert presence.left_open(cast.court, *days) == []
    assert presence.left_open(cast.row, days[0] - timedelta(days=9), days[0]) == []


def test_an_officer_who_takes_over_a_second_neighborhood_is_new_there(cast, at):
    subscribed(cast, at, choices=[(cast.court, "", "weekly"), (cast.row, "", "weekly")])
    Staff.objects.filter(pk=cast.ben.pk).update(joined_on=at.date() - timedelta(days=900))
    people.give_role(staff=cast.ben, duty=Duty.OFFICER, neighborhood=cast.court, by=cast.ada, at=at)
    assert actions.build_digests(at=MONDAY) == 1
    text = newest("updates.digest").body_text
    assert text.count("Ben is new here") == 1
    assert "Elm Court: " in text
