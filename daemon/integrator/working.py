"""The integrator's round: enrich notifications, serve requests, carry out and look after plans, watch the Feeder."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from daemon.desk.case import Desk
from daemon.desk.elsewhere import enriching
from daemon.desk.four_eyes import executing
from daemon.integrator.action_plans import KIND, ActionPlans
from daemon.integrator.central import CentralWatch
from daemon.integrator.enrichment import Enrichment
from daemon.integrator.serving import Serving
from daemon.value_objects import value_object


class Work(Protocol):
    """What the service has the integrator do."""

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Do all that is due, and return how much moved."""

    def hurry(self) -> int:
        """Write the staff notifications that have waited long enough for another system, and return how many."""


class NoWork:
    """Nothing to do: for a service without other systems."""

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:  # noqa: ARG002 - the protocol's signature
        """Do nothing."""
        return 0

    def hurry(self) -> int:
        """Do nothing."""
        return 0


@value_object
class Integrator:
    """Works for the desk of the moment, outside of any mail's transaction."""

    desk: Callable[[], Desk]  # of the configuration in force

    def hurry(self) -> int:
        """Write the staff notifications that have waited long enough for the Feeder; asks nobody."""
        desk = self.desk()
        plans = desk.plan_kinds[KIND]
        longest = plans.systems.rules.notification_wait if isinstance(plans, ActionPlans) else timedelta(0)
        return enriching.send_late(desk, longest)

    def work(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Do all that is due, and return how many requests and plans moved."""
        desk = self.desk()
        plans = desk.plan_kinds[KIND]
        if not isinstance(plans, ActionPlans):
            raise TypeError(type(plans).__name__)
        count = Enrichment(desk, plans.systems).work(stopped)
        count += Serving(desk, plans.systems, plans).serve_due(stopped)
        if stopped():
            return count
        count += executing.run_due(desk, desk.clock)
        return count + CentralWatch(desk, plans.systems).look(stopped)
