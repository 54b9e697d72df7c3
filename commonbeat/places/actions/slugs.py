"""Short names for addresses that stay what they are."""

from collections.abc import Iterable

from django.utils.text import slugify

from commonbeat.places.folding import fold


class Slugs:
    """Gives out slugs, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def make(self, name: str, otherwise: str, longest: int) -> str:
        """A slug of the name, with a number behind it when another thing has it already."""
        base = (slugify(fold(name)) or otherwise)[: longest - 5].strip("-")
        slug, number = base, 2
        while slug in self.taken:
            slug, number = f"{base}-{number}", number + 1
        self.taken.add(slug)
        return slug
