"""python -m screening {run,migrate}."""

import argparse
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

import uvicorn
from pydantic import SecretStr

from screening import app
from screening.settings import Settings
from zhenxie.kit import logs
from zhenxie.local import migrations


def run(settings: Settings) -> None:
    """Serve until SIGTERM; requests that have begun are finished."""
    uvicorn.run(
        app.create_app(url=_url(settings.database_url), heads=migrations.heads("screening")),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )


def migrate(settings: Settings) -> None:
    """Bring screening's database up to this version's schema."""
    migrations.upgrade("screening", _url(settings.migration_database_url or settings.database_url))


def _url(named: SecretStr | None) -> str:
    if named is None:
        sys.exit("screening needs SCREENING_DATABASE_URL (or start everything with `zhenxie up`)")
    return named.get_secret_value()


_COMMANDS: Mapping[str, Callable[[Settings], None]] = MappingProxyType({"run": run, "migrate": migrate})


def main() -> None:
    """Do what the command line says, with the settings of the environment."""
    parser = argparse.ArgumentParser(prog="python -m screening")
    parser.add_argument("command", choices=sorted(_COMMANDS))
    chosen = parser.parse_args().command
    settings = Settings()
    logs.configure(service="screening", level=settings.log_level)
    _COMMANDS[chosen](settings)


if __name__ == "__main__":
    main()
