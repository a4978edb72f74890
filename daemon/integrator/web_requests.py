"""Send one HTTP request with limits: the integrator's only door to requests.

Nothing is taken from the environment (no proxy, .netrc, certificates), nobody redirects us, no connection is used
twice, and the answer is cut off by size and time. Whether a request may have arrived is what callers have to know.
"""

import logging
from contextlib import closing
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError  # reading a body piece by piece lets them through

from daemon.integrator.web import NoAnswer, NotSent, WebAnswer, WebLimits, WebRequest
from daemon.integrator.web_deadline import BoundedAdapter, Deadline

logging.getLogger("urllib3").setLevel(logging.WARNING)  # at level debug it would tell addresses with their queries
_PIECE = 65_536  # octets
_UNTOUCHED = {"ConnectTimeoutError", "NewConnectionError", "NameResolutionError"}  # urllib3's: no connection came about
_MALFORMED = (
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidHeader,
)


def send(request: WebRequest, limits: WebLimits, ca_file: Path | None) -> WebAnswer:
    """Return the answer; `ca_file` None trusts the usual certificate authorities. Raises: NotSent, NoAnswer."""
    trouble: Exception
    with Deadline(limits.connect + limits.answer) as deadline:
        try:
            with requests.Session() as session:
                session.trust_env = False
                for scheme in ("http://", "https://"):
                    session.mount(scheme, BoundedAdapter())
                return _exchange(session, request, limits, ca_file, deadline)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            trouble = _meaning(error)
        if deadline.is_over and isinstance(trouble, NoAnswer):
            trouble = NoAnswer("the answer takes too long")
    raise trouble  # outside of the handler: the library's exceptions hold the request


def _exchange(
    session: requests.Session, request: WebRequest, limits: WebLimits, ca_file: Path | None, deadline: Deadline
) -> WebAnswer:
    with closing(
        session.request(
            request.method,
            request.url,
            headers={"Accept-Encoding": "identity", "Connection": "close", **request.headers},
            data=request.body,
            timeout=(limits.connect, limits.answer),
            allow_redirects=False,
            stream=True,
            verify=str(ca_file) if ca_file else True,
        )
    ) as response:
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        body = _body(response, limits.octets)
        if deadline.is_over:  # what was ended by us may look like a short answer
            raise requests.exceptions.ReadTimeout("the answer takes too long")
        if not body and response.status_code in (200, 201) and not _says_its_length(response):
            raise requests.exceptions.ChunkedEncodingError("the answer breaks off in its header")
        return WebAnswer(response.status_code, content_type, body)


def _body(response: requests.Response, octets: int) -> bytes:
    """Return the body. Raises: NoAnswer when it is too large."""
    body = bytearray()
    for piece in response.iter_content(_PIECE) if response.raw.chunked else iter(lambda: _read(response), b""):
        body += piece
        if len(body) > octets:
            raise requests.exceptions.ChunkedEncodingError("the answer is too large")
    return bytes(body)


def _says_its_length(response: requests.Response) -> bool:
    """Say whether the header was whole: one that breaks off looks like an empty answer."""
    return any(name in response.headers for name in ("Content-Length", "Transfer-Encoding"))


def _read(response: requests.Response) -> bytes:
    piece: bytes = response.raw.read1(_PIECE, decode_content=True)
    return piece


def _meaning(error: Exception) -> Exception:
    """Return what a fault says about whether the request arrived."""
    causes = list(_causes(error))
    name = type(causes[-1]).__name__
    if isinstance(error, requests.exceptions.ReadTimeout):
        return NoAnswer("no answer in time")
    if isinstance(error, _MALFORMED):
        return NotSent("the address cannot be used")
    if isinstance(error, requests.exceptions.SSLError):
        is_certificate = any("CertVerif" in type(cause).__name__ or "CERTIFICATE" in str(cause) for cause in causes)
        return NotSent("the certificate is not trusted") if is_certificate else NoAnswer(f"TLS failed ({name})")
    if isinstance(error, requests.exceptions.ConnectTimeout) or any(
        type(cause).__name__ in _UNTOUCHED for cause in causes
    ):
        return NotSent(f"no connection ({name})")
    return NoAnswer(f"the connection broke ({name})")


def _causes(error: BaseException) -> list[BaseException]:
    """Return the exception and what led to it, the outermost first."""
    found = [error]
    while len(found) < 12:
        last = found[-1]
        inner = next((value for value in last.args if isinstance(value, BaseException)), None)
        inner = getattr(last, "reason", None) if isinstance(getattr(last, "reason", None), BaseException) else inner
        inner = inner or last.__cause__ or last.__context__
        if inner is None or inner in found:
            break
        found.append(inner)
    return found
