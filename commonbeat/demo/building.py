"""Building the demo community: its whole history in the order of time, all of it or nothing."""

from __future__ import annotations

import heapq
from datetime import datetime

from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import override

from commonbeat.demo import doing, marker, telling
from commonbeat.demo.channels import plan_channels
from commonbeat.demo.commonground import plan_commonground
from commonbeat.demo.lighter import light_stretching
from commonbeat.demo.meeting import announced, plan_openness
from commonbeat.demo.planning import plan_next_week
from commonbeat.demo.residents import plan_residents, plan_rounds
from commonbeat.demo.settling_in import found_team, plan_staff
from commonbeat.demo.survey import plan_surveys
from commonbeat.demo.together import plan_together
from commonbeat.demo.town import Town
from commonbeat.demo.walking import plan_walks
from commonbeat.journal import guards, heads
from commonbeat.places.importer.reading import Progress

# How much of the bar the map takes.
MAP_SHARE = 0.15


def build(*, seed: int, weeks: int, now: datetime, progress: Progress) -> Town:
    """Make the demo community in one transaction: a build that is cut short leaves nothing behind."""
    with light_stretching(), override("en"), transaction.atomic():
        town = found_team(seed, weeks, now, lambda what, share: progress(what, share * MAP_SHARE))
        plan_staff(town)
        for matter in telling.matters(doing.VERBS):
            if town.tells(max(matter.began, announced(matter.gathering))):
                doing.plan(town, matter)
        plan_openness(town)
        plan_walks(town)
        plan_next_week(town)
        plan_residents(town)
        plan_rounds(town)
        plan_surveys(town)
        plan_channels(town)
        plan_together(town)
        plan_commonground(town)
        _live(town, progress)
        marker.mark(town.team, seed, weeks, now)
    return town


def erase() -> None:
    """Empty the database; only ever called for one that holds nothing but a demo community."""
    with transaction.atomic():
        with guards.suspended(connection):
            call_command("flush", interactive=False, verbosity=0)
        transaction.on_commit(heads.forget)


def _live(town: Town, progress: Progress) -> None:
    """Everything that was planned, in the order of time; what is done may plan something more."""
    done = 0
    while town.events:
        at, _number, do = heapq.heappop(town.events)
        if done % 20 == 0:
            weeks_ago = max(0, (town.days.now - at).days // 7)
            what = f"{weeks_ago} weeks ago" if weeks_ago else "this week"
            share = done / (done + len(town.events) + 1)
            progress(what, MAP_SHARE + (1 - MAP_SHARE) * share)
        do(at)
        done += 1
    progress("", 1.0)
