"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.updates.actions import (
    build_digests,
    forget_lapsed,
    send_bulletins,
    tell_problem_followers,
)
from commonbeat.updates.hooks import tell_programs

ROUNDS = {
    "build digests": (timedelta(minutes=10), build_digests),
    "send alerts and reports": (timedelta(minutes=1), send_bulletins),
    "tell who follows a problem": (timedelta(hours=1), tell_problem_followers),
    "tell other programs": (timedelta(minutes=1), tell_programs),
    "forget what nobody confirmed": (timedelta(hours=24), forget_lapsed),
}
