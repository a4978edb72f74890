"""Column types that both databases store alike."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

import peewee
from peewee import BigIntegerField, Field

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_ENCODER: Any = vars(json.encoder)["c_make_encoder"]
# What `_CANONICAL.encode` makes anew for each value, which takes longer than to write one.
_pieces = _ENCODER(None, _CANONICAL.default, json.encoder.encode_basestring, None, ":", ",", True, False, True)  # noqa: FBT003


class CanonicalJson(str):
    """Plain data that was made canonical JSON already, so that it need not be done once for the hash and once again."""

    __slots__ = ()


if TYPE_CHECKING:  # peewee's fields are generic in their stubs only
    _V = TypeVar("_V")

    class UtcField(Field[_V]):
        """A moment, see below."""

        @overload
        def __new__(cls, *args: Any, null: Literal[True], **options: Any) -> "UtcField[datetime | None]": ...
        @overload
        def __new__(cls, *args: Any, null: Literal[False] = ..., **options: Any) -> "UtcField[datetime]": ...
        def __new__(cls, *args: Any, **options: Any) -> Any:
            """Tell the type checker whether there may be none."""

    class JsonField(Field[Any]):
        """Plain data, see below."""

    TextField = peewee.TextField

else:

    class UtcField(BigIntegerField):
        """A moment as microseconds since 1970 UTC; aware datetimes only, so that no local time slips in."""

        def db_value(self, value: datetime | int | None) -> int | None:
            """Return microseconds; a naive datetime is a programming error (ValueError)."""
            if value is None or isinstance(value, int):
                return value
            if value.tzinfo is None:
                raise ValueError("naive datetime where an aware one is needed")
            return (value - EPOCH) // MICROSECOND

        def python_value(self, value: int | None) -> datetime | None:
            """Return an aware UTC datetime."""
            return None if value is None else EPOCH + timedelta(microseconds=value)

    class TextField(peewee.TextField):
        """Text as PostgreSQL takes it; SQLite would take more, but then a database could not move."""

        def db_value(self, value: str | None) -> str | None:
            """Return the text without NUL and lone surrogates."""
            return storable(value) if isinstance(value, str) else value

    class JsonField(peewee.TextField):
        """Plain data as canonical JSON (sorted keys, no spaces), so that equal data hashes alike."""

        def db_value(self, value: Any) -> str | None:
            """Return the canonical text."""
            if isinstance(value, CanonicalJson):
                return str(value)
            return None if value is None else canonical_json(value)

        def python_value(self, value: str | None) -> Any:
            """Return the data."""
            return None if value is None else json.loads(value)


def storable(text: str) -> str:
    """Return the text with U+FFFD for what no database can keep: NUL, and halves of surrogate pairs."""
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "\ufffd").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def canonical_json(value: Any) -> str:
    """Return the one text form of plain data that hashes are taken over."""
    return "".join(_pieces(value, 0))
