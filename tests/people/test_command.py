"""The first administrator comes in by the command line."""

from types import SimpleNamespace

import pytest

from commonbeat.people.commands import invite
from commonbeat.people.models import StaffInvite
from commonbeat.safety.errors import Refused

pytestmark = pytest.mark.django_db


def test_the_printed_link_lets_somebody_join(
    cast: SimpleNamespace, capsys: pytest.CaptureFixture[str], client
) -> None:
    assert invite(["nia@team.example", "--name", "Nia", "--duty", "admin"]) == 0
    link = capsys.readouterr().out.splitlines()[0]
    assert (
        client.get(
            link.partition("://")[2].partition("/")[1] + link.partition("://")[2].partition("/")[2]
        ).status_code
        == 200
    )
    assert StaffInvite.objects.get().duty == "admin"


@pytest.mark.parametrize("words", [["--team", "nowhere"], ["--neighborhood", "nowhere"]])
def test_what_is_unknown_is_named_with_what_is_known(cast: SimpleNamespace, words: list[str]) -> None:
    with pytest.raises(Refused, match="harbor"):
        invite(["nia@team.example", "--name", "Nia", "--duty", "officer", *words])
