"""Read the Date header (RFC 5322 §3.3, and its older and broken forms). Never raises."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_LONGEST = 120  # characters of a date worth reading
_YEARS = range(1980, 2100)


def parse_date(text: str) -> datetime | None:
    """Return the moment in UTC that an unfolded, decoded Date header names, None when there is none or it is absurd."""
    try:
        fields = parsedate_tz(text[:_LONGEST])
        if fields is None or fields[0] not in _YEARS:
            return None
        zone = timezone(timedelta(seconds=fields[9] or 0))
        return datetime(*fields[:6], tzinfo=zone).astimezone(UTC)
    except (ValueError, IndexError, TypeError, OverflowError):  # parsedate_tz trusts its input in places
        return None
