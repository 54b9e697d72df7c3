"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.together.actions import forget_outlived

ROUNDS = {"forget what has outlived its use": (timedelta(hours=24), forget_outlived)}
