"""A port that nobody listens on."""

import socket


def free(wanted: int = 0) -> int:
    """Return `wanted` if nobody on this machine listens there, else any other port; another program may take it first."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
