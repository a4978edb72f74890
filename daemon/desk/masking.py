"""Hide personal values where they are not needed (trust.md §2.5): enough is left to recognise, too little to use."""

MASK = "•"
KEPT_DIGITS = 4


def mask(value: str) -> str:
    """Return the value with all but its last four digits, or all but the first letter of each word, hidden."""
    digits = sum(character.isdigit() for character in value)
    if digits > KEPT_DIGITS:
        return _mask_digits(value, digits - KEPT_DIGITS)
    return " ".join(word[:1] + MASK * (len(word) - 1) for word in value.split())


def is_masked(value: str) -> bool:
    """Say whether a value came back hidden, out of the quotation of a form of ours."""
    return MASK in value


def _mask_digits(value: str, hidden: int) -> str:
    shown = []
    for character in value:
        is_hidden = character.isdigit() and hidden > 0
        hidden -= is_hidden
        shown.append(MASK if is_hidden else character)
    return "".join(shown)
