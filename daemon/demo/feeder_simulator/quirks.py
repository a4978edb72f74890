"""What the simulator does otherwise than a tidy server, each a switch, and what goes wrong on the way (§8.5)."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class Quirks:
    """Wire quirks. The defaults are what real servers are known to do."""

    error_code_as_string: bool = False  # "0"
    error_code_padded: bool = False  # " 0 "
    null_description: bool = False  # error_desc null instead of ""
    numbers_as_strings: bool = False  # also integers
    numerics_as_numbers: bool = False  # 3.72 instead of "3.72"
    unpadded: bool = False  # char(n) without its blanks
    padded_everywhere: bool = False  # every text with blanks behind
    iso_dates: bool = False  # YYYY-MM-DD instead of DD-MM-YYYY
    iso_times: bool = False  # YYYY-MM-DD 00:00:00
    empty_instead_of_null: bool = False  # ""
    dash_instead_of_null: bool = False  # "-"
    nipd: bool = False  # nipd instead of nim
    nipd_beside_nim: bool = False  # both
    old_names: bool = False  # other drifted column names
    null_data: bool = False  # data null instead of []
    object_for_one: bool = False  # data {} instead of [{}] where there is one row
    without_count: bool = False  # no jumlah
    extra_object: bool = False  # a second JSON object after the first
    extra_text: bool = False  # text after the JSON
    byte_order_mark: bool = False
    code_message_shape: bool = False  # failed inserts as {"code", "message"}
    profile_as_object: bool = False  # GetProfilPT
    count_as_string: bool = False  # "12873"
    legacy_token: bool = False  # 32 hexadecimal digits
    token_without_iat: bool = False
    wrong_clock: bool = False  # iat and exp are of a clock an hour behind
    plain_type: bool = False  # Content-Type text/html on JSON
    listing_absent: bool = False  # GET gives 404
    details_absent: bool = False  # GET app_detail gives 401
    full_record_needed: bool = False  # an update without the required fields is refused
    echo_raw_names: bool = False  # id_reg_pd in an answer about grades


QUIRKS = tuple(entry.name for entry in fields(Quirks))
# Before the act: nothing is done. After it: done, and the answer is lost or spoilt.
BEFORE = (
    "reset_before",
    "hang_before",
    "html_502",
    "html_200_before",
    "empty_before",
    "http_503",
    "http_429",
    "redirect",
)
AFTER = (
    "reset_after",
    "hang_after",
    "html_502_after",
    "html_200",
    "empty",
    "cut_short",
    "huge",
    "http_500_after",
    "slow",
    "filter_ignored",
)
FAULTS = BEFORE + AFTER


@dataclass(slots=True)
class Fault:
    """Something that goes wrong for some requests."""

    kind: str  # of FAULTS, or "error" with a code
    times: int = 1  # how often; -1: always
    acts: tuple[str, ...] = ()  # beginnings of the acts' names; empty: all but GetToken
    code: int = 0  # of kind "error"
    text: str = ""  # of kind "error"; "": the table's
    probability: float = 1.0

    def concerns(self, act: str) -> bool:
        """Say whether the fault may befall an act."""
        return act.startswith(self.acts) if self.acts else act != "GetToken"


@dataclass(slots=True)
class Faults:
    """The faults that are waiting, in order; safe for several threads."""

    waiting: list[Fault] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - no secret
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_for(self, act: str) -> Fault | None:
        """Return the fault that befalls a request, and count it."""
        with self.lock:
            for fault in self.waiting:
                if fault.concerns(act) and self.chance.random() < fault.probability:
                    self._use(fault)
                    return fault
        return None

    def _use(self, fault: Fault) -> None:
        if fault.times > 0:
            fault.times -= 1
            if not fault.times:
                self.waiting.remove(fault)


def fault_of(wish: Mapping[str, Any]) -> Fault:
    """Return the fault that a test asks for. Raises: ValueError for none that there is."""
    kind = str(wish.get("kind"))
    if kind not in (*FAULTS, "error"):
        raise ValueError(f"no such fault: {kind}")
    return Fault(
        kind=kind,
        times=int(wish.get("times", 1)),
        acts=tuple(wish.get("acts", ())),
        code=int(wish.get("code", 0)),
        text=str(wish.get("text", "")),
        probability=float(wish.get("probability", 1.0)),
    )


def set_quirks(quirks: Quirks, wish: Mapping[str, Any]) -> None:
    """Switch quirks on and off. Raises: ValueError for one that there is not."""
    for name, value in wish.items():
        if name not in QUIRKS:
            raise ValueError(f"no such quirk: {name}")
        setattr(quirks, name, bool(value))
