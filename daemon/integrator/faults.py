"""What can go wrong with any system that actions speak with; the Feeder's own tree is in feeder/faults.py.

str() of them is a short English line for logs, without personal data.
"""


class SystemFault(Exception):
    """Something went wrong with another system."""


class Unreachable(SystemFault):
    """It does not answer, or is in maintenance; nothing was changed, and trying again later does no harm."""


class OutcomeUnknown(SystemFault):
    """A change was sent and no intelligible answer came: read back before anything else."""


class Refused(SystemFault):
    """It answered that it will not do it: nothing was changed."""

    def __init__(self, reason: str, message: str = "") -> None:
        """Keep a short English reason, and its own words for staff, without personal values."""
        super().__init__(reason)
        self.message = message
