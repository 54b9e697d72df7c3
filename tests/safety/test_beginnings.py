"""A room's first migration makes its tables in one go, and they are the same tables."""

from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState

from commonbeat.safety.beginnings import at_once


def nothing(*args: object) -> None:
    """Something that is not a table."""


def operations() -> list[migrations.operations.base.Operation]:
    key = ("id", models.BigAutoField(primary_key=True))
    return [
        migrations.CreateModel("Lamp", [key, ("pole", models.IntegerField())], {"abstract": False}),
        migrations.AddConstraint("lamp", models.UniqueConstraint(fields=["pole"], name="lamp_once")),
        migrations.CreateModel("Street", [key, ("lamp", models.ForeignKey("lamps.lamp", models.CASCADE))]),
        migrations.AddField("lamp", "street", models.ForeignKey("lamps.street", models.CASCADE)),
        migrations.AddIndex("lamp", models.Index(fields=["street", "pole"], name="lamp_of_street")),
        migrations.RunPython(nothing, nothing),
        migrations.AddIndex("street", models.Index(fields=["lamp"], name="street_lamp")),
    ]


def state_after(given: list[migrations.operations.base.Operation]) -> ProjectState:
    state = ProjectState()
    for operation in given:
        operation.state_forwards("lamps", state)
    return state


def test_the_tables_are_those_of_the_single_operations() -> None:
    one_by_one, together = state_after(operations()), state_after(at_once(operations()))
    assert together == one_by_one
    lamp = together.models["lamps", "lamp"]
    assert list(lamp.fields) == ["id", "pole", "street"]
    assert [one.name for one in lamp.options["indexes"] + lamp.options["constraints"]] == [
        "lamp_of_street",
        "lamp_once",
    ]


def test_what_follows_anything_but_tables_keeps_its_place() -> None:
    given = operations()
    assert at_once(given)[1:] == given[5:]


def test_every_room_begins_at_once() -> None:
    """A remade first migration has lost it: wrap its operations in `at_once([...])` again."""
    loader = MigrationLoader(None)
    firsts = [
        one
        for one in loader.disk_migrations.values()
        if one.__module__.startswith("commonbeat.") and one.initial
    ]
    assert len(firsts) > 10
    assert [
        one.app_label
        for one in firsts
        if any(isinstance(operation, CreateModel) for operation in one.operations)
    ] == []
