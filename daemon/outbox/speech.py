"""Say the facts of letters in one language; the templates use these methods as filters."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from daemon.desk.writing.action_letters import DocumentCheck, Fact
from daemon.desk.writing.letter_parts import ServiceDays
from daemon.desk.writing.letters import (
    Change,
    CollectedTicket,
    Enclosure,
    FileFacts,
    FormField,
    HistoryEntry,
    SimilarTicket,
    StageFacts,
    TicketFacts,
    TicketRow,
)
from daemon.outbox import privacy, wording
from daemon.outbox.phrasebook import Words

_REMEMBERED = 100
_TO = "\u2013"
_MARKS = {"executed": "✓", "refused": "✗", "confirmation_requested": "?", "not_run": "\u2013"}
_SHOWN_BEFORE = frozenset({"saved-solution", "withdrawn-solution"})  # the text stands below, or is gone
_CODED_CHANGES = frozenset({"status", "category", "priority", "progress"})


class Speech:
    """One language's way of saying things."""

    def __init__(self, language: str, words: Words, zone: ZoneInfo) -> None:
        """Take the word lists and the zone in which times are told."""
        self.language = language
        self._words = words
        self._zone = zone
        self._promise = lru_cache(_REMEMBERED)(self._said_promise)  # what the configuration says is said often
        self._service_days = lru_cache(_REMEMBERED)(self._said_days)

    def word(self, code: str, group: str, better: str = "") -> str:
        """Return the words for a code, from the group `better` where it has them.

        The code itself when nobody wrote any, so that a new one is still shown.
        """
        return self._words.get(better, {}).get(code) or self._words.get(group, {}).get(code, code)

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the methods that templates may use, by name."""
        return {
            method.__name__: method
            for method in (
                self.word,
                self.moment,
                self.written_day,
                self.time,
                self.minutes,
                self.decimal,
                self.shortened,
                self.easiest,
                self.hint,
                self.blank,
                self.look_over,
                self.promises,
                self.service_hours,
                self.stage_rows,
                self.stage_facts,
                self.requester,
                self.type,
                self.answers,
                self.files,
                self.enclosed,
                self.mark,
                self.similar,
                self.change_text,
                self.collected_rows,
                self.ticket_rows,
                self.happening,
                self.findings,
                self.checked,
            )
        }

    def say(self, name: str, **facts: str | int) -> str:
        """Return one of the small phrases with its facts in place."""
        return self._words["words"][name].format(**facts)

    def moment(self, at: datetime) -> str:
        """Return date and time in the institution's zone."""
        local = at.astimezone(self._zone)
        day = self.day(local.date())
        zone = local.tzname() or ""
        time = f"pukul {local:%H.%M}" if self.language == "id" else f"at {local:%H:%M}"
        return f"{day} {time} {zone}".rstrip()

    def brief_moment(self, at: datetime) -> str:
        """Return day, month and time in the institution's zone, for narrow columns of one month or week."""
        local = at.astimezone(self._zone)
        time = f"{local:%H.%M}" if self.language == "id" else f"{local:%H:%M}"
        return f"{local.day}/{local.month} {time}"

    def day(self, day: date) -> str:
        """Return a date."""
        return f"{day.day} {self.word(str(day.month), 'month')} {day.year}"

    def written_day(self, day: str) -> str:
        """Return a date, given as YYYY-MM-DD, in words."""
        return self.day(date.fromisoformat(day))

    def time(self, at: datetime) -> str:
        """Return the time of day to the second, for what ends soon."""
        local = at.astimezone(self._zone)
        zone = local.tzname() or ""
        return (f"pukul {local:%H.%M.%S} {zone}" if self.language == "id" else f"{local:%H:%M:%S} {zone}").rstrip()

    def minutes(self, value: float) -> str:
        """Return a duration given in minutes."""
        return wording.minutes(value, self.language)

    def decimal(self, value: float) -> str:
        """Return a number with at most one decimal."""
        return wording.decimal(value, self.language)

    def shortened(self, items: Sequence[str], count: int) -> str:
        """Return the first items, and how many more there are; "" for none."""
        rest = len(items) - count
        more = (self.say("more", count=rest),) if rest > 0 else ()
        return "; ".join((*items[:count], *more))

    def joined(self, items: Sequence[str]) -> str:
        """Return the items as a list in a sentence: "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.say('and')} {items[-1]}"

    def easiest(self, wanted: Sequence[str], missing: Sequence[FormField]) -> str:
        """Return the simplest way to answer, naming at most three of what is wanted, fields first."""
        fields = [field.label for field in missing][:3]
        documents = list(wanted[len(missing) :])[: 3 - len(fields)]
        if not documents:
            return self.say("reply-with", items=self.joined(fields))
        if not fields:
            return self.say("reply-attaching", items=self.joined(documents))
        return self.say("reply-with-attaching", items=self.joined(fields), documents=self.joined(documents))

    def hint(self, field: FormField) -> str:
        """Return what helps to fill in a field: what is wrong with it, what it is, an example."""
        example = self.say("example", example=field.example) if field.example else ""
        problem = self.word(field.problem, "problem") if field.problem else ""
        return "; ".join(part.rstrip(".") for part in (problem, field.help, example) if part)

    def look_over(self, field: FormField) -> str:
        """Return the request to look over what we filled in; "" for what the requester wrote."""
        return f" \u2190 {self.say('look-over')}" if field.is_suggested else ""

    def blank(self, fields: Iterable[FormField]) -> list[tuple[str, str]]:
        """Return the lines of the form for a new mail; what is known stands in it, a NIK never whole."""
        return [(wording.one_line(field.label), privacy.mask_nik(wording.one_line(field.value))) for field in fields]

    def promises(self, stages: Iterable[StageFacts]) -> list[str]:
        """Return the SOP's limits, one stage a line."""
        return [self._promise(stage.name, stage.target_minutes) for stage in stages]

    def _said_promise(self, stage: str, minutes: int) -> str:
        return self.say("promise", stage=self.word(stage, "stage"), minutes=self.minutes(minutes))

    def service_hours(self, days: Iterable[ServiceDays]) -> list[str]:
        """Return weekdays and their hours, those with the same hours in one line."""
        return [self._service_days(one) for one in days]

    def _said_days(self, days: ServiceDays) -> str:
        sign = "." if self.language == "id" else ":"
        names = [self.word(str(day), "weekday") for day in dict.fromkeys((days.first, days.last))]
        spans = [[f"{at // 60:02}{sign}{at % 60:02}" for at in span] for span in days.hours]
        return f"{_TO.join(names)} {self.joined([_TO.join(span) for span in spans])}"

    def stage_rows(self, stages: Iterable[StageFacts]) -> list[tuple[str, str, str]]:
        """Return stage, time used and limit."""
        return [
            (self.word(stage.name, "stage"), self._used(stage), self.minutes(stage.target_minutes)) for stage in stages
        ]

    def stage_facts(self, stages: Iterable[StageFacts]) -> list[tuple[str, str]]:
        """Return each stage with the time used and its limit, for a table of facts."""
        return [(name, f"{used} / {limit}") for name, used, limit in self.stage_rows(stages)]

    def _used(self, stage: StageFacts) -> str:
        if stage.service_minutes is None:
            return self.say("not-measured" if stage.is_closed else "not-started")
        used = self.minutes(stage.service_minutes)
        late = " ⚠" if stage.service_minutes > stage.target_minutes else ""
        return f"{used}{late}" if stage.is_closed else f"{used}{late} ({self.say('running')})"

    def requester(self, ticket: TicketFacts) -> str:
        """Return name, address and role of who asks."""
        name = f"{ticket.requester_name} <{ticket.requester_address}>".strip()
        return f"{name}, {self.word(ticket.requester_role, 'role')}" if ticket.requester_role else name

    def type(self, ticket: TicketFacts) -> str:
        """Return code and name of the complaint's type; "" while nobody knows it."""
        return " ".join(part for part in (ticket.type_code, ticket.type_name) if part)

    def answers(self, fields: Iterable[FormField]) -> list[tuple[str, str]]:
        """Return the form's answers for staff, the missing and the doubtful marked."""
        return [(field.label, self._answer(field)) for field in fields]

    def _answer(self, field: FormField) -> str:
        if not field.value:
            return self.say("missing") if field.is_required else self.say("none")
        if field.is_suggested:
            return f"{field.value} ({self.say('unconfirmed')})"
        return f"{field.value} ⚠ {self.say('invalid')}" if field.problem else field.value

    def files(self, files: Iterable[FileFacts]) -> list[str]:
        """Return the files, each with its size and the document it serves as."""
        return [self._file(file) for file in files]

    def enclosed(self, files: Iterable[Enclosure]) -> str:
        """Return files with their sizes, in a sentence; a NIK in a name is masked."""
        named = (f"{privacy.mask_nik(file.filename)} ({wording.size(file.size, self.language)})" for file in files)
        return self.joined(list(named))

    def _file(self, file: FileFacts) -> str:
        size = wording.size(file.size, self.language)
        what = self.say("internal") if file.is_internal else file.document
        return f"{file.filename} ({size}), {what}" if what else f"{file.filename} ({size})"

    def similar(self, tickets: Iterable[SimilarTicket]) -> list[str]:
        """Return solved tickets, each with its subject and the beginning of its solution."""
        return [f"{one.number}, {one.subject}: {one.outcome}" for one in tickets]

    def mark(self, result: str) -> str:
        """Return the sign for a command's result."""
        return _MARKS[result]

    def change_text(self, change: Change, number: str) -> str:
        """Return before and after of one property; the ticket is named when it is not the letter's own."""
        where = f"{change.number}, " if change.number and change.number != number else ""
        own = change.label_en if self.language == "en" else change.label_id
        name = f"{where}{own or self.word(change.name, 'change')}"
        if change.name == "note-files":
            return self._files_kept(change, where)
        if change.name in ("note", "action") and change.after:
            return f"{name}: {change.after}"
        if change.name in _SHOWN_BEFORE:
            return f"{name}: {change.before}"
        return f"{name}: {self._changed(change.name, change.before)} → {self._changed(change.name, change.after)}"

    def _files_kept(self, change: Change, where: str) -> str:
        """Return how many files a note keeps and which, or which it no longer keeps."""
        names = (change.after or change.before).splitlines()
        phrase = "files-gone" if not change.after else "file-kept" if len(names) == 1 else "files-kept"
        return f"{where}{self.say(phrase, count=len(names))}: {', '.join(names)}"

    def happening(self, entry: HistoryEntry, number: str) -> str:
        """Return what happened to a ticket, and who did it."""
        told = self.change_text(entry.change, number) if entry.change else self.word(entry.event, "journal")
        detail = self.word(entry.detail, entry.group) if entry.group else entry.detail
        undone = f" ({self.say('undone')})" if entry.is_undone else ""
        return f"{self.word(entry.actor, 'actor')}: {told}{f': {detail}' if detail else ''}{undone}"

    def _changed(self, name: str, value: str) -> str:
        if not value:
            return self.say("none")
        return self.word(value, name) if name in _CODED_CHANGES else value

    def findings(self, facts: Iterable[Fact]) -> list[tuple[str, str]]:
        """Return what another system says, line by line; what differs from the complaint is marked."""
        return [(fact.label, f"{fact.value or self.say('none')}{' ⚠' if fact.is_odd else ''}") for fact in facts]

    def checked(self, documents: Iterable[DocumentCheck]) -> list[str]:
        """Return the documents, each with whether it is there."""
        return [f"{'✓' if one.is_there else '☐'} {one.label}" for one in documents]

    def collected_rows(self, tickets: Iterable[CollectedTicket]) -> Iterator[tuple[str, ...]]:
        """Yield the cells of a list of tickets about which something happened."""
        for ticket in tickets:
            events = ", ".join(self.word(event, "event") for event in ticket.events)
            yield (ticket.row.number, ticket.row.subject, ticket.row.requester_name, events)

    def ticket_rows(self, rows: Iterable[TicketRow]) -> Iterator[tuple[str, ...]]:
        """Yield the cells of a list of tickets."""
        for row in rows:
            assignee = row.assignee_name or self.say("unassigned")
            age = self.say("age", minutes=self.minutes(row.age_minutes))
            yield (row.number, row.subject, row.requester_name, self.word(row.status, "status"), assignee, age)
