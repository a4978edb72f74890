import base64
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from signing import Signer, SigningKey, ed25519_key, rsa_key

from daemon.trust.dkim_rules import Claim, rsa_fault
from daemon.trust.dkim_verification import SignatureFindings, describe_signatures, key_names, verify_signatures
from daemon.trust.header_block import split
from daemon.trust.keys import Found, Unavailable
from daemon.trust.verdict import Verdict

DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # of SHA-256
START = b"v=1; a=rsa-sha256; d=kampus.example; s=s1; h=from:to:subject:date:message-id;"
Verify = Callable[..., SignatureFindings]


@pytest.fixture
def verify(published, now) -> Verify:
    def run(
        raw: bytes, received_at: datetime = now, domains: tuple[str, ...] = ("kampus.example",)
    ) -> SignatureFindings:
        return verify_signatures(split(raw), Claim(domains, received_at), published)

    return run


@pytest.fixture
def publish(published) -> Callable[..., None]:
    def run(signer: Signer, *records: bytes) -> None:
        published.answers[signer.key_name] = Found(records or (signer.key.record,))

    return run


def failed(findings: SignatureFindings, reason: str) -> bool:
    return (findings.finding.verdict, findings.finding.reason) == (Verdict.FAIL, reason)


@pytest.mark.parametrize("headers", [b"relaxed", b"simple"])
@pytest.mark.parametrize("body", [b"relaxed", b"simple"])
@pytest.mark.parametrize(
    "text", ["!selesai\r\n", "", "a\r\n\r\n\r\n", "no line end", " a \t b \r\n \t\r\n\t\r\n", "x\r\r\ny\r z"]
)
def test_a_genuine_signature_passes(mail, campus, verify, headers, body, text):
    signer = replace(campus, canonicalisation=(headers, body))
    assert verify(signer.sign(mail(body=text))).finding.verdict is Verdict.PASS


def test_a_mail_that_a_maildir_stored_with_bare_line_feeds_passes(mail, campus, verify):
    assert verify(campus.sign(mail()).replace(b"\r\n", b"\n")).finding.verdict is Verdict.PASS


def test_an_ed25519_signature_passes(mail, campus, verify, publish):
    signer = replace(campus, key=ed25519_key(), selector="ed")
    publish(signer)
    assert verify(signer.sign(mail())).finding.verdict is Verdict.PASS


def test_a_mail_without_signature_has_nothing_to_check(mail, verify):
    assert verify(mail()).finding.is_blank


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"!selesai", b"!tolak"),
        (b"!selesai\r\n", b"!selesai\r\n!tutup\r\n"),
        (b"rina@", b"siti@"),
        (b"Subject: Re", b"Subject: Fw"),
        (b"To: helpdesk", b"To: other"),
        (b"Message-ID: <1", b"Message-ID: <2"),
    ],
)
def test_a_changed_mail_fails(mail, campus, verify, old, new):
    assert failed(verify(campus.sign(mail()).replace(old, new)), "signature wrong")


def test_text_behind_a_body_length_fails(mail, campus, verify):
    signed = campus.sign(mail(), extra=b"l=10")
    assert failed(verify(signed + b"!hapus semua\r\n"), "l= leaves a part unsigned")


def test_a_body_length_fails_even_if_nothing_was_added(mail, campus, verify):
    assert failed(verify(campus.sign(mail(), extra=b"l=10")), "l= leaves a part unsigned")


def test_sha1_fails(mail, campus, verify):
    assert failed(verify(replace(campus, algorithm=b"rsa-sha1").sign(mail())), "algorithm not accepted")


@pytest.mark.parametrize(
    "domain",
    ["evil.example", "mail.kampus.example", "example", "kampus.example.evil.example", "xn--kampus-9za.example"],
)
def test_a_signature_of_another_domain_fails(mail, campus, verify, publish, domain):
    signer = replace(campus, domain=domain)
    publish(signer)
    assert failed(verify(signer.sign(mail())), "signed by another domain")


def test_a_configured_signing_domain_passes(mail, campus, verify, publish):
    signer = replace(campus, domain="kampus-mail.example")
    publish(signer)
    findings = verify(signer.sign(mail()), domains=("kampus.example", "kampus-mail.example"))
    assert findings.finding.verdict is Verdict.PASS


def test_the_signing_domain_is_compared_without_regard_to_case(mail, campus, verify):
    assert verify(replace(campus, domain="Kampus.Example").sign(mail())).finding.verdict is Verdict.PASS


@pytest.mark.parametrize("missing", [b"to", b"subject", b"date", b"message-id"])
def test_a_signature_that_leaves_out_an_important_field_fails(mail, campus, verify, missing):
    signer = replace(campus, headers=tuple(name for name in campus.headers if name != missing))
    assert failed(verify(signer.sign(mail())), "not all of From, To, Subject, Date and Message-ID are signed")


def test_a_signature_need_not_cover_the_content_type(mail, campus, verify):
    raw = mail(Content_Type="text/plain; charset=utf-8", MIME_Version="1.0")
    assert verify(campus.sign(raw)).finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("age", "verdict"),
    [
        (timedelta(hours=47), Verdict.PASS),
        (timedelta(hours=49), Verdict.FAIL),
        (-timedelta(minutes=9), Verdict.PASS),
        (-timedelta(minutes=11), Verdict.FAIL),
    ],
)
def test_a_signature_made_long_before_or_after_the_arrival_fails(mail, campus, verify, now, age, verdict):
    signed = campus.sign(mail(), signed_at=(now - age).timestamp())
    assert verify(signed).finding.verdict is verdict


@pytest.mark.parametrize(("left", "verdict"), [(60, Verdict.PASS), (-1, Verdict.FAIL), (-3600, Verdict.FAIL)])
def test_an_expired_signature_fails_without_slop(mail, campus, verify, now, left, verdict):
    expires = int(now.timestamp()) + left
    signed = campus.sign(mail(), extra=b"x=%d" % expires, signed_at=now.timestamp() - 7200)
    assert verify(signed).finding.verdict is verdict


@pytest.mark.parametrize("stamp", [b"t=never", b"t=", b"x=1e9", b"x=99999999999999999999999", b"t=-1"])
def test_a_malformed_time_fails(mail, campus, verify, stamp):
    name = stamp[:2]
    signed = campus.sign(mail(), extra=b"" if name == b"t=" else b"x=1")
    assert failed(verify(re.sub(name + rb"\d+", stamp, signed, count=1)), "t= or x= malformed")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"v=DKIM1; t=y; p=%s", "key in test mode"),
        (b"v=DKIM1; t=s:y; p=%s", "key in test mode"),
        (b"v=DKIM2; p=%s", "key version unknown"),
        (b"v=DKIM1; p=", "key revoked"),
        (b"v=DKIM1; k=ed25519; p=%s", "key of another algorithm"),
        (b"v=DKIM1; s=tlsrpt; p=%s", "key not for mail"),
        (b"v=DKIM1; h=sha1; p=%s", "key not for SHA-256"),
        (b"v=DKIM1; p=????", "signature or key malformed"),
        (b"v=DKIM1; p=%s; p=%s", "signature or key malformed"),
        (b"v=DKIM1; k=rsa", "signature or key malformed"),
        (b"v=spf1 -all", "signature or key malformed"),
        (b"\xff\xfe", "signature or key malformed"),
        (b"", "signature or key malformed"),
        (b"v=DKIM1; n=" + b"x" * 5000 + b"; p=%s", "signature or key malformed"),
    ],
)
def test_a_key_that_must_not_be_used_fails(mail, campus, verify, publish, record, reason):
    key = campus.key.record.rpartition(b"p=")[2]
    publish(campus, record.replace(b"%s", key))
    assert failed(verify(campus.sign(mail())), reason)


@pytest.mark.parametrize("record", [b"p=%s", b"v=DKIM1; t=s; s=email; h=sha256; p=%s", b"v=DKIM1; s=*; p=%s;"])
def test_a_key_that_may_be_used_passes(mail, campus, verify, publish, record):
    publish(campus, record.replace(b"%s", campus.key.record.rpartition(b"p=")[2]))
    assert verify(campus.sign(mail())).finding.verdict is Verdict.PASS


def test_a_strict_key_does_not_sign_for_subdomains(mail, campus, verify, publish):
    publish(campus, b"v=DKIM1; t=s; p=" + campus.key.record.rpartition(b"p=")[2])
    assert failed(verify(campus.sign(mail(), extra=b"i=@sub.kampus.example")), "i= in a subdomain")


def test_another_text_beside_the_key_does_not_matter(mail, campus, verify, publish):
    publish(campus, b"google-site-verification=abc", campus.key.record)
    assert verify(campus.sign(mail())).finding.verdict is Verdict.PASS


def test_two_keys_at_one_name_fail(mail, campus, verify, publish):
    publish(campus, campus.key.record, rsa_key(number=1).record)
    assert failed(verify(campus.sign(mail())), "signature or key malformed")


def test_the_key_of_somebody_else_fails(mail, campus, verify, publish):
    publish(campus, rsa_key(number=1).record)
    finding = verify(campus.sign(mail())).finding
    # as chance will have it, the signature may be larger than the other key's modulus
    assert (finding.verdict, finding.reason in {"signature wrong", "signature of the wrong length"}) == (
        Verdict.FAIL,
        True,
    )


def test_a_key_that_does_not_exist_fails(mail, campus, verify):
    assert failed(verify(replace(campus, selector="gone").sign(mail())), "no key in the DNS")


def test_a_weak_key_passes_and_is_named(mail, campus, verify, publish):
    signer = replace(campus, key=rsa_key(1024))
    publish(signer)
    assert verify(signer.sign(mail())).finding.reason == "verified, weak key of 1024 bits"


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        (2**1023 - 1, 65537),
        (2**9000 + 1, 65537),
        (2**2047 + 1, 1),
        (2**2047 + 1, 2),
        (2**2047 + 1, 2**40 + 1),
        (2**2047, 3),
    ],
)
def test_keys_that_are_too_small_too_costly_or_no_keys_are_refused(modulus, exponent):
    assert rsa_fault(modulus, exponent)


def test_the_second_signature_counts_when_the_first_does_not(mail, campus, verify, publish):
    other = replace(campus, domain="list.example")
    publish(other)
    raw = mail()
    assert verify(other.field(raw) + campus.sign(raw)).finding.verdict is Verdict.PASS


def test_only_the_first_five_signatures_are_tried(mail, campus, verify):
    raw = mail()
    others = replace(campus, selector="gone").field(raw) * 5
    assert failed(verify(others + campus.sign(raw)), "no key in the DNS")


def test_every_signature_has_its_hash(mail, campus, verify, publish):
    other = replace(campus, selector="s2", key=rsa_key(number=1))
    publish(other)
    raw = mail()
    both = verify(other.field(raw) + campus.sign(raw)).hashes
    assert len(both) == 2
    assert set(verify(campus.sign(raw)).hashes) < set(both)


def test_a_signature_value_written_larger_than_its_modulus_fails(mail, campus, verify):
    signed = campus.sign(mail())
    forged = _rewrite_value(signed, lambda value, modulus: (value + modulus).to_bytes(257, "big"))
    assert failed(verify(forged), "signature of the wrong length")


def test_a_signature_value_with_leading_zeros_fails(mail, campus, verify):
    forged = _rewrite_value(campus.sign(mail()), lambda value, _: b"\0" + value.to_bytes(256, "big"))
    assert failed(verify(forged), "signature of the wrong length")


@pytest.mark.parametrize(
    "tags",
    [
        b" %(rest)s; b=%(b)s",
        b"b=%(b)s; %(rest)s",
        b" b=\r\n\t%(b)s \r\n\t; %(rest)s",
        b" %(rest)s;\r\n\tb= %(b)s\t;\r\n z=Subject:a b=c",
        b" z=x\r\n b =abc; %(rest)s; b=%(b)s; ",
    ],
)
def test_only_the_value_of_b_and_the_white_space_around_it_are_left_unsigned(mail, campus, verify, tags):
    signed = _write_signature(mail(), campus.key, tags)
    assert verify(signed).finding.reason == "verified"


@pytest.mark.parametrize(
    ("old", "new"), [(b" b =abc", b" b =abd"), (b" b =abc", b" b ="), (b"; \r\n", b";\r\n"), (b"; \r\n", b"; x\r\n")]
)
def test_what_only_looks_like_the_value_of_b_is_signed(mail, campus, verify, old, new):
    signed = _write_signature(mail(), campus.key, b" z=x\r\n b =abc; %(rest)s; b=%(b)s; ")
    assert old in signed
    assert verify(signed.replace(old, new, 1)).finding.verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        (b"i=@sub.kampus.example", "verified"),
        (b"i=rina@Kampus.Example", "verified"),
        (b"i=@evilkampus.example", "i= outside the signing domain"),
        (b"i=rina@evil.example", "i= outside the signing domain"),
        (b"i=kampus.example", "i= outside the signing domain"),
        (b"i=", "i= outside the signing domain"),
        (b"q=dns/txt", "verified"),
        (b"q=other : dns/txt", "verified"),
        (b"q=dns", "key to be found in an unknown way"),
        (b"v=2", "signature version unknown"),
        (b"v=", "signature version unknown"),
    ],
)
def test_a_tag_means_what_the_standard_says(mail, campus, verify, extra, reason):
    assert verify(campus.sign(mail(), extra=extra)).finding.reason == reason


@pytest.mark.parametrize("name", [b"v", b"bh", b"b"])
def test_a_signature_without_a_tag_that_it_must_have_fails(mail, campus, verify, name):
    field, text = campus.field(mail()), mail()
    assert failed(
        verify(re.sub(rb"([ ;])" + name + rb"=", rb"\1x" + name + b"=", field, count=1) + text), "tag missing"
    )


def test_a_signature_that_expired_after_its_mail_arrived_passes(mail, campus, verify, now):
    arrival = now - timedelta(hours=20)
    signed = campus.sign(mail(), extra=b"x=%d" % (arrival.timestamp() + 3600), signed_at=arrival.timestamp())
    assert verify(signed, received_at=arrival).finding.verdict is Verdict.PASS


@pytest.mark.parametrize(
    "encode",
    [
        lambda digest: b"\0\1" + b"\xff" * 8 + b"\0" + DIGEST_INFO + digest + b"\x55" * 194,
        lambda digest: b"\0\1" + b"\xff" * 221 + b"\0" + digest,
        lambda digest: b"\0\2" + b"\xff" * 202 + b"\0" + DIGEST_INFO + digest,
        lambda digest: b"\0\1" + b"\xff" * 201 + b"\xfe\0" + DIGEST_INFO + digest,
        lambda digest: b"\0\1" + b"\xff" * 202 + b"\1" + DIGEST_INFO + digest,
        lambda digest: b"\0\1" + b"\xff" * 204 + b"\0" + bytes.fromhex("302f300b06096086480165030402010420") + digest,
        lambda digest: b"\0\1" + b"\xff" * 200 + b"\0" + b"\x30\x81\x31" + DIGEST_INFO[2:-2] + b"\4\x81\x20" + digest,
        lambda digest: b"\0\1" + b"\xff" * 202 + b"\0" + DIGEST_INFO.replace(b"\4\2\1\5", b"\4\2\3\5") + digest,
        lambda digest: bytes(205) + DIGEST_INFO + digest,
    ],
)
def test_a_digest_that_is_padded_in_another_way_fails(mail, campus, verify, encode):
    private = load_pem_private_key(campus.key.private, None).private_numbers()

    def rewrite(value: int, modulus: int) -> bytes:
        genuine = pow(value, private.public_numbers.e, modulus).to_bytes(256, "big")
        encoded = encode(genuine[-32:])
        assert len(encoded) == 256
        return pow(int.from_bytes(encoded, "big"), private.d, modulus).to_bytes(256, "big")

    assert failed(verify(_rewrite_value(campus.sign(mail()), rewrite)), "signature wrong")


def test_a_cube_root_does_not_pass_for_a_signature_under_the_exponent_3(mail, campus, verify, publish):
    key = rsa.generate_private_key(public_exponent=3, key_size=2048)
    der = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    signer = replace(campus, key=SigningKey(private, b"v=DKIM1; p=" + base64.b64encode(der)))
    publish(signer)
    modulus = key.public_key().public_numbers().n

    def forge(value: int, _: int) -> bytes:
        digest = pow(value, 3, modulus).to_bytes(256, "big")[-32:]
        wanted = b"\0\1" + b"\xff" * 8 + b"\0" + DIGEST_INFO + digest
        return _cube_root(int.from_bytes(wanted.ljust(256, b"\0"), "big")).to_bytes(256, "big")

    signed = signer.sign(mail())
    assert verify(signed).finding.verdict is Verdict.PASS
    assert failed(verify(_rewrite_value(signed, forge)), "signature wrong")


@pytest.mark.parametrize("padding", [b"=", b"==", b"==="])
def test_a_signature_value_that_is_padded_too_far_fails(mail, campus, verify, publish, padding):
    signer = replace(campus, key=rsa_key(3072))  # 384 octets need no padding
    publish(signer)
    signed = signer.sign(mail())
    forged = re.sub(rb"( b=[^;]*?)(\r\n(?=[A-Z]))", rb"\1" + padding + rb"\2", signed, count=1)
    assert verify(signed).finding.verdict is Verdict.PASS
    assert failed(verify(forged), "b= malformed")


def test_white_space_in_the_signature_value_does_not_change_its_hash(mail, campus, verify):
    signed = campus.sign(mail())
    spaced = re.sub(rb"( b=[^;]{10})", rb"\1\r\n ", signed, count=1)
    assert spaced != signed
    assert verify(spaced).hashes == verify(signed).hashes != ()


def test_a_name_server_that_cannot_say_is_temporary(mail, campus, verify, published):
    published.answers[campus.key_name] = Unavailable("timeout")
    assert verify(campus.sign(mail())).finding.verdict is Verdict.TEMPORARY


def test_a_temporary_failure_waits_even_if_another_signature_is_useless(mail, campus, verify, published):
    published.answers[campus.key_name] = Unavailable("timeout")
    raw = mail()
    findings = verify(replace(campus, domain="list.example").field(raw) + campus.sign(raw))
    assert findings.finding.verdict is Verdict.TEMPORARY


def test_a_good_signature_does_not_wait_for_another(mail, campus, verify, published):
    other = replace(campus, selector="slow")
    published.answers[other.key_name] = Unavailable("timeout")
    raw = mail()
    findings = verify(other.field(raw) + campus.sign(raw))
    assert (findings.finding.verdict, findings.is_pending) == (Verdict.PASS, False)


def test_cc_is_covered_only_if_it_is_signed(mail, campus, verify):
    narrow = replace(campus, headers=(b"from", b"to", b"subject", b"date", b"message-id"))
    assert verify(campus.sign(mail())).signs_cc
    assert not verify(narrow.sign(mail())).signs_cc


def test_an_unverified_mail_covers_cc_only_if_all_its_signatures_do(mail, campus):
    narrow = replace(campus, headers=(b"from",), domain="mail.kampus.example")
    raw = mail()
    assert not describe_signatures(split(campus.field(raw) + narrow.sign(raw))).signs_cc
    assert describe_signatures(split(campus.sign(raw))).signs_cc


@pytest.mark.parametrize("hide", ["behind five others", "behind blanks"])
def test_no_signature_of_an_unverified_mail_can_be_hidden(mail, campus, hide):
    raw = mail()
    genuine = replace(campus, headers=(b"from",)).field(raw)
    others = campus.field(raw) * 6 if hide == "behind five others" else b""
    padded = genuine.replace(b" d=", b" " * 5000 + b"d=") if hide == "behind blanks" else genuine
    findings = describe_signatures(split(others + padded + raw))
    assert not findings.signs_cc
    assert set(describe_signatures(split(genuine + raw)).hashes) <= set(findings.hashes)


def test_an_unverified_mail_with_a_malformed_signature_covers_no_cc(mail, campus):
    assert not describe_signatures(split(b"DKIM-Signature: v=1; v=1\r\n" + campus.sign(mail()))).signs_cc


@pytest.mark.parametrize("selector", ["../x", "a b", "s1\u00e9", "", "a..b", "*", "x" * 64, "a." * 100 + "b"])
def test_a_selector_that_is_no_host_name_is_never_looked_up(mail, campus, now, selector):
    signed = campus.sign(mail()).replace(b"s=s1;", f"s={selector};".encode())
    assert key_names(split(signed), Claim(("kampus.example",), now)) == ()


def test_only_keys_of_the_from_domain_are_looked_up(mail, campus, now):
    raw = mail()
    signed = replace(campus, domain="evil.example").field(raw) + campus.sign(raw)
    assert key_names(split(signed), Claim(("kampus.example",), now)) == (campus.key_name,)


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b";;;;",
        b"=",
        b"v=1; v=1",
        b"a=rsa-sha256",
        b"\xff=\xfe; d=kampus.example",
        START,
        START + b" bh=?; b=?",
        START + b" bh=YQ; b=YQ",
        START + b" c=x/y/z; bh=YQ==; b=" + base64.b64encode(b"\1" * 256),
        b"x" * 5000,
    ],
)
def test_a_malformed_signature_fails(mail, verify, value):
    assert verify(b"DKIM-Signature: " + value + b"\r\n" + mail()).finding.verdict is Verdict.FAIL


@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(position=st.integers(0, 700), octets=st.binary(max_size=12))
def test_no_damage_to_a_signature_raises_or_passes_as_genuine(mail, campus, verify, now, position, octets):
    field = campus.field(mail(), signed_at=now.timestamp())
    damaged = b"DKIM-Signature:" + (field[15 : 15 + position] + octets + field[15 + position :])
    damaged = re.sub(rb"[\r\n\0]+", b"", damaged) + b"\r\n"
    findings = verify(damaged + mail(body="!hapus\r\n"))
    assert findings.finding.verdict is Verdict.FAIL


@examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(record=st.one_of(st.binary(max_size=80), st.binary(max_size=80).map(lambda der: b"p=" + base64.b64encode(der))))
def test_no_key_record_raises_or_passes(mail, campus, verify, publish, record):
    publish(campus, record)
    assert verify(campus.sign(mail())).finding.verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "body", [" " * 5_000_000 + "x\r\n", "\r\n" * 1_000_000, "a \t" * 1_500_000, "\r" * 2_000_000 + "\r\n"]
)
def test_hostile_bodies_take_linear_time(mail, campus, verify, body):
    signed = campus.sign(mail()).rpartition(b"!selesai")[0] + body.encode()
    started = time.perf_counter()
    assert failed(verify(signed), "signature wrong")
    assert time.perf_counter() - started < 3


def test_five_signatures_do_not_hash_a_large_body_five_times(mail, campus, verify):
    raw = mail(body="a \t" * 700_000)
    field = campus.field(raw)

    def seconds(signed: bytes) -> float:
        started = time.process_time()
        assert verify(signed).finding.verdict is Verdict.PASS
        return time.process_time() - started

    once, five_times = (min(seconds(field * count + raw) for _ in range(3)) for count in (1, 5))
    assert five_times < 3 * once


@pytest.mark.parametrize("filler", [b" " * 3000, b"\t\r\n " * 300, b"h:" * 1500, b"b=a " * 700, b";b" * 1400])
def test_hostile_signature_fields_take_little_time(mail, campus, verify, filler):
    tags = b"v=1; a=rsa-sha256; c=relaxed/relaxed; d=kampus.example; s=s1; bh=YWFh; h=from:to:subject:date:message-id"
    value = base64.b64encode(b"\1" * 256)
    hostile = b"DKIM-Signature: " + tags + b" : x" + filler + b"; z=" + filler[:100] + b"; b=" + value + b"\r\n"
    started = time.perf_counter()
    assert verify(hostile * 5 + mail()).finding.verdict is Verdict.FAIL
    assert time.perf_counter() - started < 2


def test_rsa_is_computed_by_python_where_gmpy2_is_not_installed(mail, campus):
    program = (
        "import sys; sys.modules['gmpy2'] = None; from datetime import UTC, datetime; "
        "from daemon.trust.dkim_rules import Claim; from daemon.trust.dkim_verification import verify_signatures; "
        "from daemon.trust.header_block import split; from daemon.trust.keys import Found; "
        "keys = type('Keys', (), {'lookup': lambda self, name: Found((sys.argv[1].encode(),))})(); "
        "claim = Claim(('kampus.example',), datetime.now(UTC)); "
        "print(verify_signatures(split(sys.stdin.buffer.read()), claim, keys).finding.reason)"
    )

    result = subprocess.run(
        [sys.executable, "-c", program, campus.key.record.decode()],
        input=campus.sign(mail(), signed_at=time.time()),
        capture_output=True,
        check=True,
    )

    assert result.stdout.strip() == b"verified"


def _rewrite_value(signed: bytes, rewrite: Callable[[int, int], bytes]) -> bytes:
    """Replace b= by another way to write the same signature value."""
    from dkim.crypto import parse_public_key  # noqa: PLC0415

    modulus = parse_public_key(base64.b64decode(rsa_key().record.rpartition(b"p=")[2]))["modulus"]
    match = re.search(rb" b=([^;:]*?)\r\n(?=[A-Z])", signed)
    assert match
    value = int.from_bytes(base64.b64decode(match[1]), "big")
    return signed[: match.start(1)] + base64.b64encode(rewrite(value, modulus)) + signed[match.end(1) :]


def _write_signature(mail: bytes, key: SigningKey, tags: bytes) -> bytes:
    """Sign with a field written by hand, c=simple/simple, to the letter of RFC 6376; `tags` has b=%(b)s somewhere."""
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = {line.partition(b":")[0].lower(): line + b"\r\n" for line in head.split(b"\r\n")}
    signed = b"".join(fields[name] for name in (b"from", b"to", b"subject", b"date", b"message-id"))
    body_hash = base64.b64encode(sha256(body).digest())
    tags = b"DKIM-Signature:" + tags.replace(b"%(rest)s", START.strip(b";") + b"; bh=" + body_hash)
    octets = signed + re.sub(rb"b=\s*%\(b\)s\s*", b"b=", tags)
    value = load_pem_private_key(key.private, None).sign(octets, PKCS1v15(), SHA256())
    return tags.replace(b"%(b)s", base64.b64encode(value)) + b"\r\n" + mail


def _cube_root(number: int) -> int:
    """Round the cube root up."""
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if middle**3 < number else (low, middle)
    return low
