"""BD-01: a correction that cures a violation after it was alerted (倒签), found from the feed's own record of it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from screening.casefile import CaseFile, entry_of
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.wording import Text
from zhenxie.record.told import Told
from zhenxie.wire.events import EVENT_TYPES

BD_01: Final = Rule(
    code="BD-01",
    title=Text(
        "预警产生后更正使违法情形消失，涉嫌倒签", "A correction cures what had been alerted: possible back-dating"
    ),
    articles=("RULE 551",),
    severity="medium",
    suggested_instrument="investigation_supervision_notice",
    instrument_note=Text(
        "是否倒签须由检察人员调阅文书原件、审批流程和系统日志后认定",
        "whether it was back-dated is for a prosecutor to decide from the document, its approval and the system's log",
    ),
)
_CORRECTS: Final = frozenset({"message.corrected", "message.retracted"})
_CARRIED: Final = {"document": Text("文书", "document"), "approver": Text("审批人", "approver")}


class BackdatedCorrection(SupervisionModel):
    """A correction made a violation disappear after it had been alerted."""

    slug = "backdated_correction"
    version = "2"
    title = Text("更正倒签监督模型", "Back-dated corrections")
    rules = (BD_01,)
    watches = frozenset({"alert.ground_changed"})
    parameters_of = "backdated_correction"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield one outcome for each report that changed the ground of an alert; `on` decides the law in force."""
        required = number_on(self.parameters, "correction_carries", on)
        if required is None:
            return
        told = {str(one.event_id): one for one in case.told}
        asked: set[str] = set()
        for change in case.told:
            if change.type != "alert.ground_changed":
                continue
            prompted = told.get(str(_said(change).get("prompted_by")))
            correction = None if prompted is None else _correction(case, prompted, change)
            root = correction or prompted or change
            if str(root.event_id) not in asked:
                asked.add(str(root.event_id))
                yield _outcome(change, prompted, correction, required)


def _outcome(change: Told, prompted: Told | None, correction: Told | None, required: Number) -> Outcome:
    if prompted is None:
        what = Text("未见使预警依据变化的报送", "the report that changed the ground of the alert is not known")
        return Outcome(
            rule=BD_01, verdict=Verdict.UNDETERMINED, root=entry_of(change), missing=(Missing(what, None, None),)
        )
    if correction is None:
        # A late report is no correction: its alert waits for a person all the same.
        return Outcome(rule=BD_01, verdict=Verdict.CLEAR, root=entry_of(prompted))
    return _found(change, prompted, correction, required)


def _found(change: Told, prompted: Told, correction: Told, required: Number) -> Outcome:
    rule, what = _said(change).get("rule"), EVENT_TYPES[prompted.type].chinese
    lacking = _lacking(correction, required.value)
    text = Text("此类更正应当附有文书依据并载明审批人", "such a correction must carry its document and its approver")
    return Outcome(
        rule=BD_01,
        verdict=Verdict.FOUND,
        root=entry_of(correction),
        suspect_ref=prompted.payload.get("suspect_ref"),
        finding=Text(
            f"规则{rule}的预警产生后，报送机关更正了原报送的“{what}”，使违法情形消失，涉嫌倒签，应当核查",
            f"after an alert of rule {rule} its sender corrected {prompted.type}, which cures the"
            " violation: it must be checked whether this was back-dated",
        ),
        grounds=(*_came_about(change, prompted, correction), by_law(required, text), *_lacks(lacking, correction)),
        violated_from=correction.recorded_at.isoformat(),
        severity="high" if lacking else None,
        confidence="likely" if lacking else "possible",
    )


def _came_about(change: Told, prompted: Told, correction: Told) -> tuple[Ground, ...]:
    rule = _said(change).get("rule")
    return (
        Ground(Text(f"规则{rule}的预警已经产生", f"an alert of rule {rule} stood"), entry=entry_of(change)),
        Ground(
            Text("其后报送更正，更正后的内容使该违法情形不再显示", "a correction came afterwards, and cures it"),
            entry=entry_of(correction),
        ),
        Ground(Text("被更正的原报送", "the report that it corrects"), entry=entry_of(prompted)),
    )


def _lacks(lacking: list[Text], correction: Told) -> tuple[Ground, ...]:
    if not lacking:
        return ()
    chinese = "、".join(one.chinese for one in lacking)
    english = " and ".join(one.english for one in lacking)
    return (Ground(Text(f"该更正未载明{chinese}", f"the correction states no {english}"), entry_of(correction)),)


def _said(one: Told) -> dict[str, object]:
    said: dict[str, object] = one.payload.get("data") or {}
    return said


def _correction(case: CaseFile, prompted: Told, change: Told) -> Told | None:
    """Return the last correction of a report between the alert and the look that saw its ground changed.

    One that came before the alert was part of what it rested on, and one that came after that look cured nothing.
    """
    if prompted.type in _CORRECTS:
        return prompted
    alert_id, seen_upto = _said(change).get("alert_id"), _said(change).get("evaluated_position")
    raised = [
        one.position for one in case.told if one.type == "alert.raised" and _said(one).get("alert_id") == alert_id
    ]
    upto = seen_upto if isinstance(seen_upto, int) else change.position
    found = [
        one
        for one in case.told
        if one.type in _CORRECTS and one.corrects == prompted.event_id and max(raised, default=0) < one.position <= upto
    ]
    return found[-1] if found else None


def _lacking(correction: Told, required: list[str]) -> list[Text]:
    document = correction.payload.get("document") or {}
    carried = {
        "document": document.get("number"),
        "approver": _said(correction).get("approved_by") or document.get("approved_by_level"),
    }
    return [_CARRIED[name] for name in required if not carried[name]]
