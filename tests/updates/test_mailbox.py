"""The whole way through a real mail server: asked, confirmed, told, left."""

import email
import email.policy
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.test import Client

from commonbeat.openness import actions as openness
from commonbeat.post import actions as post
from commonbeat.updates import actions
from commonbeat.updates.models import Subscriber
from tests.updates.news import EMAIL, announce, ask
from tests.updates.test_digests import MONDAY


class Mailbox:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []
        self.recipients: list[str] = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.recipients.extend(envelope.rcpt_tos)
        return "250 kept"


@pytest.fixture
def mailbox(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_IS_KEPT = "127.0.0.1", port, False
    settings.SITE_URL = "http://testserver"
    yield box
    controller.stop()


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def path_in(text: str, page: str) -> str:
    start = text.index(f"http://testserver/{page}/") + len("http://testserver")
    return text[start:].split()[0].strip("<>")


@pytest.mark.django_db(transaction=True)
def test_asked_confirmed_told_and_gone_with_one_click(cast, at, mailbox):
    outside = Client(enforce_csrf_checks=False)
    ask(cast, at)
    assert post.send_due(at).sent == 1
    question = mailbox.mails[0]
    assert question["Subject"] == "Please confirm your address"
    confirm = path_in(text_of(question), "confirm")
    outside.get(confirm)
    assert not Subscriber.objects.reachable().exists()
    outside.post(confirm)
    assert Subscriber.objects.reachable().count() == 1

    gathering = announce(cast, at)
    actions.build_digests(at=MONDAY)
    assert post.send_due(MONDAY).sent == 1
    digest = mailbox.mails[1]
    assert mailbox.recipients == [EMAIL, EMAIL]
    assert gathering.title in text_of(digest)
    assert gathering.title in digest.get_body(("html",)).get_content()
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert digest["Auto-Submitted"] == "auto-generated"
    leave = path_in(digest["List-Unsubscribe"], "leave")

    announce(cast, MONDAY, title="One more")
    openness.cancel_gathering(gathering=gathering, because="Rain.", by=cast.cleo, at=MONDAY)
    assert actions.build_digests(at=MONDAY + timedelta(days=7)) == 1
    assert outside.get(leave).status_code == 200
    assert Subscriber.objects.exists()
    # As a mail program does it: no cookie, no page before, the one field of RFC 8058.
    clicked = Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"})
    assert clicked.status_code == 200
    assert not clicked.cookies
    done = post.send_due(MONDAY + timedelta(days=7))
    assert (done.sent, len(mailbox.mails)) == (0, 2)
    assert not Subscriber.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_mail_already_in_a_senders_hands_is_dropped_when_its_reader_left(cast, at, mailbox):
    ask(cast, at)
    Subscriber.objects.all().delete()
    done = post.send_due(at)
    assert (done.sent, done.dropped, mailbox.mails) == (0, 1, [])
