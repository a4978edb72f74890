import time

import pytest

from daemon.reading.message import Header
from daemon.trust.header_block import by_name
from daemon.trust.identity import identify, is_host_name, is_one_of, read_mailbox, read_recipients


def sender(value: str) -> str | None:
    return identify({"from": [value]}).address


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("rina@kampus.example", "rina@kampus.example"),
        (" Rina Contoh <rina@kampus.example>", "rina@kampus.example"),
        ('"Contoh, Rina (PDI)" <rina@KAMPUS.Example>', "rina@kampus.example"),
        ('"say \\"hi\\"" <rina@kampus.example>', "rina@kampus.example"),
        ("=?utf-8?q?R=C3=ADna?=\r\n <rina@kampus.example>", "rina@kampus.example"),
        ("<Rina.C+x@pusat-data.kampus.example>", "Rina.C+x@pusat-data.kampus.example"),
        ("S\xc3\xadti <siti@kampus.example>", "siti@kampus.example"),
        ("rina@xn--kmpus-xyz.example", "rina@xn--kmpus-xyz.example"),
    ],
)
def test_a_single_plain_mailbox_is_the_identity(value, address):
    assert sender(value) == address


@pytest.mark.parametrize(
    "value",
    [
        "staf@kampus.example <mallory@evil.example>",  # imap-tools says staf@kampus.example
        "staf@kampus.example, mallory@evil.example",
        "<staf@kampus.example>, <mallory@evil.example>",
        "<staf@kampus.example> <mallory@evil.example>",
        '"x" <staf@kampus.example>(<mallory@evil.example>)',
        "rina@kampus.example (comment)",
        "(comment) rina@kampus.example",
        "group: rina@kampus.example;",
        "<@evil.example:rina@kampus.example>",
        "<rina@kampus.example@evil.example>",
        "rina@[127.0.0.1]",
        '"rina staf"@kampus.example',
        "r\xc3\xadna@kampus.example",
        "rina@k\xc3\xa1mpus.example",
        "ri\xe2\x80\x8bna@kampus.example",  # zero width space: imap-tools drops it
        "rina@kampus.example\xc2\xad",
        "=?utf-8?q?rina=40kampus=2Eexample?=",
        "=?utf-8?q?Rina_=3Crina=40kampus.example=3E?=",
        "Rina <rina@kampus.example",
        "Rina rina@kampus.example>",
        "Rina <rina@kampus.example> x",
        "Rina <rina@kampus..example>",
        "Rina <rina@-kampus.example>",
        "Rina <rina@kampus.example.>",
        "Rina <ri na@kampus.example>",
        "Rina <rina@kampus.example >",
        "Rina <rina\x00@kampus.example>",
        "Rina\r <rina@kampus.example>",
        '"Rina <rina@kampus.example>',
        '"Rina"x <rina@kampus.example>',
        "Contoh, Rina <rina@kampus.example>",
        "<>",
        "@",
        "",
        "\xff\xfe <rina@kampus.example>",
        f"{'a' * 65}@kampus.example",
        f"rina@{'a' * 64}.example",
        f"rina@{'a.' * 130}example",
    ],
)
def test_anything_but_one_plain_mailbox_is_nobody(value):
    assert sender(value) is None


def test_the_local_part_keeps_its_case_and_the_domain_does_not():
    assert sender("Rina@Kampus.Example") == "Rina@kampus.example"


def test_homoglyphs_in_punycode_are_another_domain():
    assert sender("rina@xn--kampus-9za.example") != "rina@kampus.example"


def test_no_from_is_nobody():
    assert identify({}).fault == "no_from"


@pytest.mark.parametrize(
    "name", ["From", "FROM", "Sender", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To"]
)
def test_a_header_field_that_stands_twice_makes_the_mail_nobodys(name):
    headers = (Header("From", "rina@kampus.example"), Header(name, "x"), Header(name.lower(), "x"))
    assert identify(by_name(headers)).fault == "dup_header"


@pytest.mark.parametrize("name", ["Sender", "Reply-To", "Resent-From", "Return-Path", "X-Original-From"])
def test_no_other_field_is_ever_the_identity(name):
    assert identify({name.lower(): ["rina@kampus.example"], "from": ["m@evil.example"]}).domain == "evil.example"


def test_recipients_are_read_outside_quotes_comments_and_routes():
    value = '"a, helpdesk@kampus.example, b" <x@evil.example>, (y, helpdesk@kampus.example, z) w@evil.example'
    assert read_recipients(value) == ("x@evil.example",)


@pytest.mark.parametrize(
    "value",
    [
        r'"a\", helpdesk@kampus.example, \"b" <x@evil.example>',
        r"(a\), helpdesk@kampus.example, \(b) y@evil.example, x@evil.example",
    ],
)
def test_an_escaped_quotation_mark_does_not_end_a_quotation(value):
    assert read_recipients(value) == ("x@evil.example",)


def test_recipients_need_no_blank_between_them():
    assert read_recipients("a@kampus.example,b@kampus.example") == ("a@kampus.example", "b@kampus.example")


def test_a_host_name_has_at_most_253_characters():
    longest = ".".join(["a" * 63] * 3 + ["b" * 61])
    assert (is_host_name(longest), is_host_name(longest + "b")) == (True, False)


def test_a_display_name_that_looks_like_the_desk_is_no_recipient():
    assert read_recipients("helpdesk@kampus.example <x@evil.example>, <a, helpdesk@kampus.example, b@c>") == ()


def test_each_recipient_of_a_list_is_read():
    value = 'Meja <helpdesk@kampus.example>,\r\n "Siti, C." <siti@kampus.example>, budi@kampus.example'
    assert read_recipients(value) == ("helpdesk@kampus.example", "siti@kampus.example", "budi@kampus.example")


@pytest.mark.parametrize(
    "value",
    [
        "Meja <helpdesk@kampus.example>, siti@kampus.example,,<budi@kampus.example>",
        "Meja > <helpdesk@kampus.example>, siti@kampus.example) ,x",
        "a <b, siti@kampus.example",
        "<a <b>, siti@kampus.example>, rina@kampus.example",
    ],
)
def test_a_plain_list_is_read_as_one_with_a_comment_that_has_to_be_read_sign_by_sign(value):
    assert read_recipients(value) == read_recipients(f"{value}, (c)")


def test_no_more_than_a_hundred_recipients_are_read():
    assert len(read_recipients(", ".join(["x@kampus.example"] * 20_000))) == 100


@pytest.mark.parametrize(
    "value", ["(" * 200_000, ")(" * 100_000, '"' + "\\" * 200_000, "<" * 200_000, "(),\\" * 60_000]
)
def test_hostile_lists_take_linear_time(value):
    started = time.perf_counter()
    read_recipients(value)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("value", ['"' + 'a\\"' * 100_000, "a " * 100_000 + "<", "<" * 200_000 + ">", "@" * 200_000])
def test_hostile_mailboxes_take_linear_time(value):
    started = time.perf_counter()
    assert read_mailbox(value) is None
    assert time.perf_counter() - started < 2


def test_a_sub_address_of_the_desk_is_the_desk():
    assert is_one_of("Helpdesk+rabc@kampus.example", ("helpdesk@kampus.example",))


def test_another_address_that_begins_like_the_desk_is_not_the_desk():
    assert not is_one_of("helpdesk@kampus.example.evil.example", ("helpdesk@kampus.example",))
