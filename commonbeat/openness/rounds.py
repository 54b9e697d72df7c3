"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.openness.actions import close_forgotten_sessions, forget_outlived

ROUNDS = {
    "close sessions nobody closed": (timedelta(hours=1), close_forgotten_sessions),
    "forget what has outlived its use": (timedelta(hours=24), forget_outlived),
}
