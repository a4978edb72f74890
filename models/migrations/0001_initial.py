"""Create the first tables."""

from typing import Any

from peewee import (
    BigAutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class InboundEmail(Model):
    class Meta:
        table_name = "inbound_email"
        indexes = ((("mailbox", "sha256"), True), (("message_id", "content_sha256"), False))

    id = BigAutoField()
    mailbox = TextField()
    sha256 = TextField()
    size = BigIntegerField()
    is_stub = BooleanField()
    received_at = BigIntegerField()
    recorded_at = BigIntegerField()
    state = TextField(index=True)
    attempts = IntegerField()
    waits = IntegerField()
    not_before = BigIntegerField(null=True)
    claimed_by = TextField(null=True)
    kind = TextField(null=True)
    disposition = TextField(null=True)
    reason = TextField()
    message_id = TextField(null=True)
    content_sha256 = TextField(null=True)
    sender = TextField(null=True)
    subject = TextField(null=True)
    ticket_id = BigIntegerField(null=True, index=True)
    finished_at = BigIntegerField(null=True)
    raw_removed_at = BigIntegerField(null=True)


class Absence(Model):
    class Meta:
        table_name = "absence"

    id = BigAutoField()
    staff = TextField(index=True)
    since = BigIntegerField()
    until = BigIntegerField()
    source = TextField()
    inbound = ForeignKeyField(InboundEmail, null=True)


class Person(Model):
    class Meta:
        table_name = "person"

    id = BigAutoField()
    name = TextField()
    role = TextField()
    identifier_kind = TextField()
    identifier = TextField(index=True)
    created_at = BigIntegerField()


class Address(Model):
    class Meta:
        table_name = "address"

    id = BigAutoField()
    address = TextField(unique=True)
    language = TextField()
    hard_bounces = IntegerField()
    undeliverable_since = BigIntegerField(null=True)
    muted_until = BigIntegerField(null=True)


class Ticket(Model):
    class Meta:
        table_name = "ticket"

    id = BigAutoField()
    number = TextField(unique=True)
    subject = TextField()
    status = TextField(index=True)
    type_code = TextField()
    category = TextField(index=True)
    priority = TextField()
    requester = ForeignKeyField(Person)
    requester_address = ForeignKeyField(Address)
    requester_role = TextField()
    unit = TextField()
    assignee = TextField(null=True, index=True)
    channel = TextField()
    language = TextField()
    received_at = BigIntegerField()
    created_at = BigIntegerField(index=True)
    updated_at = BigIntegerField()
    waiting_since = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    closed_at = BigIntegerField(null=True)
    due_at = BigIntegerField(null=True)
    is_form_complete = BooleanField()
    rating = IntegerField(null=True)
    merged_into = ForeignKeyField("self", null=True)
    first_message_id = TextField()
    last_message_id = TextField()
    version = IntegerField()


class ActionRequest(Model):
    class Meta:
        table_name = "action_request"

    id = BigAutoField()
    kind = TextField()
    system = TextField()
    actor = TextField()
    address = TextField()
    ticket = ForeignKeyField(Ticket, null=True)
    inbound = ForeignKeyField(InboundEmail, null=True)
    order = TextField()
    state = TextField(index=True)
    result = TextField()
    attempts = IntegerField()
    created_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)


class BindingCode(Model):
    class Meta:
        table_name = "binding_code"

    id = BigAutoField()
    address = ForeignKeyField(Address)
    target = ForeignKeyField(Address)
    code_hash = TextField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    tries = IntegerField()
    used_at = BigIntegerField(null=True)


class StoredPlan(Model):
    class Meta:
        table_name = "stored_plan"

    id = BigAutoField()
    kind = TextField()
    ticket = ForeignKeyField(Ticket, null=True)
    actor = TextField()
    inbound = ForeignKeyField(InboundEmail, null=True)
    content = TextField()
    hash = TextField()
    state = TextField(index=True)
    needs_approval = IntegerField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    content_removed_at = BigIntegerField(null=True)


class BulkRow(Model):
    class Meta:
        table_name = "bulk_row"
        indexes = ((("plan", "number"), True),)

    id = BigAutoField()
    plan = ForeignKeyField(StoredPlan)
    number = IntegerField()
    state = TextField()
    before = TextField()
    attempts = IntegerField()
    result = TextField()
    started_at = BigIntegerField(null=True)
    finished_at = BigIntegerField(null=True)


class CollectedNews(Model):
    class Meta:
        table_name = "collected_news"

    id = BigAutoField()
    staff_id = TextField(index=True)
    ticket = ForeignKeyField(Ticket)
    event = TextField()
    created_at = BigIntegerField()


class CommandResult(Model):
    class Meta:
        table_name = "command_result"
        indexes = ((("inbound", "position"), True),)

    id = BigAutoField()
    inbound = ForeignKeyField(InboundEmail)
    position = IntegerField()
    name = TextField()
    result = TextField()
    reason = TextField()


class ContentKey(Model):
    class Meta:
        table_name = "content_key"
        indexes = ((("message_id", "content_sha256"), True),)

    id = BigAutoField()
    message_id = TextField()
    content_sha256 = TextField()
    inbound = ForeignKeyField(InboundEmail)


class DataRoute(Model):
    class Meta:
        table_name = "data_route"

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, unique=True)
    route = TextField()
    columns = TextField()
    submission = TextField()
    progress = TextField()
    changed_at = BigIntegerField()


class OutgoingContent(Model):
    class Meta:
        table_name = "outgoing_content"

    id = BigAutoField()
    octets = BlobField()


class OutgoingEmail(Model):
    class Meta:
        table_name = "outgoing_email"
        indexes = ((("state", "not_before"), False), (("ticket", "kind"), False))

    id = BigAutoField()
    kind = TextField()
    audience = TextField()
    ticket = ForeignKeyField(Ticket, null=True, index=False)
    inbound = ForeignKeyField(InboundEmail, null=True)
    message_id = TextField(unique=True)
    envelope_from = TextField()
    subject = TextField()
    content = ForeignKeyField(OutgoingContent, null=True, unique=True)
    files = IntegerField()
    is_automatic = BooleanField()
    state = TextField()
    is_ambiguous = BooleanField()
    attempts = IntegerField()
    not_before = BigIntegerField()
    claimed_by = TextField(null=True)
    created_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    last_error = TextField()
    content_removed_at = BigIntegerField(null=True)


class DeliveryAttempt(Model):
    class Meta:
        table_name = "delivery_attempt"
        indexes = ((("email", "number"), True),)

    id = BigAutoField()
    email = ForeignKeyField(OutgoingEmail, index=False)
    number = IntegerField()
    started_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    outcome = TextField()
    response = TextField()


class ExecutedBlock(Model):
    class Meta:
        table_name = "executed_block"

    id = BigAutoField()
    actor = TextField(index=True)
    inbound = ForeignKeyField(InboundEmail, null=True)
    ran_at = BigIntegerField()
    until = BigIntegerField(index=True)
    content = TextField()
    undone_at = BigIntegerField(null=True)


class ExecutedSignature(Model):
    class Meta:
        table_name = "executed_signature"

    id = BigAutoField()
    signature_hash = TextField(unique=True)
    inbound = ForeignKeyField(InboundEmail)


class ExpiryNotice(Model):
    class Meta:
        table_name = "expiry_notice"
        indexes = ((("day", "days"), True),)

    id = BigAutoField()
    day = TextField()
    days = IntegerField()
    ticket = ForeignKeyField(Ticket, null=True)
    at = BigIntegerField()


class Incident(Model):
    class Meta:
        table_name = "incident"

    id = BigAutoField()
    parent = ForeignKeyField(Ticket, unique=True)
    type_code = TextField(index=True)
    words = TextField()
    is_accepted = BooleanField()
    proposed_at = BigIntegerField()
    decided_at = BigIntegerField(null=True)


class IncidentTicket(Model):
    class Meta:
        table_name = "incident_ticket"

    id = BigAutoField()
    incident = ForeignKeyField(Incident)
    ticket = ForeignKeyField(Ticket, unique=True)
    added_at = BigIntegerField()


class JobRun(Model):
    class Meta:
        table_name = "job_run"

    name = TextField(primary_key=True)
    last_at = BigIntegerField()
    period = TextField()


class JournalEvent(Model):
    class Meta:
        table_name = "journal_event"
        indexes = ((("name", "at"), False),)

    id = BigAutoField()
    at = BigIntegerField()
    name = TextField()
    ticket_id = BigIntegerField(null=True, index=True)
    actor = TextField()
    inbound_id = BigIntegerField(null=True)
    message_id = TextField()
    data = TextField()
    hash = TextField()


class KeptSolution(Model):
    class Meta:
        table_name = "kept_solution"
        indexes = ((("code", "language", "version"), True),)

    id = BigAutoField()
    code = TextField()
    version = IntegerField()
    title = TextField()
    language = TextField()
    text = TextField()
    created_at = BigIntegerField()
    created_by = TextField()


class SavedSolution(Model):
    class Meta:
        table_name = "saved_solution"
        indexes = ((("code", "language"), True),)

    id = BigAutoField()
    code = TextField()
    language = TextField()
    title = TextField()
    text = TextField()
    type_code = TextField(index=True)
    saved_by = TextField()
    saved_at = BigIntegerField()
    version = IntegerField()
    is_active = BooleanField()


class KnowledgeEntry(Model):
    class Meta:
        table_name = "knowledge_entry"
        indexes = ((("type_code", "id"), False),)

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, null=True, unique=True)
    solution = ForeignKeyField(SavedSolution, null=True, unique=True)
    type_code = TextField()
    title = TextField()
    text = TextField()
    outcome = TextField()
    words = TextField()
    noted_at = BigIntegerField()


class Lease(Model):
    class Meta:
        table_name = "lease"

    name = TextField(primary_key=True)
    holder = TextField()
    token = IntegerField()
    heartbeat_at = BigIntegerField()


class LimitUse(Model):
    class Meta:
        table_name = "limit_use"
        indexes = ((("key", "name", "at"), False), (("at",), False))

    id = BigAutoField()
    name = TextField()
    key = TextField()
    at = BigIntegerField()


class MailboxCursor(Model):
    class Meta:
        table_name = "mailbox_cursor"

    mailbox = TextField(primary_key=True)
    uidvalidity = BigIntegerField(null=True)
    last_uid = BigIntegerField()
    reconciled_at = BigIntegerField(null=True)
    contacted_at = BigIntegerField(null=True)
    refused_at = BigIntegerField(null=True)
    refetch_since = BigIntegerField(null=True)


class MailLocation(Model):
    class Meta:
        table_name = "mail_location"
        indexes = ((("mailbox", "uidvalidity", "uid"), True), (("mailbox", "is_marked"), False))

    id = BigAutoField()
    inbound = ForeignKeyField(InboundEmail)
    mailbox = TextField()
    uidvalidity = BigIntegerField()
    uid = TextField()
    is_marked = BooleanField()


class Message(Model):
    class Meta:
        table_name = "message"

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket)
    direction = TextField()
    author = TextField()
    recipients = TextField()
    message_id = TextField(index=True)
    subject = TextField()
    text = TextField()
    elided = TextField()
    inbound = ForeignKeyField(InboundEmail, null=True)
    sent_at = BigIntegerField()


class Notification(Model):
    class Meta:
        table_name = "notification"
        indexes = ((("staff_id", "created_at"), False),)

    nid = TextField(primary_key=True)
    kind = TextField()
    ticket = ForeignKeyField(Ticket, null=True)
    staff_id = TextField()
    address = TextField()
    email = ForeignKeyField(OutgoingEmail, null=True)
    plan_id = BigIntegerField(null=True)
    code = TextField(index=True)
    snapshot_hash = TextField()
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    used_at = BigIntegerField(null=True)
    revoked_at = BigIntegerField(null=True)
    mismatches = IntegerField()


class NumberedEntry(Model):
    class Meta:
        table_name = "numbered_entry"
        indexes = ((("notification", "number"), True),)

    id = BigAutoField()
    notification = ForeignKeyField(Notification)
    number = IntegerField()
    ticket = ForeignKeyField(Ticket)


class Outage(Model):
    class Meta:
        table_name = "outage"

    id = BigAutoField()
    system = TextField(index=True)
    reason = TextField()
    failures = IntegerField()
    began_at = BigIntegerField()
    next_try_at = BigIntegerField()
    opened_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)


class OutageNotice(Model):
    class Meta:
        table_name = "outage_notice"
        indexes = ((("outage", "ticket"), True),)

    id = BigAutoField()
    outage = ForeignKeyField(Outage)
    ticket = ForeignKeyField(Ticket)
    at = BigIntegerField()


class OutgoingFile(Model):
    class Meta:
        table_name = "outgoing_file"

    id = BigAutoField()
    email = ForeignKeyField(OutgoingEmail)
    filename = TextField()
    size = BigIntegerField()
    sha256 = TextField()
    is_left_out = BooleanField()


class OutgoingRecipient(Model):
    class Meta:
        table_name = "outgoing_recipient"
        indexes = ((("email", "address"), True),)

    id = BigAutoField()
    email = ForeignKeyField(OutgoingEmail, index=False)
    address = TextField()
    state = TextField()
    code = IntegerField(null=True)
    response = TextField()
    changed_at = BigIntegerField(null=True)


class Participant(Model):
    class Meta:
        table_name = "participant"
        indexes = ((("ticket", "address"), True),)

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, index=False)
    address = ForeignKeyField(Address)
    role = TextField()
    added_at = BigIntegerField()
    is_active = BooleanField()


class PersonAddress(Model):
    class Meta:
        table_name = "person_address"
        indexes = ((("person", "address"), True),)

    id = BigAutoField()
    person = ForeignKeyField(Person, index=False)
    address = ForeignKeyField(Address)
    binding = TextField()
    bound_at = BigIntegerField(null=True)
    cause = TextField()


class PersonalValue(Model):
    class Meta:
        table_name = "personal_value"
        indexes = ((("event", "name"), True),)

    id = BigAutoField()
    event = ForeignKeyField(JournalEvent, index=False)
    name = TextField()
    value = TextField()
    salt = TextField()


class PlanApproval(Model):
    class Meta:
        table_name = "plan_approval"
        indexes = ((("plan", "approver"), True),)

    id = BigAutoField()
    plan = ForeignKeyField(StoredPlan)
    approver = TextField()
    inbound = ForeignKeyField(InboundEmail)
    at = BigIntegerField()


class PlanAttempt(Model):
    class Meta:
        table_name = "plan_attempt"
        indexes = ((("plan", "number"), True),)

    id = BigAutoField()
    plan = ForeignKeyField(StoredPlan)
    number = IntegerField()
    started_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    outcome = TextField()
    response = TextField()


class ReportOrder(Model):
    class Meta:
        table_name = "report_order"

    id = BigAutoField()
    key = TextField(unique=True)
    staff_id = TextField()
    first = TextField()
    last = TextField()
    language = TextField()
    inbound = ForeignKeyField(InboundEmail, null=True)
    ordered_at = BigIntegerField()
    sent_at = BigIntegerField(null=True)


class ServerContact(Model):
    class Meta:
        table_name = "server_contact"

    name = TextField(primary_key=True)
    succeeded_at = BigIntegerField(null=True)
    failing_since = BigIntegerField(null=True)
    reason = TextField()
    refusals = IntegerField()


class Snapshot(Model):
    class Meta:
        table_name = "snapshot"

    name = TextField(primary_key=True)
    content = TextField()
    seen_at = BigIntegerField()


class StageRun(Model):
    class Meta:
        table_name = "stage_run"
        indexes = ((("ticket", "stage", "run"), True), (("stage", "closed_at"), False))

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, index=False)
    stage = TextField()
    run = IntegerField()
    expected_seconds = IntegerField()
    target_seconds = IntegerField()
    opened_at = BigIntegerField()
    opened_by = TextField()
    opened_cause = TextField()
    closed_at = BigIntegerField(null=True)
    closed_by = TextField(null=True)
    closed_cause = TextField(null=True)
    ending = TextField()
    service_seconds = IntegerField(null=True)
    calendar_seconds = IntegerField(null=True)
    paused_seconds = IntegerField(null=True)


class StagePause(Model):
    class Meta:
        table_name = "stage_pause"

    id = BigAutoField()
    stage_run = ForeignKeyField(StageRun)
    reason = TextField()
    started_at = BigIntegerField()
    started_by = TextField()
    started_cause = TextField()
    ended_at = BigIntegerField(null=True)
    ended_by = TextField(null=True)
    ended_cause = TextField(null=True)


class StageWarning(Model):
    class Meta:
        table_name = "stage_warning"
        indexes = ((("ticket", "stage", "run", "step"), True),)

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket)
    stage = TextField()
    run = IntegerField()
    step = TextField()
    share = IntegerField()
    is_sent = BooleanField()
    at = BigIntegerField()


class TeamTurn(Model):
    class Meta:
        table_name = "team_turn"

    category = TextField(primary_key=True)
    staff = TextField()


class TicketAttachment(Model):
    class Meta:
        table_name = "ticket_attachment"

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket)
    message = ForeignKeyField(Message)
    filename = TextField()
    content_type = TextField()
    size = BigIntegerField()
    sha256 = TextField()
    document = TextField()
    is_dangerous = BooleanField()
    origin = TextField()
    removed_at = BigIntegerField(null=True)


class TicketCounter(Model):
    class Meta:
        table_name = "ticket_counter"

    period = TextField(primary_key=True)
    last = IntegerField()


class TicketField(Model):
    class Meta:
        table_name = "ticket_field"
        indexes = ((("ticket", "name"), True),)

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket, index=False)
    name = TextField()
    value = TextField()
    is_valid = BooleanField()
    source = TextField()
    changed_at = BigIntegerField()


class TicketLabel(Model):
    class Meta:
        table_name = "ticket_label"
        indexes = ((("ticket", "name"), True),)

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket)
    name = TextField()


class TicketLink(Model):
    class Meta:
        table_name = "ticket_link"
        indexes = ((("ticket", "other", "kind"), True),)

    id = BigAutoField()
    ticket = ForeignKeyField(Ticket)
    other = ForeignKeyField(Ticket)
    kind = TextField()
    created_at = BigIntegerField()


TABLES = (
    InboundEmail,
    Absence,
    Person,
    Address,
    Ticket,
    ActionRequest,
    BindingCode,
    StoredPlan,
    BulkRow,
    CollectedNews,
    CommandResult,
    ContentKey,
    DataRoute,
    OutgoingContent,
    OutgoingEmail,
    DeliveryAttempt,
    ExecutedBlock,
    ExecutedSignature,
    ExpiryNotice,
    Incident,
    IncidentTicket,
    JobRun,
    JournalEvent,
    KeptSolution,
    SavedSolution,
    KnowledgeEntry,
    Lease,
    LimitUse,
    MailboxCursor,
    MailLocation,
    Message,
    Notification,
    NumberedEntry,
    Outage,
    OutageNotice,
    OutgoingFile,
    OutgoingRecipient,
    Participant,
    PersonAddress,
    PersonalValue,
    PlanApproval,
    PlanAttempt,
    ReportOrder,
    ServerContact,
    Snapshot,
    StageRun,
    StagePause,
    StageWarning,
    TeamTurn,
    TicketAttachment,
    TicketCounter,
    TicketField,
    TicketLabel,
    TicketLink,
)


def up(_migrator: Any, db: Any) -> None:
    """Create them."""
    db.bind(TABLES, bind_refs=False, bind_backrefs=False)
    db.create_tables(TABLES)


def down(_migrator: Any, db: Any) -> None:
    """Drop them."""
    db.bind(TABLES, bind_refs=False, bind_backrefs=False)
    db.drop_tables(TABLES)
