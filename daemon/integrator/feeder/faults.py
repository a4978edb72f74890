"""What can go wrong at the Feeder, as a tree of exceptions (feeder-api.md §4.4).

    FeederError
    ├── FeederUnreachable       nothing was sent, or a question got no answer: nothing is changed
    ├── FeederProtocolError     a question was answered with something that is no answer of a Feeder
    ├── OutcomeUnknown          a change was sent, and nobody knows whether it was made: read back, never send again
    ├── WrongRecord             the rows are not those that were asked for
    │   └── NotOneRecord        none, or more than one, where exactly one is meant
    ├── BadRequest              we do not even ask: unknown column, a value of another form than its column has
    └── FeederRefusal           the Feeder answered with an error code: definitely not applied
        ├── FeederAuthError     12, 106       ├── FeederLocked        105, 216, 217, 300 to 302, 635, 735, 805, 815
        ├── TokenExpired        100           ├── FeederPeriodClosed  116, 221
        ├── FeederConfig        101, 104, 107 ├── FeederReferenced    215, 218, 222, 224, 411 …
        ├── FeederDuplicate     119, 200 …    └── FeederValidation    all others
        └── FeederNotFound      111, 112 …

No exception holds a token, a password or a request; only `Complaint.server_text` has words of the server, and
str() never shows them, since they may quote personal values.
"""

from daemon.value_objects import value_object


class FeederError(Exception):
    """Something went wrong with the Feeder; str() is a short English line for logs, without personal data."""

    explanation = "unreachable"  # the entry of error_codes.toml that people are told; FeederRefusal has codes


class FeederUnreachable(FeederError):
    """The Feeder cannot be reached, or gave no answer to a question; trying again later does no harm."""


class FeederProtocolError(FeederError):
    """What answered is no Feeder, or a broken one: HTML, an empty body, no error_code, rows of another shape."""

    explanation = "protocol"


class OutcomeUnknown(FeederError):
    """A change was sent and no intelligible answer came: it may have been made. Read back before anything else."""

    explanation = "unknown-outcome"


class WrongRecord(FeederError):
    """The Feeder's rows are not those that the filter asked for; nothing may be shown or changed upon them."""

    explanation = "wrong-record"


class NotOneRecord(WrongRecord):
    """There is no such record, or more than one."""

    def __init__(self, act: str, found: int) -> None:
        """Keep how many rows the act gave."""
        super().__init__(f"{act}: {found} rows where one is meant")
        self.found = found

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return which of the two it is."""
        return "several-records" if self.found else "no-record"


class BadRequest(FeederError):
    """A value, a column or a field cannot be sent; str() names the column and never the value."""

    explanation = "bad-request"

    def __init__(self, column: str, reason: str) -> None:
        """Keep the column and a short English reason."""
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@value_object
class Complaint:
    """What the Feeder said against a request."""

    act: str
    code: int | None  # None: it gave none
    topic: str  # the entry of error_codes.toml that fits: the code, or what the words are about
    server_text: str = ""  # its own words, with long numbers masked; for staff only
    field: str = ""  # the column in front of "tidak boleh kosong"; "" when it names none


class FeederRefusal(FeederError):
    """The Feeder refused with an error code: nothing was changed."""

    def __init__(self, complaint: Complaint) -> None:
        """Keep what it said."""
        number = "without a code" if complaint.code is None else str(complaint.code)
        super().__init__(f"{complaint.act}: error {number}")
        self.complaint = complaint

    @property
    def code(self) -> int | None:
        """Return the error code."""
        return self.complaint.code

    @property
    def explanation(self) -> str:  # type: ignore[override]
        """Return the entry of the table."""
        return self.complaint.topic


class FeederAuthError(FeederRefusal):
    """User name or password are wrong, or the account is not the Admin PT's: an administrator has to act."""


class TokenExpired(FeederRefusal):
    """A token was refused, and a fresh one too."""


class FeederConfig(FeederRefusal):
    """The Feeder itself is not fit: developer mode, an expired version, a wrong checksum."""


class FeederDuplicate(FeederRefusal):
    """What would be added is there already."""


class FeederNotFound(FeederRefusal):
    """What would be changed or removed, or what is referred to, is not there."""


class FeederLocked(FeederRefusal):
    """The data is locked here: it is changed by way of PDM or SISTER."""


class FeederPeriodClosed(FeederRefusal):
    """The reporting period of the data is closed."""


class FeederReferenced(FeederRefusal):
    """Other data refers to what would be removed."""


class FeederValidation(FeederRefusal):
    """The Feeder does not accept the values, for this or any other reason."""
