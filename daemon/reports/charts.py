"""Draw a report's charts: the only door to matplotlib, an extra.

They are read on a phone, on paper in black and white, and by people who do not tell colours apart: every series has its
own pattern, marker or dashes and is written beside, the colours are dark and light of one kind, and the text is large
for the picture. The table beside each says the same in figures, its alternative text in a sentence.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from daemon.desk.timekeeping.targets import STAGES
from daemon.desk.writing.report_sheet import Chart, Sheet, SheetSection
from daemon.reports.figures import Report
from daemon.reports.sheet import Reader, steps

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Form = Literal["png", "svg"]  # for mail, for a page

DARK, LIGHT = "#1b4965", "#ffffff"
INK = "#15211b"
WIDTH, HEIGHT = 4.5, 2.9  # inches; on a phone of 360 points the text is about 11 points high
DPI = 240
MAX_BARS = 8
_SIGNATURES = {"png": ("Software",), "svg": ("Date", "Creator")}  # what matplotlib would write into a file about itself
STYLE: dict[Any, Any] = {
    "font.size": 10,
    "font.family": "DejaVu Sans",
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "path",
    "svg.hashsalt": "loket",
}


def are_possible() -> bool:
    """Say whether matplotlib is there."""
    return find_spec("matplotlib") is not None


def illustrated(sheet: Sheet, report: Report, reader: Reader, form: Form) -> Sheet:
    """Return the sheet with a chart for each table that one says more about, in that form alone."""
    artist = Artist(report, reader, form)
    drawn: dict[str, Callable[[], Iterator[Chart]]] = {
        "stages": artist.stages,
        "over-time": artist.over_time,
        "by-category": artist.categories,
    }

    def with_charts(section: SheetSection) -> SheetSection:
        draw = drawn.get(section.code)
        return section if draw is None else replace(section, charts=tuple(draw()))

    return replace(sheet, sections=tuple(map(with_charts, sheet.sections)))


class Artist:
    """Draws for one report and one reader."""

    def __init__(self, report: Report, reader: Reader, form: Form) -> None:
        """Take the figures, the words, and what to make of them."""
        self._report = report
        self._reader = reader
        self._form = form

    def stages(self) -> Iterator[Chart]:
        """Yield the share within target of each stage, and its times beside its limit."""
        if any(figures.count for figures in self._report.now.stages.values()):
            yield self._shares()
            yield self._times()

    def over_time(self) -> Iterator[Chart]:
        """Yield what came, what was decided and what stayed open."""
        found = list(steps(self._report, self._reader.words.day))
        if len(found) < 2:
            return

        def draw(axes: "Axes") -> None:
            for code, dashes, marker in (("received", "-", "o"), ("decided", "--", "s"), ("backlog", ":", "^")):
                values = [getattr(step, code) for step in found]
                axes.plot(values, dashes, marker=marker, markersize=3.5, color=DARK, label=self._say(f"column-{code}"))
            places = range(0, len(found), max(1, len(found) // 6))
            axes.set_xticks(list(places), [f"{found[at].first.day}/{found[at].first.month}" for at in places])
            axes.set_ylim(bottom=0)
            axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3)
            _spare(axes)

        now = self._report.now
        alt = self._say("alt-flow", received=now.received, decided=now.decided, backlog=now.backlog)
        yield self._chart("flow", alt, draw)

    def categories(self) -> Iterator[Chart]:
        """Yield how many were decided in each category."""
        groups = [group for group in self._report.groups.get("category", ()) if group.decided][:MAX_BARS]
        if len(groups) < 2:
            return
        names = [self._reader.words.word(group.key, "category") for group in groups]

        def draw(axes: "Axes") -> None:
            bars = axes.barh(names, [group.decided for group in groups], color=DARK, height=0.6)
            axes.bar_label(bars, padding=4)
            axes.invert_yaxis()
            axes.margins(x=0.18)
            axes.xaxis.set_visible(False)
            _spare(axes, "bottom")

        facts = "; ".join(f"{name} {group.decided}" for name, group in zip(names, groups, strict=True))
        yield self._chart("groups", self._say("alt-groups", facts=facts), draw)

    def _shares(self) -> Chart:
        now, before = self._report.now.stages, self._report.before.stages
        names = [self._reader.words.word(stage, "stage") for stage in STAGES]
        places = range(len(STAGES))

        def draw(axes: "Axes") -> None:
            pairs = (now, -0.2, DARK, "", "now"), (before, 0.2, LIGHT, "////", "before")
            for figures, offset, colour, pattern, code in pairs:
                shares = [(figures[stage].share or 0) * 100 for stage in STAGES]
                bars = axes.barh(
                    [place + offset for place in places],
                    shares,
                    height=0.36,
                    color=colour,
                    edgecolor=DARK,
                    hatch=pattern,
                    label=self._say(code),
                )
                labels = [self._percent(figures[stage].share) for stage in STAGES]
                axes.bar_label(bars, labels, padding=3, fontsize=8.5)
            axes.set_yticks(list(places), names)
            axes.invert_yaxis()
            axes.set_xlim(0, 122)
            axes.xaxis.set_visible(False)
            axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.3, -0.02), ncols=2)
            _spare(axes, "bottom")

        facts = "; ".join(
            f"{name} {self._percent(now[stage].share)}" for name, stage in zip(names, STAGES, strict=True)
        )
        return self._chart("shares", self._say("alt-shares", facts=facts), draw)

    def _times(self) -> Chart:
        now, targets = self._report.now.stages, self._reader.targets
        shown = [stage for stage in STAGES if now[stage].count]
        names = [self._reader.words.word(stage, "stage") for stage in shown]
        least = 0.1  # minutes; a logarithmic axis has no zero

        def draw(axes: "Axes") -> None:
            places = list(range(len(shown)))
            medians, late = ([max(least, value / 60) for value in values] for values in self._medians(shown))
            axes.hlines(places, medians, late, color=DARK, linewidth=1.5)
            axes.plot(medians, places, "o", color=DARK, label=self._say("chart-median"))
            axes.plot(late, places, "D", color=LIGHT, markeredgecolor=DARK, label=self._say("chart-p90"))
            limits = [targets[stage].target_seconds / 60 if stage in targets else least for stage in shown]
            axes.plot(
                limits, places, "|", color=INK, markersize=18, markeredgewidth=2.5, label=self._say("chart-limit")
            )
            axes.set_xscale("log")
            axes.xaxis.set_major_formatter(lambda value, _: self._reader.words.decimal(value))
            axes.set_yticks(places, names)
            axes.set_ylim(-0.6, len(shown) - 0.4)
            axes.invert_yaxis()
            axes.grid(axis="x", color="#c5d0ca", linewidth=0.6)
            axes.legend(frameon=False, fontsize=9, loc="upper center", bbox_to_anchor=(0.25, -0.1), ncols=3)
            _spare(axes)

        facts = "; ".join(
            f"{name} {self._minutes(now[stage].median)} / {self._minutes(now[stage].p90)}"
            for name, stage in zip(names, shown, strict=True)
        )
        return self._chart("times", self._say("alt-times", facts=facts), draw)

    def _medians(self, stages: Sequence[str]) -> tuple[list[float], list[float]]:
        now = self._report.now.stages
        return [now[stage].median or 0 for stage in stages], [now[stage].p90 or 0 for stage in stages]

    def _chart(self, name: str, alt: str, draw: "Callable[[Axes], None]") -> Chart:
        with _figure(self._say(f"chart-{name}")) as (figure, axes):
            draw(axes)
            made = BytesIO()
            nobody: dict[str, None] = dict.fromkeys(_SIGNATURES[self._form])
            figure.savefig(made, format=self._form, dpi=DPI, metadata=nobody)
        picture = made.getvalue()
        return Chart(name, alt, svg=picture.decode()) if self._form == "svg" else Chart(name, alt, png=picture)

    def _say(self, code: str, **facts: object) -> str:
        return self._reader.words.word(code, "report").format(**facts)

    def _percent(self, share: float | None) -> str:
        return "\u2013" if share is None else f"{self._reader.words.decimal(share * 100)}%"

    def _minutes(self, seconds: float | None) -> str:
        return "\u2013" if seconds is None else self._reader.words.decimal(seconds / 60)


@contextmanager
def _figure(title: str) -> Iterator[tuple[Any, Any]]:
    """Give an empty figure with one pair of axes; nothing is kept in matplotlib's global state."""
    from matplotlib import rc_context  # noqa: PLC0415 - an extra, which takes a second to load
    from matplotlib.figure import Figure  # noqa: PLC0415

    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
        axes = figure.add_subplot()
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
        yield figure, axes


def _spare(axes: "Axes", *also: str) -> None:
    """Leave out the lines that say nothing."""
    for side in ("top", "right", *also):
        axes.spines[side].set_visible(False)
