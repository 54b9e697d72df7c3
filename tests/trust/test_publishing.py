"""What is shown of a wave: nothing small, nothing that tells what is small, and always the same."""

import json
import random
import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from scipy.optimize import linprog

from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions, rules
from commonbeat.trust.actions.notes import note
from commonbeat.trust.actions.publishing import figures_of, shown_counts
from commonbeat.trust.models import Answer, Estimate, PopulationCell, Publication, Wave
from tests.cast import make_neighborhood
from tests.trust.asking import AFTER, OPEN_AT, answer_all, boss, make_wave, some_replies


def published(cast, counts: dict, **fixed) -> Publication:
    """A wave in which so many answered in each neighborhood, closed and published."""
    wave = make_wave(cast, areas=list(counts))
    for area, count in counts.items():
        answer_all(wave, count, area=area, **fixed)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    return actions.publish_wave(wave=wave, by=boss(cast), at=AFTER)


def test_a_wave_under_eight_is_never_published(cast):
    wave = make_wave(cast)
    answer_all(wave, 7)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    with pytest.raises(Refused, match="eight people"):
        actions.publish_wave(wave=wave, by=boss(cast), at=AFTER)
    assert not Publication.objects.exists()
    assert not Wave.objects.public(cast.team).exists()


def test_an_open_wave_is_not_published(cast):
    wave = make_wave(cast)
    answer_all(wave, 20)
    with pytest.raises(Refused, match="open"):
        actions.publish_wave(wave=wave, by=boss(cast), at=OPEN_AT)


def test_estimates_are_shares_inside_their_intervals_and_say_where_the_model_speaks_alone(cast):
    figures = published(cast, {cast.row: 24, cast.court: 3}).figures
    row, court = sorted(figures["areas"], key=lambda area: area["n"] is None)
    assert (row["n"], court["n"], figures["n"]) == (24, None, 24)
    for area in (row, court):
        assert set(area["measures"]) == {"heard", "safe", "trust", "informed", "presence"}
        for one in area["measures"].values():
            assert 0 <= one["lower"] <= one["value"] <= one["upper"] <= 100
            assert one["is_model"] is (area is court)
    wide = [one["upper"] - one["lower"] for one in court["measures"].values()]
    narrow = [one["upper"] - one["lower"] for one in row["measures"].values()]
    assert sum(wide) > sum(narrow)


def test_answers_from_an_open_link_stand_apart_and_move_nothing(cast):
    wave = make_wave(cast, is_open=True)
    answer_all(wave, 16)
    dice = random.Random(4)
    for _ in range(20):
        actions.answer_openly(
            wave=wave, neighborhood=cast.row, mode="link", client_id=uuid.uuid4(),
            replies=some_replies(dice, informed=4), words="", language="en", at=OPEN_AT,
        )  # fmt: skip
    actions.close_wave(wave=wave, by="system", at=AFTER)
    assert Answer.objects.filter(is_invited=False).count() == 20
    actions.estimate_wave(wave)
    assert set(Estimate.objects.values_list("n", flat=True)) <= set(range(17))
    figures = figures_of(wave)
    assert figures["n"] == 16
    assert figures["open"]["n"] == 20
    assert figures["open"]["shares"]["informed"] is None, "all of them: it would tell of everybody"


def test_a_second_wave_says_what_changed_and_whether_that_is_clear(cast):
    published(cast, {cast.row: 40}, skip=0.0, informed=1)
    start = AFTER + timedelta(days=1)
    wave = make_wave(cast, at=start, letters=80)
    rows = list(wave.invitations.all()[:60])
    dice = random.Random(2)
    for row in rows:
        actions.answer_invited(
            invitation=row, replies=some_replies(dice, skip=0.0, informed=4), words="", language="en",
            at=start + timedelta(days=1),
        )  # fmt: skip
    end = start + timedelta(days=25)
    actions.close_wave(wave=wave, by="system", at=end)
    figures = actions.publish_wave(wave=wave, by=boss(cast), at=end).figures
    change = figures["areas"][0]["measures"]["informed"]["change"]
    assert change["is_clear"]
    assert change["lower"] > 0
    trust = figures["areas"][0]["measures"]["trust"]["change"]
    assert not trust["is_clear"]


def test_the_population_is_weighed_by_whom_it_consists_of(cast):
    """Four of five residents are old and content; of those who answer half are."""
    for age, count in (("16-29", 800), ("65+", 3200)):
        PopulationCell.objects.create(team=cast.team, neighborhood=cast.row, age=age, count=count)
    wave = make_wave(cast, letters=150)
    dice = random.Random(1)
    for number, row in enumerate(wave.invitations.all()[:120]):
        is_old = number % 2 == 0
        replies = {
            "age": "65+" if is_old else "16-29",
            "informed": 4 if is_old else 1,
            "seen": dice.choice([1, 5]),
        }
        actions.answer_invited(invitation=row, replies=replies, words="", language="en", at=OPEN_AT)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    actions.estimate_wave(wave)
    informed = Estimate.objects.get(measure="informed")
    assert 0.68 < informed.value < 0.85, "half of the answers, four fifths of the people"


def test_an_unknown_population_is_a_sentence(cast):
    Neighborhood.objects.filter(pk=cast.row.pk).update(population=None)
    wave = make_wave(cast)
    wave.areas.update(addresses=0, letters=0, doors=0)
    answer_all(wave, 10)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    with pytest.raises(Refused, match="Harbor Row"):
        actions.publish_wave(wave=wave, by=boss(cast), at=AFTER)


def test_who_answered_nothing_of_a_measure_is_not_counted_for_it(cast):
    wave = make_wave(cast)
    for row in wave.invitations.all()[:20]:
        actions.answer_invited(invitation=row, replies={"seen": 5}, words="", language="en", at=OPEN_AT)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    figures = actions.publish_wave(wave=wave, by=boss(cast), at=AFTER).figures
    assert set(figures["areas"][0]["measures"]) == {"presence"}


def test_what_is_shown_does_not_change_when_answers_do(cast):
    publication = published(cast, {cast.row: 24, cast.court: 11})
    before = json.dumps(publication.figures, sort_keys=True)
    Answer.objects.all().delete()
    publication.refresh_from_db()
    assert json.dumps(publication.figures, sort_keys=True) == before


def test_publishing_again_is_refused(cast):
    publication = published(cast, {cast.row: 24})
    with pytest.raises(Refused, match="published already"):
        actions.publish_wave(wave=publication.wave, by=boss(cast), at=AFTER)


def test_a_wave_taken_back_is_shown_nowhere(cast):
    publication = published(cast, {cast.row: 24})
    actions.withdraw_wave(
        wave=publication.wave, because="The letters named the wrong week.", by=boss(cast), at=AFTER
    )
    assert not Wave.objects.public(cast.team).exists()


def test_whom_a_wave_asks_elsewhere_may_not_publish(cast):
    court = make_neighborhood(cast.team, "Mill End", "mill-end", 24.99)
    wave = make_wave(cast, areas=[cast.row, court])
    answer_all(wave, 10, area=cast.row)
    actions.close_wave(wave=wave, by="system", at=AFTER)
    with pytest.raises(Refused, match="all neighborhoods"):
        actions.publish_wave(wave=wave, by=cast.cleo, at=AFTER)


def test_an_attacker_with_linear_programming_learns_no_small_count():
    """A thousand random tables: all that is shown, and what can be worked out of each hidden count."""
    dice = np.random.default_rng(5)
    hidden = 0
    for _ in range(1000):
        counts = dice.choice([dice.integers(0, 8), dice.integers(0, 60)], size=dice.integers(1, 9))
        counts = np.where(dice.random(len(counts)) < 0.5, dice.integers(0, 10, len(counts)), counts)
        table = {str(number): int(count) for number, count in enumerate(counts)}
        shown = shown_counts(table)
        small = [key for key, number in shown["areas"].items() if number is None]
        assert all(table[key] < rules.TOGETHER for key in small)
        assert all(shown["areas"][key] == table[key] for key in table if key not in small)
        assert shown["total"] is None or shown["total"] >= rules.TOGETHER
        for key in small:
            low, high = attack(table, shown, small, key)
            assert (low, high) == (0, rules.TOGETHER - 1), "more than “fewer than eight” is known"
            hidden += 1
    assert hidden > 1000


def attack(table: dict, shown: dict, small: list[str], key: str, total: int | None = None) -> tuple[int, int]:
    """The least and the most a hidden count can be, given all that is shown (and a sum, where one is told)."""
    aim = np.array([1.0 if one == key else 0.0 for one in small])
    equal = {}
    if total is not None:
        rest = total - sum(number for number in shown["areas"].values() if number is not None)
        equal = {"A_eq": np.ones((1, len(small))), "b_eq": [rest]}
    ends = [linprog(sign * aim, bounds=(0, rules.TOGETHER - 1), **equal) for sign in (1, -1)]
    return round(ends[0].fun), round(-ends[1].fun)


def test_the_attacker_would_learn_it_from_the_sum_of_all():
    table = {"a": 20, "b": 3}
    shown = shown_counts(table)
    assert attack(table, shown, ["b"], "b", total=23) == (3, 3)


def test_page_and_file_tell_the_same_whatever_week_it_is(cast, client):
    """Differencing finds nothing: every format reads the one row that was published."""
    publication = published(cast, {cast.row: 24, cast.court: 9})
    first = client.get("/trust.csv").content
    page = client.get("/n/harbor-row/trust/").content.decode()
    for area in publication.figures["areas"]:
        for measure, told in area["measures"].items():
            row = f"{area['slug']},{measure},{told['value']},{told['lower']},{told['upper']},{area['n']},"
            assert row.encode() in first
    told = publication.figures["areas"][1]["measures"]["safe"]
    assert publication.figures["areas"][1]["slug"] == "harbor-row"
    assert f"{told['lower']}–{told['upper']}" in page
    Answer.objects.filter(neighborhood=cast.row).first().delete()
    Estimate.objects.all().delete()
    note("a new week", publication.wave, by="system", at=AFTER + timedelta(days=7))
    assert client.get("/trust.csv").content == first


def test_the_database_refuses_to_change_what_was_published(cast):
    publication = published(cast, {cast.row: 12})
    with pytest.raises(DatabaseError, match="not changed any more"), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(figures={})
