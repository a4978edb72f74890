"""The values that modules hand to each other: slotted, comparable, hashable, never changed once made."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value_object(kind: type[T]) -> type[T]:
    """Make a class a value object.

    The type checker refuses a change, as with a frozen dataclass. At run time nothing does: the constructor of a
    frozen one takes three times as long, and some hundred values are made for a mail.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
