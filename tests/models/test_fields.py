"""Values have one form in the database, and one text form that hashes are taken over."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from models.fields import canonical_json
from models.people import Person

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("value", ["", 'a"b\\c', "é\u2028\x00\x7f😀", "</script>", 0, -7, 2**63, None])
def test_data_has_the_form_that_the_standard_library_gives_it(value: str | int | None) -> None:
    for data in (value, ["a", value, 1], {"b": [value], "a": {"d": 0.5, "c": True}}):
        assert canonical_json(data) == json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_moment_is_the_same_in_every_time_zone() -> None:
    western = NOON.astimezone(timezone(timedelta(hours=7)))
    written = [Person.shape.written("created_at", moment) for moment in (NOON, western)]
    assert len(set(written)) == 1
    row = Person.shape.whole({"created_at": western})
    assert Person.shape.read(row)["created_at"] == NOON


def test_moment_without_a_time_zone_is_refused() -> None:
    Person.shape.written("created_at", NOON)
    with pytest.raises(ValueError, match="naive"):
        Person.shape.written("created_at", NOON.replace(tzinfo=None))
