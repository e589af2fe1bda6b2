"""Which act of the office is possible with a lead in which state, and who may take it: tables; pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from exchange.alerts.lifecycle import FINISHED, State
from exchange.leads.errors import WorkOutOfOrder
from zhenxie.wire.staff import Role

_ANY: Final = frozenset(State)
_OPEN: Final = _ANY - FINISHED
ALLOWED: Final[Mapping[str, frozenset[State]]] = MappingProxyType(
    {
        "assign": _OPEN,
        "hand_over": _OPEN,
        "set_due": _OPEN,
        "request_evidence": _OPEN,
        "group": _OPEN,
        "reopen": FINISHED,
        # What is said, comes in or turns out later is kept of every lead.
        "comment": _ANY,
        "evidence_received": _ANY,
        "ungroup": _ANY,
    }
)
"""In which states of the alert (domain 12.3, lead) each act is possible."""

OFFICE: Final = frozenset({Role.SCREENER, Role.PROSECUTOR, Role.APPROVER, Role.CHIEF})
"""Whoever works in the office: a lead is assigned to any of them."""
# The chief is a prosecutor as well (Prosecutors Law 2), and may do whatever one may.
_PROSECUTORS: Final = frozenset({Role.PROSECUTOR, Role.CHIEF})
_WORKING: Final = _PROSECUTORS | {Role.SCREENER}
_LEADING: Final = frozenset({Role.PROSECUTOR, Role.APPROVER, Role.CHIEF})
ROLES: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "assign": _LEADING,
        "hand_over": OFFICE,
        "set_due": _LEADING,
        "comment": OFFICE,
        # Who asks another organ for materials speaks for the procuratorate.
        "request_evidence": _PROSECUTORS,
        "evidence_received": _WORKING,
        "group": _WORKING,
        "ungroup": _WORKING,
        "reopen": _PROSECUTORS | {Role.APPROVER},
        "raise": _WORKING,
        "hand_over_list": _LEADING,
    }
)
"""Who may take each act, where the agency keeps a register of its staff."""


def require(act: str, state: State) -> None:
    """See that an act is possible with a lead in a state.

    :raises WorkOutOfOrder: it is not.
    """
    if state not in ALLOWED[act]:
        raise WorkOutOfOrder(state=state.value, act=act)
