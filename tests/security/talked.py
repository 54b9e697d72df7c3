"""A session that takes votes and a conversation, in one place of a town."""

from __future__ import annotations

import uuid
from datetime import timedelta

from commonbeat.commonground import actions as commonground
from commonbeat.openness import actions as openness
from commonbeat.safety import ballots
from tests.security.ground import Corner, Town


def hold(town: Town, where: str, corner: Corner) -> None:
    """A session with a shown question, and a conversation with a statement of somebody's own."""
    by = {"by": corner.coordinator, "at": town.at}
    held = openness.announce_gathering(
        neighborhood=corner.area, kind="information_session", title=f"Session {corner.area.name}",
        purpose="Questions.", starts_at=town.at + timedelta(hours=2), ends_at=town.at + timedelta(hours=4),
        place=corner.place, host=corner.officer, is_published=True, **by,
    )  # fmt: skip
    asked = openness.ask(
        team=corner.team, neighborhood=corner.area, gathering=held, client_id=uuid.uuid4(),
        words="When does the bus come?", at=town.at,
    ).question  # fmt: skip
    openness.publish_question(question=asked, public_words="When does the bus come?", **by)
    town.put("session", where, held)
    town.put("session slug", where, held.slug)
    town.put("question of a session", where, asked)
    talk = commonground.start_conversation(
        neighborhood=corner.area, title=f"Evenings in {corner.area.name}", question="What should change?",
        why="We plan the winter.", closes_at=town.at + timedelta(days=20), **by,
    )  # fmt: skip
    commonground.add_statement(conversation=talk, words="More light.", **by)
    commonground.publish_conversation(conversation=talk, **by)
    said = commonground.say_statement(
        conversation=talk, client_id=uuid.uuid4(), words="A crossing.", ballot=ballots.new(), at=town.at
    )
    town.put("talk", where, talk)
    town.put("talk slug", where, talk.slug)
    town.put("statement", where, said)
