"""Log as JSON lines: what happened and the ids of rows; never bodies, addresses, identity numbers or secrets.

Only the fields named here are written, whatever a caller or a library adds to a record.
"""

import json
import logging
import sys
from datetime import UTC, datetime

FIELDS = ("mail", "ticket", "outgoing", "mailbox", "disposition", "attempt", "reason", "count", "job", "server")
_written = json.JSONEncoder(ensure_ascii=False, default=str).encode  # made once, not for each line
LIBRARIES = ("imap_tools", "urllib3", "peewee", "mail.log", "asyncio")


class JsonLines(logging.Formatter):
    """One JSON object a line; an exception is its type and the places it passed, without its text or locals."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        told = vars(record)
        entry |= {name: told[name] for name in FIELDS if name in told}
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            entry["places"] = _places(record)
        return _written(entry)


class PlainLines(JsonLines):
    """The same for people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry = json.loads(super().format(record))
        rest = " ".join(f"{name}={entry[name]}" for name in (*FIELDS, "error", "places") if name in entry)
        return f"{entry['at'][11:19]} {entry['level']:<7} {entry['event']} {rest}".rstrip()


def start_logging(level: str, *, as_json: bool) -> None:
    """Send the program's logs to standard error; libraries speak only of warnings and worse."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else PlainLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.raiseExceptions = False  # a full log disk must not stop the service
    # What no line says need not be found out for each: whose call it was takes longer than to write it.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


def _places(record: logging.LogRecord) -> list[str]:
    """Return file and line of the frames that the exception passed, innermost last, at most ten."""
    places = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-10:]
