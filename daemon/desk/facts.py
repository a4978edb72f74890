"""Turn rows into what letters and commands see, with personal values masked."""

from datetime import datetime
from typing import Protocol

from daemon.desk.complaint_types.catalogue import Catalogue
from daemon.desk.masking import mask
from daemon.desk.statuses import Status
from daemon.desk.tickets import FormValue
from daemon.desk.timekeeping import stage_times
from daemon.desk.timekeeping.targets import Clockwork
from daemon.desk.views import DOUBTFUL, SUGGESTED, AttachmentView, Directory, FieldView, FilledForm, TicketView
from daemon.desk.writing.letters import FileFacts, FormField, TicketFacts, TicketRow
from models.tickets import INTERNAL, Participant, Ticket, TicketAttachment, TicketField, TicketLabel


def view_of(ticket: Ticket) -> TicketView:
    """Return an immutable snapshot of a ticket."""
    return TicketView(
        id=int(ticket.id),
        number=ticket.number,
        subject=ticket.subject,
        status=Status(ticket.status),
        type_code=ticket.type_code,
        category=ticket.category,
        priority=ticket.priority,
        assignee=ticket.assignee,
        requester_name=ticket.requester.name,
        requester_address=ticket.requester_address.address,
        requester_role=ticket.requester_role,
        language=ticket.language,
        channel=ticket.channel,
        received_at=ticket.received_at,
        ended_at=ticket.ended_at,
        due_at=ticket.due_at,
        last_message_id=ticket.last_message_id,
        fields=_fields(ticket),
        attachments=attachments_of(ticket),
        labels=tuple(sorted(row.name for row in TicketLabel.rows(ticket=ticket))),
        is_form_complete=ticket.is_form_complete,
        version=ticket.version,
        closed_at=ticket.closed_at,
        cc=tuple(row.address.address for row in others(ticket)),
    )


def filled_form_of(ticket: Ticket) -> FilledForm:
    """Return what a ticket's form holds, without what else belongs to it."""
    return FilledForm(ticket.type_code, _fields(ticket), attachments_of(ticket))


def _fields(ticket: Ticket) -> tuple[FieldView, ...]:
    return tuple(map(field_view, TicketField.rows(ticket=ticket)))


def attachments_of(ticket: Ticket) -> tuple[AttachmentView, ...]:
    """Return a ticket's files."""
    return tuple(
        AttachmentView(row.filename, row.size, row.document, row.origin == INTERNAL)
        for row in TicketAttachment.rows(ticket=ticket)
    )


def field_view(value: TicketField | FormValue) -> FieldView:
    """Return a form value as letters and commands see it."""
    is_suggested = str(value.source).startswith(SUGGESTED)
    is_doubtful = is_suggested and str(value.source).startswith(DOUBTFUL)
    return FieldView(value.name, value.value, value.is_valid, is_suggested, is_doubtful)


def copied(ticket: Ticket) -> tuple[str, ...]:
    """Return the addr-specs of those who get copies of what the requester is written."""
    return tuple(row.address.address for row in Participant.rows(ticket=ticket.id, role="copy") if row.is_active)


def others(ticket: Ticket) -> tuple[Participant, ...]:
    """Return who takes part besides the requester."""
    return tuple(row for row in Participant.rows(ticket=ticket) if row.role != "requester" and row.is_active)


class Records(Clockwork, Protocol):
    """What showing a ticket needs; the desk is one."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the complaint types."""

    @property
    def directory(self) -> Directory:
        """Return who works here."""


def facts_of(records: Records, ticket: Ticket, language: str, now: datetime) -> TicketFacts:
    """Return the ticket as letters show it, personal values hidden."""
    view = view_of(ticket)
    kind = records.catalogue.get(view.type_code)
    assignee = records.directory.by_id(view.assignee) if view.assignee else None
    return TicketFacts(
        number=view.number,
        subject=view.subject,
        status=view.status.value,
        type_code=view.type_code,
        type_name=kind.name.in_language(language) if kind else "",
        category=view.category,
        priority=view.priority,
        requester_name=view.requester_name,
        requester_address=view.requester_address,
        requester_role=view.requester_role,
        assignee_name=assignee.name if assignee else "",
        channel=view.channel,
        received_at=view.received_at,
        fields=tuple(_shown(records.catalogue, field, language) for field in view.fields),
        files=tuple(FileFacts(file.filename, file.size, file.document, file.is_internal) for file in view.attachments),
        stages=stage_times.facts(records, ticket, now),
        unit=ticket.unit,
        labels=view.labels,
        cc=view.cc,
        due_at=view.due_at,
    )


def ticket_row(records: Records, ticket: Ticket, now: datetime) -> TicketRow:
    """Return a ticket as a line of a list."""
    assignee = records.directory.by_id(ticket.assignee) if ticket.assignee else None
    return TicketRow(
        number=ticket.number,
        subject=ticket.subject,
        status=ticket.status,
        category=ticket.category,
        requester_name=ticket.requester.name,
        assignee_name=assignee.name if assignee else "",
        age_minutes=int((now - ticket.received_at).total_seconds() // 60),
    )


def _shown(catalogue: Catalogue, found: FieldView, language: str) -> FormField:
    """Return a value under its label; what the catalogue does not know is taken for personal."""
    field = catalogue.field(found.name)
    is_personal = field is None or field.is_personal
    return FormField(
        name=found.name,
        label=field.label.in_language(language) if field else found.name,
        help="",
        example=field.example if field else "",
        value=mask(found.value) if is_personal else found.value,
        problem="" if found.is_valid or (found.is_suggested and not found.is_doubtful) else "format",
        is_suggested=found.is_suggested and not found.is_doubtful,
        is_required=field.is_required if field else False,
    )
