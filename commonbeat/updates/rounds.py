"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.updates.actions import build_digests, forget_lapsed

ROUNDS = {
    "build digests": (timedelta(minutes=10), build_digests),
    "forget what nobody confirmed": (timedelta(hours=24), forget_lapsed),
}
