"""What the desk does with something somebody said."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from commonbeat.faces.desk.forms.base import DeedForm, PickField, required, text
from commonbeat.faces.desk.forms.complaints import GiveBackForm, PassOnForm, about_choices, chosen_officer
from commonbeat.faces.desk.forms.understanding import FeelingForm
from commonbeat.listening import actions, rules
from commonbeat.listening.models import Channel, Concern, Feeling, Kind, Need, Topic, Voice
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Place

DESK_CHANNELS = (Channel.PHONE, Channel.PAPER, Channel.MAIL, Channel.SMS, Channel.SOCIAL, Channel.STREET)
NEW = "new"


def working_in(neighborhood: Neighborhood) -> Any:
    """Who may look after a concern of this neighborhood."""
    found = Staff.objects.filter(team_id=neighborhood.team_id)
    return found.with_duty(Duty.OFFICER, neighborhood) | found.with_duty(Duty.COORDINATOR, neighborhood)


def owner_field(**kwargs: Any) -> PickField:
    return PickField(label=_("Who looks after it"), required=False, empty_label=_("Nobody yet"), **kwargs)


class VoicesForm(DeedForm):
    """A deed for one or several voices; the subject is their list."""

    verb = ""

    @classmethod
    def is_offered(cls, staff: Staff, subject: list[Voice]) -> bool:
        return bool(subject) and all(rules.may(staff, cls.verb, voice) for voice in subject)


class JoinForm(VoicesForm):
    heading = _("Which matter is this about?")
    lead = _("Voices about the same matter become one concern. The clock runs from the first of them.")
    button = _("Join them")
    done = _("Joined.")
    verb = "join"
    tall = ("concern",)

    concern = forms.ChoiceField(label=_("Concern"), widget=forms.RadioSelect)
    title = text(
        _("Title of the new concern"),
        160,
        hint=_("The matter in a few words, without names. Example: Lamps out in the underpass."),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    topic = forms.ChoiceField(label=_("What it is about"), choices=Topic.choices)
    owner = owner_field()

    def prepare(self) -> None:
        first: Voice = self.subject[0]
        self.concerns = {str(concern.pk): concern for concern in self._open()}
        self.fields["concern"].choices = [
            (NEW, _("A new concern")),
            *((pk, concern.title) for pk, concern in self.concerns.items()),
        ]
        asked = self.request.GET.get("concern", "")
        self.fields["concern"].initial = asked if asked in self.concerns else NEW
        self.fields["kind"].initial = first.kind
        self.fields["topic"].initial = next((v.topic for v in self.subject if v.topic), Topic.OTHER)
        if first.about_officer_id is not None:
            del self.fields["owner"]
        else:
            self.fields["owner"].queryset = working_in(first.neighborhood)

    def _open(self) -> list[Concern]:
        """Concerns these may belong to: the same place or topic first, then the newest."""
        first: Voice = self.subject[0]
        found = (
            Concern.objects.visible_to(self.staff)
            .open()
            .filter(neighborhood_id=first.neighborhood_id, about_officer_id=first.about_officer_id)
        )
        near = sorted(
            found.order_by("-opened_at")[:200],
            key=lambda one: (
                one.place_id is None or one.place_id != first.place_id,
                one.topic != first.topic,
            ),
        )
        return near[:40]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("concern") == NEW and not given.get("title") and "title" not in self.errors:
            self.add_error("title", _("Give the new concern a title, or choose one of those above."))
        return given

    def act(self) -> Concern:
        given = self.cleaned_data
        if given["concern"] != NEW:
            return actions.join(voices=self.subject, concern=self.concerns[given["concern"]], **self.who)
        return actions.join(
            voices=self.subject,
            title=given["title"],
            kind=given["kind"],
            topic=given["topic"],
            owner=given.get("owner"),
            **self.who,
        )


class SettleForm(VoicesForm):
    heading = _("Nothing more is needed")
    lead = _("For thanks and chats. They leave the inbox; whoever has a code reads your words.")
    button = _("Settle")
    done = _("Settled.")
    verb = "settle"

    because = text(
        _("Your words to them"),
        500,
        hint=_("Example: Thank you for telling us. We passed it on to Ines, who was glad to hear it."),
        needed=_("Say in a few words why nothing more is needed."),
        rows=3,
    )

    def act(self) -> None:
        with transaction.atomic():
            for voice in self.subject:
                actions.settle(voice=voice, because=self.cleaned_data["because"], **self.who)


class VoiceForm(DeedForm):
    """A deed for one voice."""

    verb = ""

    @classmethod
    def is_offered(cls, staff: Staff, subject: Voice) -> bool:
        return rules.may(staff, cls.verb, subject)


class ReadBackForm(VoiceForm):
    heading = _("Say what you heard")
    lead = _("The person reads it with their code, and accepts or corrects it.")
    button = _("Read it back")
    done = _("Read back. Now they say whether you understood.")
    verb = "read_back"

    words = text(
        _("This is what I heard"),
        2000,
        hint=_("In your own words: what happens, how it is for them, what they want from us."),
        needed=_("Write what you heard, in your own words."),
        rows=5,
    )

    def act(self) -> None:
        given = self.cleaned_data
        actions.read_back(voice=self.subject, words=given["words"], client_id=given["client_id"], **self.who)


class WriteForm(VoiceForm):
    heading = _("Write to them")
    lead = _("Only this person reads it, with their code.")
    button = _("Send")
    done = _("Sent.")
    verb = "write"

    words = text(_("Your words"), 5000, needed=_("Write a few words first."), rows=5)

    def act(self) -> None:
        given = self.cleaned_data
        actions.write(voice=self.subject, words=given["words"], client_id=given["client_id"], **self.who)


class ReleaseForm(VoiceForm):
    heading = _("Let this voice in")
    lead = _(
        "It was held because it looked automatic or like something nobody should have to read. Once you let "
        "it in, it stands in the inbox."
    )
    button = _("Let it in")
    done = _("It is in the inbox now.")
    verb = "release"

    def act(self) -> None:
        actions.release(voice=self.subject, **self.who)


VOICE_DEEDS: dict[str, type[DeedForm]] = {
    "read-back": ReadBackForm,
    "write": WriteForm,
    "release": ReleaseForm,
    "feeling": FeelingForm,
    "confidants": PassOnForm,
    "give-back": GiveBackForm,
}


class NewVoiceForm(DeedForm):
    """For somebody who called, wrote or handed in a paper form."""

    heading = _("Type in a voice")
    lead = _("What somebody told you on the phone or on paper, in their words.")
    button = _("Keep it")
    done = ""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect,
        error_messages=required(_("Choose what it is.")),
    )  # fmt: skip
    words = text(
        _("In their words"), 5000, hint=_("No names are needed."), needed=_("Write what they said."), rows=5
    )
    channel = forms.ChoiceField(
        label=_("How it reached us"),
        choices=[(channel.value, channel.label) for channel in DESK_CHANNELS],
        widget=forms.RadioSelect,
        initial=Channel.PHONE,
    )
    neighborhood = PickField(label=_("Neighborhood"))
    place = PickField(label=_("Place"), required=False, empty_label=_("Somewhere else"))
    where = text(_("Where, in their words"), 200)
    when = text(_("When, in their words"), 200)
    feeling = forms.ChoiceField(
        label=_("How is it for them?"), choices=Feeling.choices, widget=forms.RadioSelect, required=False
    )
    is_said = forms.ChoiceField(
        label=_("Who says so?"),
        choices=[("said", _("They said so")), ("guessed", _("I guess so"))],
        widget=forms.RadioSelect,
        initial="guessed",
    )
    need = forms.ChoiceField(
        label=_("What do they want from us?"), choices=Need.choices, widget=forms.RadioSelect, required=False
    )
    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=[("", _("Not sure")), *Topic.choices], required=False
    )
    is_danger = forms.BooleanField(label=_("Somebody may be in danger"), required=False)
    may_be_quoted = forms.BooleanField(label=_("They agree that we quote them publicly"), required=False)
    about_officer = forms.ChoiceField(
        label=_("Is it a complaint about one of us?"),
        help_text=_("Then it goes to the confidants only, past that person and you."),
        required=False,
    )
    contact_details = text(
        _("How to reach them, if they want that"),
        500,
        hint=_("Sealed at once: only a confidant can open it, and they can see who did."),
        rows=2,
    )
    more = ("where", "when", "topic", "is_danger", "may_be_quoted", "about_officer", "contact_details")

    @classmethod
    def is_offered(cls, staff: Staff, subject: Any) -> bool:
        return staff.has_duty(Duty.COORDINATOR)

    def prepare(self) -> None:
        areas = coordinated(self.staff)
        self.fields["neighborhood"].queryset = areas
        self.fields["neighborhood"].initial = areas.first()
        places = (
            Place.objects.visible_to(self.staff).current().meeting_places().filter(neighborhood__in=areas)
        )
        self.fields["place"].queryset = places.select_related("neighborhood")
        self.fields["about_officer"].choices = [("", __("No")), *about_choices(self.staff)]

    def main_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name not in self.more]

    def more_fields(self) -> list[forms.BoundField]:
        return [bound for bound in self.visible_fields() if bound.name in self.more]

    def has_more(self) -> bool:
        """Whether something among the less common questions was answered or is mistaken."""
        return any(self.errors.get(name) or self.data.get(name) for name in self.more)

    def act(self) -> actions.Heard:
        given = dict(self.cleaned_data)
        feeling, is_said = given.pop("feeling"), given.pop("is_said") == "said"
        if given["place"] and given["place"].neighborhood_id != given["neighborhood"].pk:
            given["neighborhood"] = given["place"].neighborhood
        return self.keep(
            language=self.staff.language,
            feeling_said=feeling if is_said else "",
            feeling_guessed="" if is_said else feeling,
            about_officer=chosen_officer(given.pop("about_officer"), self),
            at=self.at,
            **given,
        )

    def keep(self, **said: Any) -> actions.Heard:
        return actions.hear(team=self.request.team, logged_by=self.staff, **said)


def coordinated(staff: Staff) -> Any:
    """The neighborhoods this person coordinates."""
    found = Neighborhood.objects.visible_to(staff).current()
    where = staff.neighborhoods_as(Duty.COORDINATOR)
    return found if where is None else found.filter(pk__in=where)
