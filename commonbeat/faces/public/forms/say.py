"""One form a page: what somebody wants to tell us, behavior first."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Feeling, Kind, Need, Topic
from commonbeat.people.models import OfficerProfile
from commonbeat.people.queries import current_box
from commonbeat.places.models import Team
from commonbeat.safety.forms import WordsField

KIND_CHOICES = [
    (Kind.WORRY, _("A worry")),
    (Kind.QUESTION, _("A question")),
    (Kind.IDEA, _("An idea")),
    (Kind.THANKS, _("A thank you")),
    (Kind.INFORMATION, _("Something you should know")),
    (Kind.COMPLAINT, _("A complaint")),
]
WHAT_LABELS = {
    Kind.WORRY: (
        _("What happens?"),
        _("Tell us what people do and what you see and hear. You need not know who."),
    ),
    Kind.QUESTION: (_("What would you like to know?"), _("Ask it the way you would ask a neighbor.")),
    Kind.IDEA: (_("What is your idea?"), _("What would be better then, and for whom?")),
    Kind.THANKS: (_("What was good?"), _("We pass it on.")),
    Kind.INFORMATION: (_("What should we know?"), _("Tell us what happened, not who you think it was.")),
    Kind.COMPLAINT: (_("What went wrong?"), _("Tell us what was done or said.")),
}
FEELING_CHOICES = [
    (Feeling.AFRAID, _("Afraid")),
    (Feeling.ANGRY, _("Angry")),
    (Feeling.SAD, _("Sad")),
    (Feeling.FED_UP, _("Fed up")),
    (Feeling.HOPEFUL, _("Hopeful")),
    (Feeling.FINE, _("Fine")),
]
NEED_CHOICES = [
    (Need.LISTEN, _("That you listen")),
    (Need.ANSWER, _("An answer")),
    (Need.ACTION, _("That something is done")),
    (Need.ADVICE, _("Advice")),
]
WHEN_CHOICES = [
    ("now", _("Right now")),
    ("today", _("Today")),
    ("week", _("In the last days")),
    ("often", _("It happens again and again")),
    ("before", _("Some time ago")),
]
TOPIC_CHOICES = [(topic, capfirst(label)) for topic, label in Topic.choices]
WAY_CHOICES = [
    ("anonymous", _("Stay anonymous. I come back with a code.")),
    ("follow", _("Stay anonymous, and mail me when there is news. The mail says nothing about what I said.")),
    (
        "sealed",
        _("Leave my contact details, sealed. Only a confidant can open them, with a reason that I will see."),
    ),
]


NOBODY, UNLISTED = "nobody", "unlisted"
OF_WAY = {"email": "follow", "details": "sealed"}
# Nobody is asked when a thank you happens, or what a complaint is closest to.
NOT_ASKED: dict[str, set[str]] = {
    Kind.THANKS: {"topic", "when", "is_danger", "need"},
    Kind.IDEA: {"when", "is_danger"},
    Kind.QUESTION: {"when", "is_danger"},
    Kind.COMPLAINT: {"topic"},
}


class OfKindForm(forms.Form):
    """A page that leaves out what is not asked of somebody who tells us something of this kind."""

    def __init__(self, *args: Any, kind: str = Kind.WORRY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NOT_ASKED.get(kind, set()) & set(self.fields):
            del self.fields[name]


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What would you like to tell us?"),
        choices=KIND_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like to tell us."),
                        "invalid_choice": _("Choose what you would like to tell us.")},
    )  # fmt: skip


class WhatForm(OfKindForm):
    words = WordsField(
        limit=5000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write a few words, so that we know what it is about.")},
    )
    topic = forms.ChoiceField(
        label=_("What is it closest to?"), choices=TOPIC_CHOICES, widget=forms.RadioSelect, required=False
    )

    def __init__(self, *args: Any, kind: str = Kind.WORRY, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        label, hint = WHAT_LABELS.get(Kind(kind), WHAT_LABELS[Kind.WORRY])
        self.fields["words"].label, self.fields["words"].help_text = label, hint


class AboutForm(forms.Form):
    """Whom a complaint is about. The officer named here, and their line, never see it."""

    about = forms.ChoiceField(
        label=_("Is it about somebody of our team?"),
        help_text=_(
            "If it is, neither they nor the people they work for will see this. A confidant reads it."
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whom it is about, so that it goes past them."),
            "invalid_choice": _("Choose whom it is about, so that it goes past them."),
        },
    )

    def __init__(self, *args: Any, team: Team, chosen: str = NOBODY, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever was named stays on the list, also when they hide their page meanwhile.
        shown = Q(pk__in=OfficerProfile.objects.public(team).values("pk"))
        if chosen not in (NOBODY, UNLISTED):
            shown |= Q(staff_id=chosen)
        officers = OfficerProfile.objects.filter(shown, team=team).order_by("known_as")
        named = [(str(officer.staff_id), officer.known_as) for officer in officers]
        others = [
            (UNLISTED, _("Somebody else of the team, or I do not know the name")),
            (NOBODY, _("No, about something else")),
        ]
        self.fields["about"].choices = [*named, *others]


class WhereForm(OfKindForm):
    where = WordsField(
        label=_("Where is it?"),
        help_text=_("A street, a corner or a place. Not a house number, please."),
        limit=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    when = forms.ChoiceField(
        label=_("When does it happen?"), choices=WHEN_CHOICES, widget=forms.RadioSelect, required=False
    )
    is_danger = forms.TypedChoiceField(
        label=_("Is anyone in danger right now?"),
        choices=[("no", _("No")), ("yes", _("Yes"))],
        coerce=lambda word: word == "yes",
        empty_value=False,
        widget=forms.RadioSelect,
        required=False,
    )


class FeelingForm(OfKindForm):
    feeling = forms.ChoiceField(
        label=_("How does it make you feel?"),
        choices=FEELING_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )
    need = forms.ChoiceField(
        label=_("What do you need from us most?"),
        choices=NEED_CHOICES,
        widget=forms.RadioSelect,
        required=False,
    )


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Would you like to add a photo?"),
        help_text=_(
            "We remove the place, time and camera from the file before we keep it. JPEG, PNG or WebP, up to 10 MB. "
            "Please show the thing, not people."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    drop_photo = forms.BooleanField(label=_("Leave the photo out after all"), required=False)

    def __init__(self, *args: Any, has_photo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_photo:
            del self.fields["drop_photo"]


class YouForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How may we reach you?"),
        choices=WAY_CHOICES,
        widget=forms.RadioSelect,
        initial="anonymous",
        error_messages={
            "required": _("Choose how we may reach you."),
            "invalid_choice": _("Choose how we may reach you."),
        },
    )
    email = forms.EmailField(
        label=_("Your mail address"),
        help_text=_("We ask you once, by mail, whether it is really you."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your mail address, or choose to stay anonymous."),
            "invalid": _("Write the mail address like name@example.org."),
            "max_length": _("Write the mail address like name@example.org."),
        },
    )
    details = WordsField(
        label=_("Your contact details"),
        help_text=_("For example a name, a telephone number, and the best time."),
        limit=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Write how we can reach you, or choose to stay anonymous.")},
    )
    may_be_quoted = forms.BooleanField(
        label=_("You may quote my words publicly, without anything that points to me."), required=False
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if current_box(team) is None:
            # Nobody could open them safely yet, so nobody is asked for them.
            self.fields["way"].choices = [choice for choice in WAY_CHOICES if choice[0] != "sealed"]
            del self.fields["details"]

    def clean(self) -> dict[str, Any]:
        """What belongs to another way is neither asked nor kept."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, way in OF_WAY.items():
            if cleaned.get("way") != way:
                self.errors.pop(name, None)
                cleaned[name] = ""
        return cleaned


class CheckForm(forms.Form):
    """The last page asks nothing; its one field is a trap only machines fill."""

    website = forms.CharField(required=False, max_length=200)
