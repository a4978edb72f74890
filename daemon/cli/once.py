"""Do everything that waits, then exit."""

import typer

from daemon.app import build
from daemon.checks.rights import load_for_work
from daemon.cli import ConfigOption, Failure, config_path
from daemon.instance import only_instance
from daemon.logs import start_logging
from daemon.service import Service


def command(config: ConfigOption = None) -> None:
    """Fetch, process and send everything that waits, then exit."""
    loaded = load_for_work(config_path(config))
    start_logging(loaded.log.level, as_json=loaded.log.format == "json")
    with only_instance(loaded), build(loaded, waits_for_keys=True) as app:
        service = Service(
            app.sources,
            app.pipeline,
            app.delivery,
            loaded.health.file,
            leases=app.leases,
            integrator=app.integrator,
        )
        count = service.once()
    typer.echo(f"{count} mails processed")
    if service.troubles:
        raise Failure("; ".join(service.troubles))
