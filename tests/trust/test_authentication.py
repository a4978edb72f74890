from dataclasses import replace
from datetime import timedelta

import pytest

from daemon.reading.message import Header
from daemon.trust.authentication import Arrival, Shortfall, authenticate, examine
from daemon.trust.header_block import split
from daemon.trust.keys import Pending, Unavailable
from daemon.trust.levels import Level
from daemon.trust.settings import Require
from daemon.trust.verdict import Verdict

AR = Require.AUTHENTICATION_RESULTS


def test_both_results_and_signature_make_a_mail_commanding(mail, campus, published, check, passed):
    result = check(passed.encode() + b"\r\n" + campus.sign(mail()))
    assert (result.level, result.address) == (Level.A2, "rina@kampus.example")


def test_a_bare_from_is_nobody_to_obey(mail, check):
    result = check(mail())
    assert (result.level, result.verdict) == (Level.A0, Verdict.NONE)


def test_results_alone_authenticate_the_domain_but_do_not_command(mail, check, passed):
    result = check(mail(top=passed))
    assert (result.level, result.verdict, result.shortfall) == (Level.A1, Verdict.FAIL, Shortfall.EVIDENCE)


def test_a_signature_alone_authenticates_the_domain_but_does_not_command(mail, campus, published, check):
    assert check(campus.sign(mail())).level is Level.A1


def test_results_alone_command_where_that_is_the_policy(mail, check, passed):
    assert check(mail(top=passed), require=AR).level is Level.A2


def test_a_signature_alone_commands_where_that_is_the_policy(mail, campus, published, check):
    assert check(campus.sign(mail()), require=Require.DKIM).level is Level.A2


@pytest.mark.parametrize("require", list(Require))
def test_a_fail_of_our_own_server_always_wins(mail, campus, published, check, require):
    failed = b"Authentication-Results: mx.kampus.example; dmarc=fail header.from=kampus.example\r\n"
    result = check(failed + campus.sign(mail()), require=require)
    assert (result.level, result.verdict) == (Level.A0, Verdict.FAIL)


def test_without_configured_servers_results_never_command(mail, check, passed):
    assert check(mail(top=passed), require=AR, authserv_ids=()).level is Level.A0


@pytest.mark.parametrize(
    "sender",
    [
        "staf@kampus.example <mallory@evil.example>",
        "rina@kampus.example, mallory@evil.example",
        "r\u200bina@kampus.example",
        "rina@kampus.example (x)",
    ],
)
def test_a_from_outside_the_grammar_is_nobody_whatever_was_verified(mail, campus, published, check, passed, sender):
    result = check(passed.encode() + b"\r\n" + campus.sign(mail(From=sender)))
    assert (result.address, result.level, result.shortfall) == (None, Level.A0, Shortfall.IDENTITY)


def test_dmarc_of_the_attackers_domain_does_not_carry_a_display_name(mail, check):
    top = "Authentication-Results: mx.kampus.example; dmarc=pass header.from=evil.example"
    result = check(mail(top=top, From='"rina@kampus.example" <mallory@evil.example>'), require=AR)
    assert result.address == "mallory@evil.example"


def test_dmarc_of_the_attackers_domain_does_not_carry_another_from(mail, check):
    top = "Authentication-Results: mx.kampus.example; dmarc=pass header.from=evil.example"
    assert check(mail(top=top), require=AR).level is Level.A0


@pytest.mark.parametrize("name", ["From", "Subject", "To", "Date", "Message-ID"])
def test_a_field_prepended_to_a_signed_mail_makes_it_nobodys(mail, campus, published, check, passed, name):
    forged = f"{passed}\r\n{name}: helpdesk@kampus.example\r\n".encode()
    assert check(forged + campus.sign(mail())).level is Level.A0


def test_a_header_hidden_behind_a_bare_carriage_return_makes_a_mail_nobodys(mail, check, passed):
    assert check(mail(top=passed, X_A="a\rFrom: rina@kampus.example"), require=AR).shortfall is Shortfall.HEADER


def test_a_mail_that_the_reading_stage_understood_otherwise_is_nobodys(mail, settings, zone, now, passed):
    raw = mail(top=passed)
    theirs = (Header("From", "siti@kampus.example"),)
    assert authenticate(Arrival(examine(raw), theirs, now, now), settings, zone).shortfall is Shortfall.HEADER


@pytest.mark.parametrize(
    ("name", "value", "shortfall"),
    [("From", "siti@kampus.example", Shortfall.HEADER), ("X-Spam", "no", Shortfall.NOTHING)],
)
def test_two_readings_must_agree_about_what_decides(mail, settings, zone, now, passed, name, value, shortfall):
    raw = mail(top=passed, X_Spam="yes")
    theirs = tuple(Header(each.name, value if each.name == name else each.value) for each in split(raw).headers)
    arrival = Arrival(examine(raw), theirs, now, now)
    assert authenticate(arrival, replace(settings, require=AR), zone).shortfall is shortfall


def test_reply_to_and_sender_are_never_the_identity(mail, check, passed):
    raw = mail(top=passed, From="m@evil.example", Reply_To="rina@kampus.example", Sender="rina@kampus.example")
    assert check(raw, require=AR).address == "m@evil.example"


def test_a_mail_written_to_somebody_else_does_not_command(mail, check, passed):
    result = check(mail(top=passed, To="siti@kampus.example"), require=AR)
    assert (result.level, result.shortfall) == (Level.A1, Shortfall.NOT_ADDRESSED)


def test_a_reply_to_the_token_address_is_addressed_to_us(mail, check, passed):
    assert check(mail(top=passed, To="Meja <helpdesk+rabcdef@kampus.example>"), require=AR).is_addressed_to_us


def test_a_desk_in_the_display_name_is_not_addressed(mail, check, passed):
    assert not check(mail(top=passed, To='"helpdesk@kampus.example" <x@evil.example>'), require=AR).is_addressed_to_us


def test_a_cc_that_the_signature_covers_addresses_us(mail, campus, published, check, passed):
    raw = mail(To="siti@kampus.example", Cc="helpdesk@kampus.example")
    assert check(passed.encode() + b"\r\n" + campus.sign(raw)).level is Level.A2


@pytest.mark.parametrize("require", list(Require))
def test_a_cc_added_to_a_mail_for_somebody_else_does_not_address_us(mail, campus, published, check, passed, require):
    signer = replace(campus, headers=(b"from", b"to", b"subject", b"date", b"message-id"))
    signed = signer.sign(mail(To="siti@kampus.example"))
    replayed = passed.encode() + b"\r\nCc: helpdesk@kampus.example\r\n" + signed
    assert check(replayed, require=require).shortfall is Shortfall.NOT_ADDRESSED


def test_a_cc_counts_where_our_server_vouches_and_nothing_was_signed(mail, check, passed):
    raw = mail(top=passed, To="siti@kampus.example", Cc="helpdesk@kampus.example")
    assert check(raw, require=AR).level is Level.A2


@pytest.mark.parametrize("age", [timedelta(hours=49), -timedelta(minutes=11)])
def test_a_date_far_from_the_arrival_is_stale(mail, check, passed, now, age):
    written = (now - age).strftime("%a, %d %b %Y %H:%M:%S +0000")
    result = check(mail(top=passed, Date=written), require=AR)
    assert (result.level, result.shortfall) == (Level.A1, Shortfall.STALE)


@pytest.mark.parametrize("date", [None, "yesterday", "Mon, 99 Jan 99999 00:00:00 +9999", "1", "\u0661", "Z" * 5000])
def test_a_mail_without_a_usable_date_is_stale(mail, check, passed, date):
    assert not check(mail(top=passed, Date=date), require=AR).is_fresh


def test_a_mail_that_waited_longer_than_allowed_is_stale(mail, check, passed):
    assert check(mail(top=passed), waited=timedelta(hours=73), require=AR).shortfall is Shortfall.STALE


def test_a_date_in_another_zone_is_fresh(mail, check, passed, now):
    written = (now + timedelta(hours=7)).strftime("%a, %d %b %Y %H:%M:%S +0700")
    assert check(mail(top=passed, Date=written), require=AR).level is Level.A2


@pytest.mark.parametrize(("answer", "is_pending"), [(Pending(), True), (Unavailable("timeout"), False)])
def test_a_name_server_that_does_not_answer_is_no_forgery(mail, campus, zone, check, passed, answer, is_pending):
    zone.answers[campus.key_name] = answer
    result = check(passed.encode() + b"\r\n" + campus.sign(mail()))
    assert (result.verdict, result.shortfall, result.level) == (Verdict.TEMPORARY, Shortfall.TEMPORARY, Level.A1)
    assert result.is_pending is is_pending


def test_a_silent_name_server_does_not_excuse_missing_results(mail, campus, zone, check):
    zone.answers[campus.key_name] = Unavailable("timeout")
    assert check(campus.sign(mail())).verdict is Verdict.FAIL


def test_a_mail_that_was_checked_without_success_is_not_one_without_any_verdict(mail, check):
    top = "Authentication-Results: mx.kampus.example; spf=pass smtp.mailfrom=evil.example; dmarc=none"
    assert check(mail(top=top)).verdict is Verdict.FAIL


@pytest.mark.parametrize("value", ["none", "spf=none; dkim=none; dmarc=none"])
def test_a_mail_with_nothing_to_check_has_no_verdict(mail, check, value):
    assert check(mail(top=f"Authentication-Results: mx.kampus.example; {value}")).verdict is Verdict.NONE


def test_a_mail_from_nobody_with_marks_of_a_check_counts_as_failed(mail, check, passed):
    assert check(mail(top=passed, From="a@b.example, c@d.example")).verdict is Verdict.FAIL


def test_one_signature_has_one_hash_however_the_rest_is_written(mail, campus, published, check, passed):
    signed = campus.sign(mail())
    first = check(passed.encode() + b"\r\n" + signed)
    again = check(
        passed.encode() + b"\r\nX-Other: path\r\n" + signed.replace(b"selesai\r\n", b"selesai \t\r\n\r\n\r\n")
    )
    assert first.signature_hashes == again.signature_hashes
    assert len(first.signature_hashes) == 2


def test_a_mail_with_one_of_its_two_signatures_removed_is_recognised(mail, campus, zone, published, check, passed):
    other = replace(campus, selector="s2")
    raw = mail()
    one, two = (passed.encode() + b"\r\n" + each + raw for each in (campus.field(raw), other.field(raw)))
    assert set(check(one).signature_hashes) & set(check(two).signature_hashes)


def test_an_unsigned_mail_is_named_by_its_message_id_and_sender(mail, check, passed):
    first = check(mail(top=passed), require=AR).signature_hashes
    assert first == check(mail(top=passed, body="!selesai \r\n"), require=AR).signature_hashes != ()
    assert first != check(mail(top=passed, Message_ID="<2@kampus.example>"), require=AR).signature_hashes
    assert first != check(mail(top=passed, From="siti@kampus.example"), require=AR).signature_hashes


def test_signatures_are_named_even_where_they_are_not_verified_here(mail, campus, check, passed):
    signed = passed.encode() + b"\r\n" + campus.sign(mail())
    assert check(signed, require=AR).signature_hashes == check(signed).signature_hashes


def test_the_key_is_known_before_the_mail_is_authenticated(mail, campus, settings, now):
    assert examine(campus.sign(mail())).wanted_keys(now, settings) == (campus.key_name,)


@pytest.mark.parametrize("raw", [b"", b"\x00", b"From: x\r\n\r\n", b"\r\n\r\nFrom: rina@kampus.example"])
def test_rubbish_wants_no_keys_and_is_nobody(raw, settings, check, now):
    assert examine(raw).wanted_keys(now, settings) == ()
    assert check(raw).level is Level.A0
