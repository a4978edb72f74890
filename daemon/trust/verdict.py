"""Name the four answers that every check of a mail's origin can give."""

from enum import StrEnum

from daemon.value_objects import value_object


class Verdict(StrEnum):
    """What a check says about the claim that the mail comes from its From domain."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    NONE = "none"  # nothing that speaks for or against it
    TEMPORARY = "temporary"  # the name server did not answer: wait and check again


@value_object
class Finding:
    """The verdict of one check, and what it rests on."""

    verdict: Verdict
    reason: str  # short English phrase for the log, without personal data
    is_blank: bool = False  # there was nothing to check: no SPF, DKIM or DMARC result at all
