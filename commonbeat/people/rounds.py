"""What is forgotten without being asked."""

from datetime import timedelta

from commonbeat.people.actions import forget_greetings, forget_letters

ROUNDS = {
    "forget greetings that ran out": (timedelta(hours=1), forget_greetings),
    "forget old invitations": (timedelta(days=1), forget_letters),
}
