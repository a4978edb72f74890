"""Take form values and documents out of mails."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Case, Desk
from daemon.desk.complaint_types.catalogue import Catalogue, Field
from daemon.desk.facts import filled_form_of
from daemon.desk.form_filling import doubts, form_documents, suggestions
from daemon.desk.form_filling.form_view import Form, form_of, type_of
from daemon.desk.journal import Cause, Entry, record, was_ever
from daemon.desk.masking import is_masked
from daemon.desk.timekeeping import clocks
from daemon.desk.views import DOUBTFUL, SUGGESTED, FieldView
from daemon.reading.findings.loose_answers import loose_answers
from daemon.reading.findings.plain_answers import plain_answers
from daemon.reading.message import FoundField
from daemon.reading.vocabulary import FieldWords
from daemon.value_objects import value_object
from models.tickets import Ticket, TicketField


@value_object
class Progress:
    """What a mail added to the form."""

    form: Form
    taken: tuple[str, ...]  # names of the fields that the mail filled or changed
    was_complete: bool
    is_settled: bool = False  # the mail said what the complaint is about
    rejected: tuple[FieldView, ...] = ()  # corrections that do not fit; what was there before stands
    is_translated: bool = False  # the mail asks for letters in another language than those so far

    @property
    def is_complete(self) -> bool:
        """Say whether everything required is there now."""
        return self.form.is_complete

    @property
    def is_newly_complete(self) -> bool:
        """Say whether this mail completed the form."""
        return self.form.is_complete and not self.was_complete


def take(desk: Desk, case: Case, ticket: Ticket, *, is_answer: bool = False, earlier: Ticket | None = None) -> Progress:
    """Keep the form values and documents that a mail brought and return where the form stands.

    `is_answer`: the mail answers us, so that values may stand in it without their labels, and what we suggested was
    seen; any other mail opened the ticket. `earlier`: a ticket of the same person's, for a new one.
    """
    was_complete = bool(ticket.is_form_complete)
    known = {row.name: row for row in TicketField.rows(ticket=ticket)} if is_answer else {}
    found = (*case.reading.findings.fields, *(_unlabelled(desk, case, ticket, known) if is_answer else ()))
    rejected = tuple(FieldView(one.name, one.value, is_valid=False) for one in found if _is_bad_correction(one, known))
    kept = {one.name: one.value for one in found if _keep(case, ticket, one, known, desk.catalogue.field(one.name))}
    taken = tuple(kept)
    if taken:
        record(Entry("form.filled", case.cause, int(ticket.id), {"fields": list(taken)}, kept), case.now)
    if not is_answer:
        suggestions.suggest(desk, case, ticket, earlier, there=known.keys() | kept.keys())
    elif confirmed := suggestions.confirm(desk, case, ticket, besides=frozenset(kept)):
        record(Entry("form.confirmed", case.cause, int(ticket.id), {"fields": list(confirmed)}), case.now)
        reply = case.reading.reply.reply.casefold()
        taken += tuple(name for name in confirmed if known[name].value.casefold() in reply)
    form_documents.match(desk.catalogue, ticket)
    form = form_of(desk.catalogue, filled_form_of(ticket), ticket.language)
    if form.is_complete and not was_complete:
        ticket.is_form_complete = True
        tickets.touch(ticket, case.now)
    return Progress(form, taken, was_complete, rejected=rejected)


def reassess(desk: Desk, ticket: Ticket, cause: Cause, now: datetime) -> None:
    """Measure what is there by the form of the ticket's type, and start processing when nothing is missing any more."""
    if note_completeness(desk, ticket, now) and ticket.is_form_complete:
        clocks.form_completed(desk, ticket, cause, now)


def note_completeness(desk: Desk, ticket: Ticket, now: datetime) -> bool:
    """Note whether anything is missing, without a word to the clocks; say whether that changed."""
    form_documents.match(desk.catalogue, ticket)
    is_complete = form_of(desk.catalogue, filled_form_of(ticket), ticket.language).is_complete
    if is_complete is bool(ticket.is_form_complete):
        return False
    ticket.is_form_complete = is_complete
    tickets.touch(ticket, now)
    return True


def _unlabelled(desk: Desk, case: Case, ticket: Ticket, known: Mapping[str, TicketField]) -> tuple[FoundField, ...]:
    """Return what the mail answers to the fields that are still asked for, without naming them."""
    kind = type_of(desk.catalogue, ticket.type_code)
    suggested = {name for name, row in known.items() if str(row.source).startswith(SUGGESTED)}
    there = {name for name, row in known.items() if row.is_valid}
    labelled = [found for found in case.reading.findings.fields if found.is_labelled]
    there |= {found.name for found in labelled if not (found.is_quoted and found.name in suggested)}
    asked = [field for field in kind.required_fields if there.isdisjoint((field.name, *field.also))] if kind else []
    words = [FieldWords(one.name, (), one.pattern, one.kind, one.choices) for one in asked]
    others = [word for word in words if word.name not in suggested]  # whoever sees their name filled in may leave it
    form_words = _form_words(desk.catalogue) if words else frozenset()
    said = _without_word(case)
    found = [plain_answers(said, wanted, form_words) for wanted in (words, others) if wanted]
    recognised = {found.name for found in case.reading.findings.fields if _is_recognised(found)}
    plain = tuple(one for one in max(found, key=len, default=()) if one.name not in recognised)
    return (*plain, *_loose(desk, said, [field for field in asked if field.name not in {one.name for one in plain}]))


def _loose(desk: Desk, said: str, asked: Sequence[Field]) -> tuple[FoundField, ...]:
    """Return the names that stand behind a mistyped label or in a sentence."""
    words = [FieldWords(one.name, _labels(one), one.pattern, one.kind) for one in asked]
    return tuple(one for one in loose_answers(said, words, suggestions.writer_of(desk, asked)) if one.is_valid)


def _is_recognised(found: FoundField) -> bool:
    """Say whether a value without a label was recognised by its structure in the person's own words."""
    return found.is_valid and not found.is_quoted and any(char.isdigit() for char in found.value)


def _labels(field: Field) -> tuple[str, ...]:
    return (field.label.id, field.label.en, *field.synonyms)


def _without_word(case: Case) -> str:
    """Return the reply without the letter or word that its first line is: "E ya" is nobody's name."""
    reply = case.reading.reply.reply.strip()
    return reply.partition("\n")[2] if case.reading.findings.keyword else reply


def _form_words(catalogue: Catalogue) -> frozenset[str]:
    """Return the words that begin the labels of fields that hold no name, in lower case: "kelas", "nilai"."""
    others = (field for field in catalogue.fields if not field.name.startswith("nama"))
    labels = (label for field in others for label in (field.label.id, field.label.en, *field.synonyms))
    return frozenset(label.casefold().split()[0] for label in labels if label.strip())


def _keep(case: Case, ticket: Ticket, found: FoundField, known: Mapping[str, TicketField], field: Field | None) -> bool:
    """Keep one value unless it is hidden, or something better stands there; say whether it was kept.

    What is doubtful is kept to be asked about; written once more, it is meant.
    """
    if not found.value or is_masked(found.value):
        return False
    there = known.get(found.name)
    if there is not None and not _is_better(ticket, found, there):
        return False
    is_doubtful = found.is_valid and field is not None and doubts.is_doubtful(field, found.value, case.now.year)
    is_doubtful = is_doubtful and (there is None or there.value != found.value)
    source = f"{DOUBTFUL if is_doubtful else ''} mail {case.inbound.id}".strip()
    value = tickets.FormValue(found.name, found.value, found.is_valid and not is_doubtful, source)
    tickets.set_field(ticket, value, case.now)
    return True


def _is_bad_correction(found: FoundField, known: Mapping[str, TicketField]) -> bool:
    """Say whether a value that does not fit was meant to replace one that does."""
    there = known.get(found.name)
    is_meant = found.is_labelled and not found.is_valid and not found.is_quoted and not is_masked(found.value)
    return is_meant and there is not None and there.is_valid and there.value != found.value


def _is_better(ticket: Ticket, found: FoundField, there: TicketField) -> bool:
    """Say whether a value that was found should replace the one that stands there."""
    if str(there.source).startswith(SUGGESTED):
        return not (found.is_quoted and found.value == there.value)  # our own words come back
    if there.value == found.value:
        return False
    if not there.is_valid:
        return True
    is_stale = found.is_quoted and was_ever(ticket, found.name, found.value)  # an older mail's form, quoted back
    return found.is_labelled and found.is_valid and not is_stale
