"""Run the daemon."""

from daemon.app import build
from daemon.cli import ConfigOption, load_config
from daemon.instance import only_instance
from daemon.logs import start_logging
from daemon.service import Service


def command(config: ConfigOption = None) -> None:
    """Run the daemon until SIGTERM; the mail in hand is finished first."""
    loaded = load_config(config)
    start_logging(loaded.log.level, as_json=loaded.log.format == "json")
    with only_instance(loaded), build(loaded) as app:
        service = Service(app.sources, app.pipeline, app.delivery, loaded.health.file, leases=app.leases)
        raise SystemExit(service.run())
