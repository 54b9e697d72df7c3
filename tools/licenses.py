"""`python -m tools.licenses` writes docs/licenses.md from the locks; `--check` says whether it is still true.

Every locked package must carry a licence that may be combined with the AGPL, version 3 or later.
"""

import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licenses.md"

# What the packages' own words come down to; anything else is looked at by a person first.
SPDX = {
    "apache 2.0": "Apache-2.0",
    "apache license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd license": "BSD-3-Clause",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "psfl": "PSF-2.0",
}
# Packages whose metadata is silent or vague; read from the licence file they ship.
READ_BY_HAND = {
    "axe-playwright-python": "MIT AND MPL-2.0",
    "dkimpy": "Zlib",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "numpy": "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0",
    "pytest-django": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
}
COMPATIBLE = {
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "LGPL-3.0-only",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Zlib",
}
HEAD = """# Licenses of what we stand on

Commonbeat itself is AGPL-3.0-or-later (see LICENSE). Every package in the locks carries a license that may be
combined with it. This page is written by `python -m tools.licenses`; `./run check` fails when it is out of
date or when a package brings a license that `tools/licenses.py` does not know to be compatible.

One package carries work of others to the reader's browser: django-htmx ships htmx (0BSD).
Map data is © OpenStreetMap contributors, Open Database License 1.0.

| package | license | used for |
|---|---|---|
"""


def locked(name: str) -> set[str]:
    """The packages a lock installs on this platform."""
    lines = (ROOT / name).read_text().splitlines()
    entries = [Requirement(line.rstrip("\\ ")) for line in lines if line[:1].isalnum()]
    return {entry.name for entry in entries if entry.marker is None or entry.marker.evaluate()}


def license_of(package: str) -> str:
    """The package's license as an SPDX expression; KeyError where a person has to look."""
    if package in READ_BY_HAND:
        return READ_BY_HAND[package]
    about = metadata.metadata(package)
    if expression := about.get("License-Expression"):
        return expression
    said = (about.get("License") or "").strip()
    if said in COMPATIBLE:
        return said
    classified = [
        line.split("::")[-1].strip() for line in about.get_all("Classifier") or [] if "License" in line
    ]
    for words in [
        *(word for word in classified if word != "OSI Approved"),
        said.splitlines()[0] if said else "",
    ]:
        if words.lower() in SPDX:
            return SPDX[words.lower()]
    raise KeyError(f"{package}: {said[:60]!r} {classified}")


def parts(expression: str) -> set[str]:
    """The single licenses an expression is made of."""
    return {part.strip("() ") for half in expression.split(" OR ") for part in half.split(" AND ")}


def page() -> str:
    """The whole of docs/licenses.md."""
    running, testing = locked("requirements.txt"), locked("requirements-dev.txt")
    rows = []
    for package in sorted(running | testing):
        expression = license_of(package)
        if strange := parts(expression) - COMPATIBLE:
            raise KeyError(
                f"{package}: {', '.join(sorted(strange))} is not known to be compatible with the AGPL"
            )
        rows.append(f"| {package} | {expression} | {'running' if package in running else 'tests'} |\n")
    return HEAD + "".join(rows)


def main(arguments: list[str]) -> int:
    """Write the page, or with --check only compare it."""
    try:
        fresh = page()
    except KeyError as unknown:
        print(unknown.args[0])
        return 1
    if "--check" in arguments:
        if not PAGE.exists() or PAGE.read_text() != fresh:
            print("docs/licenses.md is out of date. Run: python -m tools.licenses")
            return 1
        return 0
    PAGE.write_text(fresh)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
