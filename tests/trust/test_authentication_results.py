import time
from contextlib import suppress

import pytest

from daemon.trust.authentication_results import ResultsSyntaxError, read_authserv_id, read_results


def test_results_are_read_with_comments_folds_and_quotes():
    value = (
        ' mx.kampus.example;\r\n\tdkim=pass (2048-bit key; "unprotected" (nested)) header.d=kampus.example'
        ' header.b="ab;cd=";\r\n\tdmarc=pass (p=none; dis=none) header.from=kampus.example;'
    )
    dkim, dmarc = read_results(value)
    assert (dkim.method, dict(dkim.properties)["header.b"]) == ("dkim", "ab;cd=")
    assert (dmarc.method, dmarc.result, dmarc.properties) == ("dmarc", "pass", (("header.from", "kampus.example"),))


def test_versions_spaces_and_case_are_understood():
    (result,) = read_results("MX.kampus.example 1 ; DMARC/1 = (c) Pass HEADER.From = kampus.example")
    assert (result.method, result.result, result.properties) == ("dmarc", "pass", (("header.from", "kampus.example"),))


def test_no_results_is_an_empty_list():
    assert read_results("mx.kampus.example; none") == ()


def test_a_value_goes_on_as_long_as_nothing_separates_it():
    (result,) = read_results('mx; dmarc=pass header.from="kampus.example".evil.example smtp.mailfrom=a=b=c@d')
    assert result.properties == (("header.from", "kampus.example.evil.example"), ("smtp.mailfrom", "a=b=c@d"))


@pytest.mark.parametrize(
    "value",
    [
        "mx; spf=pass smtp.mailfrom=a(b@evil.example; dmarc=fail (p=reject) header.from=kampus.example",
        'mx; spf=pass smtp.mailfrom="a@evil.example; dmarc=fail',
        "mx; spf=pass smtp.mailfrom=a)b@evil.example; dmarc=pass",
        "mx; dmarc",
        "mx; dmarc=",
        "mx; =pass",
        'mx; dmarc=pass"x"',
        "mx two; dmarc=pass",
        "mx=pass; dmarc=pass",
        "; dmarc=pass",
        "",
        "mx; spf=pass (" + "x" * 5000 + ")",
    ],
)
def test_a_malformed_field_is_refused_as_a_whole(value):
    with pytest.raises(ResultsSyntaxError):
        read_results(value)


def test_text_in_comments_and_quotes_is_never_a_result():
    value = 'mx; spf=fail (sender "; dmarc=pass header.from=a" said) smtp.mailfrom="; dmarc=pass header.from=a; "@evil'
    assert [result.method for result in read_results(value)] == ["spf"]


def test_microsoft_365_names_no_server():
    assert read_authserv_id("spf=pass (sender IP is 10.0.0.1) smtp.mailfrom=kampus.example") is None


@pytest.mark.parametrize("rest", [" ; spf=pass (((", " (((", ' "', ")"])
def test_the_server_is_known_even_if_the_rest_is_broken(rest):
    assert read_authserv_id(f' (c) "MX.kampus.example"{rest}') == "mx.kampus.example"


@pytest.mark.parametrize(
    "value",
    ["(" * 4096, "mx;" + "(" * 2000 + ")" * 2000, "mx;" + "a=b;" * 1000, 'mx;a="' + "\\" * 4000, "mx;" + "=" * 4000],
)
def test_hostile_fields_take_linear_time(value):
    started = time.thread_time()  # what others do on the machine does not count
    with suppress(ResultsSyntaxError):
        read_results(value)
    assert time.thread_time() - started < 0.5  # it takes a hundredth; in square time it would be many seconds


@pytest.mark.parametrize(
    "value",
    [
        "mx.kampus.example; dmarc=pass header.from=kampus.example",
        "MX.kampus.example;\r\n\tDMARC/1=Pass (p=NONE (sp=NONE) dis=NONE) HEADER.From=Kampus.example;\r\n\tspf=fail",
        "mx; dkim=pass (2048-bit key) header.d=a.example header.b=ab/cd+ ; spf=none smtp.mailfrom=x@y.example ",
        "mx ;dmarc=pass(c)header.from=kampus.example",
        "mx; dmarc=pass stray header.from=kampus.example",
        "mx; dmarc=pass header.from=kampus.example=x",
        "mx; dmarc=pass header.from(c)=kampus.example",
        "mx 1; dmarc=pass header.from=kampus.example;",
        "mx;",
    ],
)
def test_a_usual_field_is_read_as_one_with_an_escape_that_has_to_be_read_sign_by_sign(value):
    assert read_results(value) == read_results(value + r"(\()")
