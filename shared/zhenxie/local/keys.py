"""Keys for the embedded default: made at the first start, kept beside the data that they seal."""

import base64
import secrets
from pathlib import Path

from zhenxie.local import folders


def sealing_settings(folder: Path) -> dict[str, str]:
    """Return the environment with the exchange's keys for the data in `folder`, made (0600) if they are missing.

    Whoever loses these files can never again open a sealed part of that data, so they belong into its backup.
    """
    return {
        "EXCHANGE_SEALING_KEYS": f"embedded:{_kept(folder / 'sealing-key')}",
        "EXCHANGE_PERSON_KEY": _kept(folder / "person-key"),
    }


def _kept(path: Path) -> str:
    if not path.exists():
        folders.write_private(path, base64.b64encode(secrets.token_bytes(32)).decode("ascii"))
    return path.read_text(encoding="ascii").strip()
