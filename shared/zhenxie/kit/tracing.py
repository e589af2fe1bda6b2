"""Who a log line and a message belong to: the request and its trace (W3C Trace Context)."""

import re
import secrets
import uuid
from contextvars import ContextVar
from dataclasses import dataclass

# https://www.w3.org/TR/trace-context/#traceparent-header: version 00, lower case, not all zeros.
_TRACEPARENT = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class Trace:
    """One request as the logs and the messages that it causes name it."""

    request_id: str
    trace_id: str
    span_id: str
    flags: str

    @property
    def traceparent(self) -> str:
        """Return the header to pass on with whatever this request causes."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("zhenxie_trace", default=None)


def current() -> Trace | None:
    """Return the trace of the request being handled, or None outside of one."""
    return _current.get()


def begin(*, traceparent: str | None = None, request_id: str | None = None) -> Trace:
    """Begin a request: continue the caller's trace if it is well formed, else begin one.

    Only a UUID is taken over as a request id. It goes into every log line, and a caller who could
    choose its text could write a person's name or number there.
    """
    found = _TRACEPARENT.fullmatch(traceparent or "")
    trace = Trace(
        request_id=_uuid(request_id) or str(uuid.uuid4()),
        trace_id=found[1] if found else secrets.token_hex(16),
        span_id=secrets.token_hex(8),
        flags=found[2] if found else "01",
    )
    _current.set(trace)
    return trace


def _uuid(text: str | None) -> str | None:
    try:
        return str(uuid.UUID(text)) if text else None
    except ValueError:
        return None


def traceparent() -> str | None:
    """Return the header of the request being handled, for what it causes; None outside of one."""
    trace = current()
    return None if trace is None else trace.traceparent
