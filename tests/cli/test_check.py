from collections.abc import Callable
from typing import Any

import pytest

from daemon.app import open_records
from daemon.checks.rights import checked_rights
from daemon.cli.check import CHECKS, ONLINE_CHECKS, _look, _results_seen
from daemon.config import Config
from models.mail import InboundEmail

MARK = b"Authentication-Results: %s\r\n"
RECEIVED = b"Received: by mx.kampus.example\r\n"
DMARC = b"mx.kampus.example; dmarc=pass header.from=kampus.example"


@pytest.fixture
def advise(make_config: Callable[..., Config]) -> Callable[..., tuple[str, ...]]:
    """Return what the check says about one kind of mail, come in five times."""

    def run(header: bytes, **section: object) -> tuple[str, ...]:
        usual = {"authserv_ids": ["mx.kampus.example"], "require": "authentication-results"}
        config = make_config(authentication={**usual, **section})
        with open_records(config) as records:
            for number in range(5):
                raw = header + b"From: budi@kampus.example\r\nMessage-ID: <%d@x>\r\n\r\n" % number
                now = records.now()
                sha256 = records.blobs.put(raw)
                InboundEmail.create(mailbox="b", sha256=sha256, size=len(raw), received_at=now, recorded_at=now)
        return _results_seen(config)

    return run


def test_results_that_stand_where_they_are_expected_are_good(advise):
    assert advise(MARK % DMARC + RECEIVED) == ()


def test_another_server_than_configured_is_proposed(advise):
    assert 'authserv_ids = ["mx.kampus.example"]' in advise(MARK % DMARC, authserv_ids=["mail.kampus.example"])


def test_another_position_than_configured_is_proposed(advise):
    assert advise(RECEIVED + RECEIVED + MARK % DMARC)[-1] == "position = 2"


def test_a_server_without_dmarc_is_named(advise):
    assert "no dmarc result" in advise(MARK % b"mx.kampus.example; spf=pass")[-1]


def test_mails_that_nobody_marks_leave_dkim_alone(advise):
    assert 'require = "dkim"' in advise(RECEIVED)[0]


def test_who_relies_on_dkim_alone_needs_no_results(advise):
    assert advise(RECEIVED, require="dkim", authserv_ids=[]) == ()


@pytest.mark.parametrize(("system", "name"), [("simak", "cek-krs"), ("simak", "ambil"), ("feeder", "cek-simak")])
def test_action_with_a_name_that_is_taken_is_said(make_config: Callable[..., Config], system: str, name: str) -> None:
    action = {"summary_id": "x", "summary_en": "x", "parameters": {}, "fields": {"x": "$.x"}, "read": {"path": "/x"}}
    config = make_config(systems={system: {"url": "http://simak.kampus.example", "actions": {name: action}}})
    check = next(check for check in CHECKS if check.name == "rights")

    assert len(_look(check, config)) == 1


def test_command_that_there_is_not_is_said_and_so_is_a_foreign_name(make_config: Callable[..., Config]) -> None:
    config = make_config(roles={"petugas": {"commands": ["ambil", "ambli", "take"]}})

    assert checked_rights(config) == (
        "roles.petugas.commands.1: there is no command 'ambli'",
        "roles.petugas.commands.2: 'take' is called 'ambil' here",
    )


def test_mailbox_that_cannot_be_read_is_a_fault_of_the_probe(
    make_config: Callable[..., Config], config_data: dict[str, Any]
) -> None:
    box = config_data["mailbox"][0] | {"port": 1}  # nobody listens there
    probe = next(check for check in ONLINE_CHECKS if check.name == "forged results")

    assert _look(probe, make_config(mailbox=[box])) == (
        "not looked at, the mailbox cannot be read: Connection refused",
    )
