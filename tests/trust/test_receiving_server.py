from dataclasses import replace

import pytest

from daemon.reading.message import Header
from daemon.trust.receiving_server import ask_receiving_server
from daemon.trust.verdict import Verdict

PASS = "dmarc=pass header.from=kampus.example"
OURS = f"mx.kampus.example; {PASS}"


def fields(*lines: str) -> tuple[Header, ...]:
    """ "R" is a Received, anything else the value of an Authentication-Results."""
    return tuple(
        Header("Received", "by x") if line == "R" else Header("Authentication-Results", line) for line in lines
    )


def ask(settings, *lines, **changes):
    return ask_receiving_server(fields(*lines), "kampus.example", replace(settings, **changes))


def test_our_own_dmarc_pass_counts(settings):
    assert ask(settings, OURS, "R").verdict is Verdict.PASS


def test_the_domain_in_our_results_may_be_written_in_capitals(settings):
    assert ask(settings, "mx.kampus.example; dmarc=pass header.from=Kampus.Example").verdict is Verdict.PASS


def test_without_configured_servers_nothing_counts(settings):
    assert ask(settings, OURS, authserv_ids=()).verdict is Verdict.NONE


@pytest.mark.parametrize(
    "server",
    ["mx.evil.example", "mx.kampus.example.evil.example", "kampus.example", "mx.kampus.example/x", '"mx kampus"'],
)
def test_results_of_another_server_do_not_count(settings, server):
    assert ask(settings, f"{server}; {PASS}").verdict is Verdict.NONE


def test_a_server_is_recognised_quoted_and_in_any_case(settings):
    assert ask(settings, f'"MX.Kampus.Example" 1; {PASS}').verdict is Verdict.PASS


def test_a_forged_field_below_the_first_received_does_not_count(settings):
    assert ask(settings, "R", OURS).verdict is Verdict.NONE


def test_a_field_below_as_many_own_received_lines_as_configured_counts(settings):
    assert ask(settings, "R", "R", OURS, "R", own_received=2).verdict is Verdict.PASS


def test_a_field_below_more_received_lines_than_configured_does_not_count(settings):
    assert ask(settings, "R", "R", "R", OURS, own_received=2).verdict is Verdict.NONE


def test_the_worst_of_our_fields_wins_over_a_forged_one_beside_it(settings):
    real = "mx.kampus.example; dmarc=fail header.from=kampus.example"
    assert ask(settings, "R", real, OURS, own_received=1).verdict is Verdict.FAIL


def test_two_passes_of_one_server_are_one_too_many(settings):
    assert ask(settings, OURS, OURS).verdict is Verdict.FAIL


def test_two_dmarc_results_in_one_field_are_one_too_many(settings):
    assert ask(settings, f"{OURS}; {PASS}").verdict is Verdict.FAIL


def test_fields_of_one_server_are_read_together(settings):
    assert ask(settings, "mx.kampus.example; spf=pass", OURS, "mx.kampus.example; none").verdict is Verdict.PASS


def test_the_worst_of_two_trusted_servers_wins(settings):
    other = "in.kampus.example; dmarc=fail header.from=kampus.example"
    ids = ("mx.kampus.example", "in.kampus.example")
    assert ask(settings, OURS, other, authserv_ids=ids).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    "broken", ["mx.kampus.example; spf=pass (", "mx.kampus.example; spf=pass (" + "x" * 5000 + ")"]
)
def test_a_field_that_somebody_made_unreadable_spoils_a_forged_one(settings, broken):
    assert ask(settings, "R", broken, OURS, own_received=1).verdict is Verdict.FAIL


def test_an_unreadable_field_of_a_foreign_server_spoils_nothing(settings):
    assert ask(settings, "dkim=none (message not signed) header.d=none;dmarc=none", OURS).verdict is Verdict.PASS


@pytest.mark.parametrize(
    "dmarc",
    [
        "dmarc=pass header.from=evil.example",
        "dmarc=pass header.from=sub.kampus.example",
        "dmarc=pass header.from=kampus.example.evil.example",
        'dmarc=pass header.from="kampus.example".evil.example',
        "dmarc=pass header.from=rina@kampus.example",
        "dmarc=pass header.from=kampus.example header.from=evil.example",
        "dmarc=pass",
        "dmarc=pass kampus.example header.from=kampus.example",
        "dmarc/2=pass header.from=kampus.example",
        "dmarc=fail header.from=kampus.example",
        "dmarc=permerror header.from=kampus.example",
    ],
)
def test_a_dmarc_result_that_is_no_pass_for_exactly_our_domain_is_a_fail(settings, dmarc):
    assert ask(settings, f"mx.kampus.example; {dmarc}").verdict is Verdict.FAIL


def test_spf_and_dkim_alone_never_pass(settings):
    value = "mx.kampus.example; spf=pass smtp.mailfrom=kampus.example; dkim=pass header.d=kampus.example"
    assert ask(settings, value).verdict is Verdict.NONE


@pytest.mark.parametrize("result", ["none", "bestguesspass", "neutral", "policy"])
def test_results_that_say_nothing_neither_pass_nor_fail(settings, result):
    assert ask(settings, f"mx.kampus.example; dmarc={result} header.from=kampus.example").verdict is Verdict.NONE


def test_a_temporary_error_is_kept_apart(settings):
    assert ask(settings, "mx.kampus.example; dmarc=temperror").verdict is Verdict.TEMPORARY


@pytest.mark.parametrize("name", ["ARC-Authentication-Results", "X-Authentication-Results", "Received-SPF"])
def test_other_fields_never_count(settings, name):
    assert ask_receiving_server((Header(name, f"i=1; {OURS}"),), "kampus.example", settings).verdict is Verdict.NONE


@pytest.mark.parametrize(
    ("value", "is_blank"),
    [
        ("none", True),
        ("spf=none; dkim=none; dmarc=none", True),
        ("spf=softfail", False),
        ("dkim=pass; dmarc=none", False),
    ],
)
def test_nothing_to_check_is_told_from_checked_without_a_verdict(settings, value, is_blank):
    assert ask(settings, f"mx.kampus.example; {value}").is_blank is is_blank
