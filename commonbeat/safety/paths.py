"""Where the data folder keeps what; every other room asks here instead of joining paths itself."""

from pathlib import Path

from django.conf import settings


def data() -> Path:
    """The folder with everything this installation holds."""
    return Path(settings.DATA)


def keys() -> Path:
    """The folder with the keys; it is never part of the same backup as the database."""
    return Path(settings.KEYS_DIR)


def attachments() -> Path:
    """The folder with kept pictures, in sub-folders of the first two letters of their name."""
    return Path(settings.ATTACHMENTS_DIR)


def waiting() -> Path:
    """The folder with pictures of drafts that were not sent yet; swept after an hour."""
    return attachments() / "waiting"


def journal_head() -> Path:
    """The file that remembers the newest journal entry outside the database."""
    return data() / "journal-head"


def known_keys() -> Path:
    """The file that remembers which keys were made, so that a lost one is noticed and not replaced."""
    return data() / "keys.known"


def purges() -> Path:
    """The folder of the purge ledger: what was taken back, so that a restored backup forgets it again."""
    return Path(settings.PURGES_DIR)


def unfinished_restore() -> Path:
    """The file that is there while a restore is under way; nothing is served meanwhile."""
    return data() / "restore-unfinished"
