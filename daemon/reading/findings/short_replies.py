"""Recognise one-word replies and thanks (product.md §5, 5)."""

import re

from daemon.reading.findings.word_set import word_set

_KEYWORDS = {
    "STATUS": "STATUS",
    "BATAL": "BATAL",
    "CANCEL": "BATAL",
    "SELESAI": "SELESAI",
    "SOLVED": "SELESAI",
    "DONE": "SELESAI",
    "BUKA": "BUKA",
    "REOPEN": "BUKA",
    "KELUAR": "KELUAR",
    "LEAVE": "KELUAR",
} | {choice: choice for choice in "12345ABCDE"}
_STATES_WILL = frozenset(("BATAL", "SELESAI"))  # with other content below, the sender may mean the opposite
_DECORATION = " \t\u00a0.!*_\"'()[]\u201c\u201d\u2018\u2019"
_NUMBER = r"\[?[a-z]{2,8}-\d{4}-\d{4,9}\]?"
_SUBJECT = re.compile(
    rf"(?:(?:re|bls|balas|aw|sv)\s?:\s*)?(?:{_NUMBER}\s*)?([a-z]{{4,8}})(?:\s+{_NUMBER})?", re.IGNORECASE
)
_POLITE = (
    r"(?:,? (?:saja|aja|ya|yaa|dong|deh|pak|bapak|bu|ibu|kak|kakak|min|admin|mas|mbak|mba|please|pls|thanks|makasih"
    r"|terima kasih)){1,4}"
)
_CHOICE = re.compile(
    r"(?:(?:saya |kami )?(?:pilih(?:an)?|memilih|opsi|jawaban(?:nya)?|huruf|yang|option|choice|answer|i choose|letter)"
    r"\s*:?\s*)?([a-e])(?:\s*[.):]\s.{0,100}|" + _POLITE + ")?",
    re.IGNORECASE,
)
# Of the words STATUS alone: asked by mistake it changes nothing, and "selesai dong" begs us to be done.
_MISTYPED = r"(?:statuss?|staus|stts|setatus)"
_ASKED_STATUS = re.compile(rf"(?:(?:minta|mohon|tolong|cek|tanya) )?{_MISTYPED}(?:nya)?(?:{_POLITE})?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+")
_MOST_THANKS = 40  # words
_LONGEST_THANKS = 2000  # characters
_THANKS = word_set(
    """
    terima terimakasih makasih makasi trimakasih trims tks thx thanks thank tengkyu suwun nuhun syukron syukran
    jazakallah jazakumullah jazakallahu jazakumullahu alhamdulillah baik oke ok okay siap noted mantap diterima sip
    received understood great perfect appreciated
    """
)
_COMPANY = word_set(
    """
    kasih kasi banyak sekali atas bantuan bantuannya bapak ibu bpk pak bu kak mas mbak min admin tim semua sudah
    udah beres informasi informasinya info infonya respon responnya respons responsnya kerjasama kerjasamanya kerja
    sama samanya layanan pelayanan pelayanannya penjelasan penjelasannya perhatian perhatiannya waktu waktunya
    tanggapan tanggapannya balasan balasannya bantuin dibantu membantu sangat cepat cepatnya yang dan sebelumnya
    kembali ya yaa iya nya juga selalu sehat semoga sukses berkah baiknya matur katur khairan khoiron khoir katsiran
    katsir barakallah barakallahu fiik fikum assalamualaikum assalamu'alaikum waalaikumsalam wa'alaikumsalam alaikum
    wr wb warahmatullahi wabarakatuh selamat pagi siang sore malam salam hormat so very much many you for your the
    help quick response fast all sir madam dear team best kind regards a lot and it information prompt again saya
    kami bisa masuk muncul benar berubah sesuai sekarang kini telah works now problem solved is has been my data
    datanya nama namanya nilai nilainya emailnya punya uin pusat staf petugas helpdesk
    """
)


def keyword_of(reply: str, subject: str) -> str:
    """Return the requester's word, in its Indonesian form; "" when the first line is no such word alone.

    An empty reply may carry it in the subject, where some phones put it.
    """
    first, _, rest = reply.strip().partition("\n")
    if not first:
        found = _SUBJECT.fullmatch(subject.strip())
        word = _KEYWORDS.get(found[1].upper(), "") if found else ""
        return word if len(word) > 1 else ""
    word = _KEYWORDS.get(first.strip(_DECORATION).upper(), "") or _politely_said(first)
    return "" if word in _STATES_WILL and rest.strip() and not is_thanks(rest, "") else word


def _politely_said(line: str) -> str:
    """Return the letter of "pilih A", "B saja", "C. Nama salah", "opsi D ya", STATUS of "status dong kak?"; else ""."""
    short = line[:120].strip(_DECORATION)
    if _ASKED_STATUS.fullmatch(short.rstrip("? ")):
        return "STATUS"
    found = _CHOICE.fullmatch(short)
    return found[1].upper() if found else ""


def is_thanks(text: str, sender_name: str) -> bool:
    """Say whether a text is nothing but thanks or an acknowledgement."""
    if len(text) > _LONGEST_THANKS or "?" in text:
        return False
    folded = text.casefold()
    names = frozenset(_WORD.findall(sender_name.casefold()))
    first = _WORD.search(folded)
    if first is None or not _is_known(first[0], names):  # nearly every mail
        return False
    words = _WORD.findall(folded)
    if len(words) > _MOST_THANKS:
        return False
    return any(word in _THANKS for word in words) and all(_is_known(word, names) for word in words)


def _is_known(word: str, names: frozenset[str]) -> bool:
    return word in _THANKS or word in _COMPANY or word in names
