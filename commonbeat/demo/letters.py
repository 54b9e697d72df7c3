"""Kept mail as its reader would see it: safe to show on a page of ours, with links that lead to this site."""

from __future__ import annotations

import re

import nh3
from django.conf import settings
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from commonbeat.post.models import KeptMail

TAGS = {"p", "br", "a", "b", "strong", "em", "ul", "ol", "li", "h2", "h3", "span", "hr"}
ONE_CLICK = re.compile(r"<(https?://[^>]+)>")


def words_of(mail: KeptMail) -> SafeString:
    """The mail's own words; of HTML only what words need, no styles and no pictures."""
    html = mail.body_html or linebreaks(urlize(mail.body_text), autoescape=False)
    safe = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, clean_content_tags={"title", "style", "script"}
    )
    return mark_safe(_at_home(safe))


def way_out(mail: KeptMail) -> str:
    """Where the mail program's own “unsubscribe” button posts to (RFC 8058); empty without one."""
    found = ONE_CLICK.search(mail.headers.get("List-Unsubscribe", ""))
    return _at_home(found[1]) if found else ""


def _at_home(text: str) -> str:
    """Links of this site without its address, so that they work whatever port the demo is served on."""
    here = re.escape(settings.SITE_URL)
    return re.sub(rf"(?:{here}|https?://localhost(?::\d+)?)/", "/", text)
