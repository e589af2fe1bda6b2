import io
import json
import logging
import warnings
from collections.abc import Iterator

import pytest

from zhenxie.kit import logs, tracing

NAME = "马晓燕"
NUMBER = "640202199003074521"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged; the logging of the test run itself is given back afterwards."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    logs.configure(service="exchange", stream=stream)
    yield stream
    root.handlers, root.level = before
    logging.captureWarnings(capture=False)


def lines(stream: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_chinese_is_written_as_itself_with_time_and_service(written: io.StringIO) -> None:
    logs.get_logger("intake").info("group_committed", agency="石嘴山市公安局大武口分局", size=16)

    assert "大武口分局" in written.getvalue()
    line = lines(written)[0]
    assert line["service"] == "exchange"
    assert line["level"] == "info"
    assert line["size"] == 16
    assert line["timestamp"].endswith("Z")


def test_a_line_bears_the_request_it_belongs_to(written: io.StringIO) -> None:
    trace = tracing.begin()

    logging.getLogger("sqlalchemy.pool").warning("connection lost")

    assert lines(written)[0]["request_id"] == trace.request_id
    assert lines(written)[0]["trace_id"] == trace.trace_id


def test_an_exception_is_told_by_type_and_place_and_never_by_its_text(written: io.StringIO) -> None:
    try:
        try:
            raise KeyError(NUMBER)
        except KeyError as error:
            message = f"Key (name)=({NAME}) already exists"
            raise ValueError(message) from error
    except ValueError:
        logs.get_logger("scribe").exception("group_failed")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n%s", NAME)

    assert NAME not in written.getvalue()
    assert NUMBER not in written.getvalue()
    ours, theirs = lines(written)
    assert [link["type"] for link in ours["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logs.py" in ours["exception"][0]["frames"][-1]
    assert theirs["event"] == "Exception in ASGI application"


def test_the_errors_within_a_group_are_told_too(written: io.StringIO) -> None:
    group = ExceptionGroup("several", [ValueError(NAME), OSError(NUMBER)])

    logs.get_logger("scribe").error("failed", exc_info=group)

    assert NAME not in written.getvalue()
    within = lines(written)[0]["exception"][0]["within"]
    assert [chain[0]["type"] for chain in within] == ["builtins.ValueError", "builtins.OSError"]


def test_a_warning_loses_the_lines_that_quote_a_value(written: io.StringIO) -> None:
    warnings.warn(f"Pydantic serializer warnings:\n  input_value='{NAME}'", stacklevel=1)

    assert NAME not in written.getvalue()
    assert "Pydantic serializer warnings" in lines(written)[0]["event"]


def test_uvicorn_may_not_write_the_query_string(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.access").warning("GET /v1/cases?name=%s", NAME)

    assert NAME not in written.getvalue()
