"""The key to sealed details exists only under confidants' passphrases, and never hangs on one person."""

import pytest

from commonbeat.people import actions, queries
from commonbeat.people.models import BoxKey, Duty, TeamBox
from commonbeat.safety import sealing
from commonbeat.safety.errors import Refused
from tests.cast import make_staff

pytestmark = pytest.mark.django_db
MINE = "noor keeps seven cats"
LENT = "lent for one afternoon"
OWN = "rosa paints blue doors"


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch):
    """The same locks, made of less work."""
    monkeypatch.setattr(sealing, "OPERATIONS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8192 * 2)


@pytest.fixture
def rosa(cast):
    return make_staff(cast.team, "Rosa", Duty.CONFIDANT)


def unlock(box, staff, passphrase):
    """As a confidant opens sealed details: with a copy of their own, and no temporary one."""
    key = BoxKey.objects.get(box=box, staff=staff, is_temporary=False)
    return sealing.unlock(bytes(key.wrapped), passphrase)


def opens(box, staff, passphrase):
    private = unlock(box, staff, passphrase)
    return sealing.open_sealed(private, sealing.seal(box.public_key, "call 555")) == "call 555"


def test_first_confidant_makes_the_box_once(cast, rosa, at):
    box = actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    assert opens(box, cast.noor, MINE)
    assert queries.current_box(cast.team) == box
    with pytest.raises(Refused):
        actions.make_box(confidant=rosa, passphrase=OWN, at=at)


def test_only_confidants_make_share_and_open(cast, rosa, at):
    for other in (cast.ada, cast.cleo, cast.ben):
        with pytest.raises(Refused):
            actions.make_box(confidant=other, passphrase=MINE, at=at)
    box = actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    with pytest.raises(Refused):
        actions.share_box(by=cast.noor, passphrase=MINE, to=cast.ada, temporary_passphrase=LENT, at=at)
    assert not BoxKey.objects.filter(box=box).exclude(staff=cast.noor).exists()


def test_lent_passphrase_opens_nothing_until_replaced(cast, rosa, at):
    box = actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    actions.share_box(by=cast.noor, passphrase=MINE, to=rosa, temporary_passphrase=LENT, at=at)
    assert queries.box_state(cast.team).waiting == [rosa]
    with pytest.raises(BoxKey.DoesNotExist):
        unlock(box, rosa, LENT)
    with pytest.raises(Refused):
        actions.choose_passphrase(confidant=rosa, old=LENT, new=LENT, at=at)
    actions.choose_passphrase(confidant=rosa, old=LENT, new=OWN, at=at)
    assert opens(box, rosa, OWN)
    assert opens(box, cast.noor, MINE)
    with pytest.raises(Refused):
        unlock(box, rosa, LENT)


def test_wrong_passphrase_shares_nothing(cast, rosa, at):
    actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    with pytest.raises(Refused):
        actions.share_box(
            by=cast.noor, passphrase="not the passphrase", to=rosa, temporary_passphrase=LENT, at=at
        )
    assert not BoxKey.objects.filter(staff=rosa).exists()


def test_lent_copy_is_not_handed_on(cast, rosa, at):
    third = make_staff(cast.team, "Tess", Duty.CONFIDANT)
    actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    actions.share_box(by=cast.noor, passphrase=MINE, to=rosa, temporary_passphrase=LENT, at=at)
    with pytest.raises(Refused):
        actions.share_box(by=rosa, passphrase=LENT, to=third, temporary_passphrase=OWN, at=at)


def test_sharing_one_s_own_passphrase_is_refused(cast, rosa, at):
    actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    with pytest.raises(Refused):
        actions.share_box(by=cast.noor, passphrase=MINE, to=rosa, temporary_passphrase=MINE, at=at)


@pytest.mark.parametrize("passphrase", ["short", "", "x" * 501])
def test_passphrases_are_neither_short_nor_endless(cast, at, passphrase):
    with pytest.raises(Refused):
        actions.make_box(confidant=cast.noor, passphrase=passphrase, at=at)


def test_state_warns_until_two_people_can_open_it(cast, at):
    assert len(queries.box_state(cast.team).warnings) == 2
    rosa = make_staff(cast.team, "Rosa", Duty.CONFIDANT)
    actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    assert len(queries.box_state(cast.team).warnings) == 1
    actions.share_box(by=cast.noor, passphrase=MINE, to=rosa, temporary_passphrase=LENT, at=at)
    actions.choose_passphrase(confidant=rosa, old=LENT, new=OWN, at=at)
    assert queries.box_state(cast.team).warnings == []


def test_last_key_stays_and_a_second_one_may_go(cast, rosa, at):
    actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    with pytest.raises(Refused, match="only key"):
        actions.leave(staff=cast.noor, by=cast.ada, at=at)
    with pytest.raises(Refused, match="only key"):
        actions.take_role(role=cast.noor.roles.get(), by=cast.ada, at=at)
    actions.share_box(by=cast.noor, passphrase=MINE, to=rosa, temporary_passphrase=LENT, at=at)
    with pytest.raises(Refused, match="only key"):
        actions.leave(staff=cast.noor, by=cast.ada, at=at)
    actions.choose_passphrase(confidant=rosa, old=LENT, new=OWN, at=at)
    actions.leave(staff=cast.noor, by=cast.ada, at=at)
    assert not BoxKey.objects.filter(staff=cast.noor).exists()


def test_new_box_seals_from_now_on_and_the_old_one_still_opens(cast, rosa, at):
    old = actions.make_box(confidant=cast.noor, passphrase=MINE, at=at)
    with pytest.raises(Refused):
        actions.rotate_box(by=rosa, passphrase=OWN, at=at)
    new = actions.rotate_box(by=cast.noor, passphrase=MINE, at=at)
    assert queries.current_box(cast.team) == new
    assert TeamBox.objects.get(pk=old.pk).retired_at is not None
    assert opens(old, cast.noor, MINE)
    assert opens(new, cast.noor, MINE)
    actions.share_box(by=cast.noor, passphrase=MINE, to=rosa, temporary_passphrase=LENT, at=at)
    actions.choose_passphrase(confidant=rosa, old=LENT, new=OWN, at=at)
    assert opens(old, rosa, OWN)
    assert opens(new, rosa, OWN)
