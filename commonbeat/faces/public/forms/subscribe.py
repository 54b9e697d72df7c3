"""Getting news by mail: what about, how often, and where to."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Topic
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import signing
from commonbeat.updates.choices import Choice
from commonbeat.updates.models import ALERTS, AT_ONCE, Cadence

EVERYTHING, STOP = "everything", "stop"
PURPOSE = "public subscription"
ALERT_CHOICE = (ALERTS, _("Alerts, at once"))
TOPIC_CHOICES = [(EVERYTHING, _("Everything")), *((topic, capfirst(label)) for topic, label in Topic.choices)]
ONLY_AT_ONCE = [(AT_ONCE, _("At once"))]
CADENCE_CHOICES = [(cadence, capfirst(label)) for cadence, label in Cadence.choices]


def cadences_for(topic: str) -> list[tuple[str, Any]]:
    """How often mail about this may come."""
    return ONLY_AT_ONCE if topic == ALERTS else CADENCE_CHOICES


class ChoiceForm(forms.Form):
    """What about and how often."""

    topics = forms.MultipleChoiceField(
        label=_("What would you like to hear about?"),
        choices=TOPIC_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        initial=[EVERYTHING],
        error_messages={
            "required": _("Choose at least one topic, or everything."),
            "invalid_choice": _("Choose topics from the list."),
        },
    )
    cadence = forms.ChoiceField(
        label=_("How often at most?"),
        choices=CADENCE_CHOICES,
        widget=forms.RadioSelect,
        initial=Cadence.WEEKLY,
        error_messages={
            "required": _("Choose how often you want mail."),
            "invalid_choice": _("Choose how often you want mail."),
        },
    )
    alerts = forms.BooleanField(
        label=_("Also tell me at once when there is an alert"),
        help_text=_(
            "Rare: never more than three in thirty days, each with what you can do and when it ends."
        ),
        required=False,
    )


class AddressForm(forms.Form):
    """Where to; what was chosen on the page before travels along, signed."""

    chosen = forms.CharField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("Where shall we send it?"),
        help_text=_(
            "We send one mail first, to make sure that the address is yours. Nothing else happens until you say yes."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your mail address."),
            "invalid": _("Write the mail address like name@example.org."),
            "max_length": _("Write the mail address like name@example.org."),
        },
    )

    @staticmethod
    def sealed(said: dict[str, Any]) -> str:
        return signing.sign(PURPOSE, {name: said[name] for name in ("topics", "cadence", "alerts")})

    @property
    def choice(self) -> dict[str, Any] | None:
        """What was chosen on the page before; None for a page that is not ours or a day old."""
        kept = signing.unsign(PURPOSE, str(self["chosen"].value() or ""), life=signing.DRAFT_LIFE)
        return kept if isinstance(kept, dict) else None


class SubscriptionForm(forms.Form):
    """What somebody gets now, one line each, and room for one more."""

    neighborhood = forms.ModelChoiceField(
        label=_("Neighborhood"),
        queryset=Neighborhood.objects.none(),
        required=False,
        empty_label=_("Nothing more"),
        to_field_name="slug",
        error_messages={"invalid_choice": _("Choose a neighborhood from the list.")},
    )
    topic = forms.ChoiceField(
        label=_("Topic"),
        choices=[*TOPIC_CHOICES, ALERT_CHOICE],
        required=False,
        error_messages={"invalid_choice": _("Choose a topic from the list.")},
    )
    cadence = forms.ChoiceField(
        label=_("How often at most?"),
        choices=CADENCE_CHOICES,
        required=False,
        initial=Cadence.WEEKLY,
        error_messages={"invalid_choice": _("Choose how often you want mail.")},
    )

    def __init__(self, *args: Any, team: Team, choices: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighborhood"].queryset = Neighborhood.objects.public(team)
        self.now = {f"now-{one.neighborhood.slug}-{one.topic or EVERYTHING}": one for one in choices}
        for name, one in self.now.items():
            words = {"neighborhood": one.neighborhood.name, "topic": one.topic_label}
            self.fields[name] = forms.ChoiceField(
                label=_("%(neighborhood)s: %(topic)s") % words,
                choices=[
                    *(ONLY_AT_ONCE if one.topic == ALERTS else CADENCE_CHOICES),
                    (STOP, _("No more mail about this")),
                ],
                initial=one.cadence,
                error_messages={"invalid_choice": _("Choose how often you want mail.")},
            )

    def chosen(self) -> list[tuple[Neighborhood, str, str]]:
        """What somebody wants from now on."""
        said = self.cleaned_data
        kept = [
            (one.neighborhood, one.topic, said[name]) for name, one in self.now.items() if said[name] != STOP
        ]
        if not said["neighborhood"]:
            return kept
        if said["topic"] == ALERTS:
            return [*kept, (said["neighborhood"], ALERTS, AT_ONCE)]
        topic = "" if said["topic"] == EVERYTHING else said["topic"]
        return [*kept, (said["neighborhood"], topic, said["cadence"] or Cadence.WEEKLY)]

    def lines(self) -> list[forms.BoundField]:
        """The fields of what somebody gets now."""
        return [self[name] for name in self.now]


class MoveForm(forms.Form):
    """Another address for the same news."""

    email = forms.EmailField(
        label=_("Your new mail address"),
        help_text=_("We ask the new address first. The old one stays until you said yes there."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write the new mail address."),
            "invalid": _("Write the mail address like name@example.org."),
            "max_length": _("Write the mail address like name@example.org."),
        },
    )
