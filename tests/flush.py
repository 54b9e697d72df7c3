"""Between tests a database is emptied, which the journal's triggers would refuse."""

from collections.abc import Iterator

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from commonbeat.journal import guards, heads


@pytest.fixture(scope="session", autouse=True)
def journal_can_be_emptied() -> Iterator[None]:
    """Lift the triggers while a test's database is emptied, and forget the head of its chain."""
    empty = BaseDatabaseOperations.execute_sql_flush

    def empty_without_triggers(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        if any("journal_entry" in statement for statement in statements):
            with guards.suspended(operations.connection):
                empty(operations, statements)
            heads.forget()
        else:
            empty(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = empty_without_triggers
    yield
    BaseDatabaseOperations.execute_sql_flush = empty
