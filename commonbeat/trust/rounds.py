"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.trust.actions import close_due, forget_outlived, let_out_full, sweep_keys

ROUNDS = {
    "let answers out of full boxes": (timedelta(hours=1), let_out_full),
    "destroy keys that open nothing": (timedelta(hours=6), sweep_keys),
    "forget what has outlived its use": (timedelta(hours=24), forget_outlived),
    "close waves that are over": (timedelta(hours=6), close_due),
}
