"""docs/roles.md, written from the table that is tested: `python -m tests.security.roles`."""

from __future__ import annotations

from pathlib import Path

from tests.security.table import ALL, FACES, STAFF, Row

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
DUTIES = {
    "ben": "officer",
    "dot": "officer of the other neighborhood",
    "cleo": "coordinator",
    "mo": "moderator",
    "noor": "confidant",
    "ivo": "auditor",
    "ada": "administrator",
}
COLUMNS = "| address | methods | here | elsewhere | complaint about an officer |\n"
HEAD = """# Who may

Written from the table that the tests hold every page to (`tests/security/table.py`; write it anew with
`python -m tests.security.roles`). Whoever is not named gets the answer of a page that does not exist, and visitors
are sent to sign in. What another team holds opens for nobody. Officers, coordinators and moderators hold their duty
in one neighborhood; *elsewhere* is what the same row gives about another one. The last column is about what belongs
to a complaint about an officer: neither they nor whoever leads them is ever named there.

Staff reach nothing before both steps of signing in. A resident needs no account: what is theirs opens with the
pass behind their code ("the person").
"""


def write() -> str:
    """The whole document."""
    parts = [HEAD]
    for face, rows in FACES.items():
        parts.append(f"\n## {face}\n\n{COLUMNS}|---|---|---|---|---|\n")
        parts += [line(row) for row in rows]
    return "".join(parts)


def line(row: Row) -> str:
    cells = (named(row.who), named(row.elsewhere), named(row.complaint))
    return f"| `{row.name}` | {row.methods.replace(' ', ', ')} | {' | '.join(cells)} |\n"


def named(names: str) -> str:
    if names == ALL:
        return "everybody"
    if names == STAFF:
        return "all staff"
    if names == "resident":
        return "the person"
    # Dot is the officer who works there, wherever "there" is.
    return ", ".join(sorted({DUTIES[name].split(" of ")[0] for name in names.split()}))


if __name__ == "__main__":
    DOCUMENT.write_text(write())
    print(f"Written: {DOCUMENT}")
