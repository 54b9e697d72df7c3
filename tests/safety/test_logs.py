"""The log says what went wrong and nothing about who was there."""

import io
import logging

from commonbeat.safety.logs import Discreet, scrub

CANARIES = ["203.0.113.77", "2001:db8::77", "amara@example.org", "CanaryAgent", "CanaryQuery", "CanaryWords"]


def logged(write: object) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(Discreet())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    write(logger)  # type: ignore[operator]
    return stream.getvalue()


def test_no_address_query_or_secret_reaches_the_log() -> None:
    text = logged(
        lambda log: log.warning(
            "%s for %s and %s: GET %s by amara@example.org at 2001:db8:0:0:0:0:0:77",
            "Not found",
            "203.0.113.77:4711",
            "::ffff:0:203.0.113.77",
            "/leave/Zm9vYmFyYmF6cXV4cXV1eA:1xV:sig/?CanaryQuery=1",
        )
    )
    assert "Not found" in text
    assert "/leave/…" in text
    assert not [canary for canary in [*CANARIES, "Zm9vYmFy", "0:77"] if canary in text]


def test_an_exception_tells_where_but_not_what_somebody_wrote() -> None:
    def fail(log: logging.Logger) -> None:
        try:
            try:
                raise ValueError("CanaryWords")
            except ValueError as error:
                raise KeyError("CanaryQuery") from error
        except KeyError:
            log.exception("It failed.", extra={"request": "CanaryAgent"})

    text = logged(fail)
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert not [canary for canary in CANARIES if canary in text]


def test_what_a_log_is_for_stays_readable() -> None:
    assert scrub("Commonbeat 1.2.3 serves /harbor-row/concerns/ at 12:30:45") == (
        "Commonbeat 1.2.3 serves /harbor-row/concerns/ at 12:30:45"
    )
