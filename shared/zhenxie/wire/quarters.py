"""A quarter of the year (季度) on the line, such as 2026Q3; its days are days of Asia/Shanghai."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

Quarter = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}Q[1-4]$")]


def first_day(quarter: str) -> date:
    """Return the first day of a quarter."""
    return date(int(quarter[:4]), 3 * int(quarter[5]) - 2, 1)


def following(quarter: str) -> str:
    """Return the quarter after one."""
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year + 1}Q1" if number == 4 else f"{year}Q{number + 1}"


def preceding(quarter: str) -> str:
    """Return the quarter before one."""
    year, number = int(quarter[:4]), int(quarter[5])
    return f"{year - 1}Q4" if number == 1 else f"{year}Q{number - 1}"


def quarter_of(day: date) -> str:
    """Return the quarter in which a day lies."""
    return f"{day.year}Q{(day.month + 2) // 3}"
