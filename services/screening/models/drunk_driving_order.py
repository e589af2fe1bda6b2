"""醉驾取证时间: orders of time that cannot be, and one officer at two places (DUI-16)."""

from typing import Final

from screening.casefile import CaseFile, Event, Related
from screening.models import driving
from screening.models.drunk_driving_delivery import seals, submissions
from screening.models.drunk_driving_faults import by_faults
from screening.models.drunk_driving_rules import evidence_rule
from screening.related import OFFICER
from screening.rulebook import Outcome
from zhenxie.law.wording import Text
from zhenxie.wire.moments import precision_of, start_of, surely_before

DUI_16: Final = evidence_rule("DUI-16", "取证时间顺序矛盾", "An impossible order of times", "DUI23 8")
_UNDATED: Final = Text("查获、提取、送检、接收或者出具的时间有未报送的", "the time of one of the steps is not stated")
_PLACE: Final = Text("同一民警同一时刻参与两案取证，地点是否相同未报送", "one officer acted in two cases at one moment")


_Pair = tuple[str | None, str | None, Text]


def of_sample(case: CaseFile, drawn: Event) -> Outcome:
    """Return the answer about one sample: drawn after the stop, sent after that, received after that."""
    pairs: list[_Pair] = []
    # Only a seal says for certain that it is this sample.
    for sent in [one for one in submissions(case, drawn)[0] if seals(one) & seals(drawn)]:
        arrived = sent.data.get("received_at")
        if sent.occurred is not None:
            pairs.append((drawn.occurred, sent.occurred, Text("送检早于提取血样", "sent before it was drawn")))
            if arrived is not None:
                pairs.append((sent.occurred, arrived, Text("鉴定机构接收早于送检", "received before it was sent")))
    faults, gaps = _orders(pairs)
    before_the_stop = _before_the_stop(case, drawn)
    if before_the_stop:
        faults.append(Text("提取血样早于查获时间", "drawn before he was stopped"))
    elif before_the_stop is None:
        gaps.append(_UNDATED)
    elsewhere = [one for one in case.related if _acted_then(one, drawn)]
    for one in elsewhere:
        if _is_another_place(one, drawn):
            faults.append(
                Text(
                    f"民警{one.key}同一时刻出现在另一案件的另一地点",
                    f"officer {one.key} acted at another place at that moment",
                )
            )
        else:
            gaps.append(_PLACE)
    return by_faults(DUI_16, drawn, faults, gaps)


def of_opinion(opinion: Event) -> Outcome:
    """Return the answer about one opinion: given after the sample was received, and received after it was given."""
    issued = opinion.occurred
    pairs = [
        (
            opinion.data.get("received_at"),
            issued,
            Text("鉴定意见早于接收检材", "the result came before the sample was received"),
        )
    ]
    received = opinion.data.get("opinion_received_at")
    if received is not None:
        pairs.append((issued, received, Text("收到鉴定意见早于出具", "received before it was given")))
    return by_faults(DUI_16, opinion, *_orders(pairs))


def _before_the_stop(case: CaseFile, drawn: Event) -> bool | None:
    """Tell whether blood was drawn before he was stopped, whenever that was of all that is said of it."""
    own = (drawn.data.get("driving") or {}).get("stopped_at")
    stops = {own} if own else driving.every_stop(case, drawn.suspect_ref)
    if not stops or drawn.occurred is None:
        return None
    before = {surely_before(drawn.occurred, stop) for stop in stops}
    return before.pop() if len(before) == 1 else None


def _orders(pairs: list[_Pair]) -> tuple[list[Text], list[Text]]:
    faults = [text for one, other, text in pairs if one and other and surely_before(other, one)]
    return faults, [_UNDATED] if any(None in (one, other) for one, other, _ in pairs) else []


def _acted_then(one: Related, drawn: Event) -> bool:
    moments = (one.event.occurred, drawn.occurred)
    if one.kind != OFFICER or one.key not in (drawn.data.get("officers") or ()) or None in moments:
        return False
    instants = [start_of(moment) for moment in moments if moment is not None and precision_of(moment) == "instant"]
    return len(instants) == 2 and instants[0] == instants[1]


def _is_another_place(one: Related, drawn: Event) -> bool:
    """Tell whether the other act was elsewhere: two drivers may be tested at one post, or bled in one hospital."""
    places = {driving.stated_code(event.data.get("place_kind")) for event in (drawn, one.event)}
    return one.event.entry.source != drawn.entry.source or places == {"medical_institution", "on_site"}
