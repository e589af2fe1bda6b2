"""Screening's own client at the exchange of this machine: made once, its secret kept beside the data."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from zhenxie.local import folders
from zhenxie.local.surroundings import CommandFailed

AGENCY: Final = "screening"
SCOPES: Final = ("changes:read", "cases:read", "persons:match", "alerts:write", "alerts:read")
# The code of the whole country (GB/T 2260): a platform sees what its grants say, not what its division holds.
_DIVISION: Final = "100000"


def screening_account(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings with which screening logs in at the exchange whose data lie in `folder`.

    :param environment: how ``python -m exchange`` finds its database.
    :raises CommandFailed: the exchange would not make the client; the message is its own.
    """
    kept = folder / "screening.json"
    if not kept.exists():
        known = {one.get("code") for one in _on_the_host(environment, "agencies", "list")}
        if AGENCY not in known:
            words = ("--kind", "platform", "--name", "侦协筛查服务", "--division", _DIVISION)
            _on_the_host(environment, "agencies", "add", AGENCY, *words)
        [made] = _on_the_host(environment, "clients", "create", "--agency", AGENCY, "--scopes", *SCOPES)
        account = {name: made[name] for name in ("client_id", "client_secret")}
        folders.write_private(kept, json.dumps(account))
    account = json.loads(kept.read_text(encoding="ascii"))
    return {"SCREENING_CLIENT_ID": account["client_id"], "SCREENING_CLIENT_SECRET": account["client_secret"]}


def _on_the_host(environment: Mapping[str, str], *words: str) -> list[dict[str, Any]]:
    ended = subprocess.run(
        [sys.executable, "-m", "exchange", *words],
        check=False,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if ended.returncode != 0:
        raise CommandFailed(ended.stderr.strip()[-1000:])
    return [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
