"""Who may ask whom, how chance draws, and what a code opens."""

import random
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from commonbeat.journal.models import Entry
from commonbeat.listening import actions as listening
from commonbeat.places.models import Street
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions, codes, frame, passes, queries, questionnaire
from commonbeat.trust.models import (
    DoorState,
    FeltHeard,
    Invitation,
    Mode,
    PopulationCell,
    Received,
    Remark,
    Wave,
)
from tests.cast import AT
from tests.trust.asking import AFTER, OPEN_AT, answer, answer_all, boss, make_wave, some_replies

pytestmark = pytest.mark.django_db


def test_only_who_coordinates_everywhere_it_asks_runs_a_wave(cast):
    make_wave(cast, areas=[cast.row], by=cast.cleo)
    with pytest.raises(Refused, match="coordinates all"):
        make_wave(cast, areas=[cast.row, cast.court], by=cast.cleo, at=AT + timedelta(days=60))
    assert Wave.objects.visible_to(cast.cleo).count() == 1
    for nobody in (cast.ben, cast.dot, cast.mo, cast.noor, cast.ivo, cast.ada):
        assert not Wave.objects.visible_to(nobody).exists()
    wide = make_wave(cast, areas=[cast.row, cast.court], at=AT + timedelta(days=60))
    assert not Wave.objects.visible_to(cast.cleo).filter(pk=wide.pk).exists()
    with pytest.raises(Refused):
        actions.draw(wave=wide, frame=frame.Frame({}), letters=1, doors=0, by=cast.cleo, at=AT)


def test_a_neighborhood_is_asked_by_one_wave_at_a_time(cast):
    make_wave(cast)
    with pytest.raises(Refused, match="Another wave"):
        make_wave(cast, at=AT + timedelta(days=5))


@pytest.mark.parametrize(
    ("days", "says"), [((-1, 5), "past"), ((0, 1), "three days"), ((0, 200), "four months")]
)
def test_a_wave_has_a_sensible_length(cast, days, says):
    start = AT.date()
    with pytest.raises(Refused, match=says):
        actions.start_wave(
            neighborhoods=[cast.row], title="X", starts_on=start + timedelta(days=days[0]),
            ends_on=start + timedelta(days=days[1]), by=boss(cast), at=AT,
        )  # fmt: skip


def test_who_has_the_list_and_the_seed_can_draw_again(cast):
    wave = make_wave(cast, letters=20)
    there = [f"Harbor Row Street {n}" for n in range(300, 100, -1)]
    again = frame.Frame({cast.row.pk: sorted(f"Harbor Row Street {n}" for n in range(101, 301))})
    assert frame.Frame({cast.row.pk: there}).sha256 != again.sha256, (
        "the list is hashed sorted, by whoever reads it"
    )
    listed = frame.read_csv(
        ("area,address\n" + "\n".join(f"Harbor Row,{one}" for one in there)).encode(), [cast.row]
    )
    assert listed.sha256 == again.sha256
    entry = Entry.objects.get(action="draw wave")
    assert str(wave.seed) in entry.reason
    assert wave.frame_sha256 in entry.reason
    drawn = frame.Frame({cast.row.pk: [f"Harbor Row Street {n}" for n in range(101, 301)]})
    assert set(drawn.draw(cast.row.pk, 20, wave.seed)) == set(
        wave.invitations.values_list("address", flat=True)
    )


def test_every_address_is_as_likely_to_be_drawn(cast):
    listed = frame.Frame({cast.row.pk: [str(n) for n in range(50)]})
    counts = dict.fromkeys(listed.addresses[cast.row.pk], 0)
    for seed in range(2000):
        for one in listed.draw(cast.row.pk, 10, seed):
            counts[one] += 1
    assert min(counts.values()) > 320
    assert max(counts.values()) < 480


def test_a_wave_is_drawn_once(cast):
    wave = make_wave(cast)
    with pytest.raises(Refused, match="drawn already"):
        actions.draw(
            wave=wave, frame=frame.Frame({cast.row.pk: ["A 1"]}), letters=1, doors=0, by=boss(cast), at=AT
        )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"address\nMill Street 1", "“area” is missing"),
        (b"area,address\nElsewhere,Mill Street 1", "Row 2"),
        (b"area,address\nHarbor Row,", "no address"),
        (b"area,address\n", "no address in this list"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_a_wrong_list_of_addresses_is_one_sentence(cast, content, says):
    with pytest.raises(Refused, match=says):
        frame.read_csv(content, [cast.row])


def test_a_list_from_a_spreadsheet_is_read_as_it_is(cast):
    content = "\ufeffAREA;Address;Name\nharbor-row;Mill Street 1;Nobody\n\nHarbor Row;Mill Street 1;Again\n".encode()
    assert frame.read_csv(content, [cast.row]).addresses == {cast.row.pk: ["Mill Street 1"]}


def test_doors_can_be_drawn_from_the_streets_of_our_map(cast):
    Street.objects.create(
        team=cast.team, neighborhood=cast.row, name="Mill Street", longitude=24.93, latitude=60.165, search_key="mill",
        line={"type": "LineString", "coordinates": [[24.93, 60.165], [24.94, 60.165]]},
    )  # fmt: skip
    spots = frame.from_map([cast.row]).addresses[cast.row.pk]
    assert 20 <= len(spots) <= 24
    assert all(spot.startswith("Mill Street, the door about") for spot in spots)
    with pytest.raises(Refused, match="no streets"):
        frame.from_map([cast.court])


def test_the_code_opens_one_invitation_however_it_is_typed(cast):
    wave = make_wave(cast)
    letter = queries.letters(wave)[0]
    for typed in (letter.code, letter.code.lower(), letter.code.replace("-", " ").replace("0", "o")):
        assert queries.by_code(cast.team, typed).address == letter.address
    wrong = letter.code[:-1] + ("2" if letter.code[-1] != "2" else "3")
    assert queries.by_code(cast.team, wrong) is None
    assert letter.code not in str(list(Invitation.objects.values()))
    assert len({one.code for one in queries.letters(wave)}) == 40


def test_a_code_survives_a_new_pepper(cast):
    from commonbeat.safety import keys

    wave = make_wave(cast)
    before = queries.letters(wave)[0]
    keys.rotate("pepper")
    assert queries.letters(wave)[0].code == before.code
    assert queries.by_code(cast.team, before.code) is not None


def test_a_code_counts_once_however_often_it_is_sent(cast):
    wave = make_wave(cast)
    row = wave.invitations.select_related("wave__team").first()
    dice = random.Random(0)
    assert answer(row, dice)
    assert not answer(row, dice)
    assert queries.progress(wave)[0].came == 1


def test_outside_its_days_nothing_is_taken(cast):
    wave = make_wave(cast)
    row = wave.invitations.select_related("wave__team").first()
    with pytest.raises(Refused, match="over"):
        answer(row, random.Random(0), at=AFTER)
    row.refresh_from_db()
    assert not row.is_used


def test_an_empty_answer_is_asked_again_and_a_made_up_one_is_refused(cast):
    wave = make_wave(cast)
    row = wave.invitations.select_related("wave__team").first()
    for replies, says in (
        ({}, "at least one"),
        ({"age": "65+"}, "at least one"),
        ({"heard": 9}, "incomplete"),
        ({"x": 1}, "incomplete"),
    ):
        with pytest.raises(Refused, match=says):
            actions.answer_invited(invitation=row, replies=replies, words="", language="en", at=OPEN_AT)
    assert not Invitation.objects.filter(is_used=True).exists()


def test_an_open_link_counts_a_form_once_and_only_where_it_asks(cast):
    wave = make_wave(cast, is_open=True)
    given = {
        "replies": some_replies(random.Random(0)),
        "words": "",
        "language": "en",
        "at": OPEN_AT,
        "wave": wave,
    }
    client_id = uuid.uuid4()
    where = {"neighborhood": cast.row, "mode": Mode.LINK, "client_id": client_id}
    assert actions.answer_openly(**given, **where)
    assert not actions.answer_openly(**given, **where)
    assert not Received.objects.filter(client_id=client_id).exists(), "the form's own id is not kept"
    with pytest.raises(Refused, match="does not ask"):
        actions.answer_openly(**given, neighborhood=cast.court, mode=Mode.LINK, client_id=uuid.uuid4())
    with pytest.raises(Refused, match="only for people"):
        actions.answer_openly(**given, neighborhood=cast.row, mode=Mode.LETTER, client_id=uuid.uuid4())


def test_officers_knock_on_the_doors_of_their_own_neighborhood(cast):
    wave = make_wave(cast, areas=[cast.row, cast.court], letters=2, doors=3)
    mine = queries.doors(cast.ben, OPEN_AT.date())
    assert {row.neighborhood_id for row in mine} == {cast.row.pk}
    assert {row.mode for row in mine} == {"door"}
    theirs = queries.doors(cast.dot, OPEN_AT.date())[0]
    with pytest.raises(Refused, match="Only officers"):
        actions.note_door(invitation=theirs, state=DoorState.NOT_HOME, by=cast.ben, at=OPEN_AT)
    actions.note_door(invitation=mine[0], state=DoorState.REFUSED, by=cast.ben, at=OPEN_AT)
    actions.note_door(invitation=mine[1], state=DoorState.NOT_HOME, by=cast.ben, at=OPEN_AT)
    left = queries.doors(cast.ben, OPEN_AT.date())
    assert [row.tries for row in left] == [0, 1]
    assert not queries.doors(cast.cleo, OPEN_AT.date())
    assert wave.invitations.count() == 10


def test_a_pass_ends_with_its_wave_and_belongs_to_its_team(cast):
    wave = make_wave(cast)
    text = passes.issue(wave.invitations.first())
    assert passes.read(cast.team, text) is not None
    assert passes.read(cast.team, text + "x") is None
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert passes.read(cast.team, text) is None


def test_closing_waits_for_the_last_day_and_happens_by_itself(cast):
    wave = make_wave(cast)
    with pytest.raises(Refused, match="still open"):
        actions.close_wave(wave=wave, by=boss(cast), at=OPEN_AT)
    assert actions.close_due(at=OPEN_AT) == 0
    assert actions.close_due(at=AFTER) == 1
    assert actions.close_due(at=AFTER) == 0


def test_what_people_said_who_did_not_feel_heard_comes_to_the_desk_without_them(cast):
    wave = make_wave(cast)
    dice = random.Random(3)
    for number, row in enumerate(wave.invitations.select_related("wave__team")[:9]):
        low = number < 3
        words = f"Remark {number}" if number in (1, 7) else ""
        answer(
            row,
            dice,
            words=words,
            skip=0.0,
            listen=1 if low else 5,
            matters=1 if low else 5,
            heard=1 if low else 5,
        )
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert Remark.objects.count() == 2
    assert [remark.voice.words for remark in queries.not_heard(cast.cleo)] == ["Remark 1"]
    assert queries.not_heard(cast.dot) == []


def test_where_to_ask_next_is_where_it_helps_most_people(cast):
    wave = make_wave(cast, areas=[cast.row, cast.court], letters=60)
    answer_all(wave, 50, area=cast.row)
    answer_all(wave, 9, area=cast.court)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    actions.publish_wave(wave=wave, by=boss(cast), at=AFTER)
    first, second = queries.ask_next(wave)
    assert first.neighborhood == cast.court
    assert first.now - first.then > second.now - second.then
    assert first.letters > first.answers


def test_the_population_is_read_or_refused_whole(cast):
    content = b"area,age,count\nHarbor Row,16-29,900\nharbor-row,65+,1100\n"
    assert actions.count_population(neighborhoods=[cast.row], content=content, by=cast.cleo, at=AT) == 2
    for wrong, says in (
        (b"area,age,count\nHarbor Row,teen,9", "none of"),
        (b"area,count\nHarbor Row,-1", "0 or more"),
        (b"area,count\nElm Court,5", "coordinate"),
        (b"area\nHarbor Row", "columns"),
    ):
        with pytest.raises(Refused, match=says):
            actions.count_population(neighborhoods=[cast.row], content=wrong, by=cast.cleo, at=AT)
    assert PopulationCell.objects.count() == 2


def test_the_questionnaire_has_thirteen_closed_questions_with_their_sources():
    assert len(questionnaire.ITEMS) == 13
    assert len({item.key for item in questionnaire.ITEMS}) == 13
    for item in questionnaire.ITEMS:
        assert item.source in questionnaire.SOURCES
        assert item.measure in {"", *questionnaire.BY_MEASURE}
        assert item.yes_from in item.values
    assert {item.measure for item in questionnaire.ITEMS} - {""} == set(questionnaire.BY_MEASURE)


def test_a_measure_is_the_middle_of_what_was_answered():
    assert questionnaire.positive("safe", {"safe_dark": 3, "safe_day": 9})
    assert not questionnaire.positive("safe", {"safe_dark": 5})
    assert questionnaire.positive("safe", {}) is None
    assert questionnaire.positive("presence", {"seen": 4})
    assert not questionnaire.positive("presence", {"seen": 3})
    assert not questionnaire.positive("heard", {"listen": 3, "matters": 3, "heard": 3})


def test_every_code_has_one_wrong_letter_that_shows():
    made = codes.derive(uuid.UUID(int=7))
    for place in range(len(made)):
        for letter in codes.ALPHABET:
            if letter != made[place]:
                assert codes.normalise(made[:place] + letter + made[place + 1 :]) is None


def ended_voice(cast):
    heard = listening.hear(
        team=cast.team,
        neighborhood=cast.row,
        client_id=uuid.uuid4(),
        channel="web",
        kind="worry",
        words="Dark.",
        at=AT,
    )
    concern = listening.join(voices=[heard.voice], by=cast.cleo, title="Dark", at=AT)
    listening.close(concern=concern, because="Mended.", by=cast.cleo, at=AT)
    heard.voice.refresh_from_db()
    return heard


def test_a_reporter_is_asked_once_whether_they_felt_heard(cast, client: Client):
    heard = ended_voice(cast)
    assert queries.may_say_felt(heard.voice)
    page = client.post(reverse("public:code"), {"code": heard.code}).content.decode()
    assert "did you feel heard" in page
    ticket = page.partition('name="ticket" value="')[2].partition('"')[0]
    said = client.post(reverse("public:thread"), {"ticket": ticket, "do": "felt", "felt": "partly"})
    assert "did you feel heard" not in said.content.decode()
    client.post(reverse("public:thread"), {"ticket": ticket, "do": "felt", "felt": "yes"})
    assert FeltHeard.objects.get().said == "partly"


def test_before_it_ended_nobody_is_asked(cast):
    heard = listening.hear(
        team=cast.team,
        neighborhood=cast.row,
        client_id=uuid.uuid4(),
        channel="web",
        kind="worry",
        words="Dark.",
        at=AT,
    )
    assert not queries.may_say_felt(heard.voice)


def test_fewer_than_eight_who_felt_something_are_not_shown(cast):
    at = AT + timedelta(days=60)
    for number in range(12):
        voice = ended_voice(cast).voice
        actions.feel_heard(voice=voice, said="yes" if number < 10 else "no", at=AT)
        shown = queries.felt_last_quarter(cast.team, cast.row, at)
        assert (shown is None) == (number < 7)
    assert not shown.no.is_shown
    assert not shown.yes.is_shown, "ten of twelve would tell the other two"
    assert queries.felt_last_quarter(cast.team, cast.court, at) is None


def test_the_scorecard_says_met_only_where_the_whole_range_does(cast):
    lines = {line.name: line for line in queries.scorecard(cast.team, cast.row, AFTER)}
    assert len(lines) == 6
    assert lines["Named officers"].met == "yes"
    assert lines["Priorities"].met == "no"
    assert lines["Seen on foot"].met == "unknown"
    late = ended_voice(cast)
    lines = {line.name: line for line in queries.scorecard(cast.team, cast.row, AFTER)}
    assert lines["First answer"].met == "no"
    assert late.voice.concern is not None
