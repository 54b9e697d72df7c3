"""A list costs as many queries for many rows as for few."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonbeat.listening import actions
from tests.faces.desk_scene import COMPLAINT, ask, at_desk, gathering, hear, join, url, walk

# The most queries each list may ask, the rail with its counts, the session and the team included.
# The inbox asks for its four orders one by one: each comes out of an index as it lies.
MOST = {
    ("cleo", "home"): 47, ("cleo", "inbox"): 21, ("cleo", "concerns"): 22, ("cleo", "promises"): 18,
    ("cleo", "walks"): 20, ("cleo", "gatherings"): 18, ("cleo", "questions"): 22, ("cleo", "work"): 20,
    ("cleo", "pairs"): 20, ("cleo", "team"): 22, ("mo", "reading"): 18, ("noor", "complaints"): 16,
    ("cleo", "plan"): 24, ("cleo", "roster"): 20, ("cleo", "presence"): 34,
    ("noor", "contacts"): 18, ("ivo", "journal"): 14, ("ada", "settings"): 14,
}  # fmt: skip


def more_of_everything(cast: SimpleNamespace) -> None:
    now = timezone.now()
    for number in range(4):
        hear(cast, f"One more thing {number}", contact_details="Call me")
        hear(cast, f"Held {number}", is_held=True)
        hear(cast, COMPLAINT, kind="complaint", about_officer=cast.ben)
        concern = join(cast, hear(cast), hear(cast), title=f"Concern {number}")
        actions.read_back(voice=concern.voices.first(), words="Dark.", by=cast.cleo, at=now)
        walk(cast, days=number + 3)
        gathering(cast, days=number + 5)
        gathering(cast, days=-number - 2)
        ask(cast, f"Why {number}?")


def count(client: object, path: str) -> int:
    client.get(path)  # type: ignore[attr-defined]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200  # type: ignore[attr-defined]
    return len(asked)


@pytest.mark.parametrize(("who", "name"), list(MOST))
def test_a_list_asks_a_fixed_number_of_queries(scene: SimpleNamespace, who: str, name: str) -> None:
    client = at_desk(getattr(scene.cast, who))
    few = count(client, url(name))
    more_of_everything(scene.cast)
    many = count(client, url(name))
    assert many <= few, f"{name}: {few} queries for few rows, {many} for many"
    assert many <= MOST[who, name]


def test_a_concern_with_many_voices_costs_no_more(scene: SimpleNamespace) -> None:
    client, path = at_desk(scene.cast.cleo), url("concern", scene.concern.pk)
    few = count(client, path)
    for number in range(5):
        actions.join(
            voices=[hear(scene.cast, f"Me too {number}")],
            concern=scene.concern,
            by=scene.cast.cleo,
            at=timezone.now(),
        )
    assert count(client, path) <= few
