"""Describe HTTP requests and answers, and send them; requests is loaded (22 MB) when the first one is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from daemon.value_objects import value_object


class NotSent(Exception):
    """The request certainly did not arrive; str() is short, English, and has no part of the request."""


class NoAnswer(Exception):
    """The request may have arrived, and no whole answer came back; str() likewise."""


@value_object
class WebLimits:
    """How long and how large an exchange may be."""

    connect: float = 10.0  # seconds
    answer: float = 60.0  # seconds, for each piece and for all of it
    octets: int = 16_000_000


@dataclass(frozen=True, slots=True, repr=False)
class WebRequest:
    """What is sent; never shown, for it holds secrets and personal values."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True, slots=True, repr=False)
class WebAnswer:
    """What came back, of any status."""

    status: int
    content_type: str  # lower case, without parameters; "" when none is said
    body: bytes


def send(request: WebRequest, limits: WebLimits, ca_file: Path | None) -> WebAnswer:
    """Return the answer; `ca_file` None trusts the usual certificate authorities. Raises: NotSent, NoAnswer."""
    answer: WebAnswer = import_module("daemon.integrator.web_requests").send(request, limits, ca_file)
    return answer
