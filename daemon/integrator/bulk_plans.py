"""One action for many records as a kind of plan: approved as one, applied row by row, resumed where it broke off."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from daemon import failpoints
from daemon.desk.case import Desk
from daemon.desk.four_eyes.plan_kind import Ending, Execution, Finding, OutOfReach, Proposal
from daemon.desk.four_eyes.plans import State
from daemon.desk.journal import Cause, Entry, record
from daemon.desk.refusal import Refusal
from daemon.desk.writing.letters import PlannedItem
from daemon.integrator import breaker, bulk_results, outages
from daemon.integrator.action import Action, Difference, Write
from daemon.integrator.daily_limit import require_room
from daemon.integrator.describing import changes_of
from daemon.integrator.guarding import ANY_FAULT, UNCERTAIN, asked, require_name, stands_already, waiting_or_refusal
from daemon.integrator.ordering import require_rules
from daemon.integrator.rehearsing import rehearse
from daemon.integrator.systems import Systems
from daemon.trust.levels import CommandClass
from daemon.value_objects import value_object
from models.actions import BulkRow
from models.database import settled
from models.plans import StoredPlan

KIND = "bulk"
TRIES = 3  # at one row
PROGRESS = 25  # rows between two words in the journal
Order = Mapping[str, Any]
_ENDED = ("done", "failed", "manual")


@value_object
class BulkPlans:
    """Plans that change many records of another system, one after the other."""

    desk: Desk
    systems: Systems
    name: str = KIND
    is_local: bool = False

    def propose(self, plan: StoredPlan, now: datetime) -> Proposal:
        """Read the records again that are still to be changed; those that are done stay as they were planned."""
        ended = {row.number for row in BulkRow.rows(plan=plan) if row.state in _ENDED}
        try:
            return self.planned(plan.content["order"], now, plan, ended)
        except OutOfReach as fault:
            outages.failed(self.desk, fault.system, fault.reason, now)
            raise

    def planned(
        self, order: Order, now: datetime, plan: StoredPlan | None = None, ended: Collection[int] = ()
    ) -> Proposal:
        """Read the records and return what the order would do. Raises: Refusal when no row can be done, OutOfReach."""
        action, write = self._action(order)
        if plan is None:
            rows, problems = self._first_look(action, write, order, now)
        else:
            problems = list(order["problems"])
            rows = [row if row["line"] in ended else self._seen(action, write, row, now) for row in order["rows"]]
        outages.answered(self.desk, action.system, now)
        if not rows:
            raise Refusal("bulk-nothing", first=problems[0][1] if problems else "")
        require_room(self.systems.rules.of(action), order["action"], sum(row["line"] not in ended for row in rows), now)
        kept = {**order, "rows": rows, "problems": sorted(problems)}

        def execute(cause: Cause, now: datetime) -> Execution:  # noqa: ARG001 - the protocol's signature
            if plan is None:
                raise Refusal("action-gone")
            return self._execute(action, write, plan, cause)

        return Proposal(
            order=kept,
            command_class=CommandClass.K3,
            right=action.right,
            approvals=1,
            commands=(order["line"],),
            items=(*self._items(kept), *_problem_items(kept)),
            state=rows,
            execute=execute,
        )

    def _first_look(
        self, action: Action, write: Write, order: Order, now: datetime
    ) -> tuple[list[dict[str, Any]], list[list[Any]]]:
        """Return the rows that can be done, and the lines that cannot, each with why."""
        rows, problems = [], list(order["problems"])
        for row in order["rows"]:
            try:
                rows.append(self._seen(action, write, row, now))
            except Refusal as refusal:
                problems.append([row["line"], self._words(refusal)])
        return rows, problems

    def _seen(self, action: Action, write: Write, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Read one record anew. Raises: Refusal, OutOfReach."""
        require_rules(action, row["arguments"])
        tools = self.systems.tools(now)
        difference = asked(action.system, lambda: write.preview(tools, row["arguments"]), str(row["line"]))
        require_name(row["name"], difference)
        return {"line": row["line"], "arguments": row["arguments"], "name": row["name"], **_plain(difference)}

    def verify(self, plan: StoredPlan) -> Finding:
        """Look at the row that was being changed; the others were not begun, or are done."""
        order, now = plan.content["order"], self.desk.clock()
        action, write = self._action(order)
        tools = self.systems.tools(now)
        for row in BulkRow.rows(plan=plan, state="sent"):
            difference = _difference(_row_of(order, row.number))
            try:
                finding = asked(action.system, partial(write.verify, tools, difference))
            except OutOfReach as fault:
                outages.failed(self.desk, fault.system, fault.reason, now)
                raise
            except Refusal:
                finding = Finding.OTHER
            state = "waiting" if finding is Finding.OLD and row.attempts < TRIES else "manual"
            _end(row, "done" if finding is Finding.NEW else state, self._found(finding), now)
            if row.state in _ENDED:
                breaker.note(self.desk, action.system, row.state, now)
        outages.answered(self.desk, action.system, now)
        return Finding.PART

    def settled(self, plan: StoredPlan, refusal: Refusal | None, cause: Cause, now: datetime) -> None:  # noqa: ARG002 - the protocol's
        """Mail the result of each row to the actor once it is over; the breaker has counted the rows one by one."""
        if plan.state in (State.DONE, State.FAILED, State.MANUAL) and BulkRow.rows(plan=plan):
            bulk_results.send(self.desk, plan, cause)

    def is_free(self, plan: StoredPlan, now: datetime) -> bool:
        """Say whether the action's system may be asked and changed now."""
        return breaker.may_go_on(self.desk, plan, now)

    def _execute(self, action: Action, write: Write, plan: StoredPlan, cause: Cause) -> Execution:
        """Change one record after the other; each is on record before its request leaves."""
        order = plan.content["order"]
        settled(lambda: _make_rows(plan, order))
        is_trial = True  # somebody found that changes may be tried (again): the first row shows it
        for row in sorted(BulkRow.rows(plan=plan), key=lambda one: int(one.number)):
            if row.state != "waiting":
                continue
            if breaker.has_stopped(action.system) and not is_trial:
                return Execution(Ending.UNKNOWN, f"stopped before line {row.number}", is_certain=True)
            is_trial = False
            stop = self._change(action, write, order, row)
            if stop is not None:
                return stop
            breaker.note(self.desk, action.system, row.state, self.desk.clock())
            self._note_progress(plan, row, cause)
        rows = BulkRow.rows(plan=plan)
        done = sum(row.state == "done" for row in rows)
        response = f"{done} of {len(rows)} rows done"
        return Execution(Ending.DONE if done else Ending.FAILED, response, None if done else Refusal("bulk-none-done"))

    def _change(self, action: Action, write: Write, order: Order, row: BulkRow) -> Execution | None:
        """Change one record; return how the attempt ends when it cannot go on."""
        planned = _row_of(order, row.number)
        tools, difference = self.systems.tools(self.desk.clock()), _difference(planned)
        try:
            self._require_as_planned(action, write, planned)
            rehearse(self.desk, self.systems, action, planned["arguments"])
        except OutOfReach as fault:
            return self._gone(fault, row)
        except Refusal as refusal:
            _end(row, "failed", self._words(refusal), self.desk.clock())
            return None
        _begin(row, self.desk.clock())
        failpoints.reach("bulk_row_begun")
        try:
            write.apply(tools, difference)
            failpoints.reach("bulk_row_sent")
            finding = asked(action.system, lambda: write.verify(tools, difference))
        except (*UNCERTAIN, OutOfReach) as fault:
            breaker.note(self.desk, action.system, Ending.UNKNOWN.value, self.desk.clock())
            return Execution(Ending.UNKNOWN, f"line {row.number}: {type(fault).__name__}")
        except ANY_FAULT as fault:
            if not stands_already(fault, lambda: write.verify(tools, difference)):
                return self._not_changed(action, row, fault)
            finding = Finding.NEW
        except Refusal as refusal:
            _end(row, "manual", self._words(refusal), self.desk.clock())
            return None
        _end(
            row,
            {Finding.NEW: "done", Finding.OLD: "failed"}.get(finding, "manual"),
            self._found(finding),
            self.desk.clock(),
        )
        return None

    def _not_changed(self, action: Action, row: BulkRow, fault: Exception) -> Execution | None:
        """Keep why a record was not changed; a system that went away ends the attempt."""
        found = waiting_or_refusal(action.system, fault)
        if isinstance(found, OutOfReach):
            return self._gone(found, row)
        _end(row, "failed", self._words(found), self.desk.clock())
        return None

    def _gone(self, fault: OutOfReach, row: BulkRow) -> Execution:
        """Return how an attempt ends whose system went away before it changed a record: it goes on there later."""
        outages.failed(self.desk, fault.system, fault.reason, self.desk.clock())
        _end(row, "waiting", "not sent", self.desk.clock())
        return Execution(Ending.UNKNOWN, f"line {row.number}: not sent", is_certain=True)

    def _require_as_planned(self, action: Action, write: Write, planned: Mapping[str, Any]) -> None:
        """Hold that a record is still as it was approved: the rows before it took their time.

        Raises: Refusal, OutOfReach.
        """
        if self._seen(action, write, planned, self.desk.clock()) != planned:
            raise Refusal("bulk-row-changed", what=planned["title"])

    def _note_progress(self, plan: StoredPlan, row: BulkRow, cause: Cause) -> None:
        ended = BulkRow.select().where((BulkRow.plan == plan) & BulkRow.state.in_(list(_ENDED))).count()
        if ended % PROGRESS == 0:
            data = {"plan": int(plan.id), "rows": ended, "line": int(row.number)}
            settled(lambda: record(Entry("bulk.progress", cause, None, data), self.desk.clock()))

    def _action(self, order: Order) -> tuple[Action, Write]:
        action = self.systems.actions.get(order["action"])
        if action is None or action.write is None or action.system != order["system"]:
            raise Refusal("action-gone")
        return action, action.write

    def _items(self, order: Order) -> tuple[PlannedItem, ...]:
        return tuple(self._item(row) for row in order["rows"])

    def _item(self, row: Mapping[str, Any]) -> PlannedItem:
        difference = _difference(row)
        changes = changes_of(difference, self.systems.rules.personal)
        return PlannedItem("", f"{row['line']}. {difference.title}", changes, (), difference.remarks)

    def _found(self, finding: Finding) -> str:
        """Return what stands there after a change, for the result's reader; "" for what was wanted."""
        codes = {Finding.OLD: "accepted-unchanged", Finding.OTHER: "bulk-row-other"}
        return self._words(Refusal(codes[finding])) if finding in codes else ""

    def _words(self, refusal: Refusal) -> str:
        return self.desk.texts.refusal(refusal.code, self.desk.rules.language, refusal.facts)


def _problem_items(order: Order) -> tuple[PlannedItem, ...]:
    return tuple(PlannedItem("", f"{line}.", (), (), (words,)) for line, words in order["problems"])


def _plain(difference: Difference) -> dict[str, Any]:
    return {
        "title": difference.title,
        "old": dict(sorted(difference.old.items())),  # as they come back from the database: else a plan would
        "new": dict(sorted(difference.new.items())),  # differ from itself when it is planned again
        "key": dict(difference.key),
        "record": dict(difference.record),
        "remarks": list(difference.remarks),
    }


def _difference(row: Mapping[str, Any]) -> Difference:
    return Difference(
        title=row["title"],
        old=row["old"],
        new=row["new"],
        key=row["key"],
        record=row["record"],
        remarks=tuple(row["remarks"]),
    )


def _row_of(order: Order, line: int) -> Mapping[str, Any]:
    row: Mapping[str, Any] = next(row for row in order["rows"] if int(row["line"]) == int(line))
    return row


def _make_rows(plan: StoredPlan, order: Order) -> None:
    for row in order["rows"]:
        BulkRow.found_or_made({"before": {}}, plan=plan, number=row["line"])


def _begin(row: BulkRow, now: datetime) -> None:
    _write(row, {"state": "sent", "started_at": now, "attempts": row.attempts + 1})


def _end(row: BulkRow, state: str, result: str, now: datetime) -> None:
    _write(row, {"state": state, "result": result, "finished_at": now if state in _ENDED else None})


def _write(row: BulkRow, values: Mapping[str, Any]) -> None:
    """Write how a row stands; the same values again do no harm."""
    settled(lambda: BulkRow.update(values).where(BulkRow.id == row.id).execute())
    for name, value in values.items():
        setattr(row, name, value)
