"""Hold for made-up bodies of all sorts that splitting loses nothing and never fails."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daemon.reading.message import InboundMessage
from daemon.reading.replies.reply import split_reply
from daemon.reading.vocabulary import Vocabulary

MailMaker = Callable[..., InboundMessage]

PIECES = (
    "\n", "\n\n", "> ", ">> ", "-- \n", "-----", "On ", "Pada ", "menulis:", " wrote:", "2 Nov 2026 ", "10:15 ",
    "<a@b.example>", "Dari: ", "Dikirim: ", "From: ", "Date: ", "Fwd: ", "Forwarded message", "Pesan Asli",
    "Hormat saya,", "Terima kasih", "Budi Contoh", "Dikirim dari iPhone saya", "== balas di atas baris ini ==",
    "Disclaimer", "NIM: 2190000001", "\t", "\u00a0", "\u200b", "\u202b", "____________",
)  # fmt: skip
BODIES = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join)
ANY_MAIL = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def visible(text: str) -> list[str]:
    return sorted(character for character in text if character.isalnum())


@ANY_MAIL
@given(body=BODIES, subject=st.sampled_from(("Re: x", "Fwd: x", "x")))
def test_every_letter_is_in_the_reply_or_in_the_rest(
    body: str, subject: str, make_mail: MailMaker, words: Vocabulary
) -> None:
    mail = make_mail(body.encode("utf-8", "ignore").decode(), Subject=subject)
    reply = split_reply(mail, words)

    assert visible(reply.reply + reply.elided) == visible(mail.text)


@ANY_MAIL
@given(body=BODIES)
def test_splitting_the_reply_again_finds_no_marked_quotation(
    body: str, make_mail: MailMaker, words: Vocabulary
) -> None:
    reply = split_reply(make_mail(f"Baik.\n\nPada 02/11/2026 10:15, Loket menulis:\n> Isi\n\n{body}"), words).reply

    assert not any(line.startswith("> ") for line in reply.split("\n"))
