"""The worker's share of the queue: tasks as they come."""

import logging
import signal
import threading
from types import FrameType

from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from commonbeat.post import tasks

logger = logging.getLogger("commonbeat.post")
PAUSE_SECONDS = 1.0


def run(*, once: bool = False) -> None:
    """Work until told to stop, or until nothing is waiting when `once`; what is in hand is finished."""
    for name in ("django_tasks", "django_tasks_db"):
        logging.getLogger(name).setLevel(logging.WARNING)
    queue = _queue()
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()
        queue.running = False

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
    while not stopping.is_set():
        close_old_connections()
        try:
            one_round(queue)
        except OperationalError:
            logger.warning("The database is busy or away; the worker tries again in a moment.")
        if once:
            return
        stopping.wait(PAUSE_SECONDS)


def one_round(queue: Worker | None = None) -> None:
    """Every task that is waiting at this moment."""
    # Asking first spares SQLite the queue's exclusive lock every second.
    if DBTaskResult.objects.ready().exists():
        (queue or _queue()).run()
        tasks.forget_finished()


def _queue() -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )
