"""Whatever we store stands in the inventory, in words a resident understands."""

from commonbeat.safety import inventory


def test_every_stored_field_says_what_it_is_for_and_for_how_long() -> None:
    assert inventory.missing() == []


def test_no_entry_outlives_its_field() -> None:
    assert inventory.stale() == []


def test_every_entry_is_whole() -> None:
    for name, held in inventory.collect().items():
        for words in (held.purpose, held.basis, held.data_class, held.retention):
            assert str(words).strip(), name
