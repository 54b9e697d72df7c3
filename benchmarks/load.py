"""A small load generator for loopback: kept connections, ready-made requests, every answer read to its end."""

import socket
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Load:
    """What a run of requests took."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def request_bytes(
    method: str, path: str, host: str, body: bytes = b"", cookie: str = "", more: str = ""
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: keep-alive"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + ("\r\n" + more if more else "") + "\r\n\r\n").encode() + body


def run(port: int, requests: list[bytes], *, connections: int, seconds: float) -> Load:
    """Send the requests over this many connections until they are used up or the time is over."""
    found, lock = Load(), threading.Lock()
    waiting = iter(requests)
    until = time.perf_counter() + seconds

    def work() -> None:
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.perf_counter() < until:
                with lock:
                    one = next(waiting, None)
                if one is None:
                    return
                begun = time.perf_counter()
                link.sendall(one)
                status = read_answer(link)
                took = time.perf_counter() - begun
                with lock:
                    found.latencies.append(took)
                    found.statuses[status] = found.statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - begun
    return found


def read_answer(link: socket.socket) -> int:
    """The status of one answer, whose body is read and thrown away."""
    got = b""
    while b"\r\n\r\n" not in got:
        part = link.recv(65536)
        if not part:
            raise ConnectionError("The server closed the connection.")
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    status = int(head[9:12])
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    left = length - len(body)
    while left > 0 and status != 304:
        left -= len(link.recv(65536))
    return status
