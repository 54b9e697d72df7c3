"""What an action raises when it will not do something: each carries a sentence for the person."""


class Refused(Exception):
    """A rule forbids it; the sentence says what to do instead."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Conflict(Refused):
    """The same client id came again with another body."""


class Unavailable(Refused):
    """Nothing was saved and trying again later may work: full disk, busy database."""
