"""What actions are given to work with."""

from collections.abc import Callable, Mapping
from datetime import date

from daemon.desk.refusal import Refusal
from daemon.integrator.feeder.client import FeederClient
from daemon.value_objects import value_object


@value_object
class Tools:
    """The ways into other systems, and the day."""

    client: FeederClient | None  # None where no Feeder is configured
    today: date  # in the installation's zone
    simak: Callable[[str], Mapping[str, str]] | None = None  # a NIM's record there, by the Feeder's columns; None: none

    @property
    def feeder(self) -> FeederClient:
        """Return the Feeder. Raises: Refusal("no-feeder") where none is configured."""
        if self.client is None:
            raise Refusal("no-feeder")
        return self.client
