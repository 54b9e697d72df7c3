"""What the worker does here without being asked."""

from datetime import datetime, timedelta

from commonbeat.listening import actions
from commonbeat.listening.actions import intake
from commonbeat.listening.actions.understanding import understand_waiting
from commonbeat.listening.channels import rounds as channels


def settle(*, at: datetime) -> int:
    """End our waiting where nobody answered for 14 days."""
    return actions.settle_confirmations(at)


ROUNDS = {
    "settle what waited 14 days": (timedelta(hours=1), settle),
    "fetch what was said elsewhere": (timedelta(minutes=5), channels.fetch_all),
    "read what came in": (timedelta(minutes=1), understand_waiting),
    "forget old messages": (timedelta(hours=24), intake.forget_intakes),
    "forget what has outlived its use": (timedelta(hours=24), actions.forget_outlived),
}
