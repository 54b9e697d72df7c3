"""`commonbeat listen label`: its columns, and one clear sentence for every file that cannot be used."""

import csv
import io
import json

import pytest

from commonbeat.listening.labels_command import COLUMNS, label
from commonbeat.methods.text.feeling import EKMAN, GOEMOTIONS

MESSAGES = 'id,text\n1,Thank you so much!\n2,"Call me, 07700 900123"\n3,Thank you so much!\n4,\n5,😡😡\n'


def labeled(tmp_path, content, *more, encoding="utf-8"):
    (tmp_path / "in.csv").write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    status = label([str(tmp_path / "in.csv"), "--depth", "fast", "--out", str(tmp_path / "out.csv"), *more])
    if status:
        return status
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_message_gets_its_row_in_its_order(tmp_path):
    rows = labeled(tmp_path, MESSAGES)
    assert [row["id"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert list(rows[0]) == list(COLUMNS)
    assert (rows[0]["language"], rows[0]["feeling"]) == ("en", "joy")
    assert set(json.loads(rows[0]["feeling_probabilities"])) == set(EKMAN)
    assert [row["similar_to"] for row in rows] == ["", "", "1", "", ""]
    assert json.loads(rows[1]["personal_details"]) == [{"kind": "phone", "start": 9, "end": 21}]
    assert {row["is_emergency"] for row in rows} | {row["pause"] for row in rows} == {"no"}
    assert rows[3]["language"] == "und"


def test_the_other_scheme_tells_several_of_28(tmp_path):
    rows = labeled(tmp_path, MESSAGES, "--scheme", "goemotions")
    assert "gratitude" in rows[0]["feeling"].split("|")
    assert set(json.loads(rows[0]["feeling_probabilities"])) == set(GOEMOTIONS)


def test_it_prints_where_no_file_is_named(tmp_path, capsys):
    (tmp_path / "in.csv").write_text(MESSAGES, encoding="utf-8")
    assert label([str(tmp_path / "in.csv"), "--depth", "fast"]) == 0
    assert len(list(csv.DictReader(io.StringIO(capsys.readouterr().out)))) == 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_is_read(tmp_path, encoding):
    rows = labeled(tmp_path, "id,text\n1,La farola está rota y no funciona\n", encoding=encoding)
    assert rows[0]["language"] == "es"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "no column “id”"),
        ("id\n1\n", "no column “text”"),
        ("id,text,text\n1,a,b\n", "more than once"),
        ("id,text\n1,a\n1,b\n", "line 3: the id “1” was used before"),
        ("id,text\n,a\n", "has no id"),
        ("id,text\n1,a,b\n", "as many cells"),
        ("id,text\n1\n", "as many cells"),
        ('id,text\n1,"a\n', "is not CSV"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_a_file_that_is_no_good_gets_one_sentence_and_leaves_nothing(tmp_path, capsys, content, sentence):
    (tmp_path / "out.csv").write_text("before")
    assert labeled(tmp_path, content) == 2
    said = capsys.readouterr().err.strip()
    assert sentence in said
    assert "\n" not in said
    assert (tmp_path / "out.csv").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_missing_file_and_a_missing_folder_get_a_sentence(tmp_path, capsys):
    assert label([str(tmp_path / "none.csv")]) == 2
    (tmp_path / "in.csv").write_text(MESSAGES)
    assert label([str(tmp_path / "in.csv"), "--depth", "fast", "--out", str(tmp_path / "no/out.csv")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_no_messages_give_an_empty_table(tmp_path):
    assert labeled(tmp_path, "id,text\n") == []


def test_a_line_of_a_megabyte_is_read(tmp_path):
    assert len(labeled(tmp_path, "id,text\n1," + "lamp " * 200_000 + "\n")) == 1


def test_a_language_that_cannot_be_told_gets_a_sentence(tmp_path, capsys):
    assert labeled(tmp_path, MESSAGES, "--languages", "xx") == 2
    assert "language" in capsys.readouterr().err
