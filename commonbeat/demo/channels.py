"""A mailbox, a gateway and a program, and what came through them: a mail, a text message, and one nobody could read."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from commonbeat.demo.town import Town
from commonbeat.listening import actions
from commonbeat.listening.channels import messages
from commonbeat.listening.channels.mail.intake import take_in_mail
from commonbeat.listening.models import Source

ADDRESS = "hello@commonbeat.example"
OPENED, WRITTEN, TEXTED, BROKEN = 30, 2, 1, 1
MAIL = """From: Helmi <helmi@example.org>
To: {address}
Subject: The bicycle stands at the library
Message-ID: <bicycles-{seed}@example.org>
Content-Type: text/plain; charset=utf-8

Half of the stands in front of the library are bent since the snow was cleared, and people chain their
bicycles to the ramp. My neighbor cannot get up there with her wheelchair. Who mends them?

--
Helmi
"""
TEXT = "The stairs to the pier are slippery since the rain and there is no light. Somebody will fall."
UNREADABLE = b"From: =?x?q?\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n\xff\n"


def plan_channels(town: Town) -> None:
    """The ways in are opened a month ago; the newest messages came in the last two days."""
    if not town.tells(OPENED):
        return
    town.then(town.days.at(OPENED, 9), partial(_open, town))


def _open(town: Town, at: datetime) -> None:
    mailbox = actions.add_source(team=town.team, channel="mail", name="Team mailbox", address=ADDRESS, at=at)
    gateway = actions.add_source(team=town.team, channel="sms", name="Text messages", at=at)
    actions.add_source(team=town.team, channel="open311", name="City app", at=at)
    town.then(town.days.at(WRITTEN, 17), partial(_mail, town, mailbox.source))
    town.then(town.days.at(TEXTED, 20), partial(_text, gateway.source))
    town.then(town.days.at(BROKEN, 21), partial(_broken, mailbox.source))


def _mail(town: Town, source: Source, at: datetime) -> None:
    content = MAIL.format(address=ADDRESS, seed=town.seed).encode()
    take_in_mail(source=source, content=content, at=at)


def _text(source: Source, at: datetime) -> None:
    content = {"id": "demo-1", "from": "+358401112233", "text": TEXT, "language": "en"}
    messages.receive(source=source, content=content, at=at)


def _broken(source: Source, at: datetime) -> None:
    take_in_mail(source=source, content=UNREADABLE, at=at + timedelta(minutes=5))
