"""News by mail without an account: how much is told first, two yeses to join, one press to leave."""

import re
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client

from commonbeat.post.models import Delivery
from commonbeat.updates import actions, links
from commonbeat.updates.models import Subscriber, Subscription
from tests.faces.saying import hidden
from tests.faces.scene import now, say
from tests.updates.news import EMAIL, newest, subscribed

PATH = "/n/harbor-row/subscribe/"


def local(address: str) -> str:
    """The path of a link in a mail."""
    return re.sub(r"^https?://[^/]+", "", address)


def link_in(kind: str) -> str:
    body = newest(kind).body_text
    return local(re.search(r"https?://\S+/updates/\S+", body)[0])


def asked(client: Client, **said: object) -> HttpResponse:
    page = client.post(PATH, {"topics": ["noise", "lighting"], "cadence": "weekly", **said})
    return client.post(PATH, {"chosen": hidden(page, "chosen"), "email": EMAIL})


def test_the_expected_mail_is_told_before_the_address_is_asked(cast: SimpleNamespace, client: Client) -> None:
    first = client.get(PATH).content.decode()
    assert "email" not in first.partition("<main")[2]
    assert first.count("No mail in the last twelve weeks") == 33
    page = client.post(PATH, {"topics": ["noise"], "cadence": "weekly"}).content.decode()
    assert "Harbor Row: noise, once a week" in page
    assert "No mail in the last twelve weeks" in page
    assert 'name="email"' in page


def test_joining_takes_a_second_yes_behind_a_button(cast: SimpleNamespace, client: Client) -> None:
    assert asked(client).status_code == 201
    assert not Subscription.objects.exists()
    path = link_in("updates.confirm")
    for _ in range(2):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert not Subscription.objects.exists()
    done = client.post(path)
    assert done.status_code == 200
    assert {row.topic for row in Subscription.objects.all()} == {"noise", "lighting"}
    assert "/updates/change/" in done.content.decode()
    assert client.post(path).status_code == 200
    assert client.get(path).status_code == 404


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(
    cast: SimpleNamespace, client: Client
) -> None:
    subscribed(cast, now())
    pages = []
    for email in (EMAIL, "new@home.example"):
        page = client.post(PATH, {"topics": "everything", "cadence": "daily"})
        answer = client.post(PATH, {"chosen": hidden(page, "chosen"), "email": email})
        pages.append(
            re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "")
        )
    assert pages[0] == pages[1]


def test_everything_leaves_no_room_for_single_topics(cast: SimpleNamespace, client: Client) -> None:
    asked(client, topics=["everything", "noise"])
    client.post(link_in("updates.confirm"))
    assert [row.topic for row in Subscription.objects.all()] == [""]


def test_a_mail_program_leaves_with_one_post_without_a_cookie_or_token(cast: SimpleNamespace) -> None:
    subscriber = subscribed(cast, now())
    program = Client(enforce_csrf_checks=True)
    path = local(links.leave(subscriber))
    for _ in range(2):
        answer = program.post(
            path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Subscriber.objects.exists()


def test_looking_at_the_leaving_page_never_leaves(cast: SimpleNamespace) -> None:
    subscriber = subscribed(cast, now())
    scanner = Client()
    path = local(links.leave(subscriber))
    for method in (scanner.get, scanner.head, scanner.get):
        answer = method(path)
        assert answer.status_code == 200
        assert not answer.cookies
    assert Subscriber.objects.filter(pk=subscriber.pk).exists()
    assert "<button" in scanner.get(path).content.decode()


def test_the_button_on_the_leaving_page_needs_no_cookie_either(cast: SimpleNamespace) -> None:
    subscriber = subscribed(cast, now())
    page = Client(enforce_csrf_checks=True)
    path = local(links.leave(subscriber))
    assert "csrfmiddlewaretoken" not in page.get(path).content.decode()
    assert page.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_subscriber_sees_and_changes_all_of_it_without_signing_in(
    cast: SimpleNamespace, client: Client
) -> None:
    subscriber = subscribed(cast, now())
    path = local(links.change(subscriber))
    body = client.get(path).content.decode()
    assert EMAIL in body
    assert "Harbor Row: everything" in body
    said = {"do": "save", "now-harbor-row-everything": "monthly"}
    said |= {"neighborhood": "elm-court", "topic": "noise", "cadence": "daily"}
    answer = client.post(path, said)
    assert answer.status_code == 200
    rows = {(row.neighborhood.slug, row.topic, row.cadence) for row in Subscription.objects.all()}
    assert rows == {("harbor-row", "", "monthly"), ("elm-court", "noise", "daily")}
    refused = client.post(path, {"do": "save", "now-harbor-row-everything": "hourly"})
    assert refused.status_code == 422
    assert Subscription.objects.count() == 2


def test_choosing_nothing_more_is_leaving(cast: SimpleNamespace, client: Client) -> None:
    path = local(links.change(subscribed(cast, now())))
    answer = client.post(path, {"do": "save", "now-harbor-row-everything": "stop"})
    assert "You get no more mail from us." in answer.content.decode()
    assert not Subscriber.objects.exists()
    assert client.get(path).status_code == 404


def test_everything_about_a_subscriber_is_erased_with_one_press(
    cast: SimpleNamespace, client: Client
) -> None:
    path = local(links.change(subscribed(cast, now())))
    assert client.post(path, {"do": "erase"}).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_corrected_address_counts_once_it_said_yes(cast: SimpleNamespace, client: Client) -> None:
    subscriber = subscribed(cast, now())
    path = local(links.change(subscriber))
    assert client.post(path, {"do": "move", "email": "nonsense"}).status_code == 422
    assert client.post(path, {"do": "move", "email": "new@home.example"}).status_code == 200
    assert newest("updates.confirm").address == "new@home.example"
    client.post(link_in("updates.confirm"))
    assert not Subscriber.objects.filter(pk=subscriber.pk).exists()
    assert Subscription.objects.get().subscriber.confirmed_on


def test_what_somebody_follows_is_named_by_its_reference_and_can_be_ended(
    cast: SimpleNamespace, client: Client
) -> None:
    voice = say(cast, "Very secret words.").voice
    subscriber = subscribed(cast, now())
    actions.follow(team=cast.team, email=EMAIL, voice=voice, language="en", at=now())
    client.post(link_in("updates.confirm"))
    path = local(links.change(subscriber))
    body = client.get(path).content.decode()
    assert voice.reference in body
    assert "Very secret words." not in body
    follow = subscriber.follows.get()
    assert client.post(path, {"do": "unfollow", "follow": str(follow.pk)}).status_code == 200
    assert not subscriber.follows.exists()
    assert client.post(path, {"do": "unfollow", "follow": str(follow.pk)}).status_code == 404


@pytest.mark.parametrize("page", ["confirm", "change", "leave"])
def test_a_link_that_is_not_ours_opens_nothing_and_says_so(
    cast: SimpleNamespace, client: Client, page: str
) -> None:
    subscribed(cast, now())
    for token in ("nonsense", links.change_token(Subscriber.objects.get())[:-2] + "xx"):
        for method in (client.get, client.post):
            answer = method(f"/updates/{page}/{token}/")
            assert answer.status_code == 404
            assert "This link opens nothing anymore." in answer.content.decode()
    assert Subscriber.objects.exists()


def test_no_page_behind_a_link_is_kept_anywhere(cast: SimpleNamespace, client: Client) -> None:
    subscriber = subscribed(cast, now())
    for path in (links.change(subscriber), links.leave(subscriber)):
        answer = client.get(local(path))
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_choice_that_waited_a_day_is_asked_again(cast: SimpleNamespace, client: Client) -> None:
    answer = client.post(PATH, {"chosen": "forged", "email": EMAIL})
    assert answer.status_code == 400
    assert "Please choose once more." in answer.content.decode()
    assert not Delivery.objects.filter(kind="updates.confirm").exists()
