"""Who may: problems, partners, groups, alerts, reports, and what other programs read and are told."""

from __future__ import annotations

from dataclasses import replace

from tests.security.rows import DO, Row, deed, form, page, shown

AREA, FILE, GROUP = {"slug": "area slug"}, {"slug": "problem slug"}, {"slug": "group slug"}

PUBLIC = [
    shown("public:together", **AREA),
    shown("public:report", **AREA, period="report name"),
    # Whoever holds the link we signed; it opens one file, and every use is counted.
    replace(shown("public:partner", DO, token="partner token"), says={"do": "pledge"}),
    shown("public:problem", **FILE),
    shown("public:problem_help", DO, **FILE),
    shown("public:problem_better", DO, **FILE),
    shown("public:problem_follow", DO, **FILE),
    shown("public:group", **GROUP),
    shown("public:group_join", DO, **GROUP),
    shown("public:alert", alert_id="alert"),
]

FORCE = {"force": "team slug"}
BEAT = {"force": "team slug", "neighbourhood": "area slug"}
HERE = {"neighborhood": "area slug"}
PEERS = [
    shown("peers:forces"),
    shown("peers:locate_neighbourhood"),
    shown("peers:force", **FORCE),
    shown("peers:force_people", **FORCE),
    shown("peers:neighbourhoods", **FORCE),
    shown("peers:neighbourhood", **BEAT),
    shown("peers:boundary", **BEAT),
    shown("peers:people", **BEAT),
    shown("peers:events", **BEAT),
    shown("peers:priorities", **BEAT),
    shown("peers:api"),
    shown("peers:api_openapi"),
    shown("peers:api_neighborhoods"),
    shown("peers:api_neighborhood", **HERE),
    shown("peers:api_collection", **HERE, name="table name"),
    # Nothing is there: it says so as programs expect it.
    Row("peers:api_missing", things={"rest": "table name"}),
    shown("peers:datapackage", **HERE),
    shown("peers:table", **HERE, name="table name"),
]

# The officer who looks after a problem or a group works on it; coordinators decide where it goes.
WORK = ("ben cleo", "dot")
PROBLEM, TASK, PARTNER = {"pk": "problem"}, {"pk": "task"}, {"pk": "partner"}
TEAMED, DRAFT = {"pk": "group"}, {"pk": "draft report"}
DESK = [
    page("desk:problems", "ben dot cleo mo"),
    form("desk:problem_new", "cleo"),
    Row("desk:problem_aside", "cleo", methods=DO, query={"concern": "free concern"}),
    page("desk:problem", "ben cleo mo", "dot", **PROBLEM),
    deed("desk:problem_do", "describe", "cleo", **PROBLEM),
    deed("desk:problem_do", "cheers", *WORK, **PROBLEM),
    deed("desk:problem_do", "concern", *WORK, **PROBLEM),
    deed("desk:problem_do", "finding", *WORK, **PROBLEM),
    deed("desk:problem_do", "measure", *WORK, **PROBLEM),
    deed("desk:problem_do", "task", *WORK, **PROBLEM),
    deed("desk:problem_do", "partner", *WORK, **PROBLEM),
    deed("desk:problem_do", "move", "cleo", **PROBLEM),
    deed("desk:problem_do", "close", "cleo", **PROBLEM),
    deed("desk:problem_do", "hide", "cleo mo", **PROBLEM),
    deed("desk:problem_do", "show", "cleo", pk="hidden problem"),
    deed("desk:task_do", "done", *WORK, **TASK),
    deed("desk:task_do", "later", *WORK, **TASK),
    deed("desk:task_do", "drop", *WORK, **TASK),
    form("desk:measure_finish", *WORK, pk="measure"),
    form("desk:finding_hide", "cleo mo", pk="finding"),
    deed("desk:partner_do", "link", *WORK, **PARTNER),
    deed("desk:partner_do", "revoke", *WORK, **PARTNER),
    deed("desk:partner_do", "end", *WORK, **PARTNER),
    page("desk:groups", "ben dot cleo"),
    form("desk:group_new", "cleo"),
    deed("desk:group_do", "change", *WORK, **TEAMED),
    deed("desk:group_do", "task", *WORK, **TEAMED),
    deed("desk:group_do", "walk", *WORK, **TEAMED),
    deed("desk:group_do", "end", "cleo", **TEAMED),
    page("desk:alerts", "cleo"),
    form("desk:alert_new", "cleo"),
    form("desk:alert_end", "cleo", pk="alert"),
    page("desk:reports", "cleo"),
    form("desk:report_new", "cleo"),
    page("desk:report", "cleo", pk="report"),
    deed("desk:report_do", "write", "cleo", **DRAFT),
    deed("desk:report_do", "publish", "cleo", **DRAFT),
    deed("desk:report_do", "correct", "cleo", pk="report"),
    page("desk:hooks", "ada"),
    form("desk:hook_new", "ada"),
    form("desk:hook_end", "ada", "ada", pk="hook"),
]
