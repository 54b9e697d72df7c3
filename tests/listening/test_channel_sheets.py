"""Tables of voices: checked row by row, heard once, taken back as a whole."""

import pytest

from commonbeat.listening import actions
from commonbeat.listening.channels import sheets
from commonbeat.listening.models import Feeling, Intake, Sheet, Voice
from commonbeat.places.models import Neighborhood, Place
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Refused

CSV = b"""Date;Comment;Type;Location;Mood
2026-11-20;The lamp is out;worry;Corner caf\xc3\xa9;afraid
21.11.2026;"Thank you; it is bright";thanks;;fine
2026-11-20;The lamp is out;worry;Corner caf\xc3\xa9;afraid
soon;When is the meeting?;question;;
;;;;
2026-11-19;;worry;;
2026-11-19;Loud;gossip;;
"""


def lines_of(cast, at, content=CSV, **usual):
    table = sheets.read(content)
    return sheets.check(
        table,
        sheets.guess(table),
        neighborhoods=list(Neighborhood.objects.filter(team=cast.team)),
        places=list(Place.objects.filter(team=cast.team).select_related("neighborhood")),
        usual={"kind": "worry", "channel": "paper", **usual},
        usual_neighborhood=cast.row,
        today=at.date(),
    )


def bring(cast, at, content=CSV, by=None):
    lines = lines_of(cast, at, content)
    return actions.import_sheet(
        team=cast.team, name="box.csv", content=content, lines=lines, by=by or cast.cleo, at=at
    )


def test_columns_are_guessed_by_their_names():
    table = sheets.read(CSV)
    assert sheets.guess(table) == {"words": 1, "kind": 2, "heard_on": 0, "place": 3, "feeling": 4}


def test_every_row_has_a_result(cast, at):
    brought = bring(cast, at)
    assert [(one.number, one.outcome) for one in brought.results] == [
        (2, "new"), (3, "new"), (4, "new"), (5, "refused"), (6, "refused"), (7, "refused"),
    ]  # fmt: skip
    assert "soon" in brought.results[3].because
    assert "gossip" in brought.results[5].because
    voice = Voice.objects.get(kind="thanks")
    assert (voice.words, voice.channel, voice.feeling_said) == (
        "Thank you; it is bright",
        "paper",
        Feeling.FINE,
    )
    assert voice.logged_by == cast.cleo
    assert Voice.objects.filter(place=cast.cafe).count() == 2
    assert not Delivery.objects.exists(), "one table does not bury the desk in notes"


def test_the_same_file_twice_changes_nothing(cast, at):
    first, again = bring(cast, at), bring(cast, at)
    assert again.sheet == first.sheet
    assert not again.is_new
    assert (Voice.objects.count(), Sheet.objects.count()) == (3, 1)


def test_a_later_file_with_the_same_rows_brings_only_what_is_new(cast, at):
    bring(cast, at)
    later = bring(cast, at, CSV + b"2026-11-22;Bins are full;worry;;\n")
    assert later.counts == {"known": 3, "refused": 3, "new": 1}
    assert Voice.objects.count() == 4


def test_undo_removes_all_that_nobody_worked_with_and_the_file_may_come_again(cast, at):
    brought = bring(cast, at)
    kept = brought.results[0].voice
    actions.join(voices=[kept], title="Lamp", kind="worry", topic="lighting", owner=None, by=cast.cleo, at=at)

    assert actions.take_back_sheet(sheet=brought.sheet, by=cast.cleo, at=at) == (2, 1)
    assert list(Voice.objects.all()) == [kept]
    assert actions.take_back_sheet(sheet=brought.sheet, by=cast.cleo, at=at) == (0, 1)

    again = bring(cast, at)
    assert again.counts["new"] == 2
    assert Voice.objects.count() == 3
    assert Intake.objects.count() == 3


def test_nobody_brings_in_rows_about_where_they_do_not_coordinate(cast, at):
    with pytest.raises(Refused):
        bring(cast, at, b"words,area\nLoud,Elm Court\n")
    with pytest.raises(Refused):
        bring(cast, at, by=cast.ben)
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"words\n", "row below"),
        (b"PK\x03\x04\x00\x00", "CSV"),
        (b"words\n" + b"x\n" * 2001, "2000"),
        (b",".join([b"c"] * 61) + b"\nx\n", "60 columns"),
        (b"x" * (2 * 1024 * 1024 + 1), "2 MB"),
        (b'words\n"' + b"y" * 200_000 + b'"\n', "damaged"),
    ],
)
def test_what_is_no_table_is_said_in_one_sentence(content, says):
    with pytest.raises(sheets.UnreadableError, match=says):
        sheets.read(content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_usual_encodings_are_read(encoding):
    assert sheets.read("wörds\nGrün\n".encode(encoding)).rows == (("Grün",),)
