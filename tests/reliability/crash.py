"""People keep sending while the whole server is killed again and again; then everything is counted."""

from __future__ import annotations

import http.client
import json
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.reliability.house import JUDGE, Drafter, House

SENDERS = 6
OUTPUT = re.compile(r"<output[^>]*>(.*?)</output>", re.S)


def code_in(text: str) -> str:
    """The follow-up code on the last page; empty where there is none."""
    found = OUTPUT.search(text)
    return re.sub(r"<[^>]+>|\s", "", found[1]) if found else ""


@dataclass
class Crowd:
    """People who each say something, resend until they see a code, and sometimes press twice."""

    house: House
    drafts: list[tuple[uuid.UUID, dict[str, str]]]
    seed: int
    acknowledged: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    retries: int = 0
    bad_answers: list[int] = field(default_factory=list)
    changed_codes: int = 0
    is_over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> list[threading.Thread]:
        threads = [threading.Thread(target=self.send_all, args=(number,)) for number in range(SENDERS)]
        for thread in threads:
            thread.start()
        return threads

    def send_all(self, number: int) -> None:
        dice = random.Random(self.seed + number)
        while not self.is_over:
            with self.lock:
                if not self.drafts:
                    return
                client_id, fields = self.drafts.pop()
            begun = time.monotonic()
            code = self.send_until_seen(fields)
            if not code:
                return
            with self.lock:
                self.acknowledged[str(client_id)] = code
                self.seconds.append(time.monotonic() - begun)
            if dice.random() < 0.1:
                again = self.send(fields)
                self.changed_codes += bool(again) and again != code

    def send_until_seen(self, fields: dict[str, str]) -> str:
        while not self.is_over:
            if code := self.send(fields):
                return code
            self.retries += 1
            time.sleep(0.05)
        return ""

    def send(self, fields: dict[str, str]) -> str:
        try:
            answer = self.house.request("POST", "/n/harbor-row/say/", fields)
        except (OSError, http.client.HTTPException, ValueError):
            return ""
        if answer.status not in (200, 201):
            is_honest = answer.status == 503 and "Retry-After" in answer.headers
            if not is_honest:
                self.bad_answers.append(answer.status)
            return ""
        return code_in(answer.text)


def crash(house: House, *, cycles: int, seed: int = 1) -> dict[str, Any]:
    """Kill the server `cycles` times under load; how many acknowledged voices were lost, doubled or half-saved."""
    dice = random.Random(seed)
    drafter = Drafter(house)
    ids = [uuid.UUID(int=dice.getrandbits(128), version=4) for _ in range(60 + cycles * 60)]
    drafts = [(client_id, drafter.seal(client_id, "x" * dice.randint(1, 800))) for client_id in ids]
    drafter.stop()
    begun = time.monotonic()
    house.start()
    house.wait_until_up()
    crowd = Crowd(house, drafts, seed)
    threads = crowd.run()
    for _ in range(cycles):
        time.sleep(dice.uniform(0.2, 0.9))
        house.kill()
        house.start()
        house.wait_until_up()
    time.sleep(1)
    crowd.is_over = True
    for thread in threads:
        thread.join()
    house.kill()
    seen = sorted(crowd.seconds)
    judged = json.loads(house.run(code=JUDGE, stdin=json.dumps(crowd.acknowledged)))
    return {
        "cycles": cycles,
        "seconds": round(time.monotonic() - begun, 1),
        "acknowledged": len(crowd.acknowledged),
        "retries": crowd.retries,
        "changed_codes": crowd.changed_codes,
        "bad_answers": crowd.bad_answers,
        "p50_seconds": round(seen[len(seen) // 2], 3) if seen else None,
        "p95_seconds": round(seen[int(len(seen) * 0.95)], 3) if seen else None,
        **judged,
    }
