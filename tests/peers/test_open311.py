"""Open311 GeoReport v2: what is published, week by week, and handing over with a key."""

import json
from io import BytesIO
from xml.etree import ElementTree

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from PIL import Image

from commonbeat.listening import actions
from commonbeat.listening.models import Attachment, Intake, SealedContact, Source, Voice
from tests.peers.making import months, program, published

ROOT = "/open311/v2"


@pytest.fixture
def now():
    return timezone.now()


def get(client, path, **query):
    return client.get(f"{ROOT}/{path}", query)


def post(client, key, form="json", **fields):
    given = {
        "api_key": key,
        "service_code": "lighting",
        "description": "The lamp is out.",
        "address_string": "Mill Street 4",
        **fields,
    }
    return client.post(f"{ROOT}/requests.{form}", given)


def test_discovery_names_the_endpoint_and_both_formats(client, cast):
    found = get(client, "discovery.json").json()
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert fromstring(get(client, "discovery.xml").content).findtext("endpoints/endpoint/formats/format")


def test_services_are_topics_in_both_formats(client, cast):
    codes = {row["service_code"] for row in get(client, "services.json").json()}
    assert {"lighting", "noise", "other"} <= codes
    tree = fromstring(get(client, "services.xml").content)
    assert {one.text for one in tree.findall("service/service_code")} == codes
    assert tree.findtext("service/metadata") == "true"


def test_a_definition_lists_kinds_but_no_complaints(client, cast):
    found = get(client, "services/lighting.json").json()
    keys = {one["key"] for one in found["attributes"][0]["values"]}
    assert "question" in keys
    assert "complaint" not in keys
    assert get(client, "services/nothing.json").status_code == 404


def test_only_published_concerns_are_listed_with_week_and_public_place(client, cast, now):
    made = published(cast, now)
    actions.hear(
        team=cast.team,
        neighborhood=cast.row,
        client_id=made.pk,
        channel="web",
        kind="worry",
        words="Secret",
        at=now,
    )

    [row] = get(client, "requests.json").json()

    assert row["service_request_id"] == made.reference
    assert row["status"] == "open"
    assert (row["lat"], row["long"]) == (cast.cafe.latitude, cast.cafe.longitude)
    monday = timezone.datetime.fromisoformat(row["requested_datetime"]).astimezone()
    assert monday.astimezone(tz=timezone.zoneinfo.ZoneInfo("Europe/Helsinki")).weekday() == 0
    assert "It is dark." not in json.dumps(row)


def test_dates_status_codes_and_pages_narrow_the_list(client, cast, now):
    months(cast, now)
    assert len(get(client, "requests.json").json()) == 2
    old = get(
        client,
        "requests.json",
        start_date="2026-01-01T00:00:00Z",
        end_date=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    assert len(old.json()) == 2, "no more than ninety days at once"
    assert get(client, "requests.json", status="closed").json() == []
    assert get(client, "requests.json", service_code="noise").json() == []
    assert len(get(client, "requests.json", service_code="noise,lighting").json()) == 2
    pages = [get(client, "requests.json", page=page, page_size=1).json() for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [1, 1, 0]
    assert pages[0][0]["service_request_id"] != pages[1][0]["service_request_id"]


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"end_date": "9999-12-31T23:59:59Z"},
        {"page": "0"},
        {"page": "x"},
        {"page_size": "-1"},
        {"status": "maybe"},
        {"start_date": "0001-01-01T00:00:00+14:00"},
    ],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_cannot_be_read_is_named_in_the_format_asked_for(client, cast, query, form):
    answer = get(client, f"requests.{form}", **query)
    assert answer.status_code == 400
    name = next(iter(query))
    if form == "json":
        assert name in answer.json()[0]["description"]
    else:
        assert name in fromstring(answer.content).findtext("error/description")


def test_another_jurisdiction_is_not_found(client, cast):
    assert get(client, "services.json", jurisdiction_id="elsewhere").status_code == 404
    assert get(client, "services.json", jurisdiction_id=cast.team.slug).status_code == 200


def test_a_program_hands_over_a_voice_and_learns_how_far_it_came(client, cast, now):
    _source, key = program(cast, now)

    answer = post(client, key, email="amara@home.example", **{"attribute[kind]": "question"})

    assert answer.status_code == 201
    reference = answer.json()[0]["service_request_id"]
    assert "112" in answer.json()[0]["service_notice"]
    voice = Voice.objects.get()
    assert (voice.reference, voice.channel, voice.kind, voice.where) == (
        reference, "open311", "question", "Mill Street 4",
    )  # fmt: skip
    assert not SealedContact.objects.exists(), "no box, so nothing is kept"
    assert get(client, f"requests/{reference}.json").status_code == 404, "the reference alone opens nothing"
    own = get(client, f"requests/{reference}.json", api_key=key).json()[0]
    assert own["status"] == "open"
    assert "description" not in own


def test_without_a_key_nothing_is_taken(client, cast, now):
    source, key = program(cast, now)
    assert post(client, "").status_code == 403
    assert post(client, key[:-1]).status_code == 403
    Source.objects.filter(pk=source.pk).update(is_on=False)
    assert post(client, key, form="xml").status_code == 403
    assert not Voice.objects.exists()


def test_the_same_request_again_is_heard_once(client, cast, now):
    _source, key = program(cast, now)
    given = {"api_key": key, "service_code": "noise", "description": "Loud", "address_string": "Here"}
    first = client.post(f"{ROOT}/requests.json", given, headers={"Idempotency-Key": "7"})
    again = client.post(f"{ROOT}/requests.json", given, headers={"Idempotency-Key": "7"})
    other = client.post(
        f"{ROOT}/requests.json", {**given, "description": "Else"}, headers={"Idempotency-Key": "7"}
    )
    assert first.json()[0]["service_request_id"] == again.json()[0]["service_request_id"]
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert Voice.objects.count() == 1
    assert Intake.objects.quarantined().count() == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"description": ""}, "description"),
        ({"description": "x" * 5001}, "5000"),
        ({"service_code": "gossip"}, "service_code"),
        ({"address_string": ""}, "lat"),
        ({"lat": "north", "long": "1"}, "degrees"),
        ({"lat": "nan", "long": "1"}, "degrees"),
        ({"lat": "91", "long": "1"}, "degrees"),
        ({"address_id": "nowhere"}, "address_id"),
        ({"attribute[kind]": "complaint"}, "attribute[kind]"),
    ],
)
def test_what_is_missing_or_wrong_is_named(client, cast, now, fields, named):
    _source, key = program(cast, now)
    answer = post(client, key, **fields)
    assert answer.status_code == 400
    assert named in answer.json()[0]["description"]
    assert not Voice.objects.exists()


def test_a_point_finds_its_neighborhood_and_a_photo_is_drawn_again(client, cast, now):
    _source, key = program(cast, now)
    photo = BytesIO()
    Image.new("RGB", (20, 10)).save(photo, "JPEG")
    photo.seek(0)
    photo.name = "p.jpg"
    post(client, key, address_string="", lat="60.165", long=str(cast.court.longitude), media=photo)
    assert Voice.objects.get().neighborhood == cast.court
    assert Attachment.objects.get().width == 20


def test_danger_is_answered_with_the_numbers_first(client, cast, now):
    _source, key = program(cast, now)
    answer = post(client, key, description="Help, a man is bleeding and not breathing, send somebody now!")
    assert answer.json()[0]["service_notice"].startswith("If somebody is in danger")


def test_updates_tell_state_and_since_when(client, cast, now):
    made = published(cast, now)
    [row] = get(client, "service_request_updates.json").json()
    assert (row["service_request_id"], row["status"]) == (made.reference, "open")
    tree = fromstring(get(client, "servicerequestupdates.xml").content)
    assert isinstance(tree, ElementTree.Element)
    assert tree.findtext("request_update/service_request_id") == made.reference


def test_a_complaint_is_never_listed(client, cast, now):
    heard = actions.hear(
        team=cast.team, neighborhood=cast.row, client_id=cast.row.pk, channel="web", kind="complaint", words="Rude",
        about_officer=cast.ben, at=now,
    )  # fmt: skip
    assert get(client, "requests.json").json() == []
    assert get(client, f"requests/{heard.voice.reference}.json").status_code == 404
