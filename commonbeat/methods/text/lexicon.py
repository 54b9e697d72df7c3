"""Word lists that ship with the package, read once at import."""

from importlib.resources import files


def _lines(name: str) -> list[str]:
    """Return the lines of data file *name* that are neither empty nor a comment."""
    text = (files("commonbeat.methods.text") / "data" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def words(name: str) -> dict[str, frozenset[str]]:
    """Return the lists of data file *name*: lines of ``list: word word``; a list may take several lines."""
    lists: dict[str, frozenset[str]] = {}
    for line in _lines(name):
        key, _, rest = line.partition(":")
        lists[key] = lists.get(key, frozenset()) | frozenset(rest.split())
    return lists


def entries(name: str) -> list[str]:
    """Return the entries of data file *name*, one a line."""
    return _lines(name)
