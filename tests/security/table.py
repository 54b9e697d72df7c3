"""Who may: every address of the project, one row each, and one row for each deed of an address that names deeds.

`who` may with what is in Harbor Row (Ben and Cleo work there, Mo moderates), `elsewhere` with what is in Elm
Court (Dot works there), `complaint` with what belongs to a complaint about Ben. With what another team holds,
and with what does not exist, nobody may, and both answer alike. Visitors are sent to sign in where staff work;
staff who may not get the answer of a page that does not exist. Noor, Ivo and Ada hold their duty everywhere.
"""

from __future__ import annotations

from dataclasses import replace

from tests.security import solved_rows, talked_rows
from tests.security.rows import ALL, DO, POST, READ, STAFF, Row, deed, form, page, shown

__all__ = ["ALL", "FACES", "READ", "STAFF", "TABLE", "Row"]

SLUG, MEETING = {"slug": "area slug"}, {"slug": "gathering slug"}

PUBLIC = [
    shown("public:home"),
    shown("public:find"),
    shown("public:sheet", sheet_id="sheet", digest="sheet digest"),
    shown("public:neighborhood", **SLUG),
    shown("public:officer", slug="officer slug"),
    shown("public:photo", slug="officer slug", name="photo name"),
    shown("public:meet", **SLUG),
    shown("public:calendar", **SLUG),
    shown("public:gathering", **MEETING),
    shown("public:gathering_calendar", **MEETING),
    shown("public:come", DO, **MEETING),
    shown("public:heard", **SLUG),
    shown("public:concern", reference="reference"),
    shown("public:me_too", DO, reference="reference"),
    shown("public:evidence", pair_id="pair"),
    shown("public:work", **SLUG),
    shown("public:questions", **SLUG),
    shown("public:feed", **SLUG),
    shown("public:privacy"),
    shown("public:held"),
    shown("public:accessibility"),
    shown("public:robots"),
    # There only where the team says whom to tell of a hole.
    Row("public:security"),
    shown("public:sighting", DO, **SLUG),
    shown("public:trust", **SLUG),
    shown("public:scorecard", **SLUG),
    shown("public:trust_everywhere"),
    shown("public:trust_file"),
    shown("public:does_it_work"),
    shown("public:rollout", pk="fixed rollout"),
    shown("public:survey", DO, **SLUG),
    shown("public:survey_about"),
    shown("public:survey_paper"),
    # Opens the questions only to whoever holds a code or an officer's pass.
    shown("public:answer", DO),
    shown("public:subscribe"),
    shown("public:subscribe", DO, **SLUG),
    # Whoever holds the link we mailed; its signature is all it takes, and it opens nobody else's.
    shown("public:updates_confirm", DO, token="confirm token"),
    replace(shown("public:updates_change", DO, token="change token"), says={"do": "save"}),
    shown("public:updates_leave", DO, token="leave token"),
    shown("public:ask", DO, **SLUG),
    shown("public:hello", DO, **SLUG),
    shown("public:poster", **SLUG),
    shown("public:pulse", **SLUG),
    shown("public:paper", **SLUG),
    shown("public:meet_poster", **SLUG),
    shown("public:presence", **SLUG),
    shown("public:say", DO, **SLUG),
    shown("public:code", DO),
    # What a code opens: only with the pass that the page behind the code carries.
    Row("public:thread", "resident", "resident", "resident", POST, otherwise="refused", ticket="voice"),
    Row("public:coming", "resident", "resident", methods=POST, otherwise="refused", ticket="rsvp"),
    Row("public:question", "resident", "resident", methods=POST, otherwise="refused", ticket="question"),
    Row("public:greeting", "resident", "resident", methods=POST, otherwise="refused", ticket="greeting"),
]

# Other programs: published concerns for everybody; whoever shows no key or signs nothing hands nothing over.
PEERS_OF_CHANNELS = [
    shown("peers:open311"),
    *(
        row
        for form in ("json", "xml")
        for row in (
            shown(f"peers:open311_discovery_{form}"),
            shown(f"peers:open311_services_{form}"),
            Row(f"peers:open311_service_{form}", ALL, things={"code": "service code"}),
            shown(f"peers:open311_requests_{form}", DO),
            shown(f"peers:open311_request_{form}", reference="reference"),
            shown(f"peers:open311_token_{form}", token="reference"),
            shown(f"peers:open311_updates_{form}"),
            shown(f"peers:open311_updates_draft_{form}"),
        )
    ),
    Row("peers:messages", methods=POST, otherwise="refused", things={"pk": "source"}),
]

OFFICER = [
    Row("officer:manifest", ALL, methods="GET"),
    Row("officer:worker", ALL, methods="GET"),
    Row("officer:today", "ben dot", methods="GET"),
    Row("officer:log", "ben dot", methods="GET POST"),
    Row("officer:offline", "ben dot", methods="GET"),
    Row("officer:promises", "ben dot", methods="GET"),
    Row("officer:promise", "ben", "dot", methods="GET", things={"promise_id": "promise"}),
    # Without a word about which of them, neither marking nor settling does anything.
    Row("officer:settle", "", methods=POST, things={"promise_id": "promise"}),
    Row("officer:mark", "", methods=POST),
    Row("officer:hello", "ben dot", methods="GET"),
    Row("officer:doors", "ben dot", methods="GET"),
    Row("officer:door", "", methods=POST, things={"pk": "door"}),
    Row("officer:greet", "ben dot", methods=POST),
    # Reads no cookie: the pass in a header lets a phone hand in.
    Row("officer:sync", "", methods=POST, otherwise="sign in"),
]

DESK_PAGES = [
    page("desk:home", STAFF),
    page("desk:inbox", "ben dot cleo"),
    page("desk:concerns", "ben dot cleo mo"),
    page("desk:promises", "ben dot cleo"),
    page("desk:reading", "mo"),
    page("desk:complaints", "noor"),
    page("desk:contacts", "noor"),
    page("desk:walks", "ben dot cleo"),
    page("desk:gatherings", "ben dot cleo mo"),
    page("desk:questions", "ben dot cleo mo"),
    page("desk:work", "cleo mo"),
    page("desk:pairs", "cleo mo"),
    page("desk:journal", "ivo"),
    page("desk:mail", "cleo ada"),
    page("desk:team", "cleo ada"),
    page("desk:profile", "ben dot cleo"),
    page("desk:settings", "ada"),
    page("desk:voice", "cleo mo", "", "noor", pk="voice"),
    page("desk:photo", "cleo mo", "", "noor", pk="photo"),
    page("desk:concern", "ben cleo mo", "dot", "noor", pk="concern"),
    page("desk:walk", "ben cleo", "dot", pk="walk"),
    page("desk:plan", "cleo"),
    page("desk:plan_print", "cleo", pk="week plan"),
    page("desk:roster", "ben dot cleo"),
    page("desk:presence", "cleo"),
    page("desk:gathering", "ben cleo mo", "dot", pk="gathering"),
    page("desk:person", "cleo ada", "cleo ada", pk="person"),
    page("desk:face", STAFF, STAFF, pk="face"),
    page("desk:area", "ada", "ada", pk="area"),
    page("desk:quarantine", "cleo mo"),
    page("desk:search", "ben dot cleo"),
    page("desk:pulse", "cleo"),
    page("desk:pulse_print", "cleo"),
    page("desk:pulse_quotes", "cleo"),
    page("desk:topics", "cleo"),
    page("desk:intake", "cleo mo", "", pk="intake"),
    page("desk:sources", "ada"),
    page("desk:sheets", "cleo"),
    page("desk:sheet", "cleo", "", pk="table of voices"),
    page("desk:trust", "cleo"),
    page("desk:wave", "cleo", pk="wave"),
    page("desk:letters", "cleo", pk="wave"),
    page("desk:survey_poster", "cleo", pk="wave", area="area"),
    page("desk:rollout", "cleo", pk="draft rollout"),
]

DESK_FORMS = [
    form("desk:voice_new", "cleo"),
    deed("desk:intake_do", "voice", "cleo", "", pk="intake"),
    deed("desk:intake_do", "aside", "cleo mo", "", pk="intake"),
    deed("desk:intake_do", "confidants", "cleo mo", "", pk="intake"),
    form("desk:source_new", "ada"),
    form("desk:source_change", "ada", "ada", pk="source"),
    form("desk:sheet_new", "cleo"),
    form("desk:topic_new", "cleo"),
    form("desk:topic_change", "cleo", "cleo", pk="topic"),
    form("desk:sheet_undo", "cleo", "", pk="table of voices"),
    form("desk:walk_new", "ben dot cleo"),
    form("desk:plan_new", "cleo"),
    form("desk:wish_lift", "cleo", pk="wish"),
    form("desk:gathering_new", "cleo"),
    form("desk:initiative_new", "cleo"),
    form("desk:priority_new", "cleo"),
    form("desk:wave_new", "cleo"),
    form("desk:population", "cleo"),
    form("desk:rollout_new", "cleo"),
    form("desk:compare_counts", "cleo"),
    form("desk:compare_area", "cleo"),
    form("desk:export", "cleo"),
    form("desk:invite", "ada"),
    form("desk:place_new", "ada"),
    Row("desk:join", "cleo", "", "noor", DO, query={"voice": "voice"}),
    Row("desk:settle", "cleo mo", "", "noor", DO, query={"voice": "voice"}),
    form("desk:contact_open", "noor", "noor", "noor", pk="sealed contact"),
    form("desk:stop_remove", "ben cleo", "dot", pk="stop"),
    form("desk:invite_take_back", "ada", "ada", pk="invite"),
    form("desk:role_take", "ada", "ada", pk="role"),
    form("desk:recovery_approve", "ada", "ada", pk="recovery"),
    form("desk:area_change", "ada", "ada", pk="area"),
    form("desk:place_change", "ada", "ada", pk="place"),
    # Failed mail belongs to the team; it shows neither to whom it went nor what it said.
    Row("desk:mail_retry", "cleo", "cleo", methods=POST, things={"pk": "letter"}),
    Row("desk:verify", "ivo", methods=POST),
]

VOICE, CONCERN, PROMISE = {"pk": "logged voice"}, {"pk": "told concern"}, {"pk": "promise"}
WALK, GATHERING, QUESTION = {"pk": "walk"}, {"pk": "gathering"}, {"pk": "question"}
INITIATIVE, PRIORITY, PERSON = {"pk": "initiative"}, {"pk": "priority"}, {"pk": "person"}

DEEDS_ON_VOICES = [
    deed("desk:voice_do", "read-back", "ben cleo", "dot", "noor", **VOICE),
    deed("desk:voice_do", "write", "ben cleo", "dot", "noor", **VOICE),
    deed("desk:voice_do", "feeling", "ben cleo", "dot", "noor", **VOICE),
    deed("desk:voice_do", "release", "mo", "", "noor", pk="held voice"),
    deed("desk:voice_do", "confidants", "cleo mo", "", pk="held voice"),
    deed("desk:voice_do", "give-back", "", "", "noor", pk="held voice"),
    deed("desk:concern_do", "answer", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:concern_do", "promise", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:concern_do", "act", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:concern_do", "report-back", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:concern_do", "understood", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:concern_do", "assign", "cleo", "", "noor", **CONCERN),
    deed("desk:concern_do", "rename", "cleo", "", "noor", **CONCERN),
    deed("desk:concern_do", "publish", "cleo mo", **CONCERN),
    deed("desk:concern_do", "unpublish", "cleo mo", pk="shown concern"),
    deed("desk:concern_do", "said-did", "cleo", **CONCERN),
    deed("desk:concern_do", "close", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:concern_do", "reopen", "ben cleo", "dot", "noor", **CONCERN),
    deed("desk:promise_do", "keep", "ben cleo", "dot", "noor", **PROMISE),
    deed("desk:promise_do", "correct", "ben cleo", "dot", "noor", **PROMISE),
    deed("desk:promise_do", "break", "ben cleo", "dot", "noor", **PROMISE),
]

DEEDS_OF_THE_TEAM = [
    deed("desk:box_do", "make", ""),
    deed("desk:box_do", "share", "noor"),
    deed("desk:box_do", "choose", "noor"),
    deed("desk:box_do", "rotate", "noor"),
    deed("desk:walk_do", "suggested", "ben cleo", "dot", **WALK),
    deed("desk:walk_do", "stop", "ben cleo", "dot", **WALK),
    deed("desk:walk_do", "announce", "ben cleo", "dot", **WALK),
    deed("desk:walk_do", "quiet", "ben cleo", "dot", **WALK),
    deed("desk:walk_do", "cancel", "ben cleo", "dot", **WALK),
    deed("desk:walk_do", "off", "ben cleo", "dot", **WALK),
    deed("desk:plan_do", "again", "cleo", pk="week plan"),
    deed("desk:plan_do", "publish", "cleo", pk="week plan"),
    deed("desk:plan_do", "keep", "cleo", pk="week plan"),
    deed("desk:plan_do", "leave-out", "cleo", pk="week plan"),
    deed("desk:plan_do", "weights", "cleo", pk="week plan"),
    deed("desk:roster_do", "shift", "cleo"),
    deed("desk:roster_do", "leave", "cleo"),
    deed("desk:roster_do", "regular", "cleo"),
    deed("desk:roster_remove", "shift", "cleo", pk="shift"),
    deed("desk:roster_remove", "leave", "cleo", pk="days away"),
    deed("desk:roster_remove", "regular", "cleo", pk="weekly stop"),
    deed("desk:gathering_do", "change", "cleo", **GATHERING),
    deed("desk:gathering_do", "publish", "cleo", **GATHERING),
    deed("desk:gathering_do", "call-off", "cleo", **GATHERING),
    deed("desk:gathering_do", "minutes", "ben cleo", "dot", **GATHERING),
    deed("desk:gathering_do", "publish-minutes", "ben cleo", "dot", pk="minuted gathering"),
    deed("desk:gathering_do", "correct-minutes", "ben cleo", "dot", pk="reported gathering"),
    deed("desk:gathering_do", "raise", "ben cleo", "dot", **GATHERING),
    deed("desk:question_do", "show", "cleo mo", **QUESTION),
    deed("desk:question_do", "decline", "cleo mo", **QUESTION),
    deed("desk:question_do", "answer", "cleo", **QUESTION),
    deed("desk:question_do", "correct", "cleo", **QUESTION),
    deed("desk:initiative_do", "change", "cleo", **INITIATIVE),
    deed("desk:initiative_do", "publish", "cleo", **INITIATIVE),
    deed("desk:initiative_do", "end", "cleo", **INITIATIVE),
    deed("desk:priority_do", "renew", "cleo", **PRIORITY),
    deed("desk:priority_do", "act", "cleo", **PRIORITY),
    deed("desk:priority_do", "publish", "cleo", **PRIORITY),
    deed("desk:priority_do", "end", "cleo", **PRIORITY),
    deed("desk:wave_do", "draw", "cleo", pk="undrawn wave"),
    deed("desk:wave_do", "close", "cleo", pk="wave"),
    deed("desk:wave_do", "publish", "cleo", pk="wave"),
    deed("desk:wave_do", "withdraw", "cleo", pk="wave"),
    deed("desk:rollout_do", "freeze", "cleo", pk="draft rollout"),
    deed("desk:rollout_do", "months", "cleo", pk="draft rollout"),
    deed("desk:pair_do", "approve", "mo", pk="waiting pair"),
    deed("desk:pair_do", "withdraw", "cleo mo", pk="pair"),
    deed("desk:person_do", "duty", "ada", "ada", **PERSON),
    deed("desk:person_do", "leave", "ada", "ada", **PERSON),
    deed("desk:person_do", "vouch", "cleo ada", "cleo ada", **PERSON),
    deed("desk:person_profile", "edit", "cleo", **PERSON),
    # Only officers themselves show their page.
    deed("desk:person_profile", "show", "", **PERSON),
    deed("desk:person_profile", "hide", "cleo ada", "ada", **PERSON),
    deed("desk:profile_do", "edit", "ben dot cleo"),
    deed("desk:profile_do", "show", "cleo"),
    deed("desk:profile_do", "hide", "ben dot"),
    deed("desk:settings_do", "team", "ada"),
    deed("desk:settings_do", "pace", "ada"),
    deed("desk:settings_do", "weights", "ada"),
]

SIGN_IN = [
    Row("account_login", ALL, methods=DO),
    Row("account_logout", STAFF, methods=READ, leads_out="POST"),
    Row("signin_home", STAFF, methods=DO),
    Row("signin_language", STAFF, methods=POST),
    Row("signin_elsewhere", STAFF, methods=DO),
    # Whoever holds the single-use link.
    Row("signin_join", ALL, ALL, methods=DO, things={"token": "invite token"}),
    Row("signin_recover", ALL, methods=DO, things={"token": "recovery token"}),
    Row("account_reauthenticate", STAFF, methods=DO),
    Row("account_change_password", STAFF, methods=DO),
    Row("mfa_authenticate", STAFF, methods=DO, otherwise="sign in"),
    Row("mfa_login_webauthn", STAFF, methods=DO),
    Row("mfa_index", STAFF),
    Row("mfa_reauthenticate", STAFF, methods=DO),
    Row("mfa_activate_totp", STAFF, methods=DO),
    Row("mfa_deactivate_totp", "cleo", methods=DO),
    Row("mfa_view_recovery_codes", "cleo"),
    Row("mfa_generate_recovery_codes", STAFF, methods=DO),
    Row("mfa_download_recovery_codes", "cleo"),
    Row("mfa_list_webauthn", STAFF),
    Row("mfa_add_webauthn", STAFF, methods=DO),
    Row("mfa_reauthenticate_webauthn", STAFF, methods=READ, leads_out="POST"),
    Row("mfa_remove_webauthn", "ben", "dot", methods=DO, things={"pk": "passkey"}),
    Row("mfa_edit_webauthn", "ben", "dot", methods=DO, things={"pk": "passkey"}),
]

FACES = {
    "Public": PUBLIC,
    "Other programs: voices": PEERS_OF_CHANNELS,
    "Public: sessions and conversations": talked_rows.PUBLIC,
    "Public: together": solved_rows.PUBLIC,
    "Other programs: open data": solved_rows.PEERS,
    "Signing in": SIGN_IN,
    "Officer": OFFICER,
    "Desk: pages": DESK_PAGES,
    "Desk: forms": DESK_FORMS,
    "Desk: deeds on what was said": DEEDS_ON_VOICES,
    "Desk: other deeds": DEEDS_OF_THE_TEAM,
    "Desk: sessions and conversations": talked_rows.DESK,
    "Desk: together, and other programs": solved_rows.DESK,
}
# Whatever anybody may read: pages, and what other programs ask.
FOR_EVERYBODY = [
    row for name, rows in FACES.items() if name.startswith(("Public", "Other programs")) for row in rows
]
TABLE = [row for rows in FACES.values() for row in rows]
