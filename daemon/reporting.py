"""Put reports together for those who read them: pages, and mails to those who asked or get them regularly."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime
from typing import Protocol

from daemon.app import App, renderer_of, utc_now
from daemon.desk.case import Desk
from daemon.desk.complaint_types.catalogue import Catalogue
from daemon.desk.elsewhere import report_orders
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.planning.plan import OrderReport
from daemon.desk.timekeeping.targets import STAGES, Clockwork
from daemon.desk.views import OPERATOR, Directory, StaffMember
from daemon.desk.writing.letters import Letter, OperatorReport, ReportMail
from daemon.desk.writing.report_sheet import Sheet
from daemon.outbox.rendering import Renderer
from daemon.outbox.speech import Speech
from daemon.regular_work import Job
from daemon.reports import charts, condition
from daemon.reports.period import Period
from daemon.reports.reckoning import reckon
from daemon.reports.sheet import Names, Reader, sheet_of
from daemon.reports.unit_sheet import unit_sheet
from daemon.value_objects import value_object
from models.database import settled
from models.journal import JournalEvent
from models.upkeep import ReportOrder

EVERY = 20  # seconds


class Knowing(Clockwork, Protocol):
    """Knows the targets and the people; the desk and the records of the command line do."""

    @property
    def directory(self) -> Directory:
        """Return who works here."""


def reader_of(known: Knowing, words: Speech, staff_id: str = "", *, is_brief: bool = False) -> Reader:
    """Return who reads a report; with `staff_id` only that person's own figures among the staff's."""
    return Reader(
        words=words,
        names=Names(_types(known.catalogue, words.language), _people(known.directory)),
        targets={stage: known.targets.of(stage, "") for stage in STAGES},
        staff_id=staff_id,
        is_brief=is_brief,
    )


def page_of(renderer: Renderer, sheet: Sheet, language: str = "") -> str:
    """Return a report as an HTML page that needs nothing from elsewhere. Raises: BrokenTemplate."""
    pictures = {
        chart.name: "data:image/svg+xml;base64," + b64encode(chart.svg.encode()).decode("ascii")
        for section in sheet.sections
        for chart in section.charts
    }
    return renderer.page("sheet", language, {"sheet": sheet, "pictures": pictures})


@value_object
class ReportPost:
    """Mails reports: the regular ones once each, and those that somebody asked for."""

    app: App

    def jobs(self) -> tuple[Job, ...]:
        """Return what the holder of the calendar is to do again and again."""
        return (Job("reports", EVERY, self.tend, goes_by_the_clock=True, is_for_one=True),)

    def tend(self) -> None:
        """Note the regular reports that are due, then make and send what waits."""
        now = utc_now()
        settled(lambda: self.order_due(now))
        for row in report_orders.waiting():
            self._send(row)

    def order_due(self, now: datetime) -> None:
        """Note the regular reports that are due and were not noted before, inside the caller's transaction."""
        section, zone = self.app.current.config.reports, self._desk.rules.zone
        local = now.astimezone(zone)
        if section.at is None or local.hour * 60 + local.minute < section.at or not _has_begun():
            return
        if section.monthly:
            self._order(report_orders.MONTHLY, report_orders.last_month(local.date()), now)
        if section.weekly:
            self._order(report_orders.WEEKLY, report_orders.last_week(local.date()), now)

    def _order(self, kind: str, days: tuple[date, date], now: datetime) -> None:
        readers = [OrderReport(member.id, *days) for member in self._desk.directory.staff if self._may_see_all(member)]
        report_orders.order_regular(kind, readers, now)

    def _send(self, row: ReportOrder) -> None:
        """Make a report without holding the database, and enqueue it unless somebody else did meanwhile."""
        if row.staff_id:
            member = self._desk.directory.by_id(row.staff_id)
            letter = None if member is None else self._letter(row, member)
        else:
            letter = self._operators_letter(row)
        settled(lambda: self._enqueue(row, letter))

    def _enqueue(self, row: ReportOrder, letter: Letter | None) -> None:
        now = utc_now()
        if report_orders.mark_sent(row, now) and letter is not None:
            self._desk.post.send(letter)
            record(Entry("report.sent", Cause("loket"), None, {"staff": row.staff_id, "order": int(row.id)}), now)

    def _letter(self, row: ReportOrder, member: StaffMember) -> Letter:
        days = (date.fromisoformat(row.first), date.fromisoformat(row.last))
        report = reckon(Period(*days, self._desk.rules.zone))
        words = renderer_of(self.app.current.config).speech(member.language)
        staff_id = "" if self._may_see_all(member) else member.id
        reader = reader_of(self._desk, words, staff_id, is_brief=True)
        sheet = sheet_of(report, reader)
        sheet = charts.illustrated(sheet, report, reader, "png") if charts.are_possible() else sheet
        inbound = None if row.inbound is None else int(row.inbound.id)
        return Letter(ReportMail(sheet), member.address, member.language, staff_id=member.id, inbound_id=inbound)

    def _operators_letter(self, row: ReportOrder) -> Letter | None:
        """Return the figures of the unit that the sender is an operator of; None when they are none any more."""
        if row.inbound is None:
            return None
        address = (row.inbound.sender or "").lower()
        group = self._desk.directory.standing_of(address)
        if group.role != OPERATOR or not group.unit:
            return None
        only = {"role": OPERATOR, "faculty": group.unit}
        report = reckon(
            Period(date.fromisoformat(row.first), date.fromisoformat(row.last), self._desk.rules.zone), only
        )
        words = renderer_of(self.app.current.config).speech(row.language)
        sheet = unit_sheet(report, reader_of(self._desk, words), group.unit, condition.open_of_operators(group.unit))
        return Letter(OperatorReport(group.unit, sheet), address, row.language, inbound_id=int(row.inbound.id))

    def _may_see_all(self, member: StaffMember) -> bool:
        named = self.app.current.config.reports.to
        return member.id in named if named else self._desk.rules.escalation.head_role in member.roles

    @property
    def _desk(self) -> Desk:
        return self.app.current.desk


def _has_begun() -> bool:
    """Say whether there is anything to report about: a new installation sends no empty reports."""
    return bool(JournalEvent.select().where(JournalEvent.name == "ticket.created").exists())


def _types(catalogue: Catalogue, language: str) -> Callable[[str], str]:
    def name(code: str) -> str:
        kind = catalogue.get(code)
        return f"{code} {kind.name.in_language(language)}" if kind else code

    return name


def _people(directory: Directory) -> Callable[[str], str]:
    def name(staff_id: str) -> str:
        member = directory.by_id(staff_id)
        return member.name if member else staff_id

    return name
