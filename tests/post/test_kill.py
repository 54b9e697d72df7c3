"""A sender that is killed in the middle loses no mail: the next one sends the same one again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as current
from django.db import connection

from commonbeat.post import actions, sending
from commonbeat.post.models import Delivery
from tests.post.conftest import NOW, Letterbox

SENDER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from datetime import datetime
from django.conf import settings
from django.db import connections
name, port, at, keys = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.MAIL_IS_KEPT = "127.0.0.1", int(port), False
settings.KEYS_DIR = keys
from commonbeat.post import actions
actions.send_due(datetime.fromisoformat(at))
"""


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_a_killed_sender_loses_no_mail_and_doubles_only_under_one_message_id(
    queue: Callable[..., None], letterbox: Letterbox
) -> None:
    letterbox.pause = 3.0
    queue()
    message_id = Delivery.objects.get().message_id
    words = [
        str(connection.settings_dict["NAME"]),
        str(current.EMAIL_PORT),
        NOW.isoformat(),
        str(current.KEYS_DIR),
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", SENDER, *words], cwd=Path(__file__).resolve().parents[2], env=os.environ.copy()
    )
    deadline = time.monotonic() + 60
    while not letterbox.raw and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    letterbox.pause = 0.0
    # The server took it, but the sender died before it could note that.
    assert len(letterbox.raw) == 1
    mail = Delivery.objects.get()
    assert (mail.sent_at, mail.tries) == (None, 1)
    assert actions.send_due(NOW + timedelta(minutes=1)).sent == 0
    assert actions.send_due(NOW + sending.LEASE + timedelta(minutes=1)).sent == 1
    assert [one["Message-ID"] for one in letterbox.mails] == [message_id] * 2
    assert actions.send_due(NOW + timedelta(days=2)).sent == 0
