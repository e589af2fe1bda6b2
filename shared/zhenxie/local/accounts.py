"""Which account the database runs under, and what that account can reach."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """A Unix account to run a program under; without a user it is our own."""

    name: str
    user: int | None = None
    group: int | None = None

    def run(self, command: Sequence[str | Path]) -> "subprocess.CompletedProcess[str]":
        """Run a short program to its end under this account, from the root folder.

        :raises OSError: if the account cannot execute it.
        """
        return subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env=environment(),
            user=self.user,
            group=self.group,
            extra_groups=self.groups,
        )

    @property
    def groups(self) -> list[int] | None:
        """Return the further groups to run under: none for another account, unchanged for our own."""
        return None if self.user is None else []

    def can_enter(self, folder: Path) -> bool:
        """Return whether this account may pass through `folder`."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder]).returncode == 0

    def give(self, path: Path) -> None:
        """Make this account the owner of `path`."""
        if self.user is not None:
            os.chown(path, self.user, self.group if self.group is not None else -1)


def server_account() -> Account:
    """Return the account for PostgreSQL, which refuses to run as root: `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Account(name=str(os.geteuid()))
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, user=entry.pw_uid, group=entry.pw_gid)
    message = "PostgreSQL refuses to run as root, and this machine has neither `postgres` nor `nobody`."
    raise RuntimeError(message)


def environment() -> dict[str, str]:
    """Return the environment of PostgreSQL's programs: nothing of the caller's but the search path."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
