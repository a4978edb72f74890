"""`!banding nim=…`: a student's record in SIMAK against the Feeder's, field by field (feeder-api.md §11)."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.desk.refusal import Refusal
from daemon.integrator import records
from daemon.integrator.action import Action, Arguments, Risk, Sheet, Values
from daemon.integrator.comparing import same_for_people
from daemon.integrator.faults import Unreachable
from daemon.integrator.feeder.filters import equal
from daemon.integrator.parameters import NIM
from daemon.integrator.tools import Tools

_COMPARED = (
    "nama_mahasiswa tempat_lahir tanggal_lahir nik nisn nama_ibu_kandung jenis_kelamin nama_agama nama_program_studi "
    "nama_status_mahasiswa ipk total_sks handphone email"
)


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:
    """Read both records, and put what differs first.

    Raises: Refusal("no-simak") where none can be asked, Refusal("simak-away") when it does not answer.
    """
    if tools.simak is None:
        raise Refusal("no-simak")
    student = records.student(tools, arguments["nim"])
    biodata = records.one(tools, "GetBiodataMahasiswa", equal("id_mahasiswa", student.person), what=student.title)
    theirs = {**biodata, **student.values}
    try:
        ours = tools.simak(arguments["nim"])
    except Unreachable as fault:  # not the Feeder's trouble: nothing of the Feeder may wait for it
        raise Refusal("simak-away") from fault
    shown = (name for name in _COMPARED.split() if name in ours)  # of the others nobody said how SIMAK has them
    compared = [_row(name, ours, theirs) for name in shown if ours[name] or theirs.get(name)]
    title = Wording(f"SIMAK dan Feeder: {student.title}", f"SIMAK and Feeder: {student.title}")
    ordered = tuple(sorted(compared, key=lambda row: row["same"] == "="))
    remarks = () if any(row["same"] != "=" for row in ordered) else ("all-the-same",)
    return (Sheet(title, ("same", "field", "simak", "feeder"), ordered, remarks=remarks),)


def _row(name: str, ours: Values, theirs: Values) -> Values:
    here, there = ours.get(name, ""), theirs.get(name, "")
    is_same = same_for_people(name, here, there)
    return {"same": "=" if is_same else "≠", "field": name, "simak": here, "feeder": there}


ACTION = Action(
    name="banding",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Membandingkan data mahasiswa di SIMAK dan Feeder", "Compares a student in SIMAK and the Feeder"),
    parameters=(NIM,),
    read=read,
    aliases=("compare",),
)
