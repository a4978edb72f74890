"""`!balas`."""

from typing import Any

from daemon.desk.planning.plan import MailRequester, Plan
from daemon.desk.writing.letters import Reply


def test_text_below_goes_to_the_requester(counter: Any) -> None:
    letter = Reply("PDI-2611-0042", "KRS hilang", "Sedang kami periksa.", "Budi Contoh", is_question=False)
    assert counter.plan("!reply", text="Sedang kami periksa.\n") == Plan((MailRequester(7, letter),), True)


def test_empty_reply_is_refused(counter: Any) -> None:
    assert counter.refusal("!balas").code == "text-missing"


def test_words_behind_the_keyword_are_refused_rather_than_sent(counter: Any) -> None:
    assert counter.refusal("!balas halo", text="Halo.").facts["problem"] == "extra"
