"""What a figure is measured on: a fresh embedded PostgreSQL, the services as processes, agencies and their tokens."""

import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from zhenxie.kit.http import new_async_client
from zhenxie.local.surroundings import surroundings

POLICE = "640202000000"
PROCURATORATE = "640202100000"
_PORT_WAITS = 1200


@dataclass(frozen=True)
class Server:
    """A service that runs: its address and the process that was started."""

    url: str
    process: "subprocess.Popen[bytes]"

    def processes(self) -> list[int]:
        """Return the ids of the process and of its workers."""
        return [self.process.pid, *_children(self.process.pid)]

    def resident_mb(self) -> float:
        """Return how much memory the largest of its processes holds now, in MB."""
        return max(memory_mb(pid, "VmRSS") for pid in self.processes())

    def peak_mb(self) -> float:
        """Return how much memory the largest of its processes ever held, in MB."""
        return max(memory_mb(pid, "VmHWM") for pid in self.processes())


@dataclass(frozen=True)
class Account:
    """A registered client."""

    client_id: str
    secret: str


@contextmanager
def fresh() -> Iterator[dict[str, str]]:
    """Give the environment of a migrated, empty pair of databases on an embedded server that ends with the block."""
    before = {name: os.environ.get(name) for name in ("ZHENXIE_DATA", "EXCHANGE_DATABASE_URL", "ZHENXIE_LOG_LEVEL")}
    # Sockets of a thousand waiting clients.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65_536), most))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        os.environ.pop("EXCHANGE_DATABASE_URL", None)
        os.environ["ZHENXIE_DATA"] = folder
        try:
            with surroundings() as found:
                yield {**found.environment, "ZHENXIE_DATA": folder}
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


@contextmanager
def serving(environment: Mapping[str, str], *command: str) -> Iterator[Server]:
    """Run a server on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [sys.executable, "-m", *command, "--port", str(port)],
        env={**os.environ, **environment, "EXCHANGE_PUBLIC_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port, process)
            yield Server(url, process)
        finally:
            process.terminate()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(_PORT_WAITS):
        if process.poll() is not None:
            raise RuntimeError("the server ended at once")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not begin to listen")


def exchange(environment: Mapping[str, str], *words: str) -> str:
    """Run one command of the exchange's to its end and return what it prints."""
    ended = subprocess.run(
        [sys.executable, "-m", "exchange", *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode != 0:
        raise RuntimeError(ended.stderr)
    return ended.stdout


def register_agencies(environment: Mapping[str, str]) -> None:
    """Register the police of the bench and the procuratorate that supervises them."""
    for code, kind, name in (
        (POLICE, "police", "大武口区分局"),
        (PROCURATORATE, "procuratorate", "大武口区检察院"),
    ):
        exchange(environment, "agencies", "add", code, "--kind", kind, "--name", name, "--division", "640202")


def register_client(environment: Mapping[str, str], agency: str, *scopes: str) -> Account:
    """Create a client of an agency."""
    made = json.loads(exchange(environment, "clients", "create", "--agency", agency, "--scopes", *scopes))
    return Account(made["client_id"], made["client_secret"])


async def token(url: str, account: Account) -> str:
    """Return an access token."""
    async with new_async_client(base_url=url) as asking:
        form = {"grant_type": "client_credentials"}
        answer = await asking.post("/oauth/token", data=form, auth=(account.client_id, account.secret))
        if answer.status_code != 200:
            raise RuntimeError(answer.text)
        return str(answer.json()["access_token"])


def memory_mb(pid: int, line: str) -> float:
    """Return a line of a process's status (VmRSS now, VmHWM at most ever), in MB; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(one.split()[1]) / 1024 for one in status.splitlines() if one.startswith(f"{line}:")), 0.0)


def _children(pid: int) -> list[int]:
    try:
        said = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in said.split()]
