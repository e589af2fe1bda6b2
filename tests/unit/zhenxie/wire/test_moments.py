from datetime import UTC, datetime

import pytest

from zhenxie.wire.moments import end_of, precision_of, start_of


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("moment", "precision", "start", "end"),
    [
        ("2026-03-02T00:30:00+08:00", "instant", utc(2026, 3, 1, 16, 30), utc(2026, 3, 1, 16, 30)),
        ("2026-03-02t00:30z", "instant", utc(2026, 3, 2, 0, 30), utc(2026, 3, 2, 0, 30)),
        (
            "2026-03-02T00:30:00.123456789Z",
            "instant",
            utc(2026, 3, 2, 0, 30, 0, 123456),
            utc(2026, 3, 2, 0, 30, 0, 123456),
        ),
        ("2026-03-02", "day", utc(2026, 3, 1, 16), utc(2026, 3, 2, 16)),
        ("2024-02-29", "day", utc(2024, 2, 28, 16), utc(2024, 2, 29, 16)),
        ("2026-02", "month", utc(2026, 1, 31, 16), utc(2026, 2, 28, 16)),
        ("2026-12", "month", utc(2026, 11, 30, 16), utc(2026, 12, 31, 16)),
    ],
)
def test_a_moment_means_a_stretch_of_time_in_beijing(
    moment: str, precision: str, start: datetime, end: datetime
) -> None:
    assert (precision_of(moment), start_of(moment), end_of(moment)) == (precision, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T00:30:00",  # whose half past midnight?
        "2026-02-30",
        "2026-13",
        "2026",
        "2026-3-2",
        "20260302",
        "2026-03-02T25:00:00Z",
        "2026-03-02 10:00:00Z",
        "2026-03-02T10:00:00+0800",
        "２０２６-03-02",
        "",
        " 2026-03-02",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        start_of(text)
