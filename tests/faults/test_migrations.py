"""A migration that is killed at any of its steps is done at the next start, without help (F49)."""

import os
import signal
from typing import Any

import peewee
import pytest

from models import schema
from models.database import close_database, database, open_database
from models.upkeep import JobRun


def killed_at(url: str, number: int) -> bool:
    """Migrate in a process that is killed before its statement of that number; say whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            die_before(number)
            open_database(url)
            schema.migrate()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def die_before(number: int) -> None:
    plain, count = peewee.Database.execute_sql, [0]

    def counted(opened: Any, sql: str, *arguments: Any, **options: Any) -> Any:
        count[0] += sql.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT"))
        if count[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return plain(opened, sql, *arguments, **options)

    peewee.Database.execute_sql = counted


@pytest.mark.parametrize(
    "every", [31, pytest.param(1, id="each step", marks=[pytest.mark.soak, pytest.mark.timeout(1200)])]
)
def test_migration_that_was_killed_is_done_at_the_next_start(empty_database_url: str, every: int) -> None:
    number = kills = 0
    while killed_at(empty_database_url, number := number + every):
        kills += 1
    open_database(empty_database_url)
    assert schema.migrate() == ()  # the last one, which nobody killed, came to its end over what the others had left
    assert kills >= 100 // every
    assert JobRun.select().count() == 0
    assert set(database.get_tables()) >= {table._meta.table_name for table in schema.TABLES}
    close_database()
