"""Find the field or document that a member of staff named, and write the letter that asks for some."""

from daemon.desk.complaint_types.catalogue import Document, Field
from daemon.desk.form_filling.form_view import Form, form_field, form_of, type_of
from daemon.desk.planning.arguments import most_similar
from daemon.desk.planning.command import Call
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import FormField, FormRequest
from daemon.reading.findings.field_labels import fold_label

_SHOWN = 12  # names in a refusal


def known_field(call: Call, typed: str) -> Field:
    """Return the field of that name or label, one of the ticket's form before others.

    Raises: Refusal("unknown-word") with the most similar one.
    """
    found = find_field(call, typed)
    if found is not None:
        return found
    names = tuple(field.name for field in _form_fields(call))
    raise _unknown(typed, names)


def find_field(call: Call, typed: str) -> Field | None:
    """Return the field of that name or label, one of the ticket's form before others; None when there is none."""
    wanted = fold_label(typed.replace("_", " "))
    fields = (*_form_fields(call), *call.catalogue.fields)
    by_name = next((field for field in fields if fold_label(field.name.replace("_", " ")) == wanted), None)
    return by_name or next((field for field in fields if wanted in _labels(field)), None)


def find_document(call: Call, typed: str) -> Document | None:
    """Return the document of that name, label or synonym, one of the ticket's type before others."""
    wanted = fold_label(typed.replace("_", " "))
    documents = call.catalogue.documents_from(type_of(call.catalogue, call.ticket.type_code))
    return next((one for one in documents if wanted in _document_words(one)), None)


def missing_request(call: Call) -> FormRequest:
    """Return the letter that asks for all that the form still lacks.

    Raises: Refusal("form-complete") when it lacks nothing.
    """
    form = form_of(call.catalogue, call.ticket, call.ticket.language)
    if form.is_complete:
        raise Refusal("form-complete")
    return _letter(call, form, form.missing)


def request_for(call: Call, words: tuple[str, ...]) -> FormRequest:
    """Return the letter that asks for these fields and documents, whether they are there or not.

    Raises: Refusal("unknown-word") for a word that names neither.
    """
    language = call.ticket.language
    there = {field.name: field for field in call.ticket.fields}
    fields: dict[str, FormField] = {}
    documents: dict[str, str] = {}
    for word in words:
        if (field := find_field(call, word)) is not None:
            fields[field.name] = form_field(field, there.get(field.name), language)
        elif (document := find_document(call, word)) is not None:
            documents[document.name] = document.label.in_language(language)
        else:
            raise _unknown(word, _askable(call))
    form = Form(tuple(fields.values()), tuple(documents.values()))
    return _letter(call, form, form.fields)


def already_there(call: Call, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the labels of those of the named fields and documents that the ticket has, in the actor's language."""
    language = call.actor.language
    valid = {field.name for field in call.ticket.fields if field.is_valid and field.value}
    sent = {file.document for file in call.ticket.attachments}
    labels: list[str] = []
    for word in words:
        if (field := find_field(call, word)) is not None:
            labels += [field.label.in_language(language)] if field.name in valid else []
        elif (document := find_document(call, word)) is not None and document.name in sent:
            labels.append(document.label.in_language(language))
    return tuple(dict.fromkeys(labels))


def _letter(call: Call, form: Form, missing: tuple[FormField, ...]) -> FormRequest:
    ticket = call.ticket
    kind = call.catalogue.get(ticket.type_code)
    return FormRequest(
        number=ticket.number,
        subject=ticket.subject,
        type_name=kind.name.in_language(ticket.language) if kind else "",
        missing=missing,
        form=form.fields,
        documents=form.documents,
        text=call.text.strip(),
        staff_name=call.actor.name,
    )


def _form_fields(call: Call) -> tuple[Field, ...]:
    kind = type_of(call.catalogue, call.ticket.type_code)
    return kind.fields if kind else ()


def _askable(call: Call) -> tuple[str, ...]:
    kind = type_of(call.catalogue, call.ticket.type_code)
    documents = tuple(document.name for document in kind.documents) if kind else ()
    return (*(field.name for field in _form_fields(call)), *documents)


def _unknown(typed: str, names: tuple[str, ...]) -> Refusal:
    known = ", ".join(names[:_SHOWN])
    return Refusal("unknown-word", kind="field", typed=typed, similar=most_similar(typed, names), known=known)


def _labels(field: Field) -> set[str]:
    return {fold_label(label) for label in (field.label.id, field.label.en, *field.synonyms)}


def _document_words(document: Document) -> set[str]:
    names = (document.name.replace("_", " "), document.label.id, document.label.en, *document.synonyms)
    return {fold_label(name) for name in names}
