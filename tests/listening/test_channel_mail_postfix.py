"""Mail that a real mail server hands over: what is not kept stays in its hands, and nothing comes twice."""

import shutil
import tempfile
import time
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.channels.mail import serving
from commonbeat.listening.models import Intake, Turn, Voice
from tests.listening.channels import ADDRESS, MAILS, letters, mail, mailbox
from tests.listening.dovecot import free_port
from tests.listening.postfix import Postfix, find_postfix

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def postfix(cast):
    if find_postfix() is None:
        pytest.skip("SKIPPED: no postfix that we may start (Debian, as root: apt-get install postfix)")
    mailbox(cast, timezone.now())
    port = free_port()
    ours = serving.controller(host="127.0.0.1", port=port, is_lmtp=True)
    ours.start()
    folder = Path(tempfile.mkdtemp(prefix="postfix"))
    running = Postfix(folder, hands_to=port)
    yield running
    running.stop()
    ours.stop()
    shutil.rmtree(folder, ignore_errors=True)


def until(holds, seconds=60):
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)
    return holds()


def test_mail_of_every_sort_is_handed_over_and_kept(postfix):
    sound = [mail(f"Words {n}", message_id=f"<{n}@x>") for n in range(3)]
    broken = [path.read_bytes() for path in sorted(MAILS.iterdir())]
    for content in (*sound, *broken, mail("x" * 900_000, message_id="<long@x>")):
        postfix.hand_in(content, to=ADDRESS)
    assert until(lambda: Intake.objects.count() == len(sound) + len(broken) + 1), Intake.objects.count()
    assert until(lambda: postfix.waiting() == 0)


def test_a_reply_to_the_signed_address_continues_the_thread(postfix, cast):
    postfix.hand_in(mail(), to=ADDRESS)
    assert until(Voice.objects.exists)
    voice = Voice.objects.get()
    actions.write(voice=voice, words="Which lamp?", client_id=voice.pk, by=cast.cleo, at=timezone.now())
    [ours] = [one for one in letters() if "Which lamp" in one.body_text]
    answer = mail("By the café.", message_id="<2@x>", in_reply_to=ours.message_id)
    postfix.hand_in(answer, to=ours.headers["Reply-To"])
    assert until(Turn.objects.filter(is_from_team=False).exists)
    assert Voice.objects.count() == 1


def test_what_we_cannot_keep_stays_with_the_mail_server_and_comes_once(postfix, monkeypatch):
    def full(**_given):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(serving, "take_in_mail", full)
    postfix.hand_in(mail(), to=ADDRESS)
    assert until(lambda: "451 4.3.0" in (postfix.folder / "log").read_text())
    assert postfix.waiting() == 1
    monkeypatch.undo()
    assert until(Voice.objects.exists, 60)
    assert until(lambda: postfix.waiting() == 0)
    assert Voice.objects.count() == 1


def test_an_address_nobody_reads_is_refused_and_nothing_is_kept(postfix):
    postfix.hand_in(mail(), to="somebody@harbor.example")
    assert until(lambda: "550 5.1.1" in (postfix.folder / "log").read_text())
    assert not Intake.objects.exists()
