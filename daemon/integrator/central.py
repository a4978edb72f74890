"""Notice when a central application changes: its version and end of life, its acts' fields, its reference tables.

The SOP wants the integrator brought up to date at every such change, so each one opens a maintenance ticket with the
difference. What does not answer is no change: what was seen last stands until something else is seen.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial

from daemon.desk import tickets
from daemon.desk.case import Desk
from daemon.desk.four_eyes.plan_kind import OutOfReach
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.refusal import Refusal
from daemon.desk.requesters.people import address_row, person_of
from daemon.desk.writing import correspondence
from daemon.desk.writing.correspondence import News
from daemon.integrator import outages
from daemon.integrator.central_changes import Content, summary
from daemon.integrator.feeder.acts import READ_ACTS, REFERENCES
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.columns import day
from daemon.integrator.feeder.write_acts import WRITE_ACTS
from daemon.integrator.guarding import asked
from daemon.integrator.systems import Systems
from daemon.value_objects import value_object
from models.actions import ExpiryNotice, Snapshot
from models.database import transaction
from models.tickets import Ticket

CAUSE = Cause("loket", command="central")
SYSTEM = "feeder"
ANNOUNCED = (30, 14, 7, 3, 1)  # days ahead
_LAST_LOOK = "look"
_SUBJECTS = {
    "central-change": {"id": "Perubahan pada Neo Feeder", "en": "Neo Feeder changed"},
    "central-expiry": {"id": "Masa berlaku Neo Feeder hampir habis", "en": "Neo Feeder is about to expire"},
}
_EXPIRY = {
    "id": "Versi ini berlaku sampai {day}, {days} hari lagi. Perbarui Neo Feeder, lalu sinkronkan.",
    "en": "This version is valid until {day}, for {days} more days. Please update Neo Feeder, then synchronise it.",
}


@value_object
class CentralWatch:
    """Looks at the Feeder now and then."""

    desk: Desk
    systems: Systems

    def look(self, stopped: Callable[[], bool]) -> bool:
        """Look when it is time; say whether something was new."""
        now = self.desk.clock()
        feeder = self.systems.feeder
        if feeder is None or not self._is_time(now) or not outages.may_ask(SYSTEM, now):
            return False
        try:
            seen = self._seen(feeder, stopped)
        except OutOfReach as fault:
            outages.failed(self.desk, SYSTEM, fault.reason, now)
            return False
        if stopped():
            return False
        outages.answered(self.desk, SYSTEM, now)
        with transaction():
            changed = self._compare(seen, now)
            expires = self._announce(seen, now)
        return changed or expires

    def _is_time(self, now: datetime) -> bool:
        last = Snapshot.get_or_none(Snapshot.name == _LAST_LOOK)
        return last is None or last.seen_at <= now - self.systems.rules.watch_every

    def _seen(self, feeder: FeederClient, stopped: Callable[[], bool]) -> dict[str, Content]:
        """Return what answers; what the Feeder refuses to show is left out. Raises: OutOfReach."""
        seen: dict[str, Content] = {}
        for name, question in _questions(feeder):
            if stopped():
                break
            try:
                content = asked(SYSTEM, question)
            except Refusal:
                continue
            if content:
                seen[name] = content
        return seen

    def _compare(self, seen: Mapping[str, Content], now: datetime) -> bool:
        """Keep what was seen, and open a ticket when something of it differs from what was seen before."""
        known = {row.name: row.content for row in Snapshot.select()}
        lines = [
            line
            for name, content in seen.items()
            if name in known and known[name] != content
            for line in summary(name, known[name], content)
        ]
        for name, content in {**seen, _LAST_LOOK: {}}.items():
            Snapshot.put(("name",), name=name, content=content, seen_at=now)
        if not lines:
            return False
        record(Entry("central.changed", CAUSE, None, {"system": SYSTEM, "changes": len(lines)}), now)
        self._tell(self._ticket("central-change", now), News("central-change", "\n".join(lines)), now)
        return True

    def _announce(self, seen: Mapping[str, Content], now: datetime) -> bool:
        """Say that the version's end comes near, once for each of the days ahead."""
        expires = day(str(seen.get("version", {}).get("expires", "")))
        today = now.astimezone(self.systems.zone).date()
        left = None if expires is None else (expires - today).days
        step = next((days for days in reversed(ANNOUNCED) if left is not None and left <= days), None)
        if expires is None or left is None or step is None:
            return False
        notice, is_new = ExpiryNotice.found_or_made({"at": now}, day=expires.isoformat(), days=step)
        if not is_new:
            return False
        notice.ticket = _ticket_of(expires) or self._ticket("central-expiry", now)
        notice.save()
        text = _EXPIRY[self._language].format(day=expires.isoformat(), days=max(0, left))
        self._tell(notice.ticket, News("central-expiry", text), now)
        return True

    @property
    def _language(self) -> str:
        return self.desk.rules.language if self.desk.rules.language in _EXPIRY else "id"

    def _ticket(self, event: str, now: datetime) -> Ticket:
        """Open a maintenance ticket of our own."""
        address = address_row(self.desk.rules.own_addresses[0], self._language)
        new = tickets.NewTicket(
            subject=_SUBJECTS[event][self._language],
            requester=person_of(address, "Loket", now),
            address=address,
            type_code="",
            category="integrator",
            language=self._language,
            channel="loket",
            received_at=now,
        )
        return tickets.create(self.desk, new, CAUSE, now)

    def _tell(self, ticket: Ticket, news: News, now: datetime) -> None:
        tickets.append_note(ticket, CAUSE.actor, news.text, now)
        correspondence.notify(self.desk, ticket, news, CAUSE, now)


def _questions(feeder: FeederClient) -> Iterator[tuple[str, Callable[[], Content]]]:
    """Yield what is asked: a name, and the question; an empty answer is none."""
    yield "version", partial(_version, feeder)
    for act in sorted({*READ_ACTS, *WRITE_ACTS}):
        yield f"dictionary {act}", partial(_dictionary, feeder, act)
    for act in sorted(REFERENCES):
        yield f"table {act}", partial(_table, feeder, act)


def _dictionary(feeder: FeederClient, act: str) -> Content:
    """Return an act's fields; an empty text for one that this version has not, which is an answer, too."""
    return {"text": feeder.dictionary(act)}


def _table(feeder: FeederClient, act: str) -> Content:
    return dict(feeder.reference(act))


def _version(feeder: FeederClient) -> Content:
    application = feeder.application()
    if application is None:
        return {}
    return {"version": application.version, "database": application.database, "expires": application.expires[:10]}


def _ticket_of(expires: date) -> Ticket | None:
    """Return the ticket on which the end was announced before."""
    where = (ExpiryNotice.day == expires.isoformat()) & ~ExpiryNotice.ticket.is_null()
    earlier = ExpiryNotice.select().where(where).first()
    return None if earlier is None else earlier.ticket
