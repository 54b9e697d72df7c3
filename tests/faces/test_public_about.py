"""What we hold and who looked is told in full, through the gate; feeds and words for machines."""

import re
from datetime import timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

from django.test import Client
from django.utils import translation

from commonbeat.faces.public import holdings
from commonbeat.journal import actions as journal
from commonbeat.journal import queries
from commonbeat.listening import actions as listening
from commonbeat.places.models import Team
from commonbeat.safety import inventory
from tests.faces.scene import lively, now, say

ATOM, GEO = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"


def looked(cast: SimpleNamespace, action: str, times: int) -> None:
    for _ in range(times):
        about = {"object_type": "x", "object_id": "1", "is_quiet": True}
        journal.enter(team=cast.team, actor=cast.noor, action=action, at=now() - timedelta(days=10), **about)


def test_every_stored_field_is_told_once(db: None) -> None:
    told = [purpose for group in holdings.groups() for line in group.lines for purpose in line.purposes]
    held = inventory.collect()
    assert {str(one.purpose) for one in held.values()} == set(told)
    taken: list[str] = []
    left = dict(held)
    for _name, _title, _lead, prefixes in holdings.GROUPS:
        mine = [key for key in left if holdings._is_of(key, prefixes)]
        taken += mine
        for key in mine:
            del left[key]
    assert sorted(taken) == sorted(held)


def test_what_a_resident_gives_stands_with_the_sentence_about_it(db: None) -> None:
    by_name = {group.name: str(group.lines) for group in holdings.groups()}
    assert "what you told us" in by_name["said"]
    assert "what you told us" not in by_name["machine"]


def test_few_looks_are_not_counted_and_many_are(cast: SimpleNamespace, client: Client) -> None:
    looked(cast, "open contact", 3)
    looked(cast, "read greeting", 9)
    looked(cast, "read back", 20)
    looked(cast, "export_concerns", 1)
    found = holdings.looks(cast.team, now())
    assert found is not None
    assert (found.opened.number, found.greeted.number, found.exported.number) == (None, 9, 1)
    body = client.get("/what-we-hold/").content.decode()
    assert "fewer than 8" in body
    assert "<b>9</b>" in body


def test_a_look_of_this_week_shows_in_no_count_yet(cast: SimpleNamespace) -> None:
    for _ in range(9):
        about = {"object_type": "x", "object_id": "1", "is_quiet": True}
        journal.enter(team=cast.team, actor=cast.noor, action="open contact", at=now(), **about)
    found = holdings.looks(cast.team, now())
    assert found is not None
    assert not found.opened.is_shown


def test_the_person_is_shown_an_opening_written_with_a_space(cast: SimpleNamespace) -> None:
    looked(cast, "open contact", 1)
    looked(cast, "read back", 1)
    assert [one.action for one in queries.looked_at("1")] == ["open contact"]


def test_the_head_of_the_day_stands_on_the_page(cast: SimpleNamespace, client: Client) -> None:
    say(cast)
    head = journal.publish_head(now())
    assert head is not None
    assert head.hash in client.get("/what-we-hold/").content.decode()


def test_the_pages_about_us_say_the_same_in_every_language(cast: SimpleNamespace, client: Client) -> None:
    for page in ("what-we-hold", "privacy", "accessibility"):
        answers = {code: client.get(f"{prefix}/{page}/") for code, prefix in (("en", ""), ("es", "/es"))}
        counts = {code: len(re.findall("<h2", answer.content.decode())) for code, answer in answers.items()}
        assert counts["en"] == counts["es"] >= 2
    with translation.override("es"):
        assert holdings.groups()[0].lines[-1].data_class


def test_the_feed_is_sound_atom_with_public_places(cast: SimpleNamespace, client: Client) -> None:
    scene = lively(cast)
    answer = client.get("/n/harbor-row/feed.atom")
    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == f"urn:uuid:{scene.row.pk}"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) >= 6
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    updated = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert updated == sorted(updated, reverse=True)
    coffee = next(entry for entry in entries if entry.findtext(f"{ATOM}title") == scene.coffee.title)
    assert coffee.findtext(f"{GEO}point") == f"{scene.cafe.latitude:.5f} {scene.cafe.longitude:.5f}"
    assert coffee.find(f"{ATOM}link").attrib["href"].endswith(f"/meet/{scene.coffee.slug}/")


def test_a_complaint_is_in_no_feed(cast: SimpleNamespace, client: Client) -> None:
    voice = say(cast, "Ben shouted.", kind="complaint", about_officer=cast.ben).voice
    about = {"title": "Shouting", "kind": "complaint", "topic": "team"}
    listening.join(voices=[voice], by=cast.noor, at=now(), **about)
    feed = client.get("/n/harbor-row/feed.atom").content.decode()
    assert "Shouting" not in feed
    assert "<entry" not in feed


def test_robots_stay_out_of_what_is_personal(cast: SimpleNamespace, client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /code/", "Disallow: /updates/", "Disallow: /desk/"} <= set(lines)


def test_whom_to_tell_about_a_weakness_is_said_where_the_team_named_somebody(
    cast: SimpleNamespace, client: Client
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    Team.objects.update(contact_email="safe@harbor.example")
    journal.enter(team=cast.team, actor="system", action="x", object_type="x", object_id="1", at=now())
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:safe@harbor.example" in text
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", text, re.MULTILINE)
