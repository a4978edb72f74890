"""Take form values and documents out of mails."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from daemon.desk import tickets
from daemon.desk.case import Case, Desk
from daemon.desk.complaint_types.catalogue import Catalogue, Field
from daemon.desk.facts import attachments_of, field_view, filled_form_of
from daemon.desk.form_filling import doubts, form_documents, suggestions
from daemon.desk.form_filling.form_view import Form, form_of, type_of
from daemon.desk.journal import Cause, Entry, record, was_ever
from daemon.desk.masking import is_masked
from daemon.desk.tickets import FormValue
from daemon.desk.timekeeping import clocks
from daemon.desk.views import DOUBTFUL, SUGGESTED, FieldView, FilledForm
from daemon.reading.findings.loose_answers import loose_answers
from daemon.reading.findings.plain_answers import plain_answers
from daemon.reading.message import FoundField
from daemon.reading.vocabulary import FieldWords
from daemon.value_objects import value_object
from models.fields import storable
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


def take(desk: Desk, case: Case, ticket: Ticket, earlier: Ticket | None = None) -> Progress:
    """Keep the form values and documents of the mail that opened a ticket and return where the form stands.

    `earlier`: another ticket of the same person's. What is kept is not read back: the ticket has nothing else yet.
    """
    kept = _kept(desk, case, ticket, case.reading.findings.fields, {})
    suggested = suggestions.suggested(desk, case, ticket, earlier, there=kept.keys())
    values = (*kept.values(), *suggested)
    tickets.add_fields(ticket, values, case.now)
    _record(case, ticket, kept)
    has_files = bool(case.reading.message.attachments)
    if has_files:
        form_documents.match(desk.catalogue, ticket)
    filled = FilledForm(ticket.type_code, tuple(map(field_view, values)), attachments_of(ticket) if has_files else ())
    return _progress(case, ticket, form_of(desk.catalogue, filled, ticket.language), tuple(kept))


def take_answer(desk: Desk, case: Case, ticket: Ticket) -> Progress:
    """Do the same for a mail that answers us: values may stand in it without their labels.

    What we suggested was seen.
    """
    known = {row.name: row for row in TicketField.rows(ticket=ticket)}
    found = (*case.reading.findings.fields, *_unlabelled(desk, case, ticket, known))
    rejected = tuple(FieldView(one.name, one.value, is_valid=False) for one in found if _is_bad_correction(one, known))
    kept = _kept(desk, case, ticket, found, known)
    for value in kept.values():
        tickets.set_field(ticket, value, case.now)
    _record(case, ticket, kept)
    taken = tuple(kept)
    if confirmed := suggestions.confirm(desk, case, ticket, besides=frozenset(kept)):
        record(Entry("form.confirmed", case.cause, int(ticket.id), {"fields": list(confirmed)}), case.now)
        reply = case.reading.reply.reply.casefold()
        taken += tuple(name for name in confirmed if known[name].value.casefold() in reply)
    form_documents.match(desk.catalogue, ticket)
    form = form_of(desk.catalogue, filled_form_of(ticket), ticket.language)
    return _progress(case, ticket, form, taken, rejected)


def _record(case: Case, ticket: Ticket, kept: Mapping[str, FormValue]) -> None:
    if kept:
        values = {name: value.value for name, value in kept.items()}
        record(Entry("form.filled", case.cause, int(ticket.id), {"fields": list(kept)}, values), case.now)


def _progress(
    case: Case, ticket: Ticket, form: Form, taken: tuple[str, ...], rejected: tuple[FieldView, ...] = ()
) -> Progress:
    """Return what the mail did to the form, and note when it completed it."""
    was_complete = bool(ticket.is_form_complete)
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


def _kept(
    desk: Desk, case: Case, ticket: Ticket, every: Iterable[FoundField], known: Mapping[str, TicketField]
) -> dict[str, FormValue]:
    """Return the values to keep by their fields' names: not those that are hidden, or in whose place stands better.

    What is doubtful is kept to be asked about; written once more, it is meant.
    """
    kept = {}
    source = f"mail {case.inbound.id}"
    for found in every:
        there = known.get(found.name)
        if not found.value or is_masked(found.value) or (there is not None and not _is_better(ticket, found, there)):
            continue
        value = storable(found.value)
        field = desk.catalogue.field(found.name)
        is_new = found.is_valid and (there is None or there.value != value)
        if is_new and field is not None and doubts.is_doubtful(field, found.value, case.now.year):
            kept[found.name] = FormValue(found.name, value, is_valid=False, source=f"{DOUBTFUL} {source}")
        else:
            kept[found.name] = FormValue(found.name, value, found.is_valid, source)
    return kept


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
