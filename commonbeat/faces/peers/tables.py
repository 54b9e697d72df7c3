"""The tables other programs read: one description for the JSON API and for the CSV package."""

from __future__ import annotations

from commonbeat.faces.peers import facts
from commonbeat.faces.peers.facts import NO_ROWS, Asked, Collection, Field, Row
from commonbeat.openness import gate


def _f(name: str, type: str, says: str) -> Field:  # noqa: A002
    """A field; a question mark after the type says that it may be missing."""
    return Field(name, type.rstrip("?"), says, type.endswith("?"))


_URL = _f("url", "string", "the page for people")
_POINT = (
    _f("place", "string?", "the public place or where exactly"),
    _f("longitude", "number?", "of the public place"),
    _f("latitude", "number?", "of the public place"),
)
COLLECTIONS: dict[str, Collection] = {
    one.name: one
    for one in (
        Collection(
            "loop",
            "Of the concerns heard in each of the last twelve whole weeks: how far they have come.",
            (
                _f("week", "date", "the Monday of the week"),
                _f("heard", "integer", "concerns heard in that week"),
                _f("understood", "integer", "of these: understood"),
                _f("answered", "integer", "of these: answered"),
                _f("acted", "integer", "of these: acted on"),
                _f("reported_back", "integer", "of these: those who raised it were told what was done"),
                _f("confirmed", "integer", "of these: confirmed by those who raised it"),
            ),
            facts.loop,
        ),
        Collection(
            "concerns",
            "Concerns the team chose to show, in its own words.",
            (
                _f("reference", "string", "a short name that opens nothing"),
                _f("title", "string", "what it is about"),
                _f("topic", "string", "the topic"),
                _f("words", "string", "the matter in the team's words"),
                _f("state", "string", "how far it has come"),
                _f("heard_in_week_of", "date", "the Monday of the week in which it was first heard"),
                _f("people", "integer?", "how many people raised it; missing under eight"),
                *_POINT,
                _URL,
            ),
            facts.concerns,
        ),
        Collection(
            "said-did",
            "You said, we did: published pairs, each with its evidence behind the url.",
            (
                _f("id", "string", "its id"),
                _f("said", "string", "what people said"),
                _f("did", "string", "what was done"),
                _f("topic", "string", "the topic"),
                _f("done_on", "date", "when it was done"),
                _f("published_on", "date", "when it was published"),
                _URL,
            ),
            facts.pairs,
        ),
        Collection(
            "gatherings",
            "Meetings open to residents, from three months ago on; called-off ones are marked.",
            (
                _f("id", "string", "its id"),
                _f("title", "string", "what it is called"),
                _f("kind", "string", "what kind of meeting it is"),
                _f("purpose", "string", "what it is for"),
                _f("starts_at", "datetime", "when it begins"),
                _f("ends_at", "datetime", "when it ends"),
                *_POINT,
                _f("is_called_off", "boolean", "whether it was called off"),
                _f("called_off_because", "string?", "why it was called off"),
                _URL,
            ),
            facts.gatherings,
        ),
        Collection(
            "priorities",
            "What was agreed with residents to come first.",
            (
                _f("issue", "string", "what comes first"),
                _f("why", "string", "why residents want it"),
                _f("topic", "string?", "the topic"),
                _f("agreed_on", "date", "when it was agreed"),
                _f("renewed_on", "date?", "when residents last agreed to it again"),
                _f("is_stale", "boolean", "whether that is more than three months ago"),
                _f("ended_on", "date?", "when it ended"),
                _f("what_came_of_it", "string?", "what came of it"),
                _URL,
            ),
            facts.priorities,
        ),
        Collection(
            "initiatives",
            "What the team has started, why, until when, and what came of it.",
            (
                _f("id", "string", "its id"),
                _f("title", "string", "what it is called"),
                _f("what", "string", "what was started"),
                _f("why", "string", "why"),
                _f("where", "string", "where"),
                _f("starts_on", "date", "when it begins"),
                _f("until", "date", "when it ends"),
                _f("how_we_will_know", "string", "what must be different at the end"),
                _f("ended_on", "date?", "when it ended"),
                _f("what_came_of_it", "string?", "what came of it"),
                _URL,
            ),
            facts.initiatives,
        ),
        Collection(
            "questions",
            "Questions asked in public, and the answers; one without an answer is owed.",
            (
                _f("reference", "string", "a short name that opens nothing"),
                _f("question", "string", "the question as everybody reads it"),
                _f("asked_in_week_of", "date", "the Monday of the week in which it was asked"),
                _f("answer", "string?", "the answer; missing while it is owed"),
                _f("is_cannot", "boolean?", "whether the answer says why it cannot be answered"),
                _f("answered_on", "date?", "when it was answered"),
                _URL,
            ),
            facts.questions,
        ),
        Collection(
            "problems",
            "Problems worked on with residents and partners, from scanning to assessing.",
            (
                _f("id", "string", "its id"),
                _f("title", "string", "what it is called"),
                _f("topic", "string", "the topic"),
                _f("what", "string", "what happens"),
                _f("phase", "string", "scan, analyse, respond, assess, closed or set_aside"),
                _f("opened_on", "date", "since when it is worked on"),
                _f("closed_on", "date?", "when it was assessed and closed"),
                _f("what_came_of_it", "string?", "what came of it"),
                _URL,
            ),
            facts.problems,
        ),
        Collection(
            "alerts",
            "Alerts, with what people can do and when they end.",
            (
                _f("id", "string", "its id"),
                _f("title", "string", "in a few words"),
                _f("what", "string", "what happens"),
                _f("to_do", "string", "what people can do"),
                _f("sent_at", "datetime", "when it was sent"),
                _f("ends_at", "datetime", "when it is over"),
                _f("is_in_force", "boolean", "whether it is in force now"),
                _URL,
            ),
            facts.alerts,
        ),
    )
}


@gate.closed_on_error(NO_ROWS)
def rows(collection: Collection, asked: Asked) -> list[Row]:
    """The rows of one table; none when anything went wrong."""
    return collection.rows(asked)
