"""One JSON line for each thing that happened, with its request, and nothing about a person."""

import json
import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import TextIO

import structlog

from zhenxie.kit import tracing

# Loggers of libraries that install handlers or levels of their own.
_LIBRARIES = ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "sqlalchemy", "asyncio", "fastapi")


def configure(*, service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's logging to one JSON stream (stderr by default).

    `service` stands in every line. Uvicorn must be started with ``log_config=None`` and
    ``access_log=False``: the access line is written by `zhenxie.kit.web`, without the query string.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _with_trace,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_service(service),
        _exception_without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_first_line_only, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dumps),
            ],
        )
    )
    _take_over(handler, level)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of one module; its first argument is a short event name, the rest are keywords."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def _take_over(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _LIBRARIES:
        library = logging.getLogger(name)
        library.handlers = []
        library.propagate = name != "uvicorn.access"
    # One line for each request of ours is enough; these repeat it, with whole addresses.
    for name in ("httpx2", "httpcore2", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)


def _dumps(line: Mapping[str, object], **_: object) -> str:
    return json.dumps(line, ensure_ascii=False, default=str, separators=(",", ":"))


def _with_service(service: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, line: MutableMapping[str, object]) -> MutableMapping[str, object]:
        line["service"] = service
        return line

    return add


def _with_trace(_logger: object, _method: str, line: MutableMapping[str, object]) -> MutableMapping[str, object]:
    trace = tracing.current()
    if trace is not None:
        line["request_id"] = trace.request_id
        line["trace_id"] = trace.trace_id
    return line


def _first_line_only(_logger: object, _method: str, line: MutableMapping[str, object]) -> MutableMapping[str, object]:
    # asyncio and warnings put the repr of an exception or of a value on the lines that follow.
    line["event"] = str(line.get("event", "")).split("\n", 1)[0]
    return line


def _exception_without_values(
    _logger: object, _method: str, line: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    """Replace the exception by where it was raised.

    The text of an exception is left out on purpose: PostgreSQL's and Pydantic's quote the row or the
    value that they refused, and that may be a person's name. Type and place are enough to find a bug.
    """
    given = line.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        line["exception"] = _described(error)
    return line


def _described(error: BaseException) -> list[dict[str, object]]:
    chain: list[dict[str, object]] = []
    link: BaseException | None = error
    while link is not None and len(chain) < 10:
        described: dict[str, object] = {
            "type": f"{type(link).__module__}.{type(link).__qualname__}",
            "frames": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(link.__traceback__)[-30:]
            ],
        }
        state = getattr(link, "sqlstate", None)
        if isinstance(state, str):
            described["sqlstate"] = state
        if isinstance(link, BaseExceptionGroup):
            described["within"] = [_described(inner) for inner in link.exceptions[:5]]
        chain.append(described)
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return chain
