"""What makes the desk pleasant for staff: undoing, warnings, taking turns, the digest, disturbances."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from daemon.configuration.identity import Category
from daemon.configuration.values import Duration, Section, Slug, TimeOfDay

Share = Annotated[int, Field(ge=0, le=1000)]  # per cent of a target; 0: never


class Commands(Section):
    """How long commands can be taken back."""

    hold: Duration = timedelta(seconds=20)  # a mail that a command causes waits for so long; acknowledgements never do
    undo: Duration = timedelta(minutes=15)  # commands that mailed nobody


class Assignment(Section):
    """Who gets a ticket that nobody took."""

    in_turn: bool = False  # a new ticket goes to the next of its category's team who is not away
    out_of_office: bool = True  # a staff member's own out-of-office answer counts like !cuti


class Escalation(Section):
    """Who is told when a stage's clock runs towards its target, at which share of it; only in service hours."""

    stages: tuple[Literal["contact", "form", "processing", "notification", "total"], ...] = ("processing",)
    assignee: Share = 50
    team: Share = 80
    head: Share = 100
    head_role: Slug = "kepala"
    reassign: Share = 0  # the ticket goes to the next of the team who is not away


class Digest(Section):
    """The morning's list of tickets for each member of staff."""

    at: TimeOfDay = 7 * 60 + 30  # local time, in minutes; "never"


class Incidents(Section):
    """When similar complaints are proposed to staff as one disturbance."""

    complaints: Annotated[int, Field(ge=0, le=1000)] = 8  # 0: never
    within: Duration = timedelta(minutes=30)
    categories: tuple[Category, ...] = ("sarpras", "akademik", "integrator", "lain")
