"""What is forgotten without being asked."""

from datetime import timedelta

from commonbeat.presence.actions import forget_contacts

ROUNDS = {"forget old contacts": (timedelta(days=1), forget_contacts)}
