"""Groups are found where there are some, and only there."""

import numpy as np
import pytest

from commonbeat.commonground.exports import read_conversation
from commonbeat.methods.consensus import gather, understand
from commonbeat.methods.consensus.compare import adjusted_rand
from commonbeat.methods.consensus.groups import SMALLEST_GROUP, SURE_ENOUGH
from commonbeat.methods.consensus.projection import extremity, positions, principal_axes
from tests.beside import DATA
from tests.methods.consensus.made import noise, planted, table_of

SHARED = DATA / "polis"


@pytest.mark.parametrize("groups", [2, 3, 4, 5])
def test_planted_groups_are_found(groups: int) -> None:
    votes, truth = planted(400, 150, 50, groups=groups)
    picture = understand(votes)
    assert picture.grouping.count == groups
    assert adjusted_rand(truth, picture.grouping.group) > 0.9
    assert picture.stability.min() > 0.85


def test_planted_groups_are_found_where_people_vote_very_unequally() -> None:
    rng = np.random.default_rng(3)
    truth = rng.choice(3, 3000, p=[0.5, 0.3, 0.2])
    agrees = np.where(rng.random((3, 800)) < 0.5, 0.25, 0.75)
    person = np.repeat(np.arange(3000), np.clip((rng.pareto(1.2, 3000) * 40).astype(int) + 5, 5, 600))
    asked = rng.integers(0, 800, len(person))
    vote = np.where(rng.random(len(person)) < agrees[truth[person], asked], 1, -1)
    votes = gather(person, asked, vote, people=3000, statements=800)
    picture = understand(votes)
    often = (votes.per_person >= 50) & (picture.grouping.group >= 0)
    assert picture.grouping.centers.is_line
    assert adjusted_rand(truth[often], picture.grouping.group[often]) > 0.9


def test_twenty_people_in_two_camps_are_two_groups() -> None:
    votes, truth = planted(20, 20, 20, groups=2, clear=0.9)
    picture = understand(votes)
    assert picture.grouping.count == 2
    placed = picture.grouping.group >= 0
    assert adjusted_rand(truth[placed], picture.grouping.group[placed]) > 0.9


@pytest.mark.parametrize("people", [20, 60, 300])
def test_noise_is_not_taken_for_groups(people: int) -> None:
    found = [understand(noise(people, 30, 20, seed=seed)).grouping.count for seed in range(10)]
    assert sum(count > 1 for count in found) <= 1


def test_no_group_is_too_small_to_be_named() -> None:
    votes, _ = planted(60, 40, 40, groups=2, clear=0.95)
    odd = [[1 if s % 3 else -1 for s in range(40)]] * 3
    rows = [*votes_as_rows(votes), *odd]
    group = understand(table_of(rows)).grouping.group
    assert np.bincount(group[group >= 0]).min() >= SMALLEST_GROUP


def votes_as_rows(votes: object) -> list[list[int | None]]:
    rows: list[list[int | None]] = [[None] * votes.statements for _ in range(votes.people)]
    for p, s, v in zip(votes.person.tolist(), votes.statement.tolist(), votes.vote.tolist(), strict=True):
        rows[p][s] = v
    return rows


def test_people_with_few_votes_are_not_sure_yet() -> None:
    votes, _ = planted(200, 60, 40, groups=2)
    rows = votes_as_rows(votes)
    rows.append([1] * 6 + [None] * 54)
    grouping = understand(table_of(rows)).grouping
    assert grouping.group[-1] == -1
    assert grouping.certainty[-1] == 0


def test_whoever_has_a_group_is_surely_in_it() -> None:
    votes, truth = planted(1000, 100, 12, groups=2, clear=0.7)
    grouping = understand(votes).grouping
    placed = grouping.group >= 0
    assert grouping.certainty[placed].min() >= SURE_ENOUGH
    assert (~placed).sum() > 0
    right = np.maximum((grouping.group == truth)[placed].mean(), (grouping.group != truth)[placed].mean())
    assert right == pytest.approx(grouping.certainty[placed].mean(), abs=0.08)


def test_the_same_seed_gives_the_same_picture_and_another_seed_the_same_groups() -> None:
    votes, _ = planted(300, 80, 30, groups=3)
    first, again = understand(votes, seed=7), understand(votes, seed=7)
    assert np.array_equal(first.grouping.group, again.grouping.group)
    assert np.array_equal(first.stability, again.stability)
    assert np.array_equal(first.bridging, again.bridging)
    for seed in range(5):
        assert adjusted_rand(first.grouping.group, understand(votes, seed=seed).grouping.group) > 0.98


@pytest.mark.parametrize(
    ("people", "statements", "vote"),
    [(1, 1, 1), (1, 30, -1), (50, 10, 1), (50, 10, 0), (3, 2, -1), (40, 1, 1)],
)
def test_where_all_vote_alike_there_is_one_group(people: int, statements: int, vote: int) -> None:
    picture = understand(table_of([[vote] * statements] * people))
    assert picture.grouping.count == 1
    assert (picture.grouping.group == 0).all()
    assert picture.stands_for == [[]]
    finite = (picture.points, picture.priority, picture.bridging, picture.group_consensus)
    assert all(np.isfinite(values).all() for values in finite)


def test_nobody_has_voted() -> None:
    empty = np.array([], dtype=int)
    picture = understand(gather(empty, empty, empty, people=2, statements=3))
    assert picture.grouping.group.tolist() == [-1, -1]
    assert picture.priority == pytest.approx([(0.25 * 9) ** 2] * 3)


def test_a_statement_taken_out_moves_nobody() -> None:
    votes, _ = planted(100, 30, 30, groups=2)
    out = np.zeros(30, dtype=bool)
    out[0] = True
    rows = votes_as_rows(votes)
    turned = [[-1 if v == 1 else 1, *rest] for v, *rest in rows]
    before, after = (understand(table_of(table), is_left_out=out) for table in (rows, turned))
    assert before.points == pytest.approx(after.points)
    assert before.everybody.seen[0, 0] == 100


def test_axes_are_those_of_the_table_filled_with_means() -> None:
    rng = np.random.default_rng(5)
    rows: list[list[int | None]] = [
        [int(rng.choice([-1, 0, 1])) if rng.random() < 0.6 else None for _ in range(12)] for _ in range(40)
    ]
    votes = table_of(rows)
    table = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float)
    full = np.where(np.isnan(table), 0, table - np.nanmean(table, axis=0))
    axes = principal_axes(votes, count=4)
    assert axes.strength == pytest.approx(np.linalg.svd(full, compute_uv=False)[:4])
    assert positions(votes, axes) == pytest.approx(
        full @ axes.direction * np.sqrt((12 + 30) / ((~np.isnan(table)).sum(1) + 30))[:, None]
    )
    alone = (1 - axes.mean)[:, None] * axes.direction[:, :2] * np.sqrt(12)
    assert extremity(axes) == pytest.approx(np.linalg.norm(alone, axis=1))


def test_many_statements_give_the_same_axes_as_few() -> None:
    votes, _ = planted(500, 700, 60, groups=3)
    table = np.zeros((500, 700))
    axes = principal_axes(votes, count=2)
    table[votes.person, votes.statement] = votes.vote - axes.mean[votes.statement]
    right = np.linalg.svd(table, full_matrices=False)[2][:2]
    assert np.abs(right @ axes.direction) == pytest.approx(np.eye(2), abs=1e-6)


def test_groups_that_are_given_are_kept() -> None:
    votes, truth = planted(40, 20, 20, groups=2)
    picture = understand(votes, group=truth)
    assert picture.grouping.group.tolist() == truth.tolist()
    with pytest.raises(ValueError, match="each of the 40 people"):
        understand(votes, group=truth[:-1])
    with pytest.raises(ValueError, match="is_left_out"):
        understand(votes, is_left_out=np.zeros(3, dtype=bool))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the open conversations are not on this machine")
@pytest.mark.parametrize(
    "name", ["canadian-electoral-reform", "brexit-consensus", "scoop-hivemind.biodiversity"]
)
def test_published_groups_are_found_with_any_seed(name: str) -> None:
    from benchmarks.consensus import published_groups

    told = read_conversation(SHARED / name)
    truth = published_groups(SHARED / name, told.people)
    for seed in range(3):
        group = understand(told.votes, is_left_out=told.is_left_out, seed=seed).grouping.group
        both = (truth >= 0) & (group >= 0)
        assert both.sum() > 0.9 * (truth >= 0).sum()
        assert adjusted_rand(truth[both], group[both]) > 0.9


def test_likeness_of_groupings() -> None:
    assert adjusted_rand([0, 0, 1, 1], [5, 5, 3, 3]) == 1
    assert adjusted_rand([0, 0, 1, 1], [0, 1, 0, 1]) == pytest.approx(-0.5)
    assert adjusted_rand([], []) == 1
    with pytest.raises(ValueError, match="same people"):
        adjusted_rand([0], [0, 1])
