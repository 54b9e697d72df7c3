"""The pulse on the desk and in public, and what comes in by other ways, as people see it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.channels.said import Said
from commonbeat.listening.models import Intake, Sheet, Source, Voice
from tests.browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, shot
from tests.faces.desk_scene import hear, join
from tests.listening.weeks import voices
from tests.signin import sign_in, sign_in_browser

CSV = "words;where;kind\nThe lamp is out;Mill Street;worry\nThank you;;thanks\n;;gossip\n"


@pytest.fixture
def community(cast: SimpleNamespace) -> SimpleNamespace:
    """A neighborhood that talks, with one thing rising, and one message that could not be read."""
    now = timezone.now()
    voices(cast, now, [2, 1, 3, 2, 2, 1, 2, 3, 2, 2, 1, 2, 11], topic="lighting", place=cast.cafe,
           feeling_said="afraid", need="action", words="It is dark on the way home, and my daughter is afraid.",
    )  # fmt: skip
    voices(cast, now, [4, 5, 3, 4, 6, 4, 5, 3, 4, 5, 4, 5, 4], topic="noise", feeling_guessed="angry")
    voices(
        cast,
        now,
        [1, 0, 2, 1, 1, 0, 1, 2, 1, 1, 0, 1, 2],
        topic="welcome",
        kind="thanks",
        feeling_said="hopeful",
    )
    voices(
        cast,
        now,
        [0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1],
        topic="traffic",
        kind="idea",
        feeling_estimated="fed_up",
    )
    join(cast, hear(cast, at=now - timedelta(days=9)), title="Lamps in the underpass", kind="worry", topic="lighting",
         owner=cast.ben)  # fmt: skip
    way = actions.add_source(team=cast.team, channel="sms", name="Gateway", at=now).source
    said = Said(
        event="1", sender="", words="", trouble="nested_too_deep", raw=b"Subject: =?x?\n\nThe l\xe4mp is out"
    )
    actions.take_in(source=way, said=said, at=now)
    return cast


@pytest.fixture
def cleo(client: Client, community: SimpleNamespace) -> Client:
    return sign_in(client, community.cleo)


def test_the_page_says_what_is_rising_in_its_heading(cleo: Client) -> None:
    page = cleo.get("/desk/pulse/").content.decode()
    assert "<h1>Rising this week: lighting and dark places.</h1>" in page
    assert "Lighting and dark places: 11 this week" in page or "11 this week" in page
    assert "estimated from the words" in page


def test_every_number_leads_to_the_words_behind_it(cleo: Client) -> None:
    page = cleo.get("/desk/pulse/quotes/?by=topic&value=lighting").content.decode()
    assert page.count("voice-row quote") == 11
    assert "my daughter is afraid" in page
    assert cleo.get("/desk/pulse/quotes/?by=kind&value=thanks&span=all").status_code == 200


@pytest.mark.parametrize(
    "query", ["by=words&value=x", "by=topic&value=gossip", "by=place&value=x", "by=place&value=", "by=id"]
)
def test_what_the_pulse_does_not_count_is_no_page(cleo: Client, query: str) -> None:
    assert cleo.get(f"/desk/pulse/quotes/?{query}").status_code == 404


def test_another_neighborhoods_coordinator_sees_nothing_of_it(
    client: Client, community: SimpleNamespace
) -> None:
    from commonbeat.people.models import Duty, Role

    Role.objects.create(
        team=community.team, staff=community.dot, duty=Duty.COORDINATOR, neighborhood=community.court
    )
    page = sign_in(client, community.dot).get("/desk/pulse/?where=harbor-row").content.decode()
    assert "Nothing was heard in thirteen weeks." in page
    quotes = client.get("/desk/pulse/quotes/?where=harbor-row&by=topic&value=lighting").content.decode()
    assert "daughter" not in quotes


def test_an_empty_community_has_a_pulse_too(client: Client, cast: SimpleNamespace) -> None:
    page = sign_in(client, cast.cleo).get("/desk/pulse/").content.decode()
    assert "Nothing was heard in thirteen weeks." in page


def test_a_table_is_looked_at_brought_in_and_taken_back(cleo: Client, community: SimpleNamespace) -> None:
    before = Voice.objects.count()
    upload = SimpleUploadedFile("box.csv", CSV.encode(), "text/csv")
    page = cleo.post("/desk/tables/new/", {"file": upload})
    assert page.status_code == 200
    form = {bound.name: bound.value() for bound in page.context["form"]}
    carried = page.context["carried"]
    page = cleo.post("/desk/tables/new/", {**form, "carried": carried, "do": "check"})
    assert "2 rows can come in. 1 cannot." in page.content.decode()
    assert Voice.objects.count() == before
    for _again in range(2):
        page = cleo.post("/desk/tables/new/", {**form, "carried": carried, "do": "go"})
        assert Voice.objects.count() == before + 2
    assert "Nothing changed." in page.content.decode()
    sheet = Sheet.objects.get()
    cleo.post(f"/desk/tables/{sheet.pk}/take-back/", {"client_id": sheet.pk})
    assert Voice.objects.count() == before


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "empty"), (b"\x89PNG\r\n\x00", "CSV"), (b"only a head\n", "row below")]
)
def test_no_table_is_one_sentence_and_nothing_kept(cleo: Client, content: bytes, says: str) -> None:
    page = cleo.post("/desk/tables/new/", {"file": SimpleUploadedFile("x.csv", content)})
    assert page.status_code == 422
    assert says in page.content.decode()


def test_a_changed_file_between_the_pages_is_refused(cleo: Client) -> None:
    page = cleo.post("/desk/tables/new/", {"carried": "forged", "do": "go"})
    assert page.status_code == 422


def test_what_could_not_be_read_is_typed_in_by_a_person(cleo: Client, community: SimpleNamespace) -> None:
    waiting = Intake.objects.quarantined().get()
    page = cleo.get(f"/desk/unread/{waiting.pk}/").content.decode()
    assert "packed into itself" in page
    given = {
        "client_id": waiting.pk, "kind": "worry", "words": "The lamp is out", "channel": "sms",
        "neighborhood": community.row.pk, "is_said": "guessed",
    }  # fmt: skip
    answer = cleo.post(f"/desk/unread/{waiting.pk}/voice/", given)
    assert "Read them this code" in answer.content.decode()
    assert not Intake.objects.quarantined().exists()
    assert Intake.objects.get(pk=waiting.pk).voice.words == "The lamp is out"


def test_a_way_in_is_opened_and_its_key_shown_once(client: Client, cast: SimpleNamespace) -> None:
    ada = sign_in(client, cast.ada)
    given = {"client_id": cast.team.pk, "channel": "open311", "name": "City app", "neighborhood": ""}
    page = ada.post("/desk/ways-in/new/", given).content.decode()
    assert "shown only now" in page
    assert "/open311/v2/" in page
    source = Source.objects.get()
    assert source.secret == ""
    assert "shown only now" not in ada.get("/desk/ways-in/").content.decode()
    mistake = ada.post("/desk/ways-in/new/", {**given, "channel": "mail", "name": "Box", "address": "nobody"})
    assert mistake.status_code == 422


def test_every_page_is_whole_for_everybody(browse: Any, community: SimpleNamespace) -> None:
    waiting = Intake.objects.quarantined().get()
    page = sign_in_browser(browse(), community.cleo)
    looks = {
        "pulse": "/desk/pulse/", "quotes": "/desk/pulse/quotes/?by=topic&value=lighting", "print": "/desk/pulse/print/",
        "unread": "/desk/unread/", "intake": f"/desk/unread/{waiting.pk}/",
        "typed": f"/desk/unread/{waiting.pk}/voice/",
        "tables": "/desk/tables/", "table-new": "/desk/tables/new/", "inbox": "/desk/inbox/",
        "public": "/n/harbor-row/pulse/", "paper": "/n/harbor-row/paper/",
    }  # fmt: skip
    look_at(page, looks)
    page.goto("/desk/tables/new/")
    page.set_input_files(
        "input[type=file]", {"name": "b.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    press(page, "main form button")
    both(page, "table-columns")
    press(page, "main form button")
    both(page, "table-check")
    press(page, "text=Bring them in")
    both(page, "table-brought")


def test_ways_in_are_whole_for_administrators(browse: Any, community: SimpleNamespace) -> None:
    page = sign_in_browser(browse(), community.ada)
    source = Source.objects.get()
    look_at(
        page,
        {
            "ways": "/desk/ways-in/",
            "way-new": "/desk/ways-in/new/",
            "way-change": f"/desk/ways-in/{source.pk}/",
        },
    )


def look_at(page: Any, looks: dict[str, str]) -> None:
    for name, path in looks.items():
        page.goto(path)
        both(page, name)


def press(page: Any, control: str) -> None:
    """Press what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        page.click(control)


def both(page: Any, name: str) -> None:
    """As it stands: wide and light, narrow and dark."""
    for scheme, (width, height) in (("light", DESKTOP), ("dark", PHONE)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        assert_fits(page)
        assert_axe_clean(page)
        shot(page, f"channels-{name}-{width}-{scheme}")
