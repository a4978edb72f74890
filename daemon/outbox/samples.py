"""Make up letters with sample data, so that a template can be looked at before anybody is mailed."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from daemon.desk.complaint_types.catalogue import ComplaintType
from daemon.desk.statuses import Status
from daemon.desk.views import TicketView
from daemon.desk.writing.letter_parts import ServiceDays
from daemon.desk.writing.letters import FormField, LetterContent
from daemon.desk.writing.report_sheet import Heading, Sheet, SheetSection, Table
from daemon.outbox.links import Links

NUMBER = "PDI-2611-0042"
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LINKS = Links("bantuan+contoh@kampus.example", f"Re: [{NUMBER}] Contoh")
REQUESTER = "budi@mhs.kampus.example"
KINDS: Mapping[str, type[LetterContent]] = MappingProxyType({kind.kind: kind for kind in get_args(LetterContent)})

# What a field of this name holds; codes are those that the templates have words for.
_WORDS = {
    "actor_name": "Rina Contoh",
    "address": REQUESTER,
    "after": "high",
    "approvers": "Joko Contoh",
    "assignee_name": "Rina Contoh",
    "author": "Budi Contoh",
    "before": "normal",
    "by_name": "Joko Contoh",
    "category": "data-mahasiswa",
    "channel": "email",
    "code": "abcdefgh2345",
    "command": "loket quarantine show 12",
    "commands": "!prioritas tinggi",
    "day": "2026-11-22",
    "detail": "mail 12",
    "direction": "in",
    "done": "solved",
    "event": "new",
    "filename": "ktp.jpg",
    "from_name": "Rina Contoh",
    "kind": "reply",
    "last_day": "2026-11-30",
    "last_direction": "in",
    "label": "Ambil",
    "line": "!ambil",
    "others": "Joko Contoh",
    "priority": "normal",
    "remarks": "third-person",
    "requester_address": REQUESTER,
    "requester_name": "Budi Contoh",
    "requester_role": "mahasiswa",
    "result": "executed",
    "staff_name": "Rina Contoh",
    "state": "done",
    "status": "in_progress",
    "step": "chased",
    "stray": "!tutup",
    "type_code": "M04",
    "usage": "!ambil",
    "what": "quarantined",
}
_WORDS_OF = {  # where the same name means something else
    ("Change", "name"): "priority",
    ("ConfirmationRequest", "reason"): "no-token",
    ("LineResult", "reason"): "",
    ("CopyNotice", "event"): "solved",
    ("MergedOutcome", "outcome"): "solved",
    ("Reply", "ending"): "",
    ("LineResult", "suggestion"): "",
    ("StageFacts", "name"): "processing",
    ("TicketList", "title"): "queue",
    ("DigestSection", "title"): "own",
    ("ClockWarning", "step"): "assignee",
}
_ENGLISH = {  # where the words above are Indonesian
    "commands": "!priority high",
    "label": "Take",
    "line": "!take",
    "stray": "!close",
    "usage": "!take",
}
_ANYTHING = {"id": "contoh", "en": "sample"}
_PLAIN: Mapping[type, object] = {bool: True, int: 3, float: 25.0, datetime: NOW}
_TEXTS = {
    "id": "Ini contoh tulisan, supaya bentuk suratnya terlihat.\n\nParagraf kedua.",
    "en": "This is sample text, so that the letter can be looked at.\n\nA second paragraph.",
}


def _sheet(title: str, summary: str, headings: tuple[str, str], row: str) -> Sheet:
    figures = Table(summary, (Heading(headings[0]), Heading(headings[1], is_number=True)), ((row, "42"),))
    return Sheet(title, "November 2026", (SheetSection("summary", summary, "", figures),), "")


_SHEETS = {
    "id": _sheet("Laporan layanan", "Ringkasan", ("Angka", "Masa ini"), "Keluhan diterima"),
    "en": _sheet("Service report", "Summary", ("Figure", "This period"), "Complaints received"),
}


class Samples:
    """Sample letters about one complaint type, in one language."""

    def __init__(self, kind: ComplaintType, language: str) -> None:
        """Take the type whose name, form and documents the letters show."""
        self._kind = kind
        self._language = language
        self._own: Mapping[str, Callable[[], object]] = {
            "number": lambda: NUMBER,
            "subject": lambda: kind.name.in_language(language),
            "type_name": lambda: kind.name.in_language(language),
            "type_code": lambda: kind.code,
            "category": lambda: kind.category,
            "text": lambda: _TEXTS[language],
            "sheet": lambda: _SHEETS[language],
            "service_days": lambda: (ServiceDays(0, 4, ((480, 720), (780, 960))),),
            "form": lambda: tuple(map(self._form_field, kind.fields)),
            "fields": lambda: tuple(map(self._form_field, kind.fields)),
            "missing": lambda: tuple(map(self._form_field, kind.required_fields))[-2:],
            "choices": tuple,
            "advice": lambda: kind.advice.in_language(language),
            "outside": lambda: kind.handover.in_language(language) if kind.is_outside_scope else "",
            "documents": lambda: tuple(one.label.in_language(language) for one in kind.required_documents),
        }

    def letter(self, kind: str, **known: str | bool) -> LetterContent:
        """Return a letter of a kind; what is known stands in it instead of a sample. Raises: KeyError."""
        letter: LetterContent = self._record(KINDS[kind], known)
        return letter

    def ticket(self) -> TicketView:
        """Return a ticket of the type."""
        view: TicketView = self._record(
            TicketView,
            {"status": Status.IN_PROGRESS, "fields": (), "attachments": (), "labels": (), "cc": (), "due_at": None},
        )
        return view

    def _record(self, shape: type[Any], known: Mapping[str, object]) -> Any:
        hints = get_type_hints(shape)
        values = {name: self._value(shape, name, hints[name]) for name in (field.name for field in fields(shape))}
        return shape(**{**values, **known})

    def _value(self, shape: type[Any], name: str, hint: Any) -> object:
        if name in self._own and (shape.__name__, name) not in _WORDS_OF:
            return self._own[name]()
        if get_origin(hint) is tuple:
            return tuple(self._sample(shape, name, one) for one in _choices(get_args(hint)[0]))
        return self._sample(shape, name, _choices(hint)[0])

    def _sample(self, shape: type[Any], name: str, hint: Any) -> object:
        if is_dataclass(hint) and isinstance(hint, type):
            return self._record(hint, {})
        if hint is timedelta:
            return timedelta(hours=1)
        return _PLAIN[hint] if hint in _PLAIN else self._word(shape, name)

    def _word(self, shape: type[Any], name: str) -> str:
        if (shape.__name__, name) in _WORDS_OF:
            return _WORDS_OF[shape.__name__, name]
        own = _ENGLISH if self._language == "en" else _WORDS
        return own.get(name) or _WORDS.get(name) or _ANYTHING[self._language]

    def _form_field(self, field: Any) -> FormField:
        """Return a line of the form: the first field filled in, the others empty."""
        return FormField(
            name=field.name,
            label=field.label.in_language(self._language),
            help=field.help.in_language(self._language),
            example="" if field.kind == "nik" else field.example,
            value=field.example if field is self._kind.fields[0] else "",
            problem="",
            is_required=field.is_required,
        )


def _choices(hint: Any) -> list[Any]:
    """Return the types that a value may have, without None."""
    if isinstance(hint, UnionType):
        return [one for one in get_args(hint) if one is not type(None)]
    return [hint]
