"""Turn octets into text whatever their label says: declared, BOM, UTF-8, detection, windows-1252. Never raises.

Labels are read as browsers read them (WHATWG Encoding): "iso-8859-1" and "us-ascii" mean windows-1252,
"gb2312" means GB 18030, and so on, because that is what senders' software writes under these names.
"""

import codecs
import re
from functools import lru_cache

import charset_normalizer

_LEAST = 8  # octets above 127 from which the detection can tell anything
_SAMPLE = 4096  # octets looked at by the detection: enough to tell, cheap on any input

_ALIASES = {
    "ascii": "sloppy-1252",
    "us-ascii": "sloppy-1252",
    "ansi_x3.4-1968": "sloppy-1252",
    "iso-8859-1": "sloppy-1252",
    "iso8859-1": "sloppy-1252",
    "iso_8859-1": "sloppy-1252",
    "8859-1": "sloppy-1252",
    "latin1": "sloppy-1252",
    "latin-1": "sloppy-1252",
    "l1": "sloppy-1252",
    "cp1252": "sloppy-1252",
    "x-cp1252": "sloppy-1252",
    "ansi": "sloppy-1252",
    "windows-1252": "sloppy-1252",
    "win-1252": "sloppy-1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "x-euc-jp": "euc_jp",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "unicode": "utf-8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}
# What is worth guessing: in the other single-byte charsets a guess is no better than windows-1252.
_GUESSES = """
    cp932 euc_jp gb18030 big5hkscs cp949 johab cp1251 koi8-r koi8-u cp866 iso8859-5 cp1253 iso8859-7 cp1255 iso8859-8
    cp1256 iso8859-6 cp874
"""
_DETECTABLE = frozenset(_GUESSES.split())
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_CHARSETS = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "palmos"}
# Python refuses the five octets that windows-1252 leaves undefined; browsers and double encoding know them.
_TABLE_1252 = "".join(bytes([i]).decode("cp1252", "ignore") or chr(i) for i in range(256))
_ASCII = bytes(range(128))
_ENCODE_1252 = codecs.charmap_build(_TABLE_1252)
_LABEL_JUNK = re.compile(r"[^a-z0-9_.:()+-].*", re.DOTALL)
_DOUBLE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")  # a UTF-8 sequence once more read as windows-1252


def decode(octets: bytes, label: str) -> str:
    """Return the text of `octets` labelled `label` ("" when undeclared); broken characters become U+FFFD."""
    if octets.isascii() and b"\x1b" not in octets and (not label or _is_ascii_superset(label)):
        return octets.decode("ascii")
    return _without_surrogates(_repair(_decode_best(octets, label)))


def codec_name(label: str) -> str:
    """Return the codec for a charset label as mails write it, "" when there is none."""
    return _codec_name(label[:64].strip().strip("\"'").lower())


@lru_cache(maxsize=256)
def _codec_name(label: str) -> str:
    tidy = _LABEL_JUNK.sub("", label)
    for name in (tidy, tidy.removeprefix("x-"), re.sub(r"^(?:cp|win|windows)-?(?=\d)", "cp", tidy)):
        if name in _ALIASES:
            return _ALIASES[name]
        try:
            info = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if (
            info._is_text_encoding and info.name.replace("-", "_") not in _NOT_CHARSETS
        ):  # the only way to tell "hex" from a charset
            return _ALIASES.get(info.name, info.name)
    return ""


@lru_cache(maxsize=256)
def _is_ascii_superset(label: str) -> bool:
    codec = codec_name(label)
    return codec in ("", "sloppy-1252") or not codec.startswith(
        ("utf-7", "utf-16", "utf-32", "cp037", "cp500", "hz", "iso2022")
    )


def _decode_best(octets: bytes, label: str) -> str:
    codec = codec_name(label)
    if b"\x1b$" in octets and not codec.startswith("iso2022"):  # Japanese programs of old declared nothing
        codec = "iso2022_jp_ext"
    utf8 = _strictly(octets, "utf-8-sig")
    if utf8 is not None and _beats(octets, codec):
        return utf8
    for mark, of_mark in _BOMS:
        if octets.startswith(mark):
            return octets.decode(of_mark, "replace")
    if codec in ("", "utf-8"):
        return _decode_unlabelled(octets)
    text = _strictly(octets, codec)
    return text if text is not None else _decode_broken(octets, codec)


def _beats(octets: bytes, codec: str) -> bool:
    """Tell whether octets that are valid UTF-8 are UTF-8 although they are declared as something else.

    In a single-byte charset that does not happen by chance; in a double-byte one, a few characters can look like it.
    """
    if codec.startswith(("utf-7", "utf-16", "utf-32", "hz", "iso2022", "cp037", "cp500", "cp1140")):
        return False
    is_double_byte = codec in ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "johab")
    return not is_double_byte or len(octets.translate(None, _ASCII)) >= _LEAST


def _strictly(octets: bytes, codec: str) -> str | None:
    if codec == "sloppy-1252":
        return codecs.charmap_decode(octets, "strict", _TABLE_1252)[0]
    try:
        return octets.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _decode_unlabelled(octets: bytes) -> str:
    """Decode what has no usable label and is not wholly UTF-8."""
    mostly = octets.decode("utf-8", "replace")
    bad = mostly.count("\ufffd")
    if _count_non_ascii(mostly) > 2 * bad:
        return mostly
    guess = _detected(octets)
    text = _strictly(octets, guess) if guess else None
    return text if text is not None else _strictly(octets, "sloppy-1252") or ""


def _decode_broken(octets: bytes, codec: str) -> str:
    """Decode what does not fit its own label, if it fits at all; else as unlabelled."""
    text = octets.decode(codec, "replace")
    if _count_non_ascii(text) > 4 * text.count("\ufffd") or text.count("\ufffd") <= 2:
        return text
    return _decode_unlabelled(octets)


def _detected(octets: bytes) -> str:
    """Return the codec that the detection library is sure of, "" otherwise."""
    first = next((i for i, octet in enumerate(octets[: 64 * _SAMPLE]) if octet > 127), 0)
    sample = octets[max(0, first - 256) : first + _SAMPLE]
    if len(sample.translate(None, _ASCII)) < _LEAST:
        return ""
    found = charset_normalizer.from_bytes(sample).best()
    name = codec_name(found.encoding) if found else ""
    return name if name in _DETECTABLE else ""


def _count_non_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _repair(text: str) -> str:
    """Undo one double encoding ("RÃ©sumÃ©"), only when the whole text agrees that it is one."""
    if text.isascii() or not _DOUBLE.search(text):
        return text
    for octets in (_as_1252(text), _as_latin_1(text)):
        repaired = _strictly(octets, "utf-8") if octets is not None else None
        if repaired is not None:
            return repaired
    return text


def _as_1252(text: str) -> bytes | None:
    try:
        return codecs.charmap_encode(text, "strict", _ENCODE_1252)[0]
    except UnicodeError:
        return None


def _as_latin_1(text: str) -> bytes | None:
    """Return the octets of a text that was read as what Latin-1 really is, with controls from 0x80 to 0x9f."""
    try:
        return text.encode("latin-1")
    except UnicodeError:
        return None


def _without_surrogates(text: str) -> str:
    """Replace halves of surrogate pairs, which UTF-7 and friends let through and nothing can store."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
