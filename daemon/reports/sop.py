"""Put what is promised into words: the targets and the service calendar that the clocks go by."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from daemon.desk.complaint_types.catalogue import Catalogue
from daemon.desk.timekeeping.service_calendar import OpenHours, Season, Week, alike
from daemon.desk.timekeeping.targets import STAGES, Clockwork, Target, Targets
from daemon.desk.writing.report_sheet import Heading, Sheet, SheetSection, Table
from daemon.reports.sheet import Words
from daemon.value_objects import value_object


@value_object
class Promise:
    """Writes the page about what is promised."""

    desk: Clockwork
    words: Words
    today: date
    type_name: Callable[[str], str] = lambda code: code
    language: str = "id"  # of the holidays' names

    def sheet(self) -> Sheet:
        """Return targets, hours and days without service."""
        sections = (self._targets(), self._hours(), self._closed())
        return Sheet(self._say("sop-title"), self._say("sop-subtitle"), sections, "")

    def _say(self, code: str, **facts: object) -> str:
        return self.words.word(code, "report").format(**facts)

    def _headings(self, *codes: str) -> tuple[Heading, ...]:
        return tuple(Heading(self._say(f"column-{code}"), code in {"expected", "target"}) for code in codes)

    def _targets(self) -> SheetSection:
        rows = tuple(
            (
                whom,
                self.words.word(stage, "stage"),
                *map(self._minutes, (target.expected_seconds, target.target_seconds)),
            )
            for whom, targets in self._promises()
            for stage, target in targets.items()
        )
        title = self._say("sop-targets")
        headings = self._headings("for", "stage", "expected", "target")
        return SheetSection("targets", title, self._say("sop-targets-note"), Table(title, headings, rows))

    def _promises(self) -> Iterator[tuple[str, Mapping[str, Target]]]:
        """Yield whom targets are for, and what is different there."""
        targets, catalogue = self.desk.targets, self.desk.catalogue
        yield self._say("sop-everything"), {stage: targets.of(stage, "") for stage in STAGES}
        for category in targets.categories:
            yield self.words.word(category, "category"), _different(targets, category)
        yield from ((self.type_name(code), own) for code, own in _of_types(catalogue, targets))

    def _hours(self) -> SheetSection:
        rules = self.desk.calendar.rules
        rows = [(self._say("sop-usual"), days, hours) for days, hours in self._week(rules.week)]
        for season in rules.seasons:
            rows += [(self._span(season), days, hours) for days, hours in self._week(season.week)]
        title, note = self._say("sop-hours"), self._say("sop-hours-note", zone=rules.zone.key)
        return SheetSection("hours", title, note, Table(title, self._headings("when", "days", "hours"), tuple(rows)))

    def _span(self, season: Season) -> str:
        name = season.name or self._say("sop-special")
        return self._say("sop-until", name=name, first=self.words.day(season.first), last=self.words.day(season.last))

    def _week(self, week: Week) -> Iterator[tuple[str, str]]:
        """Yield the days that have the same hours, and the hours."""
        for first, last, hours in alike(week):
            names = [self.words.word(str(day), "weekday") for day in dict.fromkeys((first, last))]
            yield "\u2013".join(names), ", ".join(map(self._time_span, hours)) or self._say("closed")

    def _time_span(self, hours: OpenHours) -> str:
        start, end = (f"{minutes // 60:02}.{minutes % 60:02}" for minutes in (hours.start, hours.end))
        return self._say("time-span", start=start, end=end)

    def _closed(self) -> SheetSection:
        year = self.today.year
        days = sorted(day for day in self.desk.calendar.days_off(year) if day.year == year)
        names = self.desk.calendar.holiday_names(year, self.language)
        rows = tuple(
            (
                self.words.word(str(day.weekday()), "weekday"),
                self.words.day(day),
                names.get(day) or self._say("sop-own-day"),
            )
            for day in days
        )
        title, note = self._say("sop-closed"), self._say("sop-closed-note", year=year)
        return SheetSection("closed", title, note, Table(title, self._headings("days", "when", "why"), rows))

    def _minutes(self, seconds: int) -> str:
        return self.words.decimal(seconds / 60)


def _different(targets: Targets, category: str) -> Mapping[str, Target]:
    own = {stage: targets.of(stage, category) for stage in STAGES}
    return {stage: target for stage, target in own.items() if target != targets.of(stage, "")}


def _of_types(catalogue: Catalogue, targets: Targets) -> Iterator[tuple[str, Mapping[str, Target]]]:
    for kind in catalogue.types.values():
        if kind.targets:
            own = {one.stage: Target(one.expected_minutes * 60, one.target_minutes * 60) for one in kind.targets}
            yield kind.code, {**own, "total": targets.of("total", kind.category, own)}
