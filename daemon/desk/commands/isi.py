"""`!isi field=nilai …`: correct or fill in the form for the requester."""

from daemon.desk.complaint_types.catalogue import Field
from daemon.desk.form_filling.form_words import known_field
from daemon.desk.planning.arguments import pairs
from daemon.desk.planning.command import Call, Command
from daemon.desk.planning.plan import Plan, SetFormValue
from daemon.desk.refusal import Refusal
from daemon.reading.findings.field_values import found_field
from daemon.reading.vocabulary import FieldWords
from daemon.trust.levels import CommandClass

NOTHING = "-"  # empties the field


def plan(call: Call) -> Plan:
    """Set form fields to the values given; `-` empties one.

    Raises: Refusal("argument"), Refusal("unknown-word") for a field that there is not, Refusal("field-value") for a
    value that does not fit.
    """
    ticket = call.ticket
    there = {field.name: field.value for field in ticket.fields}
    effects = []
    for key, written in pairs(call).items():
        field = known_field(call, key)
        before = there.get(field.name, "")
        value = "" if written == NOTHING else _tidied(call, field, written)
        effects.append(SetFormValue(ticket.id, field.name, before, value))
    return Plan(tuple(effects))


def _tidied(call: Call, field: Field, written: str) -> str:
    words = FieldWords(field.name, (), field.pattern, field.kind, field.choices)
    found = found_field(words, written, is_labelled=True)
    if not found.is_valid:
        label = field.label.in_language(call.actor.language)
        example = "" if field.kind == "nik" else field.example
        raise Refusal("field-value", field=label, example=example, kind=field.kind)
    return found.value


COMMAND = Command(
    name="isi",
    aliases=("set", "fill"),
    usage="!isi isian=nilai [isian=nilai …]",
    summary_id="Mengisi atau membetulkan isian formulir; tanda - mengosongkannya",
    summary_en="Fills in or corrects fields of the form; a - empties one",
    command_class=CommandClass.K1,
    plan=plan,
    help_id='Contoh: !isi nim=2190000001 nama="Budi Contoh". Pelapor tidak dikirimi surat.',
    help_en='Example: !isi nim=2190000001 nama="Budi Contoh". The requester is sent nothing.',
)
