"""The lives of the records: what may be done where a record stands, by which side, by whom; pure."""

from collections.abc import Mapping
from typing import Final, Literal

from exchange.cooperation.errors import ActOutOfOrder
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

Side = Literal["office", "police", "asked", "receiver", "owner", "member"]
"""The procuratorate that leads, the other side's police, whoever was asked, receives, owns; any organ that takes part."""

OPENED: Final[Mapping[str, str]] = {
    "early_intervention": "requested",
    "consultation": "open",
    "joint_study": "open",
    "joint_meeting": "planned",
    "clue_transfer": "sent",
    "class_case_review": "drafted",
}
"""Where a record begins; early intervention that the procuratorate offers begins as `offered`, a clue that was served as `received`."""

_DISCUSSED: Final[Mapping[tuple[str, str], str]] = {
    ("open", "view"): "open",
    ("open", "name_organ"): "open",
    ("open", "conclude"): "concluded",
    ("concluded", "dissent"): "concluded",
    ("concluded", "close"): "closed",
}
STEPS: Final[Mapping[str, Mapping[tuple[str, str], str]]] = {
    "early_intervention": {
        ("requested", "accept"): "accepted",
        ("requested", "decline"): "declined",
        ("offered", "accept"): "accepted",
        ("offered", "decline"): "declined",
        ("accepted", "send_prosecutors"): "accepted",
        ("accepted", "opinion"): "accepted",
        ("accepted", "respond"): "accepted",
        ("accepted", "close"): "closed",
    },
    "consultation": _DISCUSSED,
    "joint_study": _DISCUSSED,
    "joint_meeting": {
        ("planned", "name_organ"): "planned",
        ("planned", "attach_pack"): "planned",
        ("planned", "minutes"): "held",
        ("held", "attach_pack"): "held",
        ("held", "minutes"): "held",
        ("held", "resolve"): "held",
        ("held", "fulfil"): "held",
        ("held", "close"): "closed",
    },
    "clue_transfer": {
        ("sent", "receive"): "received",
        ("received", "feedback"): "answered",
        ("answered", "close"): "closed",
    },
    "class_case_review": {
        ("drafted", "approve"): "approved",
        ("drafted", "send_back"): "sent_back",
        ("sent_back", "resubmit"): "drafted",
        ("approved", "close"): "closed",
    },
}
"""From where by which act to where; what does not stand here is refused."""

SIDES: Final[Mapping[str, Side]] = {
    "accept": "asked",
    "decline": "asked",
    "send_prosecutors": "office",
    "opinion": "office",
    "respond": "police",
    "view": "member",
    "name_organ": "office",
    "conclude": "office",
    "dissent": "member",
    "attach_pack": "office",
    "minutes": "office",
    "resolve": "office",
    "fulfil": "owner",
    "receive": "receiver",
    "feedback": "receiver",
    "approve": "office",
    "send_back": "office",
    "resubmit": "office",
    "close": "office",
}
"""Whose act it is."""

_WRITES_DOWN: Final = frozenset({Role.SCREENER, Role.PROSECUTOR, Role.APPROVER, Role.CHIEF})
_DECIDES: Final = frozenset({Role.PROSECUTOR, Role.APPROVER, Role.CHIEF})
_APPROVES: Final = frozenset({Role.APPROVER, Role.CHIEF})
_OF_ASSISTANTS: Final = frozenset({"view", "attach_pack", "minutes", "resubmit", "receive", "feedback"})
FOUR_EYES: Final = frozenset({"approve", "send_back"})
"""Acts of the head of the office, never of whoever drafted: the agency must keep a register for them."""

ANSWERS: Final = frozenset({"accept", "decline", "respond", "fulfil", "feedback"})
"""Acts that answer something; the feed tells of them as `cooperation.answered`."""


def roles_for(act: str, kind: AgencyKind) -> frozenset[Role]:
    """Return the roles of which one is needed for an act ("open" for an opening) by an agency of a kind."""
    if kind is AgencyKind.POLICE:
        return frozenset({Role.POLICE_HANDLER})
    if kind is not AgencyKind.PROCURATORATE:
        return frozenset()
    if act in FOUR_EYES:
        return _APPROVES
    return _WRITES_DOWN if act in _OF_ASSISTANTS else _DECIDES


def after(kind: str, state: str, act: str) -> str:
    """Return where a record stands after an act.

    :raises ActOutOfOrder: it cannot be done where the record stands.
    """
    following = STEPS[kind].get((state, act))
    if following is None:
        raise ActOutOfOrder(kind=kind, state=state, act=act)
    return following
