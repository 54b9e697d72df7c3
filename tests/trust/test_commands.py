"""The file commands: a right result, or one sentence that names the file, the row and what is wrong."""

import csv
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from commonbeat.trust.commands import effects, trust

Write = Callable[[str, str], Path]
PEOPLE = "area,age,count,x_rent\n" + "".join(
    f"a{area},{age},{100 + 10 * area},{area / 3}\n" for area in range(6) for age in ("young", "old")
)
ANSWERS = "area,wave,value,age\n" + "".join(
    f"a{area},{wave},{'yes' if (area + 2 * one + wave) % 3 else 'no'},{'young' if one % 2 else 'old'}\n"
    for area in range(5)
    for wave in (1, 2)
    for one in range(8)
)


def panel(effect: int) -> str:
    """Twelve units and eight periods; half of the units start in period 4."""
    rows = [
        f"u{unit},{period},{4 if unit < 6 else ''},{20 + (unit * 11 + period * period * (unit + 3)) % 7 + gain}\n"
        for unit in range(12)
        for period in range(1, 9)
        for gain in [effect if unit < 6 and period >= 4 else 0]
    ]
    return "unit,period,treated_from,outcome\n" + "".join(rows)


PANEL = panel(-8)
SERIES = "area,period,value\n" + "".join(
    f"{area},{2020 + month // 12}-{month % 12 + 1:02d},{60 + 5 * (area == 'n') + (month * 7 + len(area)) % 4}\n"
    for area in ("n", "so")
    for month in range(24)
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(line for line in path.read_text().splitlines() if not line.startswith("#")))


def refused(status: int, capsys: pytest.CaptureFixture[str], *wanted: str) -> None:
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert "Traceback" not in said.err
    for part in wanted:
        assert part in said.err


def test_every_area_is_estimated_in_every_wave(write: Write, tmp_path: Path) -> None:
    answers, people, out = write("answers.csv", ANSWERS), write("people.csv", PEOPLE), tmp_path / "out.csv"
    assert trust(["estimate", str(answers), str(people), "--seed", "3", "--out", str(out)]) == 0
    rows = table(out)
    assert [(row["area"], row["wave"]) for row in rows] == [(f"a{a}", w) for a in range(6) for w in "12"]
    for row in rows:
        silent = row["area"] == "a5"
        assert row["basis"] == ("model only" if silent else "survey+model")
        assert (row["direct"] == "") == silent
        assert row["n"] == ("0" if silent else "8")
        assert 0 < float(row["lower"]) < float(row["estimate"]) < float(row["upper"]) < 1
    remarks = out.read_text()
    assert hashlib.sha256(answers.read_bytes()).hexdigest() in remarks
    assert re.search(r"^# commonbeat \d", remarks)
    assert "# seed 3" in remarks


def test_the_same_files_and_seed_give_the_same_table_and_a_higher_level_a_wider_one(
    write: Write, tmp_path: Path
) -> None:
    files = [str(write("answers.csv", ANSWERS)), str(write("people.csv", PEOPLE))]
    for name, more in (("a", []), ("b", []), ("c", ["--level", "0.99"])):
        assert trust(["estimate", *files, "--out", str(tmp_path / name), *more]) == 0
    assert (tmp_path / "a").read_text() == (tmp_path / "b").read_text()
    first, wide = table(tmp_path / "a"), table(tmp_path / "c")
    assert all(float(one["lower"]) > float(two["lower"]) for one, two in zip(first, wide, strict=True))


def test_open_links_do_not_count_and_are_told(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    answers = write(
        "answers.csv", "area,wave,value,mode\na,1,yes,letter\na,1,no,letter\na,1,no,open\nb,1,no,open\n"
    )
    people = write("people.csv", "area,count\na,50\nb,60\n")
    assert trust(["estimate", str(answers), str(people)]) == 0
    said = capsys.readouterr().out
    assert "open-link answers left out: 2" in said
    assert "\na,1,2,0.500000," in said
    assert "\nb,1,0,," in said


def test_equal_rows_quotes_and_line_breaks_are_each_read_as_written(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    people = write("people.csv", '\ufeffarea,count\n"North, ""old""",50\n"South\nside",60\n')
    answers = write(
        "answers.csv", 'area,wave,value\n"North, ""old""",1,yes\n"South\nside",1,0.25\n"South\nside",1,0.25\n'
    )
    assert trust(["estimate", str(answers), str(people)]) == 0
    said = capsys.readouterr().out
    assert '"North, ""old""",1,1,' in said
    assert '"South\nside",1,2,0.250000,' in said


@pytest.mark.parametrize(
    ("answers", "people", "wanted"),
    [
        ("area,when,value\na,1,yes\n", PEOPLE, ("answers.csv", "“wave”")),
        ("", PEOPLE, ("answers.csv", "empty")),
        ("area,wave,value,age\n", PEOPLE, ("answers.csv", "no rows")),
        (ANSWERS + "a9,1,yes,old\n", PEOPLE, ("answers.csv, row 82", "“a9”", "people.csv")),
        (ANSWERS + "a1,1,yes,ancient\n", PEOPLE, ("row 82", "age “ancient”")),
        (ANSWERS + "a1,1,maybe,old\n", PEOPLE, ("row 82", "“maybe”", "yes, no or a number")),
        (ANSWERS + "a1,1,nan,old\n", PEOPLE, ("row 82", "“nan”")),
        (ANSWERS + "a1,1,1.5,old\n", PEOPLE, ("row 82", "1.5")),
        (ANSWERS + "a1,1,yes\n", PEOPLE, ("row 82", "3 entries")),
        (ANSWERS + ",1,yes,old\n", PEOPLE, ("row 82", "area is empty")),
        (ANSWERS, PEOPLE + "a1,old,5,0\n", ("people.csv, row 14", "a1 old", "more than once")),
        (ANSWERS, PEOPLE + "a7,old,-5,0\n", ("row 14", "must not be under 0")),
        (ANSWERS, PEOPLE + "a7,old,many,0\n", ("row 14", "“many”")),
        (ANSWERS, PEOPLE + "a7,old,nan,0\n", ("row 14", "nan")),
        (ANSWERS, PEOPLE + "a7,old,0,0\n", ("nobody lives", "“a7”")),
        (ANSWERS, PEOPLE + "a1,middle,5,9\n", ("row 14", "x_rent", "“a1”")),
        (ANSWERS, PEOPLE.replace("age", "generation"), ("“age”", "people.csv")),
        ("area,wave,value\na1,1,yes\n", PEOPLE, ("“age”", "answers.csv lacks")),
        ("area,wave,value,area\na,1,yes,a\n", PEOPLE, ("“area” more than once",)),
        ("area,wave,value,mode,age\na1,1,yes,open,old\n", PEOPLE, ("only open-link",)),
    ],
)
def test_a_bad_survey_is_one_sentence_and_no_file(
    write: Write,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answers: str,
    people: str,
    wanted: tuple[str, ...],
) -> None:
    out = tmp_path / "out.csv"
    files = [str(write("answers.csv", answers)), str(write("people.csv", people))]
    refused(trust(["estimate", *files, "--out", str(out)]), capsys, *wanted)
    assert not out.exists()


def test_unreadable_files_are_one_sentence(
    write: Write, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = write("people.csv", PEOPLE)
    refused(trust(["estimate", str(tmp_path / "none.csv"), str(people)]), capsys, "none.csv cannot be read")
    (tmp_path / "latin.csv").write_bytes("area,wave,value,age\nKäse,1,yes,old\n".encode("latin-1"))
    refused(trust(["estimate", str(tmp_path / "latin.csv"), str(people)]), capsys, "UTF-8")
    answers = write("answers.csv", ANSWERS)
    lost = ["--out", str(tmp_path / "no" / "where.csv")]
    refused(trust(["estimate", str(answers), str(people), *lost]), capsys, "cannot be written")
    pairs = write("pairs.csv", "area,other\na1,a9\n")
    refused(
        trust(["estimate", str(answers), str(people), "--neighbors", str(pairs)]),
        capsys,
        "pairs.csv, row 2",
        "a9",
    )


def test_the_next_month_is_forecast_for_every_area(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert trust(["forecast", str(write("series.csv", SERIES))]) == 0
    rows = list(csv.DictReader(line for line in capsys.readouterr().out.splitlines() if line[0] != "#"))
    assert [(row["area"], row["period"]) for row in rows] == [("n", "2022-01"), ("so", "2022-01")]
    assert all(float(row["lower"]) < float(row["forecast"]) < float(row["upper"]) for row in rows)


@pytest.mark.parametrize(
    ("first", "following"), [("2024-Q3", "2025-Q3"), ("7", "11"), ("2023-11", "2024-03")]
)
def test_periods_are_counted_on_in_their_own_way(
    write: Write, capsys: pytest.CaptureFixture[str], first: str, following: str
) -> None:
    periods = {
        "2024-Q3": ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"],
        "7": ["7", "8", "9", "10"],
        "2023-11": ["2023-11", "2023-12", "2024-01", "2024-02"],
    }[first]
    rows = "".join(f"a,{period},{value}\n" for period, value in zip(periods, (3, 5, 4, 6), strict=True))
    assert trust(["forecast", str(write("s.csv", "area,period,value\n" + rows))]) == 0
    assert f"\na,{following}," in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (SERIES + "n,2022-13,4\n", ("row 50", "2022-13")),
        (SERIES + "n,soon,4\n", ("row 50", "“soon”")),
        (SERIES + "n,2021-12,4\n", ("row 50", "twice")),
        (SERIES + "n,2022-03,4\n", ("“n”", "missing")),
        (SERIES + "n,2022-01,inf\n", ("row 50", "inf")),
        ("area,period,value\nn,1,5\n", ("3 periods",)),
    ],
)
def test_a_bad_series_is_one_sentence(
    write: Write, capsys: pytest.CaptureFixture[str], text: str, wanted: tuple[str, ...]
) -> None:
    refused(trust(["forecast", str(write("series.csv", text))]), capsys, *wanted)


def test_a_rollout_is_read_with_a_verdict_and_a_sentence(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert effects(["rollout", str(write("panel.csv", PANEL)), "--permutations", "199"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "clear_decrease"
    assert found["efficient"]["estimate"] < -4
    assert found["permutation"]["draws"] == 199
    assert found["smallest_effect"] > 0
    assert found["sentence"].startswith("A clear decrease")
    assert set(found["callaway_santanna"]) == {"estimate", "standard_error"}
    assert found["inputs"] == {"panel.csv": hashlib.sha256(PANEL.encode()).hexdigest()}


def test_no_clear_effect_tells_what_could_have_been_seen(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert effects(["rollout", str(write("panel.csv", panel(0)))]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "no_clear_effect"
    assert re.fullmatch(
        r"No clear effect; we could have seen a change of [\d.]+ % or more\.", found["sentence"]
    )


def test_too_little_data_is_an_answer(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    few = "unit,period,treated_from,outcome\n" + "".join(
        f"u{u},{p},{2 if u else ''},{u + p}\n" for u in (0, 1) for p in (1, 2)
    )
    assert effects(["rollout", str(write("panel.csv", few))]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdict"] == "too_little_data"
    assert found["efficient"] == {"estimate": None, "standard_error": None, "beta": None}
    assert found["smallest_effect"] is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (PANEL.replace("unit", "area", 1), ("“unit”",)),
        (PANEL + "u3,9,4,5\n", ("no row for period 9",)),
        (PANEL + "u3,8,4,5\n", ("row 98", "twice")),
        (PANEL.replace("u3,8,4", "u3,8,5"), ("another treated_from",)),
        (PANEL.replace("u3,8,4,", "u3,8,4,x"), ("is not a number",)),
        (PANEL.replace("u3,8,4", "u3,8,4.5"), ("whole number",)),
        (PANEL.replace("u3,8,4", "u3,soon,4"), ("“soon”",)),
    ],
)
def test_a_bad_panel_is_one_sentence(
    write: Write, capsys: pytest.CaptureFixture[str], text: str, wanted: tuple[str, ...]
) -> None:
    refused(effects(["rollout", str(write("panel.csv", text))]), capsys, *wanted)


COUNTS = [
    "wdd", "--control-before", "308", "--control-after", "318", "--treated-before", "207", "--treated-after", "110",
]  # fmt: skip


def test_displacement_gives_the_published_figures(capsys: pytest.CaptureFixture[str]) -> None:
    ring = [
        "--displacement-control-before", "150", "--displacement-control-after", "140",
        "--displacement-treated-before", "178", "--displacement-treated-after", "157",
    ]  # fmt: skip
    assert effects([*COUNTS, *ring]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"]["estimate"] == -118
    assert found["total"]["standard_error"] == pytest.approx(1568**0.5)
    assert round(found["total"]["z"], 2) == -2.98
    assert found["overdispersion"] is None


def test_weights_and_history_are_used(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    history = "area,period,count\n" + "".join(
        f"{area},{month},{200 + 290 * (month % 2)}\n"
        for area in ("control", "treated")
        for month in range(12)
    )
    more = ["--weights", "before=2,control=0.5", "--history", str(write("history.csv", history))]
    assert effects([*COUNTS, *more]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["total"]["estimate"] == pytest.approx((110 - 207 / 2) - (318 / 0.5 - 308))
    assert found["overdispersion"] > 5
    assert found["verdict"] == "no_clear_effect"
    assert "history.csv" in found["inputs"]


def test_counts_that_say_nothing_are_one_sentence(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    refused(effects([*COUNTS[:-1], "3"]), capsys, "fewer than 5")
    refused(effects([*COUNTS, "--displacement-treated-before", "9"]), capsys, "before and a count after")
    elsewhere = write("h.csv", "area,period,count\nmoon,1,4\n")
    refused(effects([*COUNTS, "--history", str(elsewhere)]), capsys, "h.csv, row 2", "“moon”")
    negative = write("n.csv", "area,period,count\ncontrol,1,-4\n")
    refused(effects([*COUNTS, "--history", str(negative)]), capsys, "n.csv, row 2", "under 0")
    short = write("s.csv", "area,period,count\ncontrol,1,4\ntreated,1,4\n")
    refused(effects([*COUNTS, "--history", str(short)]), capsys, "needs 12")


@pytest.mark.parametrize("argv", [["wdd"], ["wdd", "--weights", "moon=2"], ["rollout"], ["nothing"]])
def test_a_misunderstood_command_ends_with_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        effects(argv)
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err
