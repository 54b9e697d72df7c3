"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.openness.actions import forget_needs

ROUNDS = {"forget access needs": (timedelta(hours=24), forget_needs)}
