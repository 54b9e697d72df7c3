"""Concern intake and the neighborhood page beside a bare Django view, on the same server, in one run.

python -m benchmarks.serving [--seconds 8] [--connections 8] [--rounds 3] [--database sqlite|postgresql|both]

Each round measures ours and the bare one in turn; the figure is the median of the rounds.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

import psycopg

from benchmarks.load import Load, request_bytes, run
from tests.reliability.house import ROOT, TOKEN, Drafter, House, free_port, house
from tools.postgres import private_postgres

SERVER = [
    "--interface",
    "wsgi",
    "--workers",
    "2",
    "--blocking-threads",
    "5",
    "--no-ws",
    "--log-level",
    "error",
]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {options.rounds} rounds"
    )
    if options.database in ("sqlite", "both"):
        measure("SQLite", "", "", options)
    if options.database in ("postgresql", "both"):
        with private_postgres(is_durable=True) as url:
            names = [make_database(url, name) for name in ("ours", "bare")]
            measure("PostgreSQL", names[0], names[1], options)
    return 0


def make_database(url: str, name: str) -> str:
    with psycopg.connect(url, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + f"/{name}"


def measure(title: str, our_url: str, bare_url: str, options: argparse.Namespace) -> None:
    with house(our_url) as ours, bare(ours, bare_url) as bare_port:
        ours.start(workers=2)
        ours.wait_until_up()
        drafts = sealed_drafts(ours, int(options.seconds * options.rounds * 500))
        host = f"127.0.0.1:{ours.port}"
        writes = [
            request_bytes("POST", "/n/harbor-row/say/", host, body, f"csrftoken={TOKEN}") for body in drafts
        ]
        bare_body = urlencode({"csrfmiddlewaretoken": TOKEN, "words": "x" * 200}).encode()
        bare_write = request_bytes(
            "POST", "/write/", f"127.0.0.1:{bare_port}", bare_body, f"csrftoken={TOKEN}"
        )
        page = request_bytes("GET", "/n/harbor-row/", host)
        bare_page = request_bytes("GET", "/", f"127.0.0.1:{bare_port}")
        etag = etag_of(ours)
        known = request_bytes("GET", "/n/harbor-row/", host, more=f"If-None-Match: {etag}")

        def load(port: int, requests: list[bytes]) -> Load:
            return run(port, requests, connections=options.connections, seconds=options.seconds)

        share = len(writes) // options.rounds
        intake = [writes[number * share : (number + 1) * share] for number in range(options.rounds)]
        many = [bare_write] * 200_000
        compare(f"{title}, intake", [lambda part=part: load(ours.port, part) for part in intake],
                [lambda: load(bare_port, many)] * options.rounds)  # fmt: skip
        pages = [page] * 400_000
        compare(f"{title}, neighborhood page", [lambda: load(ours.port, pages)] * options.rounds,
                [lambda: load(bare_port, [bare_page] * 400_000)] * options.rounds)  # fmt: skip
        etag = etag_of(ours)
        known = request_bytes("GET", "/n/harbor-row/", host, more=f"If-None-Match: {etag}")
        show(f"{title}, page the browser already has (304)", [load(ours.port, [known] * 400_000)])


def compare(title: str, ours: list[Callable[[], Load]], bare_ones: list[Callable[[], Load]]) -> None:
    found = [(one(), other()) for one, other in zip(ours, bare_ones, strict=True)]
    show(f"{title}: ours", [one for one, _ in found])
    show(f"{title}: bare", [other for _, other in found])
    ratio = statistics.median(one.per_second / other.per_second for one, other in found)
    print(f"{title}: ratio {ratio:.2f}")


def show(title: str, loads: list[Load]) -> None:
    rate = statistics.median(load.per_second for load in loads)
    p95 = statistics.median(load.percentile(0.95) for load in loads)
    statuses = {
        status: sum(load.statuses.get(status, 0) for load in loads)
        for load in loads
        for status in load.statuses
    }
    print(f"{title}: {rate:.0f} requests/s, p95 {p95:.1f} ms, answers {statuses}", flush=True)


def sealed_drafts(ours: House, count: int) -> list[bytes]:
    drafter = Drafter(ours)
    fields = [drafter.seal(uuid.uuid4(), "x" * 200) for _ in range(count)]
    drafter.stop()
    time.sleep(1)
    return [urlencode({**one, "csrfmiddlewaretoken": TOKEN}, quote_via=quote).encode() for one in fields]


def etag_of(ours: House) -> str:
    return ours.request("GET", "/n/harbor-row/").headers.get("etag", "")


@contextmanager
def bare(ours: House, database_url: str) -> Iterator[int]:
    """The bare application under the same server, beside ours."""
    port, data = free_port(), ours.data / "bare"
    data.mkdir()
    environment = {**ours.environment, "COMMONBEAT_DATA": str(data)}
    environment |= {"DATABASE_URL": database_url} if database_url else {}
    subprocess.run([sys.executable, "-m", "benchmarks.bare"], env=environment, cwd=ROOT, check=True)
    command = [sys.executable, "-m", "granian", *SERVER, "--port", str(port), "benchmarks.bare:application"]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        time.sleep(3)
        yield port
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    raise SystemExit(main())
