"""The migrations lead to the tables that the program expects, and strange files are refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import schema
from models.database import UnusableDatabase, close_database, database, open_database
from models.versions import HISTORY_TABLE


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "loket.db"
    close_database()


def test_migrated_database_has_every_column_of_every_table(empty_database_url: str) -> None:
    open_database(empty_database_url)
    schema.migrate()
    for table in schema.TABLES:
        found = {column.name for column in database.get_columns(table._meta.table_name)}
        assert found == {field.column_name for field in table._meta.sorted_fields}, table.__name__


def test_migrated_database_has_every_index(empty_database_url: str) -> None:
    open_database(empty_database_url)
    schema.migrate()
    for table in schema.TABLES:
        columns = {field.name: field.column_name for field in table._meta.sorted_fields}
        wanted = {(tuple(sorted(columns[name] for name in names)), unique) for names, unique in table._meta.indexes}
        found = {(tuple(sorted(index.columns)), index.unique) for index in database.get_indexes(table._meta.table_name)}
        assert wanted <= found, table.__name__


def test_current_database_has_nothing_pending(empty_database_url: str) -> None:
    open_database(empty_database_url)
    assert schema.migrate() == ("0001_initial", "0002_search")
    assert schema.migrate() == ()


def test_newer_database_is_refused(empty_database_url: str) -> None:
    open_database(empty_database_url)
    schema.migrate()
    database.execute_sql(f"INSERT INTO {HISTORY_TABLE} (name, applied) VALUES ('0999_future', '2030-01-01 00:00:00')")
    with pytest.raises(UnusableDatabase, match="newer Loket"):
        schema.pending_migrations()


def test_database_of_another_program_is_refused(empty_database_url: str) -> None:
    open_database(empty_database_url)
    database.execute_sql("CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(UnusableDatabase, match="another program"):
        schema.pending_migrations()


def test_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"these are minutes of a meeting, not a database\n" * 100)
    before = path.read_bytes()
    open_database(f"sqlite:///{path}")
    with pytest.raises(UnusableDatabase, match="restore a backup"):
        schema.pending_migrations()
    assert path.read_bytes() == before


@pytest.mark.parametrize("url", ["mysql://x/y", "loket.db", "sqlite://host/x.db"])
def test_unknown_database_address_is_refused(url: str) -> None:
    with pytest.raises(UnusableDatabase):
        open_database(url)
