"""Joining takes two yeses, leaving one, and neither tells who is known."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused
from commonbeat.updates import actions, queries
from commonbeat.updates.models import Asking, Subscriber, Subscription
from tests.updates.news import EMAIL, announce, ask, change_token, leave_token, newest, subscribed, token_in


def test_nobody_gets_news_before_they_said_yes_in_their_own_mailbox(cast, at):
    ask(cast, at)
    assert not Subscriber.objects.reachable().exists()
    assert not Subscription.objects.exists()
    announce(cast, at)
    assert actions.build_digests(at=at + timedelta(days=8)) == 0
    mail = newest("updates.confirm")
    assert mail.address == EMAIL
    assert "Harbor Row: everything, once a week" in mail.body_text


def test_a_yes_counts_once_and_its_link_can_be_opened_again(cast, at):
    ask(cast, at)
    token = token_in(newest("updates.confirm").body_text)
    assert queries.pending(cast.team, token).choices[0].neighborhood == cast.row
    first = actions.confirm(team=cast.team, token=token, at=at)
    assert actions.confirm(team=cast.team, token=token, at=at) == first
    assert (Subscription.objects.count(), Asking.objects.count()) == (1, 0)
    assert queries.pending(cast.team, token) is None


def test_what_happens_is_the_same_for_a_known_and_an_unknown_address(cast, at):
    subscribed(cast, at)
    counts = []
    for email in (EMAIL, "stranger@home.example"):
        with CaptureQueriesContext(connection) as captured:
            assert ask(cast, at, email=email) is None
        counts.append(len(captured))
    assert counts[0] == counts[1]
    mails = {mail.address: mail.subject for mail in Delivery.objects.filter(kind="updates.confirm")}
    assert mails[EMAIL] == mails["stranger@home.example"]


def test_asking_again_changes_nothing_until_it_is_confirmed(cast, at):
    subscriber = subscribed(cast, at)
    ask(cast, at, choices=[(cast.row, "", "daily")])
    assert subscriber.subscriptions.get().cadence == "weekly"
    actions.confirm(team=cast.team, token=token_in(newest("updates.confirm").body_text), at=at)
    assert subscriber.subscriptions.get().cadence == "daily"


def test_nobody_can_fill_a_strangers_mailbox_through_us(cast, at):
    for _ in range(10):
        ask(cast, at)
    assert Delivery.objects.filter(kind="updates.confirm").count() == 3
    ask(cast, at + timedelta(days=1, hours=1))
    assert Delivery.objects.filter(kind="updates.confirm").count() == 4


@pytest.mark.parametrize(
    "email",
    [
        "",
        "no",
        "a@b",
        "two@x.example,three@x.example",
        "a\x00@b.example",
        "x@y.example\r\nBcc: z@y.example",
        f"{'x' * 250}@y.example",
    ],
)
def test_what_is_no_address_is_refused(cast, at, email):
    with pytest.raises(Refused) as refused:
        ask(cast, at, email=email)
    assert refused.value.field == "email"


def test_an_address_is_the_same_in_any_case(cast, at):
    subscribed(cast, at)
    subscribed(cast, at, email="Amara@HOME.example")
    assert Subscriber.objects.count() == 1


def test_choices_must_be_ours(cast, at):
    for wrong in ([], [(cast.row, "weather", "weekly")], [(cast.row, "", "hourly")]):
        with pytest.raises(Refused):
            ask(cast, at, choices=wrong)
    assert not Subscriber.objects.exists()


def test_the_address_is_nowhere_readable_in_the_table(cast, at):
    subscriber = subscribed(cast, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, address_fingerprint FROM updates_subscriber")
        address, fingerprint = cursor.fetchone()
    assert b"amara" not in bytes(address)
    assert "amara" not in fingerprint
    assert queries.held_about(subscriber).address == EMAIL


def test_choices_are_changed_without_signing_in(cast, at):
    subscriber = subscribed(cast, at)
    token = change_token(subscriber)
    assert queries.by_token(cast.team, token) == subscriber
    chosen = [(cast.court, "lighting", "monthly"), (cast.row, "noise", "daily")]
    actions.change(team=cast.team, token=token, choices=chosen, language="es", at=at)
    assert [(one.neighborhood, one.topic, one.cadence) for one in queries.choices_of(subscriber)] == chosen
    subscriber.refresh_from_db()
    assert subscriber.language == "es"


def test_choosing_nothing_is_leaving(cast, at):
    subscriber = subscribed(cast, at)
    assert (
        actions.change(team=cast.team, token=change_token(subscriber), choices=[], language="en", at=at)
        is None
    )
    assert not Subscriber.objects.exists()


def test_leaving_forgets_the_address_and_every_waiting_mail(cast, at):
    subscriber = subscribed(cast, at)
    announce(cast, at)
    actions.build_digests(at=at + timedelta(days=8))
    ask(cast, at)
    assert Delivery.objects.waiting().count() == 2
    token = leave_token(subscriber)
    assert actions.leave(team=cast.team, token=token, at=at)
    assert not Subscriber.objects.exists()
    assert not Delivery.objects.filter(kind__startswith="updates.").exists()
    assert actions.leave(team=cast.team, token=token, at=at)
    assert queries.by_token(cast.team, change_token(subscriber)) is None


def test_a_forged_link_opens_and_ends_nothing(cast, at):
    subscriber = subscribed(cast, at)
    token = change_token(subscriber)
    for forged in ("", "x", token[:-1], token + "x", token.replace(":", ";"), leave_token(subscriber)[::-1]):
        assert queries.by_token(cast.team, forged) is None
        assert not actions.leave(team=cast.team, token=forged, at=at)
        with pytest.raises(Refused):
            actions.confirm(team=cast.team, token=forged, at=at)
        with pytest.raises(Refused):
            actions.change(team=cast.team, token=forged, choices=[], language="en", at=at)
    # Whoever forwards a mail's leaving link gives nobody the right to read or change what one gets.
    assert queries.by_token(cast.team, leave_token(subscriber)) is None
    assert Subscriber.objects.get() == subscriber


def test_an_address_is_corrected_by_confirming_the_new_one(cast, at):
    subscriber = subscribed(cast, at)
    actions.ask_to_move(team=cast.team, token=change_token(subscriber), email="new@home.example", at=at)
    assert Subscriber.objects.reachable().get() == subscriber
    mail = newest("updates.confirm")
    assert mail.address == "new@home.example"
    moved = actions.confirm(team=cast.team, token=token_in(mail.body_text), at=at)
    assert Subscriber.objects.get() == moved
    assert queries.held_about(moved).address == "new@home.example"
    assert queries.choices_of(moved)[0].neighborhood == cast.row


def test_a_subscriber_sees_and_erases_everything_held(cast, at):
    subscriber = subscribed(cast, at)
    announce(cast, at)
    actions.build_digests(at=at + timedelta(days=8))
    ask(cast, at, choices=[(cast.court, "", "daily")])
    held = queries.held_about(subscriber)
    assert (held.address, held.language, held.asked_on) == (EMAIL, "en", at.date())
    assert [one.cadence for one in held.choices] == ["weekly"]
    assert [one.item_count for one in held.digests] == [1]
    assert held.waiting[0].choices[0].neighborhood == cast.court
    actions.erase(subscriber=subscriber, at=at)
    assert not Subscriber.objects.exists()


def test_what_nobody_confirmed_is_forgotten_within_a_week(cast, at):
    ask(cast, at)
    keeper = subscribed(cast, at, email="ada@home.example")
    actions.forget_lapsed(at=at + timedelta(days=6))
    assert Subscriber.objects.count() == 2
    token = token_in(newest("updates.confirm").body_text)
    actions.forget_lapsed(at=at + timedelta(days=7, hours=1))
    assert Subscriber.objects.get() == keeper
    with pytest.raises(Refused):
        actions.confirm(team=cast.team, token=token, at=at)


def test_few_subscribers_are_not_counted(cast, at):
    for number in range(8):
        assert not queries.subscriber_count(cast.team).is_shown
        subscribed(cast, at, email=f"neighbor{number}@home.example")
    assert str(queries.subscriber_count(cast.team, cast.row.pk)) == "8"


def test_expected_mail_is_told_before_joining(cast, at):
    assert queries.expected_volume(cast.row, "", "weekly", at).mails == 0
    for week in range(12):
        announce(cast, at - timedelta(days=7 * week + 3), title=f"Coffee {week}", topic="noise")
    announce(cast, at - timedelta(days=10), title="Tea", topic="lighting")
    weekly = queries.expected_volume(cast.row, "", "weekly", at)
    assert (weekly.mails, weekly.items) == (12, 13)
    assert weekly.sentence == "About 4 mails a month, with about 1 item."
    assert queries.expected_volume(cast.row, "lighting", "daily", at).sentence.startswith(
        "Less than one mail"
    )
    assert queries.expected_volume(cast.court, "", "daily", at).mails == 0
