"""Five hundred people voting at one session, on a real server: nothing lost, nobody twice, the screen follows.

python -m benchmarks.sessions [--people 500] [--minutes 5] [--votes 3] [--workers 2] [--database sqlite|postgresql]

Everybody opens the page at a random moment, votes for some of ten questions, taps every third vote twice at
once, and follows the totals as the page's script does until the end. A screen asks every second. At the end the
totals on the screen, in the database and in the answers people got are compared. One machine does both sides, so
the server has less than the machine.
"""

import argparse
import heapq
import http.client
import json
import os
import platform
import random
import statistics
import threading
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.reliability.house import TOKEN, House, house
from tools.postgres import private_postgres

POLL, SCREEN = 8.0, 1.0
THREADS = 24
QUESTIONS = 10
PREPARE = """
import django; django.setup()
import json, uuid
from datetime import timedelta
from django.utils import timezone
from commonbeat.openness import actions
from commonbeat.people.models import Duty
from commonbeat.places.models import Neighborhood
from tests.cast import make_place, make_staff
row, at = Neighborhood.objects.get(), timezone.now()
cleo = make_staff(row.team, "Cleo", Duty.COORDINATOR, where=row)
session = actions.announce_gathering(
    neighborhood=row, kind="information_session", title="Night bus", purpose="Questions.", host=cleo, by=cleo, at=at,
    place=make_place(row, "Hall", "hall"), starts_at=at + timedelta(hours=1), ends_at=at + timedelta(hours=3),
    is_published=True,
)
made = []
for number in range(QUESTIONS):
    words = f"Question {number}?"
    asked = actions.ask(team=row.team, neighborhood=row, gathering=session, client_id=uuid.uuid4(), words=words, at=at)
    actions.publish_question(question=asked.question, public_words=words, by=cleo, at=at)
    made.append(str(asked.question.pk))
print(json.dumps({"slug": session.slug, "questions": made}))
"""
JUDGE = """
import django; django.setup()
import json
from django.db.models import Count
from commonbeat.openness.models import QuestionVote
votes = QuestionVote.objects.values("question").annotate(n=Count("pk"), devices=Count("device", distinct=True))
print(json.dumps({str(row["question"]): [row["n"], row["devices"]] for row in votes}))
"""


@dataclass
class Seen:
    """What everybody saw and how long it took."""

    accepted: Counter[str] = field(default_factory=Counter)
    took: dict[str, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    votes_at: list[float] = field(default_factory=list)
    totals_at: list[tuple[float, int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Person:
    """A browser: its cookies, what it votes for, what it knows of the totals."""

    wants: list[str]
    cookie: str = f"csrftoken={TOKEN}"
    tag: str = ""


class Room:
    """The session, the people in it, and what is still to happen."""

    def __init__(self, made: House, slug: str) -> None:
        self.port, self.slug, self.seen = made.port, slug, Seen()
        self.local = threading.local()

    def ask(
        self, what: str, method: str, path: str, headers: dict[str, str], body: str = ""
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request on this thread's own connection, timed."""
        begun = time.perf_counter()
        for attempt in (1, 2):
            link = getattr(self.local, "link", None)
            if link is None:
                link = self.local.link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
            try:
                link.request(method, path, body or None, headers)
                answer = link.getresponse()
                content = answer.read()
                break
            except (OSError, http.client.HTTPException):
                link.close()
                self.local.link = None
                if attempt == 2:
                    raise
        with self.seen.lock:
            self.seen.took.setdefault(what, []).append(time.perf_counter() - begun)
            if answer.status >= 400:
                self.seen.failed[f"{what} {answer.status}"] += 1
        return answer.status, answer.headers, content

    def enter(self, person: Person) -> None:
        """Open the page and keep its cookies."""
        _status, headers, _body = self.ask(
            "page", "GET", f"/meet/{self.slug}/live/", {"Cookie": person.cookie}
        )
        given = [one.split(";")[0] for one in headers.get_all("Set-Cookie") or []]
        person.cookie = "; ".join(
            [f"csrftoken={TOKEN}", *(one for one in given if one.startswith("ballot_en"))]
        )

    def vote(self, person: Person, question: str, counts: bool) -> None:
        """One tap; only the first of a double tap is what the person meant to be counted."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, "question": question, "do": "vote"})
        headers = {"Cookie": person.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        status, _headers, _body = self.ask("vote", "POST", f"/meet/{self.slug}/live/vote/", headers, body)
        if counts and status == 302:
            with self.seen.lock:
                self.seen.accepted[question] += 1
                self.seen.votes_at.append(time.perf_counter())

    def follow(self, person: Person) -> None:
        headers = {"If-None-Match": person.tag} if person.tag else {}
        status, got, _body = self.ask("totals", "GET", f"/meet/{self.slug}/live/state/", headers)
        if status == 200:
            person.tag = got["ETag"] or ""

    def watch(self, screen: Person) -> None:
        """The screen as its script asks for it; how many votes it shows."""
        headers = {"If-None-Match": screen.tag} if screen.tag else {}
        status, got, _body = self.ask("screen", "GET", f"/meet/{self.slug}/stage/", headers)
        if status == 200:
            screen.tag = got["ETag"] or ""
            _status, _got, body = self.ask("judge", "GET", f"/meet/{self.slug}/live/state/", {})
            total = sum(one["votes"] for one in json.loads(body)["questions"])
            self.seen.totals_at.append((time.perf_counter(), total))


class Clock:
    """What is to happen when, done by a few threads."""

    def __init__(self) -> None:
        self.waiting: list[tuple[float, int, object]] = []
        self.number, self.condition = 0, threading.Condition()

    def at(self, when: float, do: object) -> None:
        with self.condition:
            self.number += 1
            heapq.heappush(self.waiting, (when, self.number, do))
            self.condition.notify()

    def work(self, until: float) -> None:
        while True:
            with self.condition:
                while not self.waiting or self.waiting[0][0] > time.perf_counter():
                    if time.perf_counter() > until:
                        return
                    next_at = self.waiting[0][0] if self.waiting else until
                    self.condition.wait(min(max(next_at - time.perf_counter(), 0.001), 0.2))
                _when, _number, do = heapq.heappop(self.waiting)
            do()  # type: ignore[operator]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--votes", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    about = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, seed {options.seed}"
    print(f"{about}, {options.database}: {options.people} people in {options.minutes:g} minutes")
    is_postgres = options.database == "postgresql"
    with private_postgres(is_durable=True) if is_postgres else nullcontext("") as url, house(url) as made:
        told = json.loads(made.run(code=PREPARE.replace("QUESTIONS", str(QUESTIONS))))
        made.start(workers=options.workers)
        made.wait_until_up()
        room = Room(made, told["slug"])
        play(room, told["questions"], options)
        return judge(made, room)


def play(room: Room, questions: list[str], options: argparse.Namespace) -> None:
    dice, clock = random.Random(options.seed), Clock()
    begun = time.perf_counter() + 0.5
    until = begun + 60 * options.minutes
    screen = Person([])
    for _person in range(options.people):
        person = Person(dice.sample(questions, options.votes))
        plan(room, clock, person, dice, begun, until)
    for second in range(int(60 * options.minutes / SCREEN) + 3):
        clock.at(begun + second * SCREEN, lambda: room.watch(screen))
    threads = [threading.Thread(target=clock.work, args=(until + 3,)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def plan(room: Room, clock: Clock, person: Person, dice: random.Random, begun: float, until: float) -> None:
    """In at some moment of the first nine tenths; once the page is there a vote every few seconds, then following."""
    span = until - begun
    came, gap = begun + dice.random() * span * 0.9, min(4.0, span * 0.02)
    offsets = [gap * (number + 1 + dice.random()) for number in range(len(person.wants))]
    polls = [POLL * (0.75 + dice.random() / 2) for _ in range(int(span / POLL * 1.4) + 1)]

    def enter() -> None:
        room.enter(person)
        now = time.perf_counter()
        for number, (question, offset) in enumerate(zip(person.wants, offsets, strict=True)):
            when = min(now + offset, until - 0.5)
            clock.at(when, lambda question=question: room.vote(person, question, True))
            if number % 3 == 0:
                clock.at(when, lambda question=question: room.vote(person, question, False))
        for wait in polls:
            now += wait
            if now < until:
                clock.at(now, lambda: room.follow(person))

    clock.at(came, enter)


def judge(made: House, room: Room) -> int:
    seen = room.seen
    counted = {question: tuple(row) for question, row in json.loads(made.run(code=JUDGE)).items()}
    total = sum(n for n, _devices in counted.values())
    doubled = sum(n - devices for n, devices in counted.values())
    lost = sum(
        max(seen.accepted[question] - counted.get(question, (0, 0))[0], 0) for question in seen.accepted
    )
    for what, took in sorted(seen.took.items()):
        took.sort()
        p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
        worst = took[-1]
        print(
            f"{what}: {len(took)} answers, median {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms, "
            f"worst {1000 * worst:.0f} ms"
        )
    lags = lag(seen)
    told = sum(seen.accepted.values())
    print(f"votes acknowledged {told}, in the database {total}, lost {lost}, counted twice {doubled}")
    print(
        f"the screen shows a vote after {statistics.median(lags):.2f} s (median), "
        f"p95 {lags[int(len(lags) * 0.95)]:.2f} s, worst {lags[-1]:.2f} s"
    )
    print(f"failed: {dict(seen.failed) or 'none'}")
    return 0 if not lost and not doubled and not seen.failed and lags[-1] <= 2 else 1


def lag(seen: Seen) -> list[float]:
    """For every acknowledged vote, how long until the screen's total had grown to include it."""
    found, shown = [], sorted(seen.totals_at)
    for number, at in enumerate(sorted(seen.votes_at), start=1):
        when = next((moment for moment, total in shown if total >= number and moment >= at), None)
        found.append(max((when if when is not None else float("inf")) - at, 0.0))
    return sorted(found) or [float("inf")]


if __name__ == "__main__":
    raise SystemExit(main())
