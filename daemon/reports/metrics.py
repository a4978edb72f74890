"""Give figures to Prometheus: the only door to prometheus_client.

Every figure is read when it is asked for; nothing is counted on the way of a mail. Names begin with "loket_", times
are seconds. No figure has a person, an address or a ticket in its labels.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from daemon.desk.timekeeping.targets import STAGES, Clockwork
from daemon.reports import condition
from daemon.value_objects import value_object
from models.clocks import StageRun
from models.database import close_database
from models.outgoing import DeliveryAttempt
from models.upkeep import ServerContact

COMPLIANCE = timedelta(days=30)


@value_object
class Flown:
    """The last canary that came back."""

    seconds: float
    at: datetime


@dataclass(slots=True)
class Figures:
    """Reads the figures; a collector as prometheus_client wants one."""

    desk: Callable[[], Clockwork]
    now: Callable[[], datetime]
    flown: Callable[[], Flown | None]  # None: no canary came back
    troubles: Callable[[], int]  # how many there are now
    _last_attempt: int | None = None
    _attempts: dict[str, int] = field(default_factory=dict)

    def collect(self) -> Iterator[Metric]:
        """Yield all figures, and leave no database connection behind in the thread that asked."""
        try:
            yield from self._queues()
            yield from self._servers()
            yield self._compliance()
            yield self._tried()
            yield from self._canary()
            yield GaugeMetricFamily("loket_troubles", "What is wrong now", value=self.troubles())
        finally:
            close_database()

    def _queues(self) -> Iterator[Metric]:
        found = condition.queues(self.now())
        mails = GaugeMetricFamily("loket_mails", "Received mails that are not finished", labels=["state"])
        for state in ("waiting", "held", "quarantined"):
            mails.add_metric([state], found[f"mails_{state}"])
        letters = GaugeMetricFamily("loket_letters", "Letters that did not go out", labels=["state"])
        for state in ("unsent", "held", "failed"):
            letters.add_metric([state], found[f"letters_{state}"])
        yield mails
        yield letters
        yield _gauge("loket_mail_oldest_seconds", "Age of the oldest mail that waits", found["oldest_mail_seconds"])
        yield _gauge("loket_letter_oldest_seconds", "Age of the oldest letter unsent", found["oldest_letter_seconds"])
        lag = "Longest time from INTERNALDATE to the end here, of the last hour's mails"
        yield _gauge("loket_mail_lag_seconds", lag, found["mail_lag_seconds"])
        yield _gauge("loket_tickets_open", "Tickets that are open", found["tickets_open"])
        late = sum(1 for stage in condition.stages_at_risk(self.desk(), self.now()) if stage["is_late"])
        yield _gauge("loket_stages_late", "Running stages over their target", late)

    def _servers(self) -> Iterator[Metric]:
        success = GaugeMetricFamily(
            "loket_server_success_timestamp_seconds", "When the server last did its work", labels=["server"]
        )
        failing = GaugeMetricFamily(
            "loket_server_failing_seconds", "For how long it cannot be used; 0: it can", labels=["server"]
        )
        refusals = GaugeMetricFamily("loket_server_refusals", "Logins refused in a row", labels=["server"])
        for row in ServerContact.select():
            if row.succeeded_at is not None:
                success.add_metric([row.name], row.succeeded_at.timestamp())
            since = row.failing_since
            failing.add_metric([row.name], 0 if since is None else (self.now() - since).total_seconds())
            refusals.add_metric([row.name], row.refusals)
        yield from (success, failing, refusals)

    def _compliance(self) -> Metric:
        family = GaugeMetricFamily(
            "loket_stage_within_target_ratio", "Share of the last 30 days' stages within target", labels=["stage"]
        )
        for stage in STAGES:
            reached = (StageRun.stage == stage) & (StageRun.ending == "reached")
            closed = reached & (StageRun.closed_at > self.now() - COMPLIANCE)
            total = StageRun.select().where(closed).count()
            within = StageRun.select().where(closed & (StageRun.service_seconds <= StageRun.target_seconds)).count()
            if total:
                family.add_metric([stage], within / total)
        return family

    def _tried(self) -> Metric:
        """Return the attempts to send since this process first looked, by what became of them."""
        family = CounterMetricFamily("loket_delivery_attempts", "Attempts to hand over a letter", labels=["outcome"])
        newest = DeliveryAttempt.select().order_by(DeliveryAttempt.id.desc()).first()
        last = 0 if newest is None else int(newest.id)
        if self._last_attempt is not None and last > self._last_attempt:
            fresh = (DeliveryAttempt.id > self._last_attempt) & DeliveryAttempt.finished_at.is_null(is_null=False)
            for row in DeliveryAttempt.select().where(fresh):
                self._attempts[row.outcome] = self._attempts.get(row.outcome, 0) + 1
        self._last_attempt = last
        for outcome, count in self._attempts.items():
            family.add_metric([outcome], count)
        return family

    def _canary(self) -> Iterator[Metric]:
        flown = self.flown()
        if flown is not None:
            yield _gauge("loket_canary_seconds", "How long the last canary took that came back", flown.seconds)
            returned = "When the last canary came back"
            yield _gauge("loket_canary_return_timestamp_seconds", returned, flown.at.timestamp())


def registry_of(figures: Figures) -> CollectorRegistry:
    """Return what Prometheus asks: our figures, and those of the process."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Lazy(figures))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return registry


class _Lazy:
    """Keeps the registry from reading the database when figures are registered."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        return self._figures.collect()


@contextmanager
def served(registry: CollectorRegistry, host: str, port: int) -> Iterator[None]:
    """Answer Prometheus at http://host:port/metrics while the block runs. Raises: OSError when the port is taken."""
    server, thread = start_http_server(port, host, registry)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def write_file(registry: CollectorRegistry, path: Path) -> None:
    """Write the figures for the node exporter's textfile collector, whole or not at all. Raises: OSError."""
    write_to_textfile(str(path), registry)


def _gauge(name: str, help_text: str, value: float | None) -> Metric:
    family = GaugeMetricFamily(name, help_text)
    if value is not None:
        family.add_metric([], value)
    return family
