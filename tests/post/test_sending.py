"""Mail leaves at least once, always the same one, never to somebody who left, signed where we can."""

import base64
import threading
from collections.abc import Callable
from datetime import timedelta

import dkim as dkimpy
import pytest
from django.db import connection
from django.db.models import F
from pytest_django.fixtures import Settings

from commonbeat.post import actions, commands, dkim, sending
from commonbeat.post.models import Delivery, KeptMail
from commonbeat.safety.commands import new_rsa_key
from tests.post.conftest import NOW, Letterbox

pytestmark = pytest.mark.django_db(transaction=True)
Queue = Callable[..., None]


@pytest.fixture
def signing_here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DKIM_SELECTOR, settings.DKIM_DOMAIN = "news", "harbor.example"
    monkeypatch.setenv("COMMONBEAT_KEY_DKIM", base64.b64encode(new_rsa_key()).decode())


def test_a_mail_arrives_as_it_was_written(queue: Queue, letterbox: Letterbox) -> None:
    queue(body_html="<p>The light is back.</p>", headers={"List-Id": "<harbor.example>"})
    before = Delivery.objects.get()
    done = actions.send_due(NOW)
    assert (done.sent, letterbox.recipients) == (1, ["amara@example.org"])
    (mail,) = letterbox.mails
    assert mail["Subject"] == "News from your neighborhood"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == before.message_id
    assert mail["Message-ID"].endswith("@harbor.example>")
    assert mail["List-Id"] == "<harbor.example>"
    assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html"]


def test_the_address_and_the_words_are_gone_once_it_left(queue: Queue, letterbox: Letterbox) -> None:
    queue(body_html="<p>x</p>", headers={"List-Unsubscribe": "<https://x.example/leave/token>"})
    actions.send_due(NOW)
    left = Delivery.objects.get()
    assert (left.recipient, left.body_text, left.body_html, left.headers) == (None, "", "", {})
    assert left.sent_at is not None
    assert left.sent_at.minute == 0
    assert actions.send_due(NOW + timedelta(days=1)).sent == 0


def test_a_failing_mail_waits_longer_each_time_and_dies_after_eight_tries(
    queue: Queue, letterbox: Letterbox
) -> None:
    letterbox.answer = "451 try later"
    queue()
    at, waits = NOW, []
    for _ in range(8):
        assert actions.send_due(at).failed == 1
        assert actions.send_due(at).failed == 0
        mail = Delivery.objects.get()
        waits.append(round((mail.next_try_at - at).total_seconds() / 60))
        at = mail.next_try_at
    assert waits[:7] == [5, 10, 20, 40, 80, 160, 320]
    assert Delivery.objects.dead().get().last_error == "SMTPDataError 451"
    letterbox.answer = "250 OK"
    assert actions.send_due(at + timedelta(days=1)).sent == 0
    actions.retry(delivery=mail, actor="system", at=at)
    assert actions.send_due(at).sent == 1
    assert letterbox.mails[0]["Message-ID"] == mail.message_id


def test_the_servers_words_about_an_address_are_not_kept(queue: Queue, letterbox: Letterbox) -> None:
    letterbox.answer = "550"
    queue()
    actions.send_due(NOW)
    assert Delivery.objects.get().last_error == "SMTPRecipientsRefused 550"


def test_one_bad_mail_stops_no_other(queue: Queue, letterbox: Letterbox) -> None:
    queue("bad", recipient="not an address")
    queue("good")
    Delivery.objects.filter(dedupe="bad").update(next_try_at=F("next_try_at") - timedelta(hours=1))
    done = actions.send_due(NOW)
    assert (done.sent, letterbox.recipients[-1]) == (2 - done.failed, "amara@example.org")


def test_a_server_that_is_away_is_not_asked_for_every_mail(
    queue: Queue, letterbox: Letterbox, settings: Settings
) -> None:
    settings.EMAIL_PORT = 1
    for number in range(5):
        queue(f"mail {number}")
    assert actions.send_due(NOW).failed == 1


def test_somebody_who_left_gets_nothing_anymore(
    queue: Queue, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: set[str] = set()
    monkeypatch.setattr(sending, "_rechecks", {})
    actions.before_sending("digest", lambda mail, at: None if mail.address in left else {"List-Id": "<now>"})
    queue("first")
    actions.send_due(NOW)
    queue("second")
    left.add("amara@example.org")
    done = actions.send_due(NOW)
    assert (done.sent, done.dropped) == (0, 1)
    assert [mail["List-Id"] for mail in letterbox.mails] == ["<now>"]
    dropped = Delivery.objects.get(dedupe="second")
    assert dropped.dropped_at is not None
    assert dropped.recipient is None


def test_a_check_that_breaks_sends_nothing(
    queue: Queue, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_rechecks", {"digest": lambda mail, at: 1 / 0})
    queue()
    assert actions.send_due(NOW).failed == 1
    assert letterbox.raw == []


def test_unsubscribing_is_inside_the_signature(
    queue: Queue, letterbox: Letterbox, signing_here: None
) -> None:
    queue(
        body_text="Grüße ☔ " + "long " * 400,
        body_html="<p>Grüße</p>",
        subject="Neuigkeiten für dich – " + "ü" * 60,
        headers={
            "List-Unsubscribe": "<https://harbor.example/leave/" + "t" * 90 + ">",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    assert actions.send_due(NOW).sent == 1

    def published(name: bytes, timeout: int = 5) -> bytes:
        assert name == f"{dkim.dns_name()}.".encode()
        return dkim.dns_record().encode()

    raw = letterbox.raw[0]
    assert dkimpy.verify(raw, dnsfunc=published)
    signed = letterbox.mails[0]["DKIM-Signature"].lower()
    assert "list-unsubscribe:list-unsubscribe-post" in "".join(signed.split())
    for tampered in (raw.replace(b"/leave/", b"/other/"), raw.replace(b"One-Click", b"Two-Click")):
        assert tampered != raw
        assert not dkimpy.verify(tampered, dnsfunc=published)


def test_check_mail_says_who_signs(
    letterbox: Letterbox,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    assert commands.check_mail([]) == 0
    assert "the mail server 127.0.0.1" in capsys.readouterr().out
    request.getfixturevalue("signing_here")
    commands.check_mail(["--to", "ada@example.org"])
    said = capsys.readouterr().out
    assert "Commonbeat signs its mail for harbor.example" in said
    assert "news._domainkey.harbor.example" in said
    assert "v=DKIM1; k=rsa; p=" in said
    assert letterbox.recipients == ["ada@example.org"]
    assert letterbox.mails[0]["DKIM-Signature"]
    settings.MAIL_IS_KEPT = True
    commands.check_mail([])
    assert "kept on a page" in capsys.readouterr().out


def test_kept_mail_is_kept_once(queue: Queue, letterbox: Letterbox, settings: Settings) -> None:
    settings.MAIL_IS_KEPT = True
    queue()
    mail = Delivery.objects.get()
    actions.send_due(NOW)
    Delivery.objects.update(sent_at=None, recipient=mail.recipient)
    actions.send_due(NOW)
    assert KeptMail.objects.newest_first().get().headers["Auto-Submitted"] == "auto-generated"
    assert letterbox.raw == []


@pytest.mark.reliability
def test_parallel_senders_send_each_mail_once(queue: Queue, letterbox: Letterbox) -> None:
    for number in range(24):
        queue(f"mail {number}", recipient=f"person{number}@example.org")
    ready = threading.Barrier(4)

    def send() -> None:
        ready.wait()
        actions.send_due(NOW)
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(letterbox.recipients) == sorted(f"person{number}@example.org" for number in range(24))
    assert not Delivery.objects.waiting().exists()
