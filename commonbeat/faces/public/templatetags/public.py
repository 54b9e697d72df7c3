"""Small words for public pages."""

from collections.abc import Iterable

from django import template
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from commonbeat.faces.templatetags.look import emergency_numbers

register = template.Library()
register.filter("numbers", emergency_numbers)


@register.filter
def spoken(languages: Iterable[str]) -> str:
    """Language codes as names: English, Arabic."""
    return ", ".join(_(LANG_INFO[code]["name"]) if code in LANG_INFO else str(code) for code in languages)
