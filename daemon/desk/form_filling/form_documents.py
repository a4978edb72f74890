"""Recognise the documents that a type asks for among a ticket's files: by name, by type, by what the mail says."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from daemon.desk.complaint_types.catalogue import Catalogue, ComplaintType, Document
from daemon.desk.form_filling.form_view import missing_documents, type_of
from models.tickets import REQUESTERS, Ticket, TicketAttachment

_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_TEXT = 4000  # characters of a mail in which documents are looked for
_DECORATION = 20_000  # octets; a smaller picture that a program named itself is a logo or a signature
_NAMED_BY_PROGRAM = re.compile(r"(?:image|img|logo|outlook-|icon|facebook|instagram|twitter)[\w-]*\.(?:png|gif|jpe?g)")
_VAGUE = frozenset({"surat", "bukti", "daftar", "sertifikat", "sk"})  # such a name alone says nothing
_ENDINGS = {  # what a file of a type would be called
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
}


def match(catalogue: Catalogue, ticket: Ticket) -> None:
    """Note which of the ticket's files serves as which document."""
    kind = type_of(catalogue, ticket.type_code)
    if kind is None or not kind.documents:
        return
    every = TicketAttachment.rows(ticket=ticket, origin=REQUESTERS)
    if not every:
        return
    for file in every:
        if not file.document:
            named = next((one for one in kind.documents if _is_named(one, file)), None)
            _assign(file, named or _loosely_named(kind, file))
    _match_by_words(kind, every)
    _match_last(kind, every)


def _assign(file: TicketAttachment, document: Document | None) -> None:
    if document is not None:
        file.document = document.name
        file.save()


def _is_named(document: Document, file: TicketAttachment) -> bool:
    """Say whether a file is called like a document, or is of its type."""
    name = file.filename.casefold() + _ENDINGS.get(file.content_type, "")
    words = f" {_NO_WORD.sub(' ', name)} "
    return any(word in name or f" {word} " in words for word in (document.name, *document.synonyms))


def _loosely_named(kind: ComplaintType, file: TicketAttachment) -> Document | None:
    """Return the only document that a file's general word fits: "ijazah.jpg" where just a school's is asked for."""
    words = frozenset(_NO_WORD.sub(" ", file.filename.casefold()).split()) - _VAGUE
    fitting = [document for document in kind.documents if document.name.partition("_")[0] in words]
    return fitting[0] if len(fitting) == 1 else None


def _match_by_words(kind: ComplaintType, every: Sequence[TicketAttachment]) -> None:
    """Take the nameless files of a mail for the documents that the mail names, when they are as many, in its order."""
    for message, files in groupby(_nameless(every), key=lambda file: file.message):
        nameless = list(files)
        missing = missing_documents(kind, _there(every))
        named = _in_text(missing, str(message.text))
        if len(named) == len(nameless):
            for file, document in zip(nameless, named, strict=True):
                _assign(file, document)


def _in_text(documents: Iterable[Document], text: str) -> list[Document]:
    """Return the documents that a text names, in its order."""
    said = f" {_NO_WORD.sub(' ', text[:_LONGEST_TEXT].casefold())} "
    places = {document.name: _place(document, said) for document in documents}
    return sorted((document for document in documents if places[document.name] >= 0), key=lambda one: places[one.name])


def _place(document: Document, said: str) -> int:
    words = (_NO_WORD.sub(" ", word).strip() for word in (document.name, *document.synonyms))
    return min((place for word in words if word and (place := said.find(f" {word} ")) >= 0), default=-1)


def _match_last(kind: ComplaintType, every: Sequence[TicketAttachment]) -> None:
    """Take the only file left for the only document left."""
    files, missing = list(_nameless(every)), missing_documents(kind, _there(every))
    if len(missing) == 1 and len(files) == 1:
        _assign(files[0], missing[0])


def _nameless(every: Iterable[TicketAttachment]) -> Iterable[TicketAttachment]:
    """Yield the files that serve as nothing yet, without logos and the like."""
    return (file for file in every if not file.document and not _is_decoration(file))


def _is_decoration(file: TicketAttachment) -> bool:
    is_small = file.size < _DECORATION and file.content_type.startswith("image/")
    return is_small and _NAMED_BY_PROGRAM.match(file.filename.casefold()) is not None


def _there(every: Iterable[TicketAttachment]) -> frozenset[str]:
    return frozenset(file.document for file in every if file.document)
