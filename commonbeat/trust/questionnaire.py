"""The two-minute questionnaire: thirteen closed questions, each with its source, and one open one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
Replies = Mapping[str, int | str]
OPEN_LIMIT = 1000
AT_LEAST_WEEKLY = 4

GOOD = ((5, _("Excellent")), (4, _("Good")), (3, _("Fair")), (2, _("Poor")), (1, _("Very poor")))
AGREE = (
    (5, _("Strongly agree")),
    (4, _("Agree")),
    (3, _("Neither agree nor disagree")),
    (2, _("Disagree")),
    (1, _("Strongly disagree")),
)
OFTEN = ((4, _("Very often")), (3, _("Often")), (2, _("Not very often")), (1, _("Not at all often")))
WELL = (
    (4, _("Very well")),
    (3, _("Fairly well")),
    (2, _("Not very well")),
    (1, _("Not at all")),
)
SEEN = (
    (5, _("Every day")),
    (4, _("About once a week")),
    (3, _("About once a month")),
    (2, _("Less often")),
    (1, _("Never")),
)
KNOWN = (
    (3, _("I know one of them by name")),
    (2, _("I know how to reach one of them")),
    (1, _("Neither")),
)
LIKELY = ((4, _("Very likely")), (3, _("Likely")), (2, _("Not very likely")), (1, _("Not at all likely")))
TEN: tuple[tuple[int, Words], ...] = tuple((number, str(number)) for number in range(11))


@dataclass(frozen=True)
class Item:
    """One closed question. `yes_from` is the least reply that counts as a yes when it stands alone."""

    key: str
    words: Words
    choices: tuple[tuple[int, Words], ...]
    source: str
    measure: str
    yes_from: int
    ends: tuple[Words, Words] | None = None

    @property
    def values(self) -> list[int]:
        return sorted(value for value, _words in self.choices)

    def share(self, reply: int) -> float:
        """The reply between 0, the worst, and 1, the best."""
        low, high = self.values[0], self.values[-1]
        return (reply - low) / (high - low)


@dataclass(frozen=True)
class Measure:
    """What is published: the share of people of whom the sentence holds."""

    key: str
    name: Words
    sentence: Words
    rule: Words


SAFE_ENDS = (_("not safe at all"), _("completely safe"))
ITEMS = (
    Item(
        "safe_dark",
        _("How safe do you feel walking alone here after dark?"),
        TEN,
        "CSEW",
        "safe",
        6,
        SAFE_ENDS,
    ),
    Item(
        "safe_day",
        _("And how safe do you feel walking alone here during the day?"),
        TEN,
        "CSEW",
        "safe",
        6,
        SAFE_ENDS,
    ),
    Item(
        "good_job",
        _("Taking everything into account, how good a job does our team do in this neighborhood?"),
        GOOD,
        "PAS/CSEW",
        "trust",
        4,
    ),
    Item("respect", _("How often do we treat people with respect?"), OFTEN, "ESS5 D15", "trust", 3),
    Item("fair", _("How often do we make fair decisions?"), OFTEN, "ESS5 D16", "trust", 3),
    Item(
        "explain", _("When people ask, how often do we explain our decisions?"), OFTEN, "ESS5 D17", "trust", 3
    ),
    Item("listen", _("The team listens to the concerns of people here."), AGREE, "PAS", "heard", 4),
    Item(
        "matters", _("The team deals with the things that matter to people here."), AGREE, "PAS", "heard", 4
    ),
    Item("heard", _("When I speak with somebody of the team, I feel heard."), AGREE, "FHS", "heard", 4),
    Item(
        "informed",
        _("How well informed do you feel about what the team does here?"),
        WELL,
        "PAS",
        "informed",
        3,
    ),
    Item(
        "seen", _("How often do you see one of us on foot here?"), SEEN, "CSEW", "presence", AT_LEAST_WEEKLY
    ),
    Item("known", _("Do you know one of us by name, or how to reach one of us?"), KNOWN, "PAS", "", 2),
    Item(
        "tell",
        _("If you saw something suspicious, how likely would you be to tell us?"),
        LIKELY,
        "ESS5 D40–42",
        "trust",
        3,
    ),
)
BY_KEY = {item.key: item for item in ITEMS}

MEASURES = (
    Measure("heard", _("Heard"), _("feel heard"), _("on average above the middle of three questions")),
    Measure("safe", _("Safe"), _("feel safe"), _("on average above 5 of 10, by day and after dark")),
    Measure("trust", _("Trust"), _("trust the team"), _("on average above the middle of five questions")),
    Measure("informed", _("Informed"), _("feel informed"), _("very or fairly well informed")),
    Measure(
        "presence", _("Presence"), _("see us on foot at least once a week"), _("about once a week or more")
    ),
)
BY_MEASURE = {measure.key: measure for measure in MEASURES}

SOURCES: dict[str, Words] = {
    "CSEW": _("Crime Survey for England and Wales (Office for National Statistics); wording adapted to a team on foot"),
    "PAS": _("Public Attitude Survey (Mayor’s Office for Policing and Crime, London); wording adapted"),
    "PAS/CSEW": _("Public Attitude Survey and Crime Survey for England and Wales; wording adapted"),
    "ESS5 D15": _("European Social Survey, round 5 (2010), question D15; wording adapted"),
    "ESS5 D16": _("European Social Survey, round 5 (2010), question D16; wording adapted"),
    "ESS5 D17": _("European Social Survey, round 5 (2010), question D17; wording adapted"),
    "ESS5 D40–42": _("after European Social Survey, round 5 (2010), questions D40 to D42, drawn into one"),
    "FHS": _("Feeling Heard Scale, Roos, Postmes and Koudenburg 2023, PLOS ONE 18(11), CC BY; one item of it"),
}  # fmt: skip

ABOUT: dict[str, tuple[Words, tuple[tuple[str, Words], ...]]] = {
    "age": (
        _("How old are you?"),
        (("16-29", "16–29"), ("30-49", "30–49"), ("50-64", "50–64"), ("65+", _("65 or older"))),
    ),
    "sex": (_("Are you …"), (("woman", _("a woman")), ("man", _("a man")), ("other", _("neither")))),
    "tenure": (
        _("Your home is …"),
        (("owned", _("owned")), ("rented", _("rented")), ("other", _("something else"))),
    ),
    "language": (
        _("Which language do you speak most at home?"),
        (("team", _("the language of this page")), ("other", _("another one"))),
    ),
}
OPEN_WORDS: Words = _("What should we do first, or do differently?")


def positive(measure: str, replies: Replies) -> bool | None:
    """Whether the measure's sentence holds of this person; None when they skipped all its questions."""
    asked = [item for item in ITEMS if item.measure == measure]
    given = [(item, int(replies[item.key])) for item in asked if item.key in replies]
    if not given:
        return None
    if len(asked) == 1:
        item, reply = given[0]
        return reply >= item.yes_from
    return sum(item.share(reply) for item, reply in given) / len(given) > 0.5


def accept(replies: Mapping[str, object]) -> dict[str, int | str]:
    """The replies that are ones; raises ValueError for an unknown question or a reply it does not offer."""
    kept: dict[str, int | str] = {}
    for key, reply in replies.items():
        if reply in (None, ""):
            continue
        if key in BY_KEY:
            offered: list[object] = list(BY_KEY[key].values)
        elif key in ABOUT:
            offered = [value for value, _words in ABOUT[key][1]]
        else:
            raise ValueError(f"There is no question “{key}”.")
        if reply not in offered or isinstance(reply, bool):
            raise ValueError(f"“{reply}” is no reply to “{key}”.")
        kept[key] = reply  # type: ignore[assignment]
    return kept
