"""What the Feeder's rows are to the rest of the program: text without padding, dates and numbers on request."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from daemon.integrator.feeder import columns
from daemon.integrator.feeder.faults import FeederProtocolError
from daemon.value_objects import value_object


@value_object
class Row:
    """One row of a read act, or the ids that a write act returned.

    Its columns have the names of feeder-api.md §6, whatever the server's version calls them. repr shows no values.
    """

    act: str
    values: Mapping[str, str | None]

    def __repr__(self) -> str:
        return f"Row({self.act}, {len(self.values)} columns)"

    def has(self, column: str) -> bool:
        """Say whether the server gave the column at all."""
        return column in self.values

    def text(self, column: str) -> str | None:
        """Return a column's text; None where there is no value. Raises: FeederProtocolError without the column."""
        try:
            return self.values[column]
        except KeyError:
            raise FeederProtocolError(f"{self.act}: no column {column}") from None

    def known(self, column: str) -> str:
        """Return a column's text where there must be one. Raises: FeederProtocolError when there is none."""
        text = self.text(column)
        if text is None:
            raise FeederProtocolError(f"{self.act}: {column} is empty")
        return text

    def date(self, column: str) -> date | None:
        """Return a column's date, of either form. Raises: FeederProtocolError when it is no date."""
        text = self.text(column)
        found = None if text is None else columns.day(text)
        if text is not None and found is None:
            raise FeederProtocolError(f"{self.act}: {column} is no date")
        return found

    def number(self, column: str) -> Decimal | None:
        """Return a column's number, be it sent as one or as text. Raises: FeederProtocolError when it is none."""
        text = self.text(column)
        found = None if text is None else columns.amount(text)
        if text is not None and found is None:
            raise FeederProtocolError(f"{self.act}: {column} is no number")
        return found
