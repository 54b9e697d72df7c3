"""Who may: information sessions and conversations."""

from __future__ import annotations

from tests.security.rows import ALL, DO, POST, Row, deed, form, page, shown

SESSION, TALK = {"slug": "session slug"}, {"slug": "talk slug"}


def posted(route: str, **things: str) -> Row:
    """What anybody may send; without a ballot the answer is a sentence."""
    return Row(route, ALL, ALL, methods=POST, things=things)


PUBLIC = [
    shown("public:live", **SESSION),
    posted("public:live_vote", **SESSION),
    shown("public:live_state", **SESSION),
    shown("public:stage", **SESSION),
    shown("public:promises", slug="area slug"),
    shown("public:talks", slug="area slug"),
    shown("public:talk", **TALK),
    posted("public:talk_vote", **TALK),
    shown("public:talk_say", DO, **TALK),
    shown("public:talk_mine", **TALK),
    posted("public:talk_take_back", **TALK),
    shown("public:talk_picture", **TALK),
    shown("public:talk_invited", DO, **TALK),
    shown("public:talk_follow", DO, **TALK),
]

# The host runs their session; whoever coordinates or moderates the neighborhood does, too.
RUN, ASKED = {"pk": "session"}, {"pk": "session", "question": "question of a session"}
TALKED, SAID = {"pk": "talk"}, {"pk": "statement"}
HOSTS = ("ben cleo mo", "dot")

DESK = [
    page("desk:session", *HOSTS, **RUN),
    page("desk:session_cards", *HOSTS, **RUN),
    deed("desk:session_do", "clear", *HOSTS, **RUN),
    deed("desk:session_do", "card", *HOSTS, **RUN),
    deed("desk:session_do", "close", "ben cleo", "dot", **RUN),
    deed("desk:session_question", "stage", *HOSTS, **ASKED),
    deed("desk:session_question", "show", *HOSTS, **ASKED),
    deed("desk:session_question", "decline", *HOSTS, **ASKED),
    deed("desk:session_question", "merge", *HOSTS, **ASKED),
    deed("desk:session_question", "separate", *HOSTS, **ASKED),
    deed("desk:session_question", "paper", *HOSTS, **ASKED),
    deed("desk:session_question", "answer", "ben cleo", "dot", **ASKED),
    deed("desk:session_question", "correct", "ben cleo", "dot", **ASKED),
    deed("desk:session_question", "owe", "ben cleo", "dot", **ASKED),
    deed("desk:session_question", "hand-on", "ben cleo", "dot", **ASKED),
    page("desk:talks", "cleo mo"),
    form("desk:talk_new", "cleo"),
    form("desk:talk_bring", "cleo"),
    page("desk:talk", "cleo mo", "", **TALKED),
    deed("desk:talk_do", "change", "cleo", "", **TALKED),
    deed("desk:talk_do", "publish", "cleo", "", **TALKED),
    deed("desk:talk_do", "close", "cleo", "", **TALKED),
    deed("desk:talk_do", "result", "cleo", "", **TALKED),
    deed("desk:talk_do", "invite", "cleo", "", **TALKED),
    deed("desk:talk_do", "take-away", "cleo", "", **TALKED),
    deed("desk:talk_do", "add", "cleo mo", "", **TALKED),
    deed("desk:statement_do", "show", "cleo mo", "", **SAID),
    deed("desk:statement_do", "decline", "cleo mo", "", **SAID),
    deed("desk:statement_do", "hide", "cleo mo", "", **SAID),
    deed("desk:statement_do", "outcome", "cleo", "", **SAID),
]
