"""The codes of data-quality findings, and what one finding is: which events, whose, and what is wrong with their form."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from screening.casefile import Event
from zhenxie.law.wording import Text
from zhenxie.wire import json
from zhenxie.wire.events import EVENT_TYPES


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fault of form; `code` stands on the line for ever."""

    code: str
    title: Text


IMPOSSIBLE_ORDER: Final = Kind("impossible_order", Text("时间顺序矛盾", "An order of times that cannot be"))
IMPOSSIBLE_TIME: Final = Kind("impossible_time", Text("时间不可能", "A time that cannot be"))
AT_ONCE: Final = Kind("at_once", Text("同一犯罪嫌疑人同时接受两次讯问", "One suspect in two interrogations at once"))
UNMAPPED_CODE: Final = Kind("unmapped_code", Text("代码无法识别", "A code that no table knows"))
NOT_IN_LAW: Final = Kind("status_not_in_law", Text("法律没有规定的诉讼状态", "A status that the law does not know"))
UNIDENTIFIED: Final = Kind("unidentified_suspect", Text("犯罪嫌疑人未报送确定信息", "A suspect whom nobody identified"))
CONTRADICTION: Final = Kind("contradiction", Text("同一事实前后报送不一致", "One fact reported in two ways"))
TOO_COARSE: Final = Kind("too_coarse", Text("日期仅精确到月", "Only a month where the law counts from the day"))
OWED: Final = Kind("owed_fact", Text("应报信息逾期未报", "A fact that has been owed for long"))
KINDS: Final = (
    IMPOSSIBLE_ORDER,
    IMPOSSIBLE_TIME,
    AT_ONCE,
    UNMAPPED_CODE,
    NOT_IN_LAW,
    UNIDENTIFIED,
    CONTRADICTION,
    TOO_COARSE,
    OWED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fault of form, for one sender; `subjects` are events of that sender alone.

    `about` tells it from every other finding of its kind in its case: of a pair the events, of a code its place and
    spelling, of a fact that is owed its type. Never a date: the same fault keeps its name however it is worded. What
    `explanation` says follows from these names, so that a finding that stands never needs to be told again.
    """

    kind: Kind
    sender: str
    about: str
    explanation: Text
    subjects: tuple[UUID, ...] = ()
    suspect_ref: str | None = None
    event_type: str | None = None

    def fingerprint(self, case_id: UUID) -> str:
        """Return the fingerprint (64 hexadecimal digits) of the fault in its case."""
        named = [self.kind.code, str(case_id), self.sender, self.about]
        return hashlib.sha256(json.canonical(named)).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """Return it as it is told, without its case and its evaluation."""
        return {
            "code": self.kind.code,
            "sender": self.sender,
            "suspect_ref": self.suspect_ref,
            "event_type": self.event_type,
            "subjects": [str(one) for one in self.subjects],
            "title": self.kind.title.as_json(),
            "explanation": self.explanation.as_json(),
        }


def called(event_type: str) -> str:
    """Return what an event type is called in Chinese; a type that this version does not know, by its name."""
    known = EVENT_TYPES.get(event_type)
    return event_type if known is None else known.chinese


def of_one(kind: Kind, event: Event, detail: str, explanation: Text) -> Finding:
    """Return a finding about one event, told apart from others about the same event by `detail`."""
    entry = event.entry
    return Finding(
        kind=kind,
        sender=entry.source,
        about=f"{entry.event_id} {detail}",
        explanation=explanation,
        subjects=(entry.event_id,),
        suspect_ref=event.suspect_ref,
        event_type=event.type,
    )


def of_several(kind: Kind, events: Sequence[Event], detail: str, explanation: Text, apart: Text) -> Iterable[Finding]:
    """Yield the finding that events of one sender make together, or for each of several senders one about its own alone.

    :param apart: said to each where another agency reported the other event; it tells nothing of that one.
    """
    senders = {one.entry.source for one in events}
    for sender in sorted(senders):
        own = [one for one in events if one.entry.source == sender]
        names = sorted(str(one.entry.event_id) for one in own)
        yield Finding(
            kind=kind,
            sender=sender,
            about=" ".join([*names, detail]),
            explanation=explanation if len(senders) == 1 else apart,
            subjects=tuple(one.entry.event_id for one in own),
            suspect_ref=own[0].suspect_ref,
            event_type=own[0].type,
        )
