"""The configuration becomes a letterhead and a sender."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from daemon.config import Config
from daemon.outbox.letterhead import Letterhead, letterhead_of
from daemon.outbox.sender import sender_of

MakeConfig = Callable[..., Config]
SMTP = {"host": "127.0.0.1", "security": "none", "from_address": "bantuan@kampus.example"}


def test_logo_is_read_from_its_file(make_config: MakeConfig, config_folder: Path) -> None:
    (config_folder / "logo.png").write_bytes(b"\x89PNG")
    config = make_config(institution={"name": "UIN Contoh", "unit": "Pusat Data", "logo": "logo.png"})
    logo = letterhead_of(config.institution).logo
    assert logo is not None
    assert (logo.content, logo.subtype) == (b"\x89PNG", "png")


@pytest.mark.parametrize(("colour", "text"), [("#0b5d3b", "#ffffff"), ("#ffe680", "#15211b"), ("#000000", "#ffffff")])
def test_text_on_the_primary_colour_can_be_read(letterhead: Letterhead, colour: str, text: str) -> None:
    made = Letterhead(name="x", unit="y", zone=letterhead.zone, primary=colour)
    assert made.on_primary == text


def test_sender_has_the_units_name_and_the_addresss_domain(make_config: MakeConfig) -> None:
    sender = sender_of(make_config())
    assert (sender.name, sender.address, sender.domain) == ("Pusat Data", "bantuan@kampus.example", "kampus.example")


def test_token_goes_into_the_address_where_the_mailbox_has_sub_addressing(make_config: MakeConfig) -> None:
    assert sender_of(make_config()).with_token("abc") == "bantuan+abc@kampus.example"


def test_without_sub_addressing_the_address_stays_plain(make_config: MakeConfig, config_data: dict[str, Any]) -> None:
    mailbox = {**config_data["mailbox"][0], "sub_addressing": False}
    assert sender_of(make_config(mailbox=[mailbox])).with_token("abc") == "bantuan@kampus.example"


def test_address_that_no_mailbox_reads_gets_no_tokens(make_config: MakeConfig) -> None:
    sender = sender_of(make_config(smtp={**SMTP, "from_address": "lain@kampus.example"}))
    assert not sender.has_sub_addressing
