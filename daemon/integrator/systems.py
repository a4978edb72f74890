"""The systems that actions reach out to, and the rules of this installation for them."""

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from daemon.integrator.action import Action, Actions, Difference, find_actions
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.labels import PERSONAL
from daemon.integrator.tools import Tools
from daemon.value_objects import value_object

FEEDER = "feeder"  # the one system with a sandbox


@value_object
class ActionRule:
    """What this installation wants of one action."""

    is_single: bool = False  # one person is enough for the columns below
    single_columns: frozenset[str] = frozenset()
    sandbox_first: bool = False  # tried in the sandbox before it is done for real
    max_per_day: int | None = None  # records within 24 hours; None: no limit


@value_object
class Rules:
    """The integrator's settings."""

    actions: Mapping[str, ActionRule] = field(default_factory=dict)  # by right: "feeder.ubah-biodata"
    personal: frozenset[str] = PERSONAL  # columns that only approvers see in full
    most_rows: int = 500  # of one file
    notification_wait: timedelta = timedelta(seconds=30)  # that a staff notification waits for the Feeder's record
    watch_every: timedelta = timedelta(hours=6)

    def of(self, action: Action) -> ActionRule:
        """Return the rules of one action."""
        return self.actions.get(action.right, ActionRule())


@value_object
class Systems:
    """The ways into other systems."""

    feeder: FeederClient | None
    sandbox: FeederClient | None
    zone: ZoneInfo
    actions: Actions = field(default_factory=find_actions)
    rules: Rules = field(default_factory=Rules)
    simak: Callable[[str], Mapping[str, str]] | None = None
    files: Callable[[str], bytes] | None = None  # the octets of a file that came by mail, by its SHA-256

    def tools(self, now: datetime) -> Tools:
        """Return what actions work with."""
        return Tools(self.feeder, now.astimezone(self.zone).date(), self.simak)

    def trial_tools(self, now: datetime) -> Tools:
        """Return the same with the sandbox in the Feeder's place."""
        return Tools(self.sandbox, now.astimezone(self.zone).date(), self.simak)

    def approvals(self, action: Action, difference: Difference) -> int:
        """Return how many persons besides the actor have to agree (trust.md §3.7)."""
        rule = self.rules.of(action)
        wanted = action.write.approvals(difference) if action.write else 0
        is_harmless = set(difference.new) <= rule.single_columns
        return 0 if rule.is_single and is_harmless else max(1, wanted)
