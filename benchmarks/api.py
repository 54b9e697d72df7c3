"""`python -m benchmarks.api [--url URL] [--cases N] [--seed S]`: random requests to the JSON API.

None may break it. Start a server first (`./run`). schemathesis makes the requests from the description, sound
ones and broken ones, and counts every answer of 500 and above.
"""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
import time

from tests.peers import clients

OPERATIONS = 12


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.api", description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tried, broken, began = 0, 0, time.monotonic()
    seed = options.seed
    while tried < options.cases:
        made, failed = ask(options.url, max(20, (options.cases - tried) // OPERATIONS + 1), seed)
        if not made:
            print(f"No server answers at {options.url}. Start one first: ./run")
            return 2
        tried, broken, seed = tried + made, broken + failed, seed + 1
        print(f"  {tried} requests, {broken} server errors, {time.monotonic() - began:.0f} s", flush=True)
    version = clients.GROUPS["schema"][0].replace("==", " ")
    print(
        f"{tried} requests by {version}, seed {options.seed}: {broken} server errors ({platform.machine()})"
    )
    return 1 if broken else 0


def ask(url: str, examples: int, seed: int) -> tuple[int, int]:
    """How many requests one run made, and how many broke the server."""
    done = subprocess.run(
        [
            clients.tool("schema", "schemathesis"), "run", f"{url}/api/v1/openapi.json",
            "--max-examples", str(examples),
            "--phases", "coverage,fuzzing", "--mode", "all", "--seed", str(seed), "--no-color", "--continue-on-failure",
            "--checks", "not_a_server_error",
        ],
        capture_output=True, text=True, check=False, env=clients.surroundings(),
    )  # fmt: skip
    made = re.search(r"(\d+) generated", done.stdout)
    failed = re.search(r"(\d+) found", done.stdout)
    return int(made[1]) if made else 0, int(failed[1]) if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
