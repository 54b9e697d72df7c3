"""What the time taken tells: addresses that are known and not, codes that never were and codes that are no more.

`python -m benchmarks.doors [--times 60]` asks a real server in turns and prints the medians beside each other, with the
share of pairs in which the first was slower: 50 % means that the time tells nothing.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable
from statistics import median

from commonbeat import __version__
from tests.reliability.house import House, house
from tests.reliability.visitor import Visitor

PREPARE = """
import django, json, uuid; django.setup()
from django.utils import timezone
from commonbeat.listening import actions
from commonbeat.people.models import Duty
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import codes
from tests.cast import make_staff
team, area, at = Team.objects.get(), Neighborhood.objects.get(), timezone.now()
dead, never = [], []
for number in range(TIMES):
    make_staff(team, f"Known{number}", Duty.OFFICER, where=area)
    said = dict(team=team, neighborhood=area, channel="web", kind="worry", words="Dark.", at=at)
    heard = actions.hear(client_id=uuid.uuid4(), **said)
    actions.withdraw(voice=heard.voice, at=at)
    dead.append(heard.code)
    never.append(codes.new_code())
print(json.dumps([dead, never]))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    print(
        f"Commonbeat {__version__}, Python {platform.python_version()}, {platform.machine()}, {times} in turns"
    )
    with house() as here:
        dead, never = json.loads(here.run(code=PREPARE.replace("TIMES", str(times))))
        here.start(workers=1)
        here.wait_until_up()
        known = [f"known{number}@team.example" for number in range(times)]
        unknown = [f"nobody{number}@team.example" for number in range(times)]
        beside("sign-in: known address", "unknown address", here, known, unknown, sign_in)
        beside("code: taken back", "never given", here, dead, never, open_code)
    return 0


def sign_in(who: Visitor, address: str) -> None:
    assert who.post("/sign-in/", {"login": address, "password": "wrong wrong wrong"}).status == 200


def open_code(who: Visitor, code: str) -> None:
    assert who.post("/code/", {"code": code}).status == 422


def beside(
    first: str,
    second: str,
    here: House,
    ones: list[str],
    others: list[str],
    ask: Callable[[Visitor, str], None],
) -> None:
    """Ask for one and for another in turns, each turn from another address, and print both."""
    taken: list[tuple[float, float]] = []
    for number, (one, other) in enumerate(zip(ones, others, strict=True)):
        who = Visitor(here, source=f"127.0.{1 + number // 200}.{1 + number % 200}")
        pair = [seconds(ask, who, value) for value in ((one, other) if number % 2 else (other, one))]
        taken.append((pair[0], pair[1]) if number % 2 else (pair[1], pair[0]))
    slower = sum(one > other for one, other in taken) / len(taken)
    left, right = median(one for one, _ in taken), median(other for _, other in taken)
    print(
        f"{first} {left * 1000:.1f} ms, {second} {right * 1000:.1f} ms, first slower in {slower:.0%} of pairs"
    )


def seconds(ask: Callable[[Visitor, str], None], who: Visitor, value: str) -> float:
    begun = time.perf_counter()
    ask(who, value)
    return time.perf_counter() - begun


if __name__ == "__main__":
    raise SystemExit(main())
