"""The commands behind the ways in say what they do in one sentence."""

import pytest
from django.core.management.base import CommandError

from commonbeat import cli
from commonbeat.listening.channels import commands
from commonbeat.listening.commands import listen
from commonbeat.listening.models import Source

pytestmark = pytest.mark.django_db


def test_listen_lists_its_words(capsys):
    assert "listen" in cli.COMMANDS
    assert listen(["--help"]) == 0
    assert "mail" in capsys.readouterr().out
    assert listen([]) == listen(["gossip"]) == 2


def test_a_way_in_is_opened_and_its_secret_printed_once(cast, capsys):
    assert commands.source(["--channel", "sms", "--name", "Gateway"]) == 0
    assert "shown this once" in capsys.readouterr().out
    assert Source.objects.get().channel == "sms"


def test_without_a_mailbox_no_port_is_opened(cast):
    with pytest.raises(CommandError, match="No mailbox is set up yet"):
        commands.mail(["serve"])


def test_with_two_teams_the_team_must_be_named(cast):
    from tests.cast import make_team

    make_team(name="Quay Team", slug="quay", domain="quay.example")
    with pytest.raises(CommandError, match="--team SLUG"):
        commands.source(["--channel", "sms", "--name", "Gateway"])
    assert commands.source(["--channel", "sms", "--name", "Gateway", "--team", "quay"]) == 0


def test_fetching_with_nothing_set_up_is_no_error(cast):
    assert commands.mail(["fetch"]) == commands.social([]) == 0
