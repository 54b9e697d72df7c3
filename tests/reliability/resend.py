"""The same last page pressed by many hands at the same moment."""

from __future__ import annotations

import http.client
import json
import threading
import uuid
from collections import Counter
from typing import Any

from tests.reliability.crash import code_in
from tests.reliability.house import JUDGE, Drafter, House


def resend(house: House, *, keys: int, times: int) -> dict[str, Any]:
    """Send each of `keys` drafts `times` times in parallel, resending on 503; what was kept in the end."""
    drafter = Drafter(house)
    drafts = {str(uuid.uuid4()): {} for _ in range(keys)}
    for client_id in drafts:
        drafts[client_id] = drafter.seal(uuid.UUID(client_id), f"The same words {client_id}")
    drafter.stop()
    house.start()
    house.wait_until_up()
    statuses: Counter[int] = Counter()
    codes: dict[str, set[str]] = {client_id: set() for client_id in drafts}

    def press(client_id: str, barrier: threading.Barrier) -> None:
        barrier.wait()
        for _ in range(20):
            try:
                answer = house.request("POST", "/n/harbor-row/say/", drafts[client_id], timeout=60)
            except (OSError, http.client.HTTPException):
                continue
            statuses[answer.status] += 1
            if answer.status in (200, 201):
                codes[client_id].add(code_in(answer.text))
                return

    for client_id in drafts:
        barrier = threading.Barrier(times)
        hands = [threading.Thread(target=press, args=(client_id, barrier)) for _ in range(times)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
    house.kill()
    shown = {client_id: next(iter(found), "") for client_id, found in codes.items()}
    judged = json.loads(house.run(code=JUDGE, stdin=json.dumps(shown)))
    return {"statuses": dict(statuses), "codes_per_key": max(map(len, codes.values())), **judged}
