"""`commonbeat consensus`: the file contract, and one plain sentence for every file that is no good."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from commonbeat.commonground import exports
from commonbeat.commonground.commands import consensus
from tests.methods.consensus.made import planted

HEADER = "comment-id,voter-id,vote\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sixty people in two camps, votes and comments; statement 3 was taken out."""
    votes, _ = planted(60, 20, 18, groups=2, clear=0.9)
    rows = zip(votes.statement.tolist(), votes.person.tolist(), votes.vote.tolist(), strict=True)
    lines = "".join(f"{s},{p + 100},{v},whatever\n" for s, p, v in rows)
    (tmp_path / "votes.csv").write_text("comment-id,voter-id,vote,note\n" + lines)
    comments = "".join(f'{s},{-1 if s == 3 else 1},"Words, and\nmore words"\n' for s in range(21))
    (tmp_path / "comments.csv").write_text("comment-id,moderated,comment-body\n" + comments)
    return tmp_path


def told(folder: Path, *words: str) -> dict:
    out = folder / "result.json"
    assert consensus([str(folder), "--out", str(out), *words]) == 0
    return json.loads(out.read_text())


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    out = folder / "out.json"
    assert consensus([str(folder), "--out", str(out), *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert not list(folder.glob("out.json*"))
    assert not list(folder.glob("tmp*"))
    return said.err.strip()


def test_the_result_has_what_the_contract_names(folder: Path) -> None:
    result = told(folder, "--seed", "3")
    assert (result["version"], result["seed"]) == ("0.1.0", 3)
    for name, digest in result["inputs"].items():
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert set(result["inputs"]) == {"votes.csv", "comments.csv"}
    assert [p["id"] for p in result["participants"]] == [str(n) for n in range(100, 160)]
    assert set(result["participants"][0]) == {"id", "x", "y", "votes", "group", "certainty"}
    assert [group["id"] for group in result["groups"]] == ["0", "1"]
    assert set(result["groups"][0]) == {"id", "size", "stability", "representative"}
    stands_for = {"statement", "direction", "probability", "ratio", "z_probability", "z_ratio"}
    assert set(result["groups"][0]["representative"][0]) == stands_for
    statement = {"id", "agree", "disagree", "pass", "seen", "group_consensus", "bridging", "priority"}
    assert set(result["statements"][0]) == statement
    assert all(s["agree"] + s["disagree"] + s["pass"] == s["seen"] for s in result["statements"])
    assert set(result["consensus"]) == {"agree", "disagree"}


def test_a_statement_nobody_has_seen_is_told_and_a_hidden_one_represents_nobody(folder: Path) -> None:
    result = told(folder)
    assert [s["seen"] for s in result["statements"] if s["id"] == "20"] == [0]
    assert [s["seen"] > 0 for s in result["statements"] if s["id"] == "3"] == [True]
    named = [s["statement"] for group in result["groups"] for s in group["representative"]]
    assert "3" not in named + [s["statement"] for way in result["consensus"].values() for s in way]


def test_both_layouts_and_both_ways_of_reading_give_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = told(folder)
    monkeypatch.setattr(exports, "MANY_BYTES", 0)
    assert told(folder) == first
    table: dict[str, dict[str, str]] = {}
    for line in (folder / "votes.csv").read_text().splitlines()[1:]:
        statement, voter, vote, _ = line.split(",")
        table.setdefault(voter, {})[statement] = vote
    (folder / "votes.csv").unlink()
    names = [str(s) for s in range(20)]
    rows = [",".join([p, "1", *(seen.get(s, "") for s in names)]) for p, seen in table.items()]
    (folder / "participants-votes.csv").write_text(
        "\n".join([f"participant,group-id,{','.join(names)}", *rows])
    )
    second = told(folder)
    assert second["participants"] == first["participants"]
    assert second["statements"] == first["statements"]


def test_the_last_vote_of_a_pair_counts(folder: Path) -> None:
    with (folder / "votes.csv").open("a") as file:
        file.write("0,500,1,\n0,500,-1,\n0,500,0,\n")
    before = {s["id"]: s for s in told(folder)["statements"]}["0"]
    with (folder / "votes.csv").open("a") as file:
        file.write("0,500,1,\n")
    after = {s["id"]: s for s in told(folder)["statements"]}["0"]
    assert after["seen"] == before["seen"]
    assert (after["agree"], after["pass"]) == (before["agree"] + 1, before["pass"] - 1)


def test_labels_fix_the_groups(folder: Path) -> None:
    rows = [f"{p},{'left' if p % 3 else 'right'}" for p in range(100, 155)]
    (folder / "labels.csv").write_text("\n".join(["participant,group", *rows, "155,"]))
    result = told(folder, "--labels", str(folder / "labels.csv"))
    assert {group["id"]: group["size"] for group in result["groups"]} == {"left": 37, "right": 18}
    by_id = {p["id"]: p["group"] for p in result["participants"]}
    assert (by_id["100"], by_id["102"], by_id["155"]) == ("left", "right", None)
    assert "labels.csv" in result["inputs"]


def test_a_conversation_without_votes_has_a_plain_answer(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(HEADER)
    result = told(tmp_path)
    assert (result["participants"], result["groups"], result["statements"]) == ([], [], [])


def test_names_need_not_be_numbers(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(HEADER + "a,007,1\na,7,-1\nb,Zoë,0\n", encoding="utf-8-sig")
    result = told(tmp_path)
    assert [p["id"] for p in result["participants"]] == ["007", "7", "Zoë"]
    assert [s["id"] for s in result["statements"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEADER + "0,1,1\n0,2,2\n", "votes.csv, row 3: a vote is 1, -1 or 0, not “2”."),
        (HEADER + "0,1,\n", "votes.csv, row 2: a vote is 1, -1 or 0, not “”."),
        (HEADER + "0,1,0.5\n", "votes.csv, row 2: a vote is 1, -1 or 0, not “0.5”."),
        (HEADER + "0,1\n", "votes.csv, row 2: 2 fields where the header has 3."),
        (HEADER + ",1,1\n", "votes.csv, row 2: “comment-id” is empty."),
        (HEADER + "1,,1\n", "votes.csv, row 2: “voter-id” is empty."),
        ("comment-id,vote\n0,1\n", "votes.csv, row 1: the column “voter-id” is missing."),
        ("comment-id,vote,vote\n", "votes.csv, row 1: the column “vote” stands there twice."),
        ("", "votes.csv is empty; a first row with column names is needed."),
        (HEADER + "0,1,1\n0,\0,1\n", "votes.csv, row 3: there is a NUL byte."),
    ],
)
@pytest.mark.parametrize("many", [0, 10**6])
def test_a_bad_file_is_told_in_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    sentence: str,
    many: int,
) -> None:
    monkeypatch.setattr(exports, "MANY_BYTES", many)
    (tmp_path / "votes.csv").write_text(content)
    assert refused(tmp_path, capsys) == sentence


def test_bytes_that_are_no_text_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "votes.csv").write_bytes(HEADER.encode() + b"0,1,1\n0,\xff,1\n")
    assert refused(tmp_path, capsys) == "votes.csv, row 3: this is not UTF-8 text."


def test_a_missing_folder_and_an_empty_one_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "holds neither votes.csv nor participants-votes.csv" in refused(tmp_path, capsys)
    assert consensus([str(tmp_path / "nowhere")]) == 2
    assert "is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("a,1,\na,,1\n", "row 3: participant “a” stands there twice."),
        (",1,1\n", "row 2: “participant” is empty."),
        ("a,1,x\n", "row 2: a vote is 1, -1 or 0, not “x” (column 12)."),
        ("a,1\n", "row 2: 2 fields where the header has 3."),
    ],
)
def test_a_bad_table_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, sentence: str
) -> None:
    (tmp_path / "participants-votes.csv").write_text("participant,7,12\n" + rows)
    assert refused(tmp_path, capsys) == "participants-votes.csv, " + sentence


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("999,a\n", "labels.csv, row 2: participant “999” has no votes in this conversation."),
        ("100,a\n100,b\n", "labels.csv, row 3: participant “100” was already given another group."),
        ("100,\n", "labels.csv gives nobody a group."),
    ],
)
def test_bad_labels_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str], rows: str, sentence: str
) -> None:
    (folder / "labels.csv").write_text("participant,group\n" + rows)
    assert refused(folder, capsys, "--labels", str(folder / "labels.csv")) == sentence


def test_bad_comments_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "comments.csv").write_text("comment-id,moderated\n1,yes\n")
    assert refused(folder, capsys) == "comments.csv, row 2: “moderated” is 1, 0 or -1, not “yes”."
    (folder / "comments.csv").write_text("comment-id,moderated\n1,1\n1,1\n")
    assert refused(folder, capsys) == "comments.csv, row 3: statement “1” stands there twice."


def test_a_result_that_cannot_be_written_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert consensus([str(folder), "--out", str(folder / "nowhere" / "r.json")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_without_a_place_to_write_the_result_is_printed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert consensus([str(folder)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert len(json.loads(said.out)["participants"]) == 60


def test_ten_thousand_statements_by_one_person(tmp_path: Path) -> None:
    rows = "".join(f"{s},1,{np.sign(s % 3 - 1)}\n" for s in range(10_000))
    (tmp_path / "votes.csv").write_text(HEADER + rows)
    result = told(tmp_path)
    assert len(result["statements"]) == 10_000
    assert [group["size"] for group in result["groups"]] == [1]
