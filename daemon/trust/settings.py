"""Hold what an installation says about trust, in the shape that the checks need."""

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from enum import StrEnum

from daemon.value_objects import value_object


class Require(StrEnum):
    """Which evidence a command needs."""

    BOTH = "both"
    AUTHENTICATION_RESULTS = "authentication-results"
    DKIM = "dkim"


@value_object
class AuthenticationSettings:
    """The `[authentication]` table of the configuration, and the desk's own addresses."""

    own_addresses: tuple[str, ...]  # addresses of the desk, lower case; sub-addresses of them count as well
    authserv_ids: tuple[str, ...] = ()  # lower case; empty: Authentication-Results are never trusted
    own_received: int = 0  # number of own Received lines above our Authentication-Results; 0 is "top"
    require: Require = Require.BOTH
    dkim_domains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # From domain → accepted d=, lower case
    command_max_age: timedelta = timedelta(hours=72)  # how long after its arrival a mail may still command

    def signing_domains(self, from_domain: str) -> tuple[str, ...]:
        """Name the d= domains that may sign for a From domain; without an entry only the domain itself."""
        return self.dkim_domains.get(from_domain, (from_domain,))

    @property
    def uses_results(self) -> bool:
        """Say whether any Authentication-Results field can count."""
        return bool(self.authserv_ids)

    @property
    def uses_dkim(self) -> bool:
        """Say whether signatures are verified here, which needs a name server."""
        return self.require is not Require.AUTHENTICATION_RESULTS
