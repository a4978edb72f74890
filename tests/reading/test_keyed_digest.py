"""The keyed digest is the library's HMAC-SHA256, only faster."""

import hmac

import pytest

from daemon.reading.keyed_digest import keyed_digest


@pytest.mark.parametrize("length", [0, 1, 32, 63, 64, 65, 200])
@pytest.mark.parametrize("message", [b"", b"surat", b"x" * 1000])
def test_it_is_what_the_library_makes(length: int, message: bytes) -> None:
    key = bytes(range(length))
    assert keyed_digest(key, message) == hmac.digest(key, message, "sha256")


def test_a_key_can_be_used_again() -> None:
    assert keyed_digest(b"kunci", b"satu") != keyed_digest(b"kunci", b"dua")
    assert keyed_digest(b"kunci", b"satu") == hmac.digest(b"kunci", b"satu", "sha256")
