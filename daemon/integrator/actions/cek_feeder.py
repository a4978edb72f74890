"""`!cek-feeder`: whether the Feeder answers, lets us in, whose it is, its version and when that expires."""

from daemon.desk.complaint_types.catalogue import Wording
from daemon.integrator.action import Action, Arguments, Risk, Sheet, Values
from daemon.integrator.tools import Tools

_COLUMNS = ("reachable", "login", "nama_perguruan_tinggi", "kode_perguruan_tinggi", "app_version", "app_expired_date")


def read(tools: Tools, arguments: Arguments) -> tuple[Sheet, ...]:  # noqa: ARG001 - an action's signature
    """Log in, read profile and version; a Feeder that does not tell its version is well all the same."""
    tools.feeder.log_in()
    profile = tools.feeder.profile()
    application = tools.feeder.application()
    row: Values = {
        "reachable": "✓",
        "login": "✓",
        "nama_perguruan_tinggi": profile.text("nama_perguruan_tinggi") or "",
        "kode_perguruan_tinggi": profile.text("kode_perguruan_tinggi") or "",
        "app_version": application.version if application else "",
        "app_expired_date": application.expires[:10] if application else "",
    }
    return (Sheet(Wording("Keadaan Neo Feeder", "State of Neo Feeder"), _COLUMNS, (row,)),)


ACTION = Action(
    name="cek-feeder",
    system="feeder",
    risk=Risk.READ,
    summary=Wording("Memeriksa apakah Feeder terjangkau, versinya, dan masa berlakunya", "Checks the Feeder itself"),
    parameters=(),
    read=read,
    aliases=("check-feeder",),
)
