"""Show what the day left behind: the ticket's timeline, its stage clocks, and where everything lies."""

from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from daemon.app import Records
from daemon.demo.office import Office
from daemon.demo.scene import StepFailed
from daemon.desk.tickets import by_number
from daemon.printing import cell
from daemon.reports import listings

_ID_LENGTH = 20  # characters
_STAGES = {
    "contact": "1 contact",
    "form": "2 form",
    "processing": "3 processing",
    "notification": "4 notification",
}
_SHOWN_EVENTS = {
    "ticket.created": "ticket opened",
    "message.received": "mail received",
    "form.filled": "form values noted",
    "command.executed": "command run",
    "ticket.changed": "changed",
    "letter.accepted": "sent",
    "ticket.rated": "rated",
}


def show_ticket(console: Console, records: Records, number: str) -> None:
    """Print the ticket's timeline and clocks. Raises: StepFailed when a clock did not run to its end."""
    ticket = by_number(number)
    if ticket is None:
        raise StepFailed(f"there is no ticket {number}")
    row = listings.ticket(records, ticket, records.now())
    console.print()
    console.print(_timeline(number, [event for event in listings.journal(ticket) if event["name"] in _SHOWN_EVENTS]))
    console.print(_clocks(number, row["stages"]))
    unclosed = [stage["name"] for stage in row["stages"] if stage["closed_at"] is None]
    if unclosed:
        raise StepFailed(f"these stage clocks did not end: {', '.join(unclosed)}")


def show_places(console: Console, office: Office) -> None:
    """Print where mails, database and log lie."""
    console.print()
    for what, path in (
        ("Every mail as a file", office.mails),
        ("Database", office.folder / "loket.db"),
        ("Configuration", office.config),
        ("The daemon's log", office.log),
    ):
        console.print(f"[bold]{what}:[/] {escape(str(path))}", soft_wrap=True, highlight=False)
    console.print(f"Look around: loket tickets --config {office.config}", soft_wrap=True, highlight=False, markup=False)


def _timeline(number: str, events: list[dict[str, Any]]) -> Table:
    table = Table(title=f"{number}: what happened", title_justify="left")
    for heading in ("Time", "Event", "By", "Message-ID"):
        table.add_column(heading)
    for event in events:
        moment = datetime.fromisoformat(event["at"]).astimezone()
        what = f"{_SHOWN_EVENTS[event['name']]}{_detail(event['data'])}"
        table.add_row(f"{moment:%H:%M:%S}", cell(what), _actor(event["actor"]), _short(event["message_id"]))
    return table


def _detail(data: object) -> str:
    """Return the short facts of an event that a person understands."""
    if not isinstance(data, dict):
        return ""
    if "after" in data:
        return f": {data.get('name', '')} {data.get('before') or '-'} → {data['after'] or '-'}"
    facts = [str(data[key]) for key in ("letter", "command", "rating") if data.get(key)]
    return f": {', '.join([*facts, *data.get('fields', ())])}" if facts or data.get("fields") else ""


def _actor(actor: str | None) -> str:
    kind, _, name = (actor or "").partition(":")
    return {"staff": cell(name), "address": "requester"}.get(kind, "Loket")


def _short(message_id: str | None) -> str:
    """Return enough of a Message-ID to find it in the mails."""
    return cell(message_id if message_id is None or len(message_id) <= _ID_LENGTH else f"{message_id[:_ID_LENGTH]}…")


def _clocks(number: str, stages: list[dict[str, Any]]) -> Table:
    table = Table(title=f"{number}: the SOP's clocks, in minutes", title_justify="left")
    table.add_column("Stage")
    for heading in ("Service", "Calendar", "Paused", "Target", "Within"):
        table.add_column(heading, justify="right")
    for stage in stages:
        service, target = stage["seconds"], stage["target_seconds"]
        is_within = service is not None and target is not None and service <= target
        table.add_row(
            _STAGES.get(stage["name"], stage["name"]),
            _minutes(service),
            _minutes(_calendar_seconds(stage)),
            _minutes(stage["paused_seconds"]),
            _minutes(target),
            "yes" if is_within else "no",
        )
    return table


def _calendar_seconds(stage: dict[str, Any]) -> int | None:
    if stage["opened_at"] is None or stage["closed_at"] is None:
        return None
    span = datetime.fromisoformat(stage["closed_at"]) - datetime.fromisoformat(stage["opened_at"])
    return round(span.total_seconds())


def _minutes(seconds: int | None) -> str:
    return cell(None if seconds is None else f"{seconds / 60:.2f}")
