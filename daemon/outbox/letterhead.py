"""What every mail says about the institution, and how it looks."""

from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from daemon.config import Institution
from daemon.outbox.composing import Picture
from daemon.value_objects import value_object

_SUBTYPES = {".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}


@value_object
class Letterhead:
    """Name, colours and picture of the institution."""

    name: str
    unit: str
    zone: ZoneInfo
    language: str = "id"  # where the receiver's is not known
    address: str = ""  # postal
    phone: str = ""
    website: str = ""
    primary: str = "#0b5d3b"
    accent: str = "#c8982b"
    logo: Picture | None = None

    @property
    def on_primary(self) -> str:
        """Return white or near-black, whichever reads better on the primary colour (WCAG 2.1 relative luminance)."""
        return _readable_on(self.primary)


def letterhead_of(institution: Institution) -> Letterhead:
    """Return the letterhead that the configuration describes, with the logo read.

    Raises: OSError when the logo cannot be read.
    """
    return Letterhead(
        name=institution.name,
        unit=institution.unit,
        zone=institution.timezone,
        language=institution.language,
        address=institution.address,
        phone=institution.phone,
        website=institution.website,
        primary=institution.primary,
        accent=institution.accent,
        logo=_picture(institution.logo) if institution.logo else None,
    )


def _picture(path: Path) -> Picture:
    return Picture(path.read_bytes(), _SUBTYPES[path.suffix.lower()], "logo@loket")


@cache
def _readable_on(colour: str) -> str:
    return "#ffffff" if _luminance(colour) < 0.36 else "#15211b"


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
