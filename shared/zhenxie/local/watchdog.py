"""A process that outlives its parent is stopped: a tiny shell waits for the parent's pipe to close."""

import contextlib
import subprocess

from zhenxie.local.accounts import Account, environment

# `read` fails only at the end of the file, that is when nobody holds the other end any more, be it
# after kill -9. After ten seconds of asking politely it is killed.
_SCRIPT = """
if ! read -r released; then
    kill -s "$2" "$1" 2>/dev/null
    waited=0
    while kill -0 "$1" 2>/dev/null; do
        waited=$((waited + 1))
        if [ "$waited" -gt 10 ]; then kill -s "$3" "$1" 2>/dev/null; exit; fi
        sleep 1
    done
fi
"""


class Watchdog:
    """Stops one process when we end, however we end.

    The watched process must be our own child, and `release` must follow at once when it has been
    waited for: until then its number cannot be given to another process.
    """

    def __init__(self, pid: int, *, account: Account, ask: str = "TERM", force: str = "KILL") -> None:
        """Begin to watch for our own end.

        :param pid: the process to stop then.
        :param ask: the signal that asks it to stop; `force` is sent ten seconds later.
        """
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "zhenxie-watchdog", str(pid), ask, force],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=environment(),
            # Its own session: neither Ctrl-C nor the closing of the terminal may end the watchdog first.
            start_new_session=True,
            user=account.user,
            group=account.group,
            extra_groups=account.groups,
        )

    def release(self) -> None:
        """Say that the watched process has ended."""
        with contextlib.suppress(BrokenPipeError):
            self._shell.communicate(b"released\n")
