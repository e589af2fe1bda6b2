"""What can go wrong when one speaks to the exchange, in words a caller decides by."""

from typing import Any


class ExchangeUnavailable(Exception):
    """The exchange could not be reached, or is busy: worth trying again.

    `retry_after_seconds` is how long it asked to be left alone, if it did.
    """

    def __init__(self, reason: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class ExchangeRefused(Exception):
    """The exchange understood us and said no: not worth trying again.

    `problem` is the body of the answer (RFC 9457), as far as it was one.
    """

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('type', '')}: {problem.get('title', '')}".strip())
        self.status = status
        self.problem = problem

    @property
    def code(self) -> str:
        """The last step of the problem's type, such as `message-id-reused`; empty if there is none."""
        return str(self.problem.get("type", "")).rpartition("/")[2]


class CursorGone(ExchangeRefused):
    """The cursor is ahead of the feed or of another epoch; go on from `resume_after`."""

    @property
    def resume_after(self) -> str:
        """The cursor to go on from."""
        return str(self.problem["resume_after"])
