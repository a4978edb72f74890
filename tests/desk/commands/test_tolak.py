"""`!tolak`."""

from typing import Any

import pytest

from daemon.desk.planning.plan import MailRequester, SetStatus
from daemon.desk.statuses import Status


def sent(counter: Any, line: str, text: str = "", **changes: Any) -> str:
    status, letter = counter.effects(line, counter.ticket(**changes), text)
    assert status == SetStatus(7, Status.NEW, Status.REJECTED)
    assert isinstance(letter, MailRequester)
    assert letter.content.kind == "rejection"
    return str(letter.content.text)


def test_code_sends_its_template_in_the_requesters_language(counter: Any) -> None:
    assert sent(counter, "!tolak luar-lingkup", language="en") == "en: luar-lingkup"


def test_code_is_found_in_any_case(counter: Any) -> None:
    assert sent(counter, "!reject Luar-Lingkup") == "id: luar-lingkup"


def test_reason_and_text_follow_the_template(counter: Any) -> None:
    assert sent(counter, "!tolak dokumen KTP tidak terbaca", "Kirim ulang.\n") == (
        "id: dokumen\n\nKTP tidak terbaca\n\nKirim ulang."
    )


def test_reason_alone_is_enough(counter: Any) -> None:
    assert sent(counter, "!tolak bukan wewenang kami") == "bukan wewenang kami"


def test_quoted_reason_is_not_taken_for_a_code(counter: Any) -> None:
    assert sent(counter, '!tolak "dokumen kurang lengkap"') == "dokumen kurang lengkap"


def test_text_alone_is_enough_and_used(counter: Any) -> None:
    plan = counter.plan("!tolak", text="Ini wewenang fakultas.")
    assert plan.uses_text
    assert plan.effects[1].content.text == "Ini wewenang fakultas."


def test_rejection_without_any_reason_is_refused_with_the_codes(counter: Any) -> None:
    refusal = counter.refusal("!tolak")
    assert (refusal.code, refusal.facts["known"]) == ("reason-missing", "dokumen, luar-lingkup")


@pytest.mark.parametrize(("line", "similar"), [("!tolak dokumn", "dokumen"), ("!tolak luar-lingkub x", "luar-lingkup")])
def test_mistyped_code_is_suggested(counter: Any, line: str, similar: str) -> None:
    refusal = counter.refusal(line)
    assert (refusal.code, refusal.facts["similar"]) == ("unknown-word", similar)


def test_ended_ticket_is_refused(counter: Any) -> None:
    assert counter.refusal("!tolak dokumen", counter.ticket("closed")).code == "transition"
