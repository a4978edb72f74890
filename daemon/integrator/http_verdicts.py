"""Say what a system's answer means, by the declared conditions: taken, refused, to be asked again, or not certain."""

import json
from typing import Any

from daemon.config import HttpCall, HttpCondition, HttpQuestion
from daemon.integrator.faults import OutcomeUnknown, Refused, Unreachable
from daemon.integrator.json_path import NotThere, value_at
from daemon.integrator.web import WebAnswer

MISSING = object()
_WORDS = 300  # characters of a system's own words
_BUSY = (408, 425, 429)  # HTTP: try later


def content_of(call: HttpCall, answer: WebAnswer) -> Any:
    """Return the JSON of a good answer. Raises: Unreachable, Refused."""
    if answer.status >= 500 or answer.status in _BUSY or 300 <= answer.status < 400:
        raise Unreachable(f"HTTP {answer.status}")
    content = json_of(answer)
    if content is MISSING:
        raise Unreachable(f"HTTP {answer.status} without JSON")
    if answer.status not in call.codes or _is_failure(call, content):
        raise Refused(f"HTTP {answer.status}", _words(call, content))
    if call.success is not None and not _holds(call.success, content):
        raise Refused("the answer does not say that it went well", _words(call, content))
    return content


def require_taken(call: HttpCall, answer: WebAnswer) -> None:
    """Return when a change was taken. Raises: OutcomeUnknown, Unreachable, Refused."""
    if answer.status >= 500 or answer.status == 408:
        raise OutcomeUnknown(f"HTTP {answer.status}")
    if answer.status in _BUSY or 300 <= answer.status < 400:
        raise Unreachable(f"HTTP {answer.status}")
    content = json_of(answer)
    if answer.status >= 400:
        raise Refused(f"HTTP {answer.status}", _words(call, content))
    if content is not MISSING and _is_failure(call, content):
        raise Refused("it says that it failed", _words(call, content))
    if answer.status not in call.codes or (content is MISSING and call.success is not None):
        raise OutcomeUnknown(f"HTTP {answer.status} with an answer that was not expected")
    if call.success is not None and not _holds(call.success, content):
        is_said = found_at(content, call.success.path) is not MISSING
        words = _words(call, content)
        raise Refused("it does not say that it went well", words) if is_said else OutcomeUnknown("it says nothing")


def _is_failure(call: HttpCall, content: Any) -> bool:
    return call.failure is not None and _holds(call.failure, content)


def _holds(condition: HttpCondition, content: Any) -> bool:
    """Say whether something stands at the path, and is what it should be: 1, "1" and " 1 " are one."""
    found = found_at(content, condition.path)
    if condition.equals is None:
        return found is not MISSING and found is not None and found is not False and found not in ("", [], {})
    return found is not MISSING and _plain(found) == _plain(condition.equals)


def _plain(value: object) -> str:
    return str(value).strip().casefold()


def found_at(content: Any, path: str) -> Any:
    """Return what stands at a path; MISSING where it leads nowhere."""
    try:
        return value_at(content, path)
    except NotThere:
        return MISSING


def _words(call: HttpCall, content: Any) -> str:
    """Return the system's own words on one line; "" where it says none. Long numbers are masked by who shows them."""
    found = found_at(content, call.message) if call.message else MISSING
    text = found if isinstance(found, str) else "" if found in (MISSING, None) else json.dumps(found)
    return " ".join(text.split())[:_WORDS]


def json_of(answer: WebAnswer) -> Any:
    """Return an answer's JSON; MISSING where it is none."""
    try:
        return json.loads(answer.body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return MISSING


def rows_in(call: HttpQuestion, content: Any) -> list[Any]:
    """Return the records of an answer."""
    found = found_at(content, call.rows)
    if found is MISSING or found in (None, ""):
        return []
    return found if isinstance(found, list) else [found]


def last_page(path: str, content: Any) -> int:
    """Return which page is the last, as the answer says it; 1 where it does not."""
    found = found_at(content, path)
    return int(found) if isinstance(found, int | str) and str(found).isdigit() else 1
