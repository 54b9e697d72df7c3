"""The catalogs of the second languages: collected, merged, compiled.

`python -m tools.messages` collects every string marked for translation, merges it into the catalogs (nothing
obsolete stays, nothing is guessed) and compiles them. `--check` changes nothing and fails when a string is
missing, untranslated or guessed, a placeholder was lost, or the compiled catalog is stale. `--todo` prints what
still waits. Collecting needs xgettext; everything else does not.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "commonbeat"
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "npgettext:1c,2,3",
    "npgettext_lazy:1c,2,3",
    "pgettext:1c,2",
    "pgettext_lazy:1c,2",
)
PLURALS = {"es": "nplurals=2; plural=(n != 1);"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{\{?\s*(\w*)[^{}]*\}\}?|%(?:\d+\$)?[sd]")
Key = tuple[str | None, str, str]


def catalogs() -> list[Path]:
    """The catalogs we keep, one a language."""
    return sorted((SOURCE / "locale").glob("*/LC_MESSAGES/django.po"))


def sources() -> Iterator[Path]:
    """Every file of ours that may hold words: programs, and templates of any kind."""
    for path in sorted(SOURCE.rglob("*")):
        is_template = path.suffix in TEMPLATES and "templates" in path.parts
        if path.suffix == ".py" or is_template:
            yield path


def collect() -> polib.POFile:
    """What is marked for translation, in the order of the files; needs xgettext."""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for path in sources():
            name = path.relative_to(ROOT)
            words = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                words = templatize(words, origin=str(name))
            copy = Path(folder, name)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(words, encoding="utf-8")
            names.append(str(name))
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--add-location=file", "--output=-"]
        command += ["--add-comments=Translators", "--no-wrap", *(f"--keyword={word}" for word in KEYWORDS)]
        done = subprocess.run(
            [*command, "--files-from=-"],
            input="\n".join(names),
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
            env=dict(os.environ, LC_ALL="C.UTF-8"),
        )
    return polib.pofile(done.stdout)


def key(entry: polib.POEntry) -> Key:
    """What makes an entry this one and no other."""
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def merge(found: polib.POFile, kept: polib.POFile, language: str) -> polib.POFile:
    """The found strings with the translations that were kept; what is no longer used goes."""
    translated = {key(entry): entry for entry in kept}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Project-Id-Version": "Commonbeat",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for entry in found:
        old = translated.get(key(entry))
        places = [(name, "") for name in sorted({name for name, _line in entry.occurrences})]
        merged.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr=old.msgstr if old else "",
                msgstr_plural=_plurals(entry, old),
                comment=entry.comment,
                tcomment=old.tcomment if old else "",
                occurrences=places,
                flags=[flag for flag in entry.flags if flag == "python-format"],
            )
        )
    return merged


def _plurals(entry: polib.POEntry, old: polib.POEntry | None) -> dict[int, str]:
    if not entry.msgid_plural:
        return {}
    return dict(old.msgstr_plural) if old and old.msgstr_plural else {0: "", 1: ""}


def is_waiting(entry: polib.POEntry) -> bool:
    """Whether nobody has translated it, or not wholly."""
    words = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
    return not all(words) or entry.fuzzy


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"<{tag} {dict(attrs).get('href') or ''}>")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"</{tag}>")


def _tags(words: str) -> list[str]:
    parser = _Tags()
    parser.feed(words)
    return sorted(parser.found)


def _placeholders(words: str) -> list[str]:
    return sorted({match.group(0) for match in PLACEHOLDER.finditer(words)})


def flaws(entry: polib.POEntry) -> list[str]:
    """What a translated entry lost on the way: placeholders, tags, or the line breaks at its ends."""
    if entry.msgid_plural:
        pairs = [(entry.msgid_plural, words) for words in entry.msgstr_plural.values()]
    else:
        pairs = [(entry.msgid, entry.msgstr)]
    said = []
    for source, words in pairs:
        allowed = set(_placeholders(source)) | set(_placeholders(entry.msgid))
        lost = set(_placeholders(source)) - set(_placeholders(words))
        # The singular may say "one" in letters, as it may in English.
        if lost and not entry.msgid_plural:
            said.append(f"lost {', '.join(sorted(lost))}")
        if set(_placeholders(words)) - allowed:
            said.append(f"made up {', '.join(sorted(set(_placeholders(words)) - allowed))}")
        if _tags(source) != _tags(words):
            said.append("other tags")
        if (source[:1] == "\n", source[-1:] == "\n") != (words[:1] == "\n", words[-1:] == "\n"):
            said.append("other line breaks at the ends")
    return said


def compiled(catalog: polib.POFile) -> bytes:
    """The compiled catalog; the same words always give the same bytes."""
    return catalog.to_binary()


def check(path: Path, found: polib.POFile | None) -> list[str]:
    """Every reason why this catalog is not finished, as sentences."""
    kept = polib.pofile(str(path))
    said = []
    if found is not None:
        wanted, held = {key(entry) for entry in found}, {key(entry) for entry in kept}
        said += [f"missing: {msgid!r}" for _context, msgid, _plural in sorted(wanted - held, key=str)]
        said += [f"no longer used: {msgid!r}" for _context, msgid, _plural in sorted(held - wanted, key=str)]
    said += [f"obsolete: {entry.msgid!r}" for entry in kept.obsolete_entries()]
    for entry in kept:
        if is_waiting(entry):
            said.append(f"untranslated or fuzzy: {entry.msgid!r}")
        else:
            said += [f"{flaw}: {entry.msgid!r}" for flaw in flaws(entry)]
    binary = path.with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(kept):
        said.append(f"{binary.name} is not what {path.name} says: run python -m tools.messages")
    return said


def renew(path: Path, found: polib.POFile | None) -> polib.POFile:
    """Bring the catalog up to what was found and compile it."""
    kept = polib.pofile(str(path)) if path.exists() else polib.POFile()
    language = path.parent.parent.name
    merged = kept if found is None else merge(found, kept, language)
    if found is not None:
        path.write_text(str(merged).rstrip("\n") + "\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(merged))
    return merged


def main(arguments: list[str]) -> int:
    """Collect, merge and compile, or check; 0 when every catalog is whole."""
    found = collect() if shutil.which("xgettext") else None
    if found is None:
        print("COLLECTING SKIPPED: no xgettext here (Debian: apt install gettext). New strings go unseen.")
    failed = 0
    for path in catalogs():
        language = path.parent.parent.name
        if "--check" in arguments:
            said = check(path, found)
            print("\n".join([f"{language}: {len(said)} to mend", *said]) if said else f"{language}: whole")
            failed += bool(said)
            continue
        catalog = renew(path, found)
        waiting = [entry for entry in catalog if is_waiting(entry)]
        print(f"{language}: {len(catalog)} strings, {len(waiting)} wait for a translator")
        if "--todo" in arguments:
            print("\n\n".join(str(entry) for entry in waiting))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
