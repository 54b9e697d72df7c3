"""What the worker does without being asked: sending again, digests, forgetting.

A room that has rounds says so in `commonbeat/<room>/rounds.py`:

    ROUNDS = {"send what waits": (timedelta(minutes=1), send_waiting)}

Each is a function of `at=`, made once in its period by whichever worker comes first. One that was cut short
is made again: it must find nothing to do the second time.
"""

import importlib
import importlib.util
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.apps import apps
from django.db import close_old_connections
from django.utils import timezone

from commonbeat.post import schedule

log = logging.getLogger(__name__)
TICK = timedelta(seconds=20)
ROOMS_WITHOUT_TABLES = ("commonbeat.upkeep",)


class Rounder(Protocol):
    """A function that makes one round as of the given moment."""

    def __call__(self, *, at: datetime) -> object:
        """Make the round."""


@dataclass
class Round:
    """One round, how often it is made, and when it was made last by this process."""

    name: str
    every: timedelta
    make: Rounder
    made_at: datetime | None = None

    def is_due(self, at: datetime) -> bool:
        """Whether its time has come."""
        return self.made_at is None or at - self.made_at >= self.every


def all_rounds() -> list[Round]:
    """The rounds of every room, lowest room first."""
    found = []
    rooms = [config.name for config in apps.get_app_configs() if config.name.startswith("commonbeat.")]
    for room in [*rooms, *ROOMS_WITHOUT_TABLES]:
        if importlib.util.find_spec(f"{room}.rounds"):
            module = importlib.import_module(f"{room}.rounds")
            listed: dict[str, tuple[timedelta, Rounder]] = module.ROUNDS
            for name, (every, make) in listed.items():
                title = f"{room.rpartition('.')[2]}: {name}"
                found.append(Round(title, every, schedule.once(title, every, make)))
    return found


def make_due(rounds: list[Round], *, at: datetime) -> list[str]:
    """Make every round that is due; one that fails is logged, tried again next time, and stops no other."""
    made = []
    for one in rounds:
        if not one.is_due(at):
            continue
        try:
            one.make(at=at)
            made.append(one.name)
        except Exception:
            log.exception("The round “%s” failed and will be made again.", one.name)
        one.made_at = at
    return made


def keep_making(stopping: threading.Event, now: Callable[[], datetime] = timezone.now) -> None:
    """Make rounds as they come due until told to stop."""
    rounds = all_rounds()
    while not stopping.is_set():
        make_due(rounds, at=now())
        close_old_connections()
        stopping.wait(TICK.total_seconds())
