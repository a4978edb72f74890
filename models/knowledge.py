"""What was learned from solved tickets: solutions that staff keep, and a full-text search over them.

The search is SQLite's FTS5 over stems of ours, or PostgreSQL's text search with its Indonesian configuration; triggers
and an expression index (migrations/0002_search.py) keep both in step with `KnowledgeEntry` inside each transaction.
"""

from collections.abc import Sequence

from peewee import BigAutoField, BooleanField, ForeignKeyField, IntegerField

from models import rows
from models.database import Table, database, is_for_many
from models.fields import TextField, UtcField
from models.tickets import Ticket

_NEWEST = "SELECT id, words, ticket_id FROM knowledge_entry WHERE type_code = ? ORDER BY id DESC LIMIT ?"


class SavedSolution(Table):
    """A solution that staff keep for use by its code; holds no personal data."""

    id = BigAutoField()
    code = TextField()
    language = TextField()
    title = TextField()
    text = TextField()
    type_code = TextField(default="", index=True)  # of the ticket that it was written for
    saved_by = TextField()  # staff id
    saved_at = UtcField()
    version = IntegerField(default=1)  # goes up each time it is kept again
    is_active = BooleanField(default=True)  # False: withdrawn

    class Meta:
        indexes = ((("code", "language"), True),)


class KnowledgeEntry(Table):
    """What the search knows of one solved ticket or one saved solution; personal values are left out."""

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, null=True, unique=True)
    solution = ForeignKeyField(SavedSolution, null=True, unique=True)
    type_code = TextField(default="")
    title = TextField()
    text = TextField()  # what was asked, and how it was solved
    outcome = TextField()  # how it was solved, alone
    words = TextField()  # the stems of title and text
    noted_at = UtcField()

    class Meta:
        indexes = ((("type_code", "id"), False),)


def search(stems: Sequence[str], most: int = 20) -> list[KnowledgeEntry]:
    """Return the entries that have any of the stems (letters and digits), those that fit best first."""
    if not stems:
        return []
    return by_id((_on_postgresql if is_for_many() else _on_sqlite)(stems, most))


def _on_sqlite(stems: Sequence[str], most: int) -> list[int]:
    wanted = " OR ".join(f'"{stem}"' for stem in stems)
    rows = database.execute_sql(
        "SELECT rowid FROM knowledge_search WHERE knowledge_search MATCH ? ORDER BY rank LIMIT ?", (wanted, most)
    )
    return [row[0] for row in rows.fetchall()]


def _on_postgresql(stems: Sequence[str], most: int) -> list[int]:
    wanted = " | ".join(stems)
    rows = database.execute_sql(
        "SELECT id FROM knowledge_entry WHERE to_tsvector('indonesian', words) @@ to_tsquery('indonesian', %s) "
        "ORDER BY ts_rank(to_tsvector('indonesian', words), to_tsquery('indonesian', %s)) DESC, id DESC LIMIT %s",
        (wanted, wanted, most),
    )
    return [row[0] for row in rows.fetchall()]


def newest_words(type_code: str, most: int) -> list[tuple[int, str]]:
    """Return the newest entries of tickets of a type, each as its id and its stems; by an index, however many are."""
    found = rows.look(KnowledgeEntry, _NEWEST.replace("?", database.param), [type_code, most])
    return [(number, words) for number, words, ticket in found if ticket is not None]


def by_id(ids: Sequence[int]) -> list[KnowledgeEntry]:
    """Return the entries with these ids, in their order."""
    found = {row.id: row for row in KnowledgeEntry.select().where(KnowledgeEntry.id.in_(ids))} if ids else {}
    return [found[number] for number in ids if number in found]


def forget_deleted_words() -> None:
    """Let nothing of deleted entries stay in the search's own files (SQLite keeps the words until they are merged)."""
    if not is_for_many():
        database.execute_sql("INSERT INTO knowledge_search (knowledge_search) VALUES ('optimize')")
