"""Jobs that come round: each is done once in its minute, hour or day, by whichever worker comes first.

A room writes them in its `jobs.py`; they are found when the program starts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from commonbeat.post.models import JobRun

logger = logging.getLogger("commonbeat.post")

PERIODS = {"minute": 60, "hour": 3600, "day": 86400}
LEASE = timedelta(minutes=15)
AFTER_FAILURE = timedelta(minutes=1)

Work = Callable[[datetime], object]


@dataclass(frozen=True)
class Job:
    """Work to be done once in each period (counted in UTC)."""

    name: str
    seconds: int
    work: Work

    def slot(self, at: datetime) -> int:
        return int(at.timestamp()) // self.seconds


JOBS: dict[str, Job] = {}


def every(period: str) -> Callable[[Work], Work]:
    """Have `work(at)` done once a "minute", "hour" or "day".

    A worker that dies in the middle leaves it to another one after a quarter of an hour, so the work
    must be able to begin again.
    """
    seconds = PERIODS[period]

    def register(work: Work) -> Work:
        name = f"{work.__module__}.{work.__qualname__}".removeprefix("commonbeat.")
        JOBS[name] = Job(name, seconds, work)
        return work

    return register


def run_due(at: datetime) -> list[str]:
    """Do what has not been done in its period yet; the names of the jobs this process did."""
    known = {run.name: run for run in JobRun.objects.filter(name__in=JOBS)}
    done = []
    for job in JOBS.values():
        run = known.get(job.name)
        if (run is None or _is_open(run, job, at)) and _claim(job, at) and _do(job, at):
            done.append(job.name)
    return done


def _is_open(run: JobRun, job: Job, at: datetime) -> bool:
    return run.slot < job.slot(at) and (run.leased_until is None or run.leased_until <= at)


def _claim(job: Job, at: datetime) -> bool:
    with transaction.atomic():
        JobRun.objects.bulk_create([JobRun(name=job.name)], ignore_conflicts=True)
        run = JobRun.objects.select_for_update().get(name=job.name)
        if not _is_open(run, job, at):
            return False
        run.leased_until = at + LEASE
        run.save(update_fields=["leased_until"])
    return True


def _do(job: Job, at: datetime) -> bool:
    try:
        job.work(at)
    except Exception:
        logger.exception("The job %s failed and will be tried again.", job.name)
        JobRun.objects.filter(name=job.name).update(leased_until=at + AFTER_FAILURE)
        return False
    JobRun.objects.filter(name=job.name).update(slot=job.slot(at), leased_until=None)
    return True
