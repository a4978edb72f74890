"""What may stand in a file of the catalogue; a key that is not here is a fault."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from daemon.desk.complaint_types.patterns import pattern_fault

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,7}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")]
Said = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
FieldKind = Literal[
    "text", "nim", "nip", "nidn", "nik", "nisn", "email", "phone", "date", "semester", "number", "choice"
]


class Shape(BaseModel):
    """A table of a file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class WordingShape(Shape):
    """Words in both languages."""

    id: str = ""
    en: str = ""


class SaidShape(WordingShape):
    """Words that must be there in both languages."""

    id: Said
    en: Said


class SynonymsShape(Shape):
    """What people write."""

    id: list[Said] = []
    en: list[Said] = []


class FieldShape(Shape):
    """A field, complete."""

    name: Name
    label: SaidShape
    synonyms: list[Said] = []
    kind: FieldKind = "text"
    pattern: str = ""
    choices: list[Said] = []
    example: str = ""
    help: WordingShape = WordingShape()
    required: bool = True
    personal: bool = False
    also: list[Name] = []
    intake: str = ""

    @field_validator("intake")
    @classmethod
    def check_intake(cls, intake: str) -> str:
        """Refuse what does not say where two or four digits of a year stand."""
        if intake and (fault := pattern_fault(intake)):
            raise ValueError(fault)
        if intake and re.compile(intake).groups != 1:
            raise ValueError("needs one group, around the year: '([0-9]{2})[0-9]{8}'")
        return intake

    @field_validator("pattern")
    @classmethod
    def check_pattern(cls, pattern: str) -> str:
        """Refuse a pattern that does not compile or may take for ever."""
        fault = pattern_fault(pattern)
        if fault:
            raise ValueError(fault)
        return pattern


class DocumentShape(Shape):
    """A document, complete."""

    name: Name
    label: SaidShape
    synonyms: list[Said] = []
    required: bool = True
    alternatives: list[Name] = []


class HandoverShape(SaidShape):
    """Words for when somebody else has to act."""

    route: Slug = ""


class TargetShape(Shape):
    """What the SOP expects of a stage and the most it allows; service minutes."""

    expected: Annotated[int, Field(ge=0, le=100_000)]
    target: Annotated[int, Field(ge=1, le=100_000)]

    @model_validator(mode="after")
    def check_order(self) -> Self:
        """Refuse to expect more than is allowed."""
        if self.expected > self.target:
            raise ValueError("expected is more than target")
        return self


class TargetsShape(Shape):
    """The stages in which a type differs."""

    contact: TargetShape | None = None
    form: TargetShape | None = None
    processing: TargetShape | None = None
    notification: TargetShape | None = None


class TypeShape(Shape):
    """A complaint type; `use` in its fields and documents is resolved before."""

    code: Code
    category: Literal["data-mahasiswa", "data-dosen", "akademik", "sarpras", "integrator", "lain"]
    name: SaidShape
    synonyms: SynonymsShape
    roles: list[Literal["mahasiswa", "dosen", "pegawai", "operator"]]
    fields: list[FieldShape]
    documents: list[DocumentShape] = []
    actions: list[Slug] = []
    route: Slug = ""
    solution: SaidShape
    handover: HandoverShape
    targets: TargetsShape = TargetsShape()
    advice: WordingShape = WordingShape()
    outside_scope: bool = False
