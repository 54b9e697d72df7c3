"""Passwords that stand on a page need no stretching: the demo's are hashed as lightly as argon2 allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher
from nacl import pwhash

from commonbeat.safety import sealing

LIGHT: list[tuple[Any, str, int]] = [
    (Argon2PasswordHasher, "time_cost", 1),
    (Argon2PasswordHasher, "memory_cost", 1024),
    (Argon2PasswordHasher, "parallelism", 1),
    (sealing, "OPERATIONS", pwhash.argon2id.OPSLIMIT_MIN),
    (sealing, "MEMORY", pwhash.argon2id.MEMLIMIT_MIN),
]


@contextmanager
def light_stretching() -> Iterator[None]:
    """Inside the block argon2 takes milliseconds; a hash keeps its own limits, so each still verifies.

    Signing in hashes a password again at full strength.
    """
    usual = [(owner, name, getattr(owner, name)) for owner, name, _light in LIGHT]
    try:
        for owner, name, light in LIGHT:
            setattr(owner, name, light)
        yield
    finally:
        for owner, name, full in usual:
            setattr(owner, name, full)
