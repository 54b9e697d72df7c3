"""Turning the story's matters into actions, each called as the person in the story would call it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from commonbeat.demo.meeting import end_of
from commonbeat.demo.picture import glass_in_the_sand
from commonbeat.demo.settling_in import CONFIDANT_PASSPHRASE
from commonbeat.demo.telling import Deed, Matter
from commonbeat.demo.town import Town
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Action, Concern, Promise, ReadBack, ReportBack, Voice
from commonbeat.openness import actions as openness
from commonbeat.people.models import Staff
from commonbeat.presence import actions as presence
from commonbeat.safety import pictures

# How long after the first words the coordinator has put a voice to its concern.
SORTED_AFTER = timedelta(hours=1)
# What a line of the story may say about a voice beside its words, and how the action calls it.
TOLD_WITH_A_VOICE = {
    "lang": "language",
    "where": "where",
    "when": "when",
    "need": "need",
    "intensity": "intensity",
}
TOLD_ON_THE_WEB = {"quoted": "may_be_quoted", "danger": "is_danger", "contact": "contact_details"}


def plan(town: Town, matter: Matter) -> None:
    """Put every deed of a matter into the town's calendar, in the order it is told."""
    doer = Doer(town, matter)
    moment = _when(town, matter.story[0])
    for number, deed in enumerate(matter.story):
        moment = max(moment, _when(town, deed))
        town.then(moment, partial(doer.do, deed, number))
        if deed.verb == "say" and matter.title:
            town.then(moment + SORTED_AFTER, doer.sort)


def _when(town: Town, deed: Deed) -> datetime:
    """When a deed is done; what is raised at a gathering is raised there."""
    gathering = deed.more.get("gathering")
    return end_of(town, gathering) if gathering else town.days.at(deed.days, deed.hour)


class Doer:
    """The people of one matter, doing one deed after the other. Each verb of the story is a method."""

    def __init__(self, town: Town, matter: Matter) -> None:
        self.town = town
        self.matter = matter
        self.voices: list[Voice] = []
        self.unsorted: list[Voice] = []
        self.read_backs: dict[UUID, ReadBack] = {}
        self.promised: Promise
        self.done: Action
        self.told: ReportBack
        self.at: datetime
        self.number = 0

    def do(self, deed: Deed, number: int, at: datetime) -> None:
        """One deed; what was said a moment ago is put to its concern first."""
        if deed.verb != "say":
            self.sort(at)
        self.at, self.number = at, number
        try:
            getattr(self, deed.verb)(deed.words, **deed.more)
        except Exception as error:
            error.add_note(f"In the story of {self.matter.key}: {deed}")
            raise

    def sort(self, at: datetime) -> None:
        """Whoever reads the inbox puts what came in to this concern."""
        if not self.unsorted or not self.matter.title:
            return
        voices, self.unsorted = self.unsorted, []
        reader = self.town.staff["noor" if self.matter.about else "cleo"]
        if self.matter.key in self.town.concerns:
            listening.join(voices=voices, concern=self.concern, by=reader, at=at)
        else:
            self.town.concerns[self.matter.key] = self._open(voices, reader, at)

    def say(self, words: str, *, through: str, by: str = "", **more: Any) -> None:
        said = {name: more[key] for key, name in TOLD_WITH_A_VOICE.items() if key in more}
        said["topic"] = self.matter.topic
        if through == "street":
            voice = self._chat(words, by, **said, feeling=more["feeling"], promise=more.get("with_promise"))
        elif through == "session":
            voice = self._at_gathering(words, by, more, **said)
        else:
            said |= {name: more[key] for key, name in TOLD_ON_THE_WEB.items() if key in more}
            voice = self._hear(words, through, by, more, **said)
        self.voices.append(voice)
        self.unsorted.append(voice)
        self.town.voices[f"{self.matter.key}/{len(self.voices)}"] = voice

    def me_too(self, people: int) -> None:
        for one in range(people):
            listening.me_too(concern=self.concern, client_id=self._id("me too", one), at=self.at)

    def read_back(self, words: str, *, to: int = 1, by: str = "") -> None:
        voice = self._voice(to)
        self.read_backs[voice.pk] = listening.read_back(
            voice=voice, words=words, by=self._staff(by), at=self.at
        )

    def accept(self, _yes: bool, *, to: int = 1) -> None:
        row = self.read_backs[self._voice(to).pk]
        listening.accept_read_back(read_back=row, is_accepted=True, at=self.at)

    def correct(self, words: str, *, to: int = 1) -> None:
        row = self.read_backs[self._voice(to).pk]
        listening.accept_read_back(read_back=row, is_accepted=False, correction=words, at=self.at)

    def mark_understood(self, because: str) -> None:
        listening.mark_understood(concern=self.concern, by=self._staff(), because=because, at=self.at)

    def answer(self, words: str, *, by: str = "") -> None:
        listening.answer(concern=self.concern, words=words, by=self._staff(by), at=self.at)

    def write(self, words: str, *, to: int = 1) -> None:
        client_id = self._id("turn")
        listening.write(voice=self._voice(to), words=words, client_id=client_id, at=self.at)

    def reply(self, words: str, *, to: int = 1, by: str = "") -> None:
        author, client_id = self._staff(by), self._id("turn")
        listening.write(voice=self._voice(to), words=words, client_id=client_id, by=author, at=self.at)

    def promise(self, words: str, *, due: int) -> None:
        self.promised = listening.promise(
            concern=self.concern,
            words=words,
            due_on=self.town.days.on(due),
            client_id=self._id("promise"),
            by=self._staff(),
            at=self.at,
        )

    def correct_promise(self, words: str, *, due: int, because: str) -> None:
        self.promised = listening.correct_promise(
            promise=self.promised,
            words=words,
            due_on=self.town.days.on(due),
            reason=because,
            client_id=self._id("promise"),
            by=self._staff(),
            at=self.at,
        )

    def keep(self, words: str) -> None:
        listening.keep(promise=self.promised, words=words, by=self._staff(), at=self.at)

    def break_promise(self, because: str) -> None:
        listening.break_promise(promise=self.promised, reason=because, by=self._staff(), at=self.at)

    def act(self, words: str, *, done_by: str = "") -> None:
        on, by = self.at.astimezone(self.town.days.zone).date(), self._staff()
        self.done = listening.act(
            concern=self.concern, words=words, done_on=on, done_by=done_by, by=by, at=self.at
        )

    def report_back(self, words: str) -> None:
        self.told = listening.report_back(concern=self.concern, words=words, by=self._staff(), at=self.at)

    def solved(self, words: str, *, to: int = 1) -> None:
        self._confirm(True, words, to)

    def unsolved(self, words: str, *, to: int = 1) -> None:
        self._confirm(False, words, to)

    def close(self, because: str) -> None:
        listening.close(concern=self.concern, because=because, by=self._staff(), at=self.at)

    def publish(self, words: str) -> None:
        self.town.concerns[self.matter.key] = listening.publish_concern(
            concern=self.concern, public_words=words, by=self.town.staff["cleo"], at=self.at
        )

    def you_said(self, words: str, *, we_did: str) -> None:
        openness.publish_you_said_we_did(
            concern=self.concern,
            said=words,
            did=we_did,
            action=self.done,
            report_back=self.told,
            by=self.town.staff["cleo"],
            at=self.at,
        )

    def open_contact(self, because: str, *, by: str) -> None:
        contact = self._voice(1).sealed_contact
        listening.open_contact(
            contact=contact, passphrase=CONFIDANT_PASSPHRASE, reason=because, by=self._staff(by), at=self.at
        )

    def hand_to(self, owner: str) -> None:
        listening.assign(
            concern=self.concern, owner=self._staff(owner), by=self.town.staff["cleo"], at=self.at
        )

    def settle(self, because: str) -> None:
        listening.settle(voice=self._voice(1), by=self.town.staff["cleo"], because=because, at=self.at)

    @property
    def concern(self) -> Concern:
        return self.town.concerns[self.matter.key]

    def _open(self, voices: list[Voice], reader: Staff, at: datetime) -> Concern:
        """A concern for the first voices; a promise made on the street has opened it already."""
        matter = self.matter
        opened = voices[0].concern
        if opened is not None:
            return listening.rename(concern=opened, title=matter.title, topic=matter.topic, by=reader, at=at)
        return listening.join(
            voices=voices,
            by=reader,
            title=matter.title,
            kind=matter.kind,
            topic=matter.topic,
            owner=self.town.staff[matter.owner],
            at=at,
        )

    def _hear(self, words: str, through: str, by: str, more: dict[str, Any], **said: Any) -> Voice:
        matter, town = self.matter, self.town
        draft = self._id("photo") if more.get("photo") else None
        if draft is not None:
            pictures.store(draft, glass_in_the_sand())
        # Who writes it down for somebody can only guess how they felt.
        felt = "feeling_guessed" if by else "feeling_said"
        heard = listening.hear(
            team=town.team,
            neighborhood=town.areas[matter.area],
            place=town.places.get(matter.place),
            client_id=self._id("voice"),
            channel=through,
            kind=matter.kind,
            words=words,
            is_held=matter.is_held,
            about_officer=town.staff[matter.about] if matter.about else None,
            logged_by=town.staff[by] if by else None,
            draft_id=draft,
            with_code=more.get("code", True),
            at=self.at,
            **{felt: more["feeling"]},
            **said,
        )
        return heard.voice

    def _chat(
        self, words: str, by: str, *, feeling: str, promise: list[Any] | None, language: str = "", **said: Any
    ) -> Voice:
        matter, town = self.matter, self.town
        contact = presence.record_contact(
            officer=town.staff[by],
            client_id=self._id("chat"),
            neighborhood=town.areas[matter.area],
            place=town.places.get(matter.place),
            kind=matter.kind,
            feeling=feeling,
            need=said["need"],
            topic=matter.topic,
            words=words,
            language=language,
            promise_words=promise[0] if promise else "",
            promise_due_on=town.days.on(promise[1]) if promise else None,
            seconds_to_log=town.dice(f"{matter.key}/{self.number}").randint(6, 14),
            happened_at=self.at,
            at=self.at,
        )
        voice: Voice = contact.voice  # type: ignore[assignment]  # a chat with a kind leaves one
        if promise:
            self.promised = Promise.objects.get(concern=voice.concern)
        return voice

    def _at_gathering(self, words: str, by: str, more: dict[str, Any], **said: Any) -> Voice:
        gathering = self.town.gatherings[more["gathering"]]
        heard = openness.raise_voice(
            gathering=gathering,
            client_id=self._id("voice"),
            kind=self.matter.kind,
            words=words,
            by=self.town.staff[by],
            with_code=more.get("code", False),
            feeling_guessed=more["feeling"],
            at=self.at,
            **said,
        )
        return heard.voice

    def _confirm(self, is_solved: bool, words: str, to: int) -> None:
        voice, client_id = self._voice(to), self._id("confirmation")
        listening.confirm(voice=voice, is_solved=is_solved, words=words, client_id=client_id, at=self.at)

    def _voice(self, number: int) -> Voice:
        return self.voices[number - 1]

    def _staff(self, key: str = "") -> Staff:
        return self.town.staff[key or self.matter.owner]

    def _id(self, *what: object) -> UUID:
        return self.town.id(self.matter.key, self.number, *what)


VERBS = {name for name in vars(Doer) if not name.startswith("_")} - {"do", "sort", "concern"}
