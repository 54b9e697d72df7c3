"""Feeds, calendars, linked data, tables and the JSON API, read by the programs people use for them."""

import json
import re
import subprocess
import uuid
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from commonbeat.faces.peers import facts
from commonbeat.faces.peers.tables import COLLECTIONS
from commonbeat.listening import actions as listening
from commonbeat.openness import actions as openness
from tests.faces.scene import lively, now
from tests.peers import clients
from tests.together.solving import opened

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ROW = "/api/v1/neighborhoods/harbor-row"


@pytest.fixture
def scene(cast: SimpleNamespace) -> SimpleNamespace:
    scene = lively(cast)
    scene.problem = opened(cast, now() - timedelta(days=1), title="Another corner")
    return scene


def get(path: str, status: int = 200) -> Any:
    answer = Client().get(path)
    assert answer.status_code == status, (path, answer.content[:300])
    return json.loads(answer.content)


def test_every_table_keeps_to_its_own_description(scene: SimpleNamespace) -> None:
    described = get("/api/v1/openapi.json")["components"]["schemas"]
    for name in COLLECTIONS:
        page = get(f"{ROW}/{name}/")
        assert page["items"], name
        for row in page["items"]:
            assert list(row) == described[name]["required"], name


def test_pages_of_a_table_are_cut_as_asked(scene: SimpleNamespace) -> None:
    whole = get(f"{ROW}/loop/")
    part = get(f"{ROW}/loop/?limit=5&offset=10")
    assert part["items"] == whole["items"][10:15]
    assert (part["total"], part["limit"], part["offset"]) == (12, 5, 10)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=a", "limit=٣", "limit=", "offset=-1", "offset=1e3"]
)
def test_a_page_that_cannot_be_cut_is_refused_in_a_sentence(scene: SimpleNamespace, query: str) -> None:
    assert "whole number" in get(f"{ROW}/loop/?{query}", 400)["error"]


def test_few_people_are_not_counted_for_programs_either(scene: SimpleNamespace) -> None:
    [concern] = get(f"{ROW}/concerns/")["items"]
    assert concern["people"] is None
    for _one in range(9):
        listening.hear(
            team=scene.team, neighborhood=scene.row, client_id=uuid.uuid4(), channel="web", kind="worry",
            words="Dark.", at=now() - timedelta(days=15),
        )  # fmt: skip
    voices = scene.concern.voices.model.objects.filter(concern=None)
    listening.join(voices=list(voices), concern=scene.concern, by=scene.cleo, at=now())
    [concern] = get(f"{ROW}/concerns/")["items"]
    assert concern["people"] == 10


def test_when_the_gate_closes_tables_are_empty_and_sound(
    scene: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("a secret")

    monkeypatch.setattr(facts.gate, "as_of", broken)
    assert get(f"{ROW}/concerns/")["items"] == []


def test_another_teams_neighborhood_does_not_exist(scene: SimpleNamespace) -> None:
    assert get("/api/v1/neighborhoods/quay-street/", 404)["error"]
    assert get(f"{ROW}/people/", 404)["error"]
    assert Client().get("/data/harbor-row/people.csv").status_code == 404


def test_a_cell_is_never_a_formula(scene: SimpleNamespace) -> None:
    question = openness.ask(
        team=scene.team, neighborhood=scene.row, client_id=uuid.uuid4(), words='=HYPERLINK("x")', at=now()
    ).question
    openness.publish_question(question=question, public_words='=HYPERLINK("x")', by=scene.mo, at=now())
    text = Client().get("/data/harbor-row/questions.csv").content.decode()
    assert ",=HYPER" not in text
    assert "'=HYPERLINK" in text


def test_answers_for_programs_are_kept_by_caches_until_something_is_written(scene: SimpleNamespace) -> None:
    first = Client().get(f"{ROW}/loop/")
    assert first["Cache-Control"].startswith("public")
    assert Client().get(f"{ROW}/loop/", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.django_db(transaction=True)
def test_feed_readers_and_calendars_read_the_same_news(
    scene: SimpleNamespace, live_server: Any, tmp_path: Path
) -> None:
    row = f"{live_server.url}/n/harbor-row"
    read = clients.run("feeds", "feeds", f"{row}/feed.atom", f"{row}/calendar.ics", str(tmp_path))
    assert read["feed"]["is_sound"]
    assert "Coffee with Ben" in read["feed"]["titles"]
    assert scene.problem.title in read["feed"]["titles"]
    assert sorted(read["reader"]) == sorted(read["feed"]["titles"])
    assert all(len(point) == 2 for point in read["feed"]["where"])
    states = {title: status for title, _uid, status in read["calendar"]}
    assert states["Coffee with Ben"] == "CONFIRMED"
    assert states["Walk along"] == "CANCELLED"
    assert "Coffee with Ben" in read["icalevents"]


def test_a_calendar_client_of_2009_reads_our_times(scene: SimpleNamespace) -> None:
    """It knows RFC 2445 only: no property of later years is needed, every line is short and ends as told."""
    answer = Client().get("/n/harbor-row/calendar.ics", headers={"User-Agent": "iCal/3.0.8 (Mac OS X 10.5)"})
    assert answer["Content-Type"].startswith("text/calendar")
    lines = answer.content.split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\n" in line or len(line) > 75 for line in lines)
    unfolded = answer.content.replace(b"\r\n ", b"").decode().split("\r\n")
    assert unfolded[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    times = [line.partition(":")[2] for line in unfolded if line.startswith(("DTSTART", "DTEND", "DTSTAMP"))]
    assert times
    assert all(re.fullmatch(r"\d{8}T\d{6}Z", when) for when in times)
    events = "\n".join(unfolded).split("BEGIN:VEVENT")[1:]
    for event in events:
        names = [
            line.partition(":")[0].partition(";")[0] for line in event.split("END:VEVENT")[0].splitlines()
        ]
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE"):
            assert names.count(name) == 1


@pytest.mark.django_db(transaction=True)
def test_a_calendar_on_the_command_line_shows_our_times(
    scene: SimpleNamespace, live_server: Any, tmp_path: Path
) -> None:
    """vdirsyncer fetches the calendar as a phone's program would, and khal lists it."""
    (tmp_path / "vdirsyncer.conf").write_text(
        f'[general]\nstatus_path = "{tmp_path}/status/"\n'
        '[pair beat]\na = "here"\nb = "there"\ncollections = null\n'
        f'[storage here]\ntype = "filesystem"\npath = "{tmp_path}/events/"\nfileext = ".ics"\n'
        f'[storage there]\ntype = "http"\nurl = "{live_server.url}/n/harbor-row/calendar.ics"\n'
    )
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[beat]]\npath = {tmp_path}/events/\n[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\nlocal_timezone = Europe/Helsinki\ndefault_timezone = Europe/Helsinki\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    sync = [clients.tool("feeds", "vdirsyncer"), "-c", str(tmp_path / "vdirsyncer.conf")]
    for words in (["discover"], ["sync"]):
        done = subprocess.run(
            [*sync, *words],
            capture_output=True,
            text=True,
            timeout=60,
            input="y\ny\n",
            env=clients.surroundings(),
        )
        assert done.returncode == 0, done.stderr
    listed = subprocess.run(
        [clients.tool("feeds", "khal"), "-c", str(tmp_path / "khal.conf"), "list", "today", "30d"],
        capture_output=True, text=True, timeout=60,
        env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin"},
    )  # fmt: skip
    assert "Coffee with Ben" in listed.stdout, listed.stderr


@pytest.mark.django_db(transaction=True)
def test_the_data_package_is_valid_and_pages_carry_linked_data(
    scene: SimpleNamespace, live_server: Any
) -> None:
    pages = [
        f"{live_server.url}{path}"
        for path in (f"/meet/{scene.coffee.slug}/", "/n/harbor-row/", "/n/harbor-row/questions/")
    ]
    read = clients.run("data", "data", f"{live_server.url}/data/harbor-row/datapackage.json", *pages)
    assert read["is_valid"], read["errors"]
    assert set(read["rows"]) == set(COLLECTIONS)
    assert read["rows"]["loop"] == 12
    event, service, questions = (read["linked"][page][0] for page in pages)
    assert (event["@type"], event["name"]) == ("Event", "Coffee with Ben")
    assert event["eventStatus"].endswith("EventScheduled")
    assert service["areaServed"]["name"] == "Harbor Row"
    assert questions["mainEntity"][0]["acceptedAnswer"]["text"] == "One listens."


def test_linked_data_cannot_end_its_own_element(scene: SimpleNamespace) -> None:
    openness.change_gathering(gathering=scene.coffee, title="</script><b>hello", by=scene.cleo, at=now())
    html = Client().get(f"/meet/{scene.coffee.slug}/").content.decode()
    assert "</script><b>" not in html


@pytest.mark.django_db(transaction=True)
def test_random_requests_find_no_server_error(scene: SimpleNamespace, live_server: Any) -> None:
    """A bounded run; benchmarks/api.py asks ten thousand."""
    done = subprocess.run(
        [
            clients.tool("schema", "schemathesis"), "run", f"{live_server.url}/api/v1/openapi.json",
            "--max-examples", "8", "--phases", "examples,fuzzing", "--seed", "1", "--no-color",
            "--checks", CHECKS,
        ],
        capture_output=True, text=True, timeout=240, env=clients.surroundings(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-500:]
