"""Where this machine keeps the embedded server's data, and files that only their owner may read."""

import os
import secrets
import sys
from pathlib import Path

from zhenxie.local.accounts import Account


class FolderUnreachable(RuntimeError):
    """The account that runs PostgreSQL cannot enter the data folder."""


def data_folder() -> Path:
    """Return ZHENXIE_DATA, else /var/lib/zhenxie for root, else the user's own data folder."""
    named = os.environ.get("ZHENXIE_DATA")
    if named:
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/zhenxie")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "zhenxie"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "zhenxie"


def prepare(folder: Path, account: Account) -> None:
    """Make the folder if need be, so that `account` can pass through it and nobody else can list it.

    :raises FolderUnreachable: in words, if a folder above it is closed to `account`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if account.user is not None:
        folder.chmod(0o711)
    if not account.can_enter(folder):
        message = (
            f"The data folder {folder} cannot be entered by the account `{account.name}` that runs "
            "PostgreSQL; choose another with ZHENXIE_DATA, for example /var/lib/zhenxie."
        )
        raise FolderUnreachable(message)


def secret(path: Path) -> str:
    """Return the secret kept at `path`, made at the first call; only its owner may read the file.

    :raises PermissionError: if it belongs to somebody else.
    """
    if not path.exists():
        write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    unfinished.replace(path)
