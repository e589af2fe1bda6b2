"""The life of an alert in the office (线索预警 → 筛查 → 成案): a table of steps; pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from exchange.alerts.errors import StepOutOfOrder
from zhenxie.wire.staff import Role


class State(StrEnum):
    """Where the office stands with an alert (domain 12.3, lead)."""

    NEW = "new"  # 预警
    SCREENING = "screening"  # 筛查
    VERIFYING = "verifying"  # 调查核实
    ESTABLISHED = "established"  # 成案
    DISMISSED = "dismissed"  # 排除
    TRANSFERRED = "transferred"  # 移送
    CLOSED = "closed"  # 办结


_S = State
_OPEN: Final = (_S.NEW, _S.SCREENING, _S.VERIFYING, _S.ESTABLISHED)
STEPS: Final[Mapping[tuple[State, str], State]] = MappingProxyType(
    {
        (_S.NEW, "start"): _S.SCREENING,
        (_S.NEW, "verify"): _S.VERIFYING,
        (_S.SCREENING, "verify"): _S.VERIFYING,
        (_S.SCREENING, "confirm"): _S.ESTABLISHED,
        (_S.VERIFYING, "confirm"): _S.ESTABLISHED,
        (_S.NEW, "dismiss"): _S.DISMISSED,
        (_S.SCREENING, "dismiss"): _S.DISMISSED,
        (_S.VERIFYING, "dismiss"): _S.DISMISSED,
        (_S.SCREENING, "transfer"): _S.TRANSFERRED,
        (_S.VERIFYING, "transfer"): _S.TRANSFERRED,
        (_S.ESTABLISHED, "transfer"): _S.TRANSFERRED,
        (_S.ESTABLISHED, "close"): _S.CLOSED,
        (_S.TRANSFERRED, "close"): _S.CLOSED,
        **{(state, step): state for state in _OPEN for step in ("snooze", "share")},
        # What went to another office may still be made known to the police; what was dismissed or closed is not.
        (_S.TRANSFERRED, "share"): _S.TRANSFERRED,
    }
)
# A finding that no longer stands as it did needs no case made of it: a person closes it from any open state.
OVER: Final = frozenset({"remedied", "withdrawn", "ground_changed"})

FINISHED: Final = frozenset({State.DISMISSED, State.CLOSED})
"""Where the office has done with an alert: what is found again is a new occurrence."""

# The chief is a prosecutor as well (Prosecutors Law 2), and may take whatever step one may.
_PROSECUTORS: Final = frozenset({Role.PROSECUTOR, Role.CHIEF})
_SCREENING: Final = _PROSECUTORS | {Role.SCREENER}
_DECIDING: Final = _PROSECUTORS | {Role.APPROVER}
ROLES: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "start": _SCREENING,
        "verify": _SCREENING,
        "snooze": _SCREENING,
        "confirm": _DECIDING,
        "dismiss": _DECIDING,
        "transfer": _DECIDING,
        "close": _DECIDING,
        # What the police learn, a prosecutor answers for (domain 14.6).
        "share": _PROSECUTORS,
    }
)
"""Who may take each step."""
NAMED: Final = frozenset({"confirm", "share"})
"""Steps that somebody of the register answers for by name; the others ask for him only where a register is kept."""

SAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "start": "started",
        "verify": "verifying",
        "confirm": "confirmed",
        "dismiss": "dismissed",
        "snooze": "snoozed",
        "transfer": "transferred",
        "close": "closed",
    }
)
"""What the event says of each step; sharing has an event of its own."""


def after(state: State, step: str, *, standing: str) -> State:
    """Return the state that `step` leads to.

    :param standing: the finding's own standing; one that is over may be closed at once.
    :raises StepOutOfOrder: the table has no such step.
    """
    if step == "close" and standing in OVER and state in _OPEN:
        return State.CLOSED
    try:
        return STEPS[state, step]
    except KeyError:
        raise StepOutOfOrder(state=state.value, step=step) from None
