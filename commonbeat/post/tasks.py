"""The task that wakes the sender; the Delivery rows are the outbox, the task only rings the bell."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from commonbeat.post import sending
from commonbeat.safety.clock import to_hour


@task()
def send_deliveries() -> int:
    """Send everything that is due; returns how many left."""
    sent = 0
    while True:
        done = sending.send_due(timezone.now())
        sent += done.sent
        if done.sent + done.dropped == 0:
            return sent


def wake(at: datetime) -> None:
    """Have the outbox looked at soon after this transaction commits; the queue lies in the same database.

    One waiting task is enough. If it is taken between our look and our commit, the next minute's
    round sends the mail.
    """
    if DBTaskResult.objects.ready().filter(task_path=send_deliveries.module_path).exists():
        return
    result = send_deliveries.enqueue()
    # The queue notes the microsecond; about people we keep nothing finer than the hour.
    DBTaskResult.objects.filter(pk=result.id).update(enqueued_at=to_hour(at))


def forget_finished() -> int:
    """Remove tasks that are over, whose rows tell to the microsecond when something happened."""
    return DBTaskResult.objects.finished().delete()[0]
