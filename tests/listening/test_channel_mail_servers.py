"""Mail through real servers and clients on loopback: nothing is acknowledged before it is kept."""

import shutil
import smtplib
import tempfile
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from commonbeat.listening.channels import rounds
from commonbeat.listening.channels.mail import fetching, serving
from commonbeat.listening.models import Intake, Source, Voice
from commonbeat.safety.errors import Refused, Unavailable
from tests.listening.channels import ADDRESS, mail, mailbox
from tests.listening.dovecot import Dovecot, find_dovecot, free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["lmtp", "smtp"])
def server(request, cast):
    mailbox(cast, timezone.now())
    port = free_port()
    running = serving.controller(host="127.0.0.1", port=port, is_lmtp=request.param == "lmtp")
    running.start()
    kind = smtplib.LMTP if request.param == "lmtp" else smtplib.SMTP
    with kind("127.0.0.1", port, timeout=20) as client:
        yield client
    running.stop()


def test_what_is_handed_over_is_kept_before_it_is_acknowledged(server):
    assert server.sendmail("amara@home.example", [ADDRESS], mail()) == {}
    assert Voice.objects.get().channel == "mail"


def test_several_mails_in_one_session_and_the_same_one_again(server):
    for content in (
        mail("One", message_id="<1@x>"),
        mail("Two", message_id="<2@x>"),
        mail("One", message_id="<1@x>"),
    ):
        server.sendmail("amara@home.example", [ADDRESS], content)
    assert Voice.objects.count() == 2


def test_nobody_else_is_reached_through_us(server):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.sendmail("amara@home.example", ["somebody@elsewhere.example"], mail())
    assert refused.value.recipients["somebody@elsewhere.example"][0] == 550


def test_what_cannot_be_kept_now_is_offered_again(server, monkeypatch):
    def full(**_given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(serving, "take_in_mail", full)
    with pytest.raises(smtplib.SMTPResponseException) as busy:
        server.sendmail("amara@home.example", [ADDRESS], mail())
    assert busy.value.smtp_code == 451
    monkeypatch.undo()
    server.sendmail("amara@home.example", [ADDRESS], mail())
    assert Voice.objects.count() == 1


def test_long_lines_binary_and_dots_arrive_as_they_were(server):
    server.sendmail("amara@home.example", [ADDRESS], mail("." + "x" * 900 + "\r\n.\r\n..two\r\n\xff end"))
    assert "..two" in Voice.objects.get().words


def test_a_bounce_with_an_empty_sender_is_noticed(server):
    server.sendmail("", [ADDRESS], mail())
    assert Intake.objects.get().because == "bounce"


@pytest.fixture
def dovecot(cast, settings):
    if find_dovecot() is None:
        pytest.skip("SKIPPED: no dovecot that we may start (Debian, as root: apt-get install dovecot-imapd)")
    folder = Path(tempfile.mkdtemp(prefix="dovecot"))
    running = Dovecot(folder)
    settings.MAY_CALL = [f"127.0.0.1:{running.port}"]
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def box(cast, dovecot):
    return mailbox(
        cast, timezone.now(), server=f"imap://hello@127.0.0.1:{dovecot.port}/INBOX", secret="secret"
    )


def test_a_mailbox_is_emptied_once_and_read_mail_is_marked(dovecot, box):
    dovecot.deliver(mail("From the mailbox", message_id="<i1@x>"))
    dovecot.deliver(b"\x00\xff broken")
    assert fetching.fetch(source=box, at=timezone.now()).kept == 2
    assert fetching.fetch(source=box, at=timezone.now()).kept == 0
    assert Voice.objects.get().words.endswith("From the mailbox")
    assert Intake.objects.quarantined().count() == 1


def test_mail_that_was_not_kept_stays_unseen(dovecot, box, monkeypatch):
    dovecot.deliver(mail())

    def full(**_given):
        raise OperationalError("database is locked")

    monkeypatch.setattr(fetching, "take_in_mail", full)
    with pytest.raises(OperationalError):
        fetching.fetch(source=box, at=timezone.now())
    monkeypatch.undo()
    assert rounds.fetch_all(at=timezone.now()) == 1


def test_a_mail_too_large_is_never_downloaded_and_is_shown(dovecot, box, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 2000)
    dovecot.deliver(mail("x" * 5000))
    assert fetching.fetch(source=box, at=timezone.now()).too_large == 1
    assert Intake.objects.get().because == "too_large"


def test_a_wrong_password_is_one_sentence(dovecot, box):
    box.secret = "wrong"
    with pytest.raises(Unavailable, match="tried again"):
        fetching.fetch(source=box, at=timezone.now())


def test_a_mailbox_on_a_server_nobody_named_is_never_called(cast, settings):
    settings.MAY_CALL = []
    source = Source(team=cast.team, channel="mail", name="x", server="imaps://a@mail.example/INBOX")
    with pytest.raises(Refused, match="COMMONBEAT_MAY_CALL"):
        fetching.fetch(source=source, at=timezone.now())
