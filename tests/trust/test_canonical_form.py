import pytest
from dkim.canonicalization import CanonicalizationPolicy, InvalidCanonicalizationPolicyError
from hypothesis import given
from hypothesis import strategies as st

from daemon.trust.canonical_form import form_called

FORMS = [b"simple", b"relaxed", b"simple/relaxed", b"relaxed/simple", b"relaxed/relaxed", b"simple/simple"]
pieces = st.sampled_from(
    [b" ", b"  ", b"\t", b"\r\n", b"\r", b"\v", b"\xa0", b"\xe9", b"a", b"B:", b"=20", b"", b"\r\n\r\n"]
)
written = st.lists(pieces, max_size=12).map(b"".join)


@pytest.mark.parametrize("name", FORMS)
@given(body=written)
def test_a_body_is_written_as_dkimpy_writes_it(name, body):
    assert form_called(name).body(body) == CanonicalizationPolicy.from_c_value(name).canonicalize_body(_crlf(body))


@pytest.mark.parametrize("name", FORMS)
@given(value=written)
def test_a_field_is_written_as_dkimpy_writes_it(name, value):
    [(field, rest)] = CanonicalizationPolicy.from_c_value(name).canonicalize_headers([(b"To", _crlf(value) + b"\r\n")])
    assert form_called(name).field("To", value) == field + b":" + rest


@pytest.mark.parametrize("name", FORMS)
@given(body=written.map(lambda body: body.replace(b"\r", b"")))
def test_a_body_with_bare_line_feeds_is_written_as_it_was_sent(name, body):
    sent = _crlf(body)
    assert form_called(name).body(sent.replace(b"\r\n", b"\n")) == form_called(name).body(sent)


@given(name=st.text("simplerelaxed/ ", max_size=16).map(str.encode))
def test_dkimpy_and_we_know_the_same_forms(name):
    try:
        CanonicalizationPolicy.from_c_value(name)
    except InvalidCanonicalizationPolicyError:
        with pytest.raises(ValueError, match="unknown canonicalisation"):
            form_called(name)
    else:
        form_called(name)


@pytest.mark.parametrize("name", [b"", b"/", b"relaxed/", b"/simple", b"relaxed/relaxed/relaxed", b"Relaxed", b"nofws"])
def test_a_form_that_does_not_exist_is_refused(name):
    with pytest.raises(ValueError, match="unknown canonicalisation"):
        form_called(name)


def _crlf(octets: bytes) -> bytes:
    """Write the line ends as our own splitter hands them over: none is a bare line feed."""
    return octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
