"""Everything we hold about one thing somebody said, for that person alone."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from commonbeat.faces.public.forms.say import WHEN_CHOICES
from commonbeat.listening.models import Attachment, Feeling, Need, SealedContact, Topic, Voice
from commonbeat.openness.calendar import local_day
from commonbeat.trust.models import FeltHeard


def rows_of(voice: Voice) -> list[dict[str, Any]]:
    """What is kept beside the words, as rows of question and answer; unanswered ones are left out."""
    photo = Attachment.objects.filter(voice=voice).first()
    is_sealed = SealedContact.objects.filter(voice=voice).exists()
    rows = [
        (_("Where"), voice.place.name if voice.place else voice.where),
        (_("When it happens"), str(dict(WHEN_CHOICES).get(voice.when, voice.when))),
        (_("What it is about"), _label(Topic, voice.topic)),
        (_("How you said it feels"), _label(Feeling, voice.feeling_said)),
        (_("How it seemed to the officer you met"), _label(Feeling, voice.feeling_guessed)),
        (_("How your words read to our program"), _label(Feeling, voice.feeling_estimated)),
        (_("What you need"), _label(Need, voice.need)),
        (_("May we quote you"), _("Yes") if voice.may_be_quoted else _("No")),
        (_("In which language we answer"), _language(voice.language)),
        (_("How it reached us"), str(voice.get_channel_display())),
        (_("On which day"), _day(local_day(voice.team, voice.heard_at))),
        (_("Whether you felt heard"), _felt(voice)),
        (_("Your contact details"), _("Sealed. Not even this page can open them.") if is_sealed else ""),
        (_("Your photo"), _until(photo.kept_until) if photo else ""),
    ]
    return [{"name": name, "value": value} for name, value in rows if value]


def _felt(voice: Voice) -> str:
    told = FeltHeard.objects.filter(voice=voice).first()
    return {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}[told.said] if told else ""


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value else ""


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _day(day: date | datetime) -> str:
    return date_format(day, "j F Y")


def _until(day: date) -> str:
    return _("kept until %(day)s") % {"day": _day(day)}
