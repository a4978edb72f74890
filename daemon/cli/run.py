"""Run the daemon."""

from pathlib import Path

from daemon.app import FAULTS, build
from daemon.checks.rights import load_for_work
from daemon.cli import ConfigOption, config_path
from daemon.config import Config
from daemon.instance import AlreadyRunning, only_instance
from daemon.logs import start_logging
from daemon.reloading import Reloading
from daemon.service import Service
from daemon.watching import CLOCK, alarm_at_start, watching


def command(config: ConfigOption = None) -> None:
    """Run the daemon until SIGTERM; the mail in hand is finished first. SIGHUP takes up a changed configuration."""
    path = config_path(config)
    loaded = load_for_work(path)
    start_logging(loaded.log.level, as_json=loaded.log.format == "json")
    try:
        status = _run(loaded, path)
    except AlreadyRunning:
        raise
    except FAULTS as fault:
        alarm_at_start(loaded, fault)
        raise
    raise SystemExit(status)


def _run(config: Config, path: Path) -> int:
    with only_instance(config), build(config) as app, watching(app) as jobs:
        app.warm_up()
        service = Service(
            app.sources,
            app.pipeline,
            app.delivery,
            config.health.file,
            config.storage.folder / CLOCK,
            leases=app.leases,
            jobs=jobs,
            integrator=app.integrator,
            reload=Reloading(app, path),
        )
        return service.run()
