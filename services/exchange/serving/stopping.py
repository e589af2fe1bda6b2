"""The moment between a signal and the end: nothing new is promised, nothing promised is lost."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_signal(act: Callable[[], None]) -> Iterator[None]:
    """Call `act` in the running loop as soon as the process is asked to stop, before the server does its part.

    The server first waits for the requests that run, and only then ends the application's lifespan; a long poll would
    hold it for half a minute if nobody told it. Outside of the main thread (a test) there are no signals to hear.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        previous: Any = before[signal.Signals(number)]
        if callable(previous):
            previous(number, frame)

    # Only where somebody (the server) listens already: a test keeps its own way of being interrupted.
    heard_of = [number for number, handler in before.items() if callable(handler) and _is_servers(handler)]
    for number in heard_of:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number in heard_of:
            signal.signal(number, before[number])


def _is_servers(handler: Callable[..., object]) -> bool:
    return handler is not signal.default_int_handler
