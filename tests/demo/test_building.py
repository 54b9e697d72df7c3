"""The demo is made by its people's own actions, is whole, and stands beside no real team."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.core.management.base import CommandError
from django.db import connection

from commonbeat.demo import building, commands, doing, marker, telling
from commonbeat.demo.town import Town
from commonbeat.journal import queries as journal
from commonbeat.journal.models import Entry
from commonbeat.listening.models import Concern, ConcernState, Promise, Voice
from commonbeat.listening.queries import loop_figures
from commonbeat.people.models import OfficerProfile, Staff
from commonbeat.places.models import Team
from commonbeat.post.models import Delivery, KeptMail
from commonbeat.presence.models import Stop, Visit
from commonbeat.presence.queries import places_overdue, today
from tests.cast import make_team
from tests.demo.conftest import NOW, SEED, WEEKS, silent

pytestmark = pytest.mark.django_db

NAMED = [
    *("listening.Voice", "listening.Concern", "listening.ReadBack", "listening.Answer", "listening.Action"),
    *("listening.ReportBack", "listening.Promise", "listening.Confirmation", "listening.Opening"),
    *("presence.Walk", "presence.Stop", "presence.Visit", "presence.Abstraction", "presence.Contact"),
    *("presence.Sighting", "openness.Gathering", "openness.Rsvp", "openness.Minutes", "openness.Question"),
    *("openness.Initiative", "openness.Priority", "openness.YouSaidWeDid", "people.Acquaintance"),
    *("people.StaffInvite", "people.TeamBox", "people.OfficerProfile", "people.Staff", "places.Team"),
]


@pytest.mark.parametrize("label", NAMED)
def test_every_row_that_matters_was_written_by_an_action(town: Town, label: str) -> None:
    named = set(Entry.objects.values_list("object_id", flat=True))
    rows = [str(pk) for pk in apps.get_model(label)._default_manager.values_list("pk", flat=True)]
    assert [pk for pk in rows if pk not in named] == []


def test_the_journal_is_whole_and_says_that_it_is_a_demo(town: Town) -> None:
    assert journal.verify() == []
    built = marker.built_as(town.team)
    assert built is not None
    assert (built.seed, built.weeks) == (SEED, WEEKS)
    assert marker.real_teams() == []


def test_the_journal_tells_the_history_in_the_order_of_time(town: Town) -> None:
    # Only the first day is entered person by person.
    since = town.days.at(WEEKS * 7, 0)
    told = list(Entry.objects.filter(at__gte=since).order_by("sequence").values_list("at", flat=True))
    out_of_order = [after for before, after in pairwise(told) if after < before]
    assert not out_of_order
    assert max(told) <= NOW


def test_nothing_was_said_in_the_future_and_nothing_waits_to_be_sent(town: Town) -> None:
    assert not Voice.objects.filter(heard_at__gt=NOW).exists()
    assert not Delivery.objects.waiting().exists()


def test_the_leak_that_it_shows_lies_between_acting_and_telling(town: Town) -> None:
    figures = loop_figures(town.team, None, NOW - timedelta(weeks=WEEKS), NOW)
    assert figures.worst == "reported_back"
    assert figures.heard >= 10


def test_one_neighborhood_is_heard_much_less_than_its_share(town: Town) -> None:
    heard = Counter(Voice.objects.values_list("neighborhood__name", flat=True))
    quiet = town.areas["Siltasaari"]
    share = quiet.population / sum(area.population for area in town.areas.values())
    assert 0 < heard["Siltasaari"] / sum(heard.values()) < share / 2


def test_every_state_a_concern_can_have_is_shown(town: Town) -> None:
    assert set(Concern.objects.with_state().values_list("state", flat=True)) == set(ConcernState.values)


def test_promises_are_kept_late_broken_corrected_and_open(town: Town) -> None:
    promises = Promise.objects.select_related("outcome")
    ended = [(one.outcome.is_kept, one.outcome.on > one.due_on) for one in promises.exclude(outcome=None)]
    assert {(True, False), (True, True)} <= set(ended)
    assert False in {is_kept for is_kept, _is_late in ended}
    assert promises.exclude(corrects=None).exists()
    assert Promise.objects.late(town.days.today).exists()
    assert Promise.objects.due().filter(due_on__gte=town.days.today).exists()


def test_places_in_the_quiet_neighborhood_wait_longest(town: Town) -> None:
    waiting = Counter(
        late.place.neighborhood.name for late in places_overdue(town.team, None, town.days.today)
    )
    assert waiting.most_common(1)[0][0] == "Siltasaari"


def test_matters_have_places_people_and_neighborhoods_that_exist(town: Town) -> None:
    for matter in telling.matters(doing.VERBS):
        assert matter.area in town.areas, matter.key
        assert matter.place in town.places, matter.key
        assert matter.owner in town.staff, matter.key
        assert matter.story[0].verb == "say", matter.key


def test_ben_has_a_walk_today_with_stops_behind_and_ahead(town: Town) -> None:
    (walk,) = today(town.staff["ben"], town.days.today)
    assert all(stop.reason_words for stop in walk.stops)
    assert [stop.visit is not None for stop in walk.stops] == [True, True, False, False, False]


def test_who_left_says_who_carries_on(town: Town) -> None:
    (left,) = OfficerProfile.objects.filter(is_public=True, left_on__isnull=False)
    assert left.handover_note
    assert left.successor.known_as == "Samu"
    assert not Staff.objects.get(pk=left.staff_id).is_active


def test_a_complaint_about_an_officer_is_hidden_from_them_and_their_line(town: Town) -> None:
    concern = Concern.objects.get(about_officer=town.staff["dot"])
    seen_by = {
        key for key, staff in town.staff.items() if Concern.objects.visible_to(staff).filter(pk=concern.pk)
    }
    assert seen_by == {"noor", "tove"}


def test_mail_is_kept_and_goes_to_nobody_who_exists(town: Town) -> None:
    domains = {mail.address.rpartition("@")[2] for mail in KeptMail.objects.all()}
    assert domains == {"example.org", "kaupunki.example"}


def test_the_same_seed_on_the_same_day_tells_the_same_story(in_the_demo: None) -> None:
    told = []
    for _time in range(2):
        # PostgreSQL empties no table whose deferred checks are still to come; here no commit makes them.
        connection.check_constraints()
        building.erase()
        building.build(seed=7, weeks=2, now=NOW, progress=silent)
        told.append(
            sorted(
                [
                    *Voice.objects.values_list("words", "heard_at"),
                    # Next week's walks are searched for; their own record makes them again.
                    *Stop.objects.filter(at__lt=NOW).values_list("reason_words", "at"),
                    *Visit.objects.values_list("skipped_because", "arrived_at"),
                    *Promise.objects.values_list("words", "due_on"),
                ],
                key=str,
            )
        )
    assert len(told[0]) > 100
    assert told[0] == told[1]


def test_a_second_time_changes_nothing(
    town: Town, in_the_demo: None, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Entry.objects.count()
    assert commands.demo(["--build-if-missing"]) == 0
    assert Entry.objects.count() == before
    assert capsys.readouterr().out.endswith("/demo/\n")
    with pytest.raises(CommandError, match="--force"):
        commands.demo([])


def test_force_builds_it_anew(town: Town, in_the_demo: None) -> None:
    connection.check_constraints()
    assert commands.demo(["--force", "--weeks", "2"]) == 0
    (team,) = Team.objects.all()
    built = marker.built_as(team)
    assert team.pk != town.team.pk
    assert built is not None
    assert built.weeks == 2


@pytest.mark.parametrize("options", [[], ["--build-if-missing"], ["--force"]])
def test_a_real_team_is_never_touched(in_the_demo: None, options: list[str]) -> None:
    make_team()
    before = set(Team.objects.values_list("pk", flat=True))
    with pytest.raises(CommandError, match="real team, “Harbor Team”"):
        commands.demo(options)
    assert set(Team.objects.values_list("pk", flat=True)) == before


def test_it_is_refused_where_mail_would_really_be_sent(settings: Any) -> None:
    settings.IS_DEMO, settings.MAIL_IS_KEPT = True, False
    before = Entry.objects.count()
    with pytest.raises(CommandError, match="keeps its mail"):
        commands.demo(["--force"])
    assert Entry.objects.count() == before
