"""The campus's other systems: the Feeder of PDDIKTI."""

import re
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from daemon.configuration.values import Duration, FilePath, SecretPath, Section, Text

_LIVE, _SANDBOX = "live2.php", "sandbox2.php"
LARGEST_ANSWER = 16  # MB


def http_address(url: str) -> str:
    """Return an address of HTTP or HTTPS without user, password, query or blanks. Raises: ValueError otherwise.

    HTTP is allowed on the campus's own network, for the Feeder offers nothing else (feeder-api.md §2.1).
    """
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in ("http", "https") and parts.hostname is not None and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or parts.username or parts.password or parts.query or parts.fragment or re.search(r"[\s\\]", url):
        raise ValueError('expected an address such as "http://feeder.kampus.example:8100/ws/live2.php"')
    return url


def _service(url: str) -> str:
    """Return the web service's address, whole: of the server alone it is completed."""
    url = http_address(url)
    if urlsplit(url).path in ("", "/"):
        return url.rstrip("/") + f"/ws/{_LIVE}"
    if PurePosixPath(urlsplit(url).path).name not in (_LIVE, _SANDBOX):
        raise ValueError(f"expected an address that ends in /ws/{_LIVE} or /ws/{_SANDBOX}")
    return url


HttpAddress = Annotated[str, AfterValidator(http_address)]
ServiceAddress = Annotated[str, AfterValidator(_service)]


class Feeder(Section):
    """The web service of Neo Feeder, and the Admin PT's account there."""

    url: ServiceAddress
    sandbox_url: ServiceAddress | None = None  # where actions are tried first; None: nowhere
    username: Text
    password_file: SecretPath
    ca_file: FilePath | None = None  # None: the system's certificate authorities
    connect_timeout: Duration = timedelta(seconds=10)
    timeout: Duration = timedelta(seconds=60)  # of an answer about one record
    list_timeout: Duration = timedelta(seconds=180)  # of an answer with many
    answer_size: Annotated[int, Field(ge=1, le=256)] = LARGEST_ANSWER  # MB; a larger answer is refused

    @model_validator(mode="after")
    def _sandbox_is_elsewhere(self) -> Self:
        if self.sandbox_url == self.url:
            raise ValueError("sandbox_url: is the live address")
        return self
