"""What is done without being asked: forgetting, and having the planner ready."""

from datetime import timedelta

from commonbeat.presence.actions import forget_contacts
from commonbeat.presence.trying import make_ready

ROUNDS = {
    "forget old contacts": (timedelta(days=1), forget_contacts),
    "have the planner ready": (timedelta(days=1), make_ready),
}
