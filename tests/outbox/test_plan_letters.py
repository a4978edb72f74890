"""Who confirms or approves reads all of it: each change, each mail; identity numbers stay masked."""

import pytest

from daemon.desk.writing.letters import (
    ApprovalRequest,
    Change,
    ConfirmationRequest,
    PlannedItem,
    PlanOutcome,
    SentFacts,
)
from daemon.outbox.links import NO_LINKS, Links
from daemon.outbox.rendering import Renderer

NIK = "1671014101040001"
CODE = "abcdefgh2345"
NUMBERS = ("PDI-2611-0001", "PDI-2611-0002")
ITEMS = tuple(
    PlannedItem(
        number,
        f"NIK {NIK} (Siti Contoh)",
        (Change(number, "priority", "normal", "high"), Change(number, "note", "", f"lihat {NIK}")),
        (SentFacts(f"{number.lower()}@mhs.kampus.example", "reply", f"NIK {NIK} benar.\n!setuju {CODE}"),),
    )
    for number in NUMBERS
)
COMMANDS = (f"!tiket {' '.join(NUMBERS)}", f"!catatan {NIK}")
APPROVAL = ApprovalRequest("", "", "Rina Contoh", CODE, 72, COMMANDS, ITEMS)
CONFIRMATION = ConfirmationRequest("", "", CODE, 24, "bulk", COMMANDS, ITEMS, ("Joko Contoh", "Siti Contoh"))


def outcome(state: str, reason: str = "") -> PlanOutcome:
    return PlanOutcome("", "", state, "Rina Contoh", "Joko Contoh", (), reason, COMMANDS, ITEMS)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("letter", [APPROVAL, CONFIRMATION, outcome("done"), outcome("rejected", f"NIK {NIK}?")])
def test_identity_numbers_are_masked(
    renderer: Renderer, letter: ApprovalRequest | ConfirmationRequest | PlanOutcome, language: str
) -> None:
    rendered = renderer.render(letter, language, NO_LINKS)
    assert NIK not in rendered.subject + rendered.text + rendered.html
    assert "1671••••••••0001" in rendered.text


@pytest.mark.parametrize("letter", [APPROVAL, CONFIRMATION])
def test_every_change_and_every_mail_is_shown(
    renderer: Renderer, letter: ApprovalRequest | ConfirmationRequest
) -> None:
    text = renderer.render(letter, "en", NO_LINKS).text
    assert text.count("priority: normal → high") == len(NUMBERS)
    assert all(number in text and f"{number.lower()}@mhs.kampus.example" in text for number in NUMBERS)


def test_text_of_a_mail_cannot_be_taken_for_the_answer(renderer: Renderer) -> None:
    lines = renderer.render(APPROVAL, "id", NO_LINKS).text.splitlines()
    assert [line for line in lines if line.startswith("!")] == []
    assert f"> !setuju {CODE}" in lines


def test_link_prefills_the_approval(renderer: Renderer) -> None:
    html = renderer.render(APPROVAL, "id", Links("bantuan+token@kampus.example", "Re: x")).html
    assert f"body=%21setuju%20{CODE}" in html


def test_preview_names_who_else_is_asked(renderer: Renderer) -> None:
    assert "Joko Contoh, Siti Contoh" in renderer.render(CONFIRMATION, "id", NO_LINKS).text


@pytest.mark.parametrize("state", ["confirmed", "failed", "unknown", "manual", "stale", "cancelled", "expired"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_what_was_not_carried_out_is_not_told_as_done(renderer: Renderer, state: str, language: str) -> None:
    text = renderer.render(outcome(state), language, NO_LINKS).text
    assert "→" not in text
    assert "!catatan" in text
