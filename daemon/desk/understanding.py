"""Say what a mail that staff write or forward tells about somebody else's complaint."""

from daemon.desk.case import Case, Desk
from daemon.desk.form_filling.type_choice import confident
from daemon.desk.masking import is_masked
from daemon.desk.planning.structure_effects import Understood

_ADDRESS = "email"  # a form field: in such mails it is as likely the forwarder's, and the person's is known anyway


def of(desk: Desk, case: Case) -> Understood:
    """Return the type that is certain enough, the language, and the form values that fit."""
    findings = case.reading.findings
    best = confident(findings)
    kind = desk.catalogue.get(best.type_code) if best else None
    fields = (found for found in findings.fields if found.is_valid and found.name != _ADDRESS)
    return Understood(
        type_code=kind.code if kind else "",
        category=kind.category if kind else "lain",
        language=findings.language,
        fields=tuple((found.name, found.value) for found in fields if found.value and not is_masked(found.value)),
    )
