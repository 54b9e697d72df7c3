"""`commonbeat import-area` says what it did, or in one sentence what is wrong."""

import io
from pathlib import Path

import pytest

from commonbeat.places.commands import ProgressBar, import_area
from commonbeat.places.models import Neighborhood, Team
from tests.places.area import SIDES, VILLAGE, village_team

pytestmark = pytest.mark.django_db


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_team_is_made_when_its_emergency_number_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        str(VILLAGE),
        "--team",
        "mill",
        "--name",
        "Mill Team",
        "--emergency",
        "112",
        "--boundaries",
        str(SIDES),
    ]
    assert import_area([*words, "--timezone", "Europe/Vaduz", "--languages", "en,es"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Mill Team: 2 neighborhoods, ")
    assert said.err == "", "quiet in a pipe"
    assert Team.objects.get(slug="mill").timezone == "Europe/Vaduz"


def test_an_unknown_team_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    village_team()
    assert import_area([str(VILLAGE), "--team", "vilage"]) == 2
    said = capsys.readouterr().err
    assert "Teams here: village." in said
    assert "--emergency" in said
    assert said.count("\n") == 1


def test_a_bad_file_leaves_no_team_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.osm.pbf").write_bytes(b"nothing")
    assert import_area([str(tmp_path / "x.osm.pbf"), "--team", "new", "--emergency", "112"]) == 2
    assert "x.osm.pbf is not an OpenStreetMap extract" in capsys.readouterr().err
    assert not Team.objects.exists()
    assert not Neighborhood.objects.exists()


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        import_area(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    assert all(word in said for word in ("--boundaries", "--emergency", ".osm.pbf"))


def test_a_terminal_sees_the_bar_fill_up_and_go_away() -> None:
    terminal = Terminal()
    bar = ProgressBar(terminal)
    for share in (0.0, 0.5, 1.0):
        bar("drawing the map", share)
    bar.clear()
    steps = terminal.getvalue().split("\r")
    assert [step.count("━") for step in steps if "drawing" in step] == [0, 14, 28]
    assert steps[-2].strip() == ""


def test_a_pipe_sees_no_bar() -> None:
    pipe = io.StringIO()
    bar = ProgressBar(pipe)
    bar("drawing the map", 0.5)
    bar.clear()
    assert pipe.getvalue() == ""
