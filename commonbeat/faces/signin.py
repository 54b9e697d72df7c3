"""Signing in is for staff, by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up; accounts come from an invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
