"""The files of one PostgreSQL cluster: made once, compared with the binaries, rid of an orphaned server."""

import time
from dataclasses import dataclass
from pathlib import Path

from zhenxie.local import folders
from zhenxie.local.accounts import Account
from zhenxie.local.binaries import Binaries

SUPERUSER = "postgres"


class PostgresFailed(RuntimeError):
    """The embedded server could not be started."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A data folder of PostgreSQL, the programs for it, and the account that they run under."""

    folder: Path
    binaries: Binaries
    account: Account

    def prepare(self, password: str) -> None:
        """Make the cluster if it is not there, and see that these binaries can open it.

        :param password: of the superuser, for a new cluster.
        :raises PostgresFailed: if it cannot be made, or was made by another major version.
        """
        version = self.folder / "PG_VERSION"
        if not version.exists():
            self._initialise(password)
        made_by = version.read_text(encoding="ascii").strip()
        if made_by != str(self.binaries.major):
            message = (
                f"The data in {self.folder} was made by PostgreSQL {made_by}, but PostgreSQL "
                f"{self.binaries.major} is installed. Install version {made_by} again, or carry the data "
                "over with pg_dump and pg_restore; or choose another folder with ZHENXIE_DATA."
            )
            raise PostgresFailed(message)

    def stop_orphan(self) -> None:
        """Wait until a server that lost its owner has ended, and end it if its watchdog does not."""
        control: list[str | Path] = [self.binaries.program("pg_ctl"), "-D", self.folder]
        for attempt in range(100):
            if self.account.run([*control, "status"]).returncode != 0:
                return
            if attempt == 20:
                self.account.run([*control, "stop", "-m", "immediate", "-W"])
            time.sleep(0.1)

    def command(self, port: int, options: dict[str, str]) -> list[str]:
        """Return the command that starts the server."""
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries.program("postgres")), "-D", str(self.folder), "-p", str(port), *settings]

    def answers(self, port: int) -> bool:
        """Return whether a server accepts connections on this port."""
        program = self.binaries.program("pg_isready")
        return self.account.run([program, "-q", "-h", "127.0.0.1", "-p", str(port)]).returncode == 0

    def _initialise(self, password: str) -> None:
        # initdb runs under another account when we are root, so it gets a copy of its own to read.
        copy = self.folder.with_name(".initial-password")
        folders.write_private(copy, password)
        self.account.give(copy)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.account.give(self.folder)
        command: list[str | Path] = [self.binaries.program("initdb"), "-D", self.folder, "-U", SUPERUSER]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "-A", "scram-sha-256", f"--pwfile={copy}"]
        try:
            said = self.account.run([*command, "--data-checksums"])
        finally:
            copy.unlink(missing_ok=True)
        if said.returncode != 0:
            message = f"initdb could not make {self.folder}: {said.stderr.strip()}"
            raise PostgresFailed(message)
