"""Create the full-text search over what was learned from solved tickets."""

from typing import Any

_TABLE = """
CREATE VIRTUAL TABLE knowledge_search
USING fts5(words, content='knowledge_entry', content_rowid='id', tokenize='unicode61 remove_diacritics 2')
"""
_ADDED = """
CREATE TRIGGER knowledge_added AFTER INSERT ON knowledge_entry BEGIN
INSERT INTO knowledge_search (rowid, words) VALUES (new.id, new.words);
END
"""
_REMOVED = """
CREATE TRIGGER knowledge_removed AFTER DELETE ON knowledge_entry BEGIN
INSERT INTO knowledge_search (knowledge_search, rowid, words) VALUES ('delete', old.id, old.words);
END
"""
_CHANGED = """
CREATE TRIGGER knowledge_changed AFTER UPDATE ON knowledge_entry BEGIN
INSERT INTO knowledge_search (knowledge_search, rowid, words) VALUES ('delete', old.id, old.words);
INSERT INTO knowledge_search (rowid, words) VALUES (new.id, new.words);
END
"""
_SQLITE = (_TABLE, _ADDED, _REMOVED, _CHANGED)
_POSTGRESQL = ("CREATE INDEX knowledge_search ON knowledge_entry USING gin (to_tsvector('indonesian', words))",)


def up(_migrator: Any, db: Any) -> None:
    """Create it."""
    for statement in _SQLITE if _is_sqlite(db) else _POSTGRESQL:
        db.execute_sql(statement)


def down(_migrator: Any, db: Any) -> None:
    """Drop it."""
    if not _is_sqlite(db):
        db.execute_sql("DROP INDEX knowledge_search")
        return
    for name in ("knowledge_added", "knowledge_removed", "knowledge_changed"):
        db.execute_sql(f"DROP TRIGGER {name}")
    db.execute_sql("DROP TABLE knowledge_search")


def _is_sqlite(db: Any) -> bool:
    return bool(db.param == "?")
