"""Readable names in links, free in their team."""

import secrets
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import slugify

LENGTH = 60


def free_slug(taken: QuerySet[Any, Model], text: str) -> str:
    """A slug made from the text; with a random tail where another row has it already."""
    slug = slugify(text)[:LENGTH].strip("-") or secrets.token_hex(4)
    return f"{slug}-{secrets.token_hex(3)}" if taken.filter(slug=slug).exists() else slug
