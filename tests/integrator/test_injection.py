"""What is written into any parameter of any action stays a value: no filter, no body, no other record."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from daemon.demo.feeder_simulator.server import FeederServer
from daemon.demo.feeder_simulator.service import PASSWORD, USERNAME
from daemon.desk.refusal import Refusal
from daemon.integrator.action import Action, find_actions
from daemon.integrator.feeder.client import FeederClient
from daemon.integrator.feeder.exchange import FeederSettings
from daemon.integrator.feeder.faults import FeederError
from daemon.integrator.ordering import arguments_of
from daemon.integrator.tools import Tools

ACTIONS = find_actions()
NAMES = sorted({action.name for action in ACTIONS.values()})
HOSTILE = (
    "1' OR '1'='1",
    "x' OR 'a'='a",
    "x'' OR ''a''=''a",
    "x' UNION SELECT nik FROM biodata WHERE 'a'='a",
    "x'; DROP TABLE mahasiswa; --",
    "x\\' OR 1=1",
    "%",
    "_%",
    '","act":"DeleteBiodataMahasiswa","x":"',
    "a\nfilter=1",
    "a\x00b",
    "{{7*7}}",
    "$(id)",
    "../../ws/sandbox2.php",
)
LITERAL = re.compile(r"'(?:[^']|'')*'")
PLAIN = re.compile(r"(?:(?:[a-z_]+ ?(?:=|ilike|IN) ?\(?,*\)?)(?: AND )?)*")


@pytest.fixture
def server() -> Iterator[FeederServer]:
    with FeederServer() as running:
        yield running


def act_on(action: Action, tools: Tools, written: list[str]) -> bool:
    """Look something up, or preview it; say whether the values were taken."""
    try:
        arguments, _ = arguments_of(action, written, None)
    except Refusal:
        return False
    try:
        if action.read is not None:
            action.read(tools, arguments)
        elif action.write is not None:
            action.write.preview(tools, arguments)
    except (Refusal, FeederError):
        return True
    return True


@pytest.mark.parametrize("name", NAMES)
def test_no_parameter_reaches_out_of_its_value(server: FeederServer, name: str) -> None:
    action = ACTIONS[name]
    settings = FeederSettings(server.url, USERNAME, lambda: PASSWORD)
    tools = Tools(FeederClient(settings), date(2026, 11, 2), lambda _: {})
    for hostile in HOSTILE:
        for aimed in action.parameters:
            needed = [one for one in action.parameters if one.is_required and one is not aimed]
            act_on(action, tools, [f"{one.name}={one.example}" for one in needed] + [f"{aimed.name}={hostile}"])
    filters = [request["filter"] for request in server.simulator.requests if "filter" in request]
    assert [text for text in filters if not PLAIN.fullmatch(LITERAL.sub("", text))] == []
    assert {
        request["act"] for request in server.simulator.requests if not request["act"].startswith(("Get", "Detail"))
    } == set()


@pytest.mark.parametrize(
    "written",
    [
        "nim=2190000001' OR '1'='1",
        "nim=2190000001;2190000002",
        "nim=2190000001 atau 2190000002",
        "nik=1671024205040011x",
        "nik=1671024205040011/2",
        "email=siti@kampus.example,budi@kampus.example",
    ],
)
def test_number_with_more_behind_it_is_not_cut_to_fit(written: str) -> None:
    with pytest.raises(Refusal, match="action-parameter"):
        arguments_of(ACTIONS["ubah-biodata"], ["nim=2190000001", written][written.startswith("nim") :], None)


@pytest.mark.parametrize("written", ["nim= 21900 00001 ", "nim=2190.0000.01", "nim=(2190000001)", "nim=2190000001"])
def test_number_may_be_written_with_what_people_put_between(written: str) -> None:
    assert arguments_of(ACTIONS["cek-mahasiswa"], [written], None)[0]["nim"].replace(".", "") == "2190000001"


@pytest.mark.parametrize(
    "title", ["Sistem; sebuah kajian", "Sistem -- sebuah kajian", "Sistem /* kajian", "a\\b kajian"]
)
def test_sign_that_is_never_sent_is_named(title: str) -> None:
    with pytest.raises(Refusal, match="action-sign"):
        arguments_of(ACTIONS["lulus-do"], ["nim=2190000001", f"judul={title}"], None)
