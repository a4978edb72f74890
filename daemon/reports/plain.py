"""Give a report as plain data for JSON."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from daemon.reports.figures import Report


def as_data(report: Report) -> dict[str, Any]:
    """Return the whole report; seconds, ISO moments and days, None for what is unknown."""
    found = asdict(report, dict_factory=lambda items: {name: _plain(value) for name, value in items})
    found["period"] = {"first": report.period.first.isoformat(), "last": report.period.last.isoformat()}
    found["previous"] = {
        "first": report.period.before.first.isoformat(),
        "last": report.period.before.last.isoformat(),
    }
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): each for key, each in value.items()}
    return value
