"""How the integrator works, and what single actions want (product.md §7)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from daemon.configuration.values import Duration, Pattern, Section, Slug

_PERSONAL = (
    "nik",
    "nik_ayah",
    "nik_ibu",
    "npwp",
    "nama_ibu_kandung",
    "nama_ayah",
    "nama_wali",
    "tempat_lahir",
    "tanggal_lahir",
    "tanggal_lahir_ayah",
    "tanggal_lahir_ibu",
    "tanggal_lahir_wali",
    "jalan",
    "dusun",
    "telepon",
    "handphone",
    "nomor_kps",
)


class Action(Section):
    """The rules for one action of the integrator."""

    fields: Mapping[Slug, Pattern] = {}  # field → what its value must be as a whole
    approval: Literal["two-person", "single"] = "two-person"
    single_approval_fields: tuple[Slug, ...] = ()  # fields that one person alone may change
    sandbox_first: bool = False  # tried in the sandbox before it is done for real
    max_per_day: Annotated[int, Field(ge=1)] | None = None  # records changed within 24 hours; None: no limit


class Integrator(Section):
    """How the integrator works."""

    personal: tuple[Slug, ...] = _PERSONAL  # columns that only approvers see in full
    bulk_rows: Annotated[int, Field(ge=1, le=2000)] = 500  # of one attached file
    notification_wait: Duration = timedelta(seconds=30)  # that a notification waits for the Feeder's record
    watch: Duration = timedelta(hours=6)  # how often the central application is looked at for changes
