"""Tell values that fit their pattern and are probably wrong all the same: they are asked about once, never refused.

A doubtful value stands in the form as something that we suggest: it counts when its writer lets it stand.
"""

import re

from daemon.desk.complaint_types.catalogue import Field

_FEWEST = 6  # digits from which on a pattern in them is no chance
_LAST_CENTURY = 60  # two digits from here on are of the 20th century


def is_doubtful(field: Field, value: str, year: int) -> bool:
    """Say whether a number is all the same digit, or of a year of intake that has not come yet.

    Only numbers in which the catalogue says where the year of intake stands (`intake`) are looked at.
    """
    if not field.intake:
        return False
    digits = value if value.isdecimal() else "".join([char for char in value if char.isdecimal()])
    if len(digits) >= _FEWEST and digits.count(digits[0]) == len(digits):
        return True
    found = re.fullmatch(field.intake, value)
    return found is not None and _is_to_come(found[1], year)


def _is_to_come(intake: str, year: int) -> bool:
    if len(intake) == 4:
        return int(intake) > year
    return year % 100 < int(intake) < _LAST_CENTURY
