"""Parameters that several actions have."""

from dataclasses import replace

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Parameter
from daemon.integrator.labels import LABELS

NIM = Parameter("nim", LABELS["nim"], "[0-9A-Za-z][0-9A-Za-z./-]{2,23}", "2190000001", kind="nim", from_form=("nim",))
NIDN = Parameter("nidn", LABELS["nidn"], r"\d{10}", "2015088001", kind="nidn", from_form=("nidn",))
SEMESTER = Parameter(
    "semester",
    Wording("Semester", "Semester"),
    r"(?:19|20)\d{2}[123]",
    "20241",
    kind="semester",
    aliases=("periode",),
    from_form=("semester",),
)
ANY_SEMESTER = replace(SEMESTER, is_required=False)
COURSE = Parameter(
    "kode_mk",
    Wording("Kode mata kuliah", "Course code"),
    "[0-9A-Za-z][0-9A-Za-z ./-]{1,19}",
    "PAI2301",
    aliases=("mk",),
    from_form=("kode_mk",),
)
CLASS = Parameter(
    "kelas", Wording("Nama kelas", "Class name"), "[0-9A-Za-z][0-9A-Za-z ./-]{0,4}", "3A", from_form=("kelas",)
)
DATE = r"(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
AMOUNT = r"\d{1,13}(?:\.\d{1,2})?"
AVERAGE = r"[0-3](?:\.\d{1,2})?|4(?:\.0{1,2})?"  # from 0 to 4
UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


def option(name: str, column: str, pattern: str, example: str, **more: object) -> Parameter:
    """Return a parameter that can be left out, called as its column is."""
    label = LABELS.get(column, Wording(name, name))
    return Parameter(name, label, pattern, example, is_required=False, **more)  # type: ignore[arg-type]
