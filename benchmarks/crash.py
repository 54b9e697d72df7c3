"""Kill -9 under load, two hundred times: what was acknowledged is there, once.

python -m benchmarks.crash [--cycles 200] [--seed 1] [--database postgresql://…]
"""

import argparse
import json
import platform

from tests.reliability.crash import crash
from tests.reliability.house import house
from tests.reliability.resend import resend


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--database", default="", help="an empty PostgreSQL database; default: SQLite in a new folder"
    )
    options = parser.parse_args()
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    with house(options.database) as here:
        found = crash(here, cycles=options.cycles, seed=options.seed)
    print(json.dumps({"kill -9": found, "machine": machine, "seed": options.seed}, indent=1))
    is_good = not (found["lost"] or found["doubled"] or found["outbox_not_one"] or found["journal_problems"])
    if not options.database:
        with house() as here:
            again = resend(here, keys=100, times=16)
        print(json.dumps({"100 keys, 16 at once": again}, indent=1))
        is_good = is_good and again["voices"] == 100
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
