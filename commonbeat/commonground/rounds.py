"""What is done here without being asked."""

from datetime import timedelta

from commonbeat.commonground.actions import close_conversations_over, compute_pictures

ROUNDS = {
    "compute the pictures of conversations": (timedelta(seconds=20), compute_pictures),
    "close conversations whose last day is over": (timedelta(minutes=10), close_conversations_over),
}
