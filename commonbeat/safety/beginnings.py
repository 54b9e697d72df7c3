"""The first migration of a room, made in one go.

Django works out all related models anew after every single operation. With a hundred tables that all point
at the team this took fifteen seconds of an empty installation's life; a room's tables at once take one.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Tables(Operation):
    """Several new tables; between them nothing else may happen."""

    def __init__(self, tables: list[CreateModel]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # Without its models a state takes each table for the price of a note; they are worked out once, later.
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def references_model(self, name: str, app_label: str) -> bool:
        return any(table.references_model(name, app_label) for table in self.tables)

    def describe(self) -> str:
        return "Make " + ", ".join(table.name for table in self.tables)


def at_once(operations: list[Operation]) -> list[Operation]:
    """The same operations with all tables in one, and with later fields, constraints and indexes in them.

    What follows anything else stays as it is.
    """
    tables: dict[str, CreateModel] = {}
    for number, operation in enumerate(operations):
        if isinstance(operation, CreateModel):
            tables[operation.name_lower] = operation
        elif isinstance(operation, (AddField, AddConstraint, AddIndex)):
            name = operation.model_name_lower
            tables[name] = _with(tables[name], operation)
        else:
            return [Tables(list(tables.values())), *operations[number:]]
    return [Tables(list(tables.values()))]


def _with(table: CreateModel, more: AddField | AddConstraint | AddIndex) -> CreateModel:
    fields, options = list(table.fields), dict(table.options)
    if isinstance(more, AddField):
        fields.append((more.name, more.field))
    elif isinstance(more, AddConstraint):
        options["constraints"] = [*options.get("constraints", []), more.constraint]
    else:
        options["indexes"] = [*options.get("indexes", []), more.index]
    return CreateModel(table.name, fields, options, table.bases, table.managers)
