"""醉驾血样: how a blood sample was drawn, sealed, sent, analysed and made known (DUI23 8–9; domain 5.3, 14.3)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from screening.casefile import CaseFile, Entry, Event, days_of
from screening.coverage import Missing
from screening.models.driving import is_drunk_driving, stated
from screening.models.duties import Duty, answer
from screening.parameters import NotInForce, Number
from screening.related import OFFICER
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import Due, days_after, working_days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text


def _rule(code: str, chinese: str, english: str, *articles: str, to: str = "police") -> Rule:
    instrument = "reexamination" if code == "DUI-10" else "investigation_supervision_notice"
    return Rule(
        code=code,
        title=Text(chinese, english),
        articles=articles,
        severity="medium",
        suggested_instrument=instrument,
        addressed_to=to,
    )


DUI_05: Final = _rule("DUI-05", "血样提取人员不符合规定", "The sample was drawn by the wrong people", "RTSV20 36")
DUI_06: Final = _rule("DUI-06", "血样提取封装瑕疵", "Defects of extraction and sealing", "DUI23 8", "DUI23 9")
DUI_07: Final = _rule("DUI-07", "血样送检超期", "The sample was sent late", "DUI23 8", "RTSV20 36")
DUI_08: Final = _rule("DUI-08", "鉴定意见出具超期", "The opinion was given late", "DUI23 8", to="laboratory")
DUI_09: Final = _rule("DUI-09", "鉴定意见未在期限内告知", "The opinion was not made known in time", "DUI23 8")
DUI_10: Final = _rule(
    "DUI-10", "鉴定机构资质或者检验录像不符合规定", "Laboratory unqualified, or no video", "DUI23 8", to="laboratory"
)
DUI_11: Final = _rule("DUI-11", "呼气检测仪检定过期", "The breath device's calibration had run out", "GB19522")
DUI_16: Final = _rule("DUI-16", "取证时间顺序矛盾", "An impossible order of times", "DUI23 8")

# What is a defect when it is stated so; a field that nobody stated is none.
_CHECKS: Final[dict[str, tuple[tuple[Any, ...], Text]]] = {
    "tube_type": ((), Text("使用促凝管盛装血样", "the sample was kept in a coagulant tube")),
    "disinfectant_kind": (("alcohol_based",), Text("使用醇类消毒剂", "alcohol was used as disinfectant")),
    "seal_numbers": (([],), Text("血样未封装编号", "the sample bears no seal")),
    "full_video": ((False,), Text("提取、封装过程未全程录音录像", "extraction and sealing were not filmed")),
    "extractor_signed": ((False,), Text("提取人未签名", "who drew it did not sign")),
    "sealer_signed": ((False,), Text("封装人未签名", "who sealed it did not sign")),
}


class DrunkDrivingSample(SupervisionModel):
    """The chain of a blood sample, link by link."""

    slug = "drunk_driving_sample"
    version = "1"
    title = Text("醉驾血样提取送检监督模型", "The blood sample of a drunk driver")
    rules = (DUI_05, DUI_06, DUI_07, DUI_08, DUI_09, DUI_10, DUI_11, DUI_16)
    watches = frozenset({"evidence.breath_tested", "evidence.blood_drawn", "evidence.forensic_opinion_issued"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers of each breath test, blood sample and opinion."""
        if not is_drunk_driving(case):
            return
        for breath in case.of_type("evidence.breath_tested"):
            yield self._device(breath)
        for drawn in case.of_type("evidence.blood_drawn"):
            yield self._people(drawn)
            yield self._defects(drawn)
            yield from self._delivery(case, on, drawn)
            yield from self._order(case, drawn)
        for opinion in case.of_type("evidence.forensic_opinion_issued"):
            if opinion.data.get("subject") == "blood_alcohol" or opinion.data.get("blood_alcohol_mg_per_100ml"):
                yield self._laboratory(opinion)
                yield from self._given(case, on, opinion)
                yield from self._told(case, on, opinion)

    def _in_force(self, name: str, days: Days | None) -> Number | None:
        try:
            return None if days is None else self.parameters.in_force(name, days.last)
        except NotInForce:
            return None

    def _people(self, drawn: Event) -> Outcome:
        data = drawn.data
        police, auxiliary = data.get("police_count"), data.get("auxiliary_count")
        faults = []
        if data.get("drawer_qualified") is False:
            faults.append(Text("提取人员不具备资质", "who drew it was not qualified"))
        alone = police == 1 and auxiliary == 0
        if police == 0 or alone:
            faults.append(
                Text(
                    f"现场民警{police}人、辅警{auxiliary or 0}人", f"{police} officers and {auxiliary or 0} auxiliaries"
                )
            )
        known = (
            data.get("drawer_qualified") is not None and police is not None and (police >= 2 or auxiliary is not None)
        )
        gap = Text("提取人员资质或者在场警力未报送", "who drew it, or who was there, is not stated")
        return _by_faults(DUI_05, drawn, faults, known=known, gap=gap)

    def _defects(self, drawn: Event) -> Outcome:
        data = drawn.data
        tubes = self._in_force("spoiling_tubes", drawn.days)
        checks = dict(_CHECKS)
        if self._in_force("video_required", drawn.days) is None:
            del checks["full_video"]
        if tubes is not None:
            checks["tube_type"] = (tuple(tubes.value), checks["tube_type"][1])
        faults = [text for name, (bad, text) in checks.items() if data.get(name) in bad]
        open_ = [name for name in checks if data.get(name) is None]
        if data.get("suspect_signed") is not True:
            # A refusal that is noted stands for the signature (DUI23 8).
            if data.get("suspect_signed") is False and data.get("refusal_noted") is False:
                faults.append(Text("当事人未签名且未注明拒签", "he did not sign, and no refusal is noted"))
            elif not data.get("refusal_noted"):
                open_.append("suspect_signed")
        gap = Text(f"下列事项未报送：{'、'.join(open_)}", f"not stated: {', '.join(open_)}")
        return _by_faults(DUI_06, drawn, faults, known=not open_, gap=gap)

    def _delivery(self, case: CaseFile, on: date, drawn: Event) -> Iterator[Outcome]:
        number = self._in_force("delivery_days", drawn.days)
        if drawn.days is None or number is None:
            yield _unknown_day(DUI_07, drawn)
            return
        value = number.value
        first, last = (_due(day, value, number.law) for day in (drawn.days.first, drawn.days.last))
        unit = "个工作日" if value["working"] else "日"
        finding = Text(
            f"血样于{drawn.occurred}提取，未在{value['days']}{unit}内（至{last.day}）送检",
            f"drawn on {drawn.occurred}; not sent within {value['days']} days, by {last.day}",
        )
        acts = case.of_type("evidence.blood_submitted")
        yield answer(case, on, _duty(case, (DUI_07, finding, number), drawn, (first, last), acts))

    def _given(self, case: CaseFile, on: date, opinion: Event) -> Iterator[Outcome]:
        submitted = case.last("evidence.blood_submitted")
        received = opinion.data.get("received_at") or (submitted.data.get("received_at") if submitted else None)
        start = days_of(received)
        if start is None:
            yield _unknown(
                DUI_08, opinion, Text("鉴定机构接收检材时间未报送", "when the laboratory received it is not stated")
            )
            return
        number = self._in_force("opinion_working_days", start)
        if number is None:
            return
        first, last = (working_days_after(day, number.value, law=number.law) for day in (start.first, start.last))
        finding = Text(
            f"鉴定机构于{received}接收检材，未在{number.value}个工作日内（至{last.day}）出具鉴定意见",
            f"received on {received}; no opinion within {number.value} working days, by {last.day}",
        )
        yield answer(case, on, _duty(case, (DUI_08, finding, number), opinion, (first, last), [opinion]))

    def _told(self, case: CaseFile, on: date, opinion: Event) -> Iterator[Outcome]:
        received = opinion.data.get("opinion_received_at")
        start = days_of(received)
        if start is None:
            yield _unknown(
                DUI_09, opinion, Text("公安机关收到鉴定意见时间未报送", "when the opinion was received is not stated")
            )
            return
        number = self._in_force("notice_working_days", start)
        if number is None:
            return
        first, last = (working_days_after(day, number.value, law=number.law) for day in (start.first, start.last))
        finding = Text(
            f"公安机关于{received}收到鉴定意见，未在{number.value}个工作日内（至{last.day}）书面告知",
            f"received on {received}; not made known within {number.value} working days, by {last.day}",
        )
        acts = case.of_type("evidence.forensic_opinion_notified")
        yield answer(case, on, _duty(case, (DUI_09, finding, number), opinion, (first, last), acts))

    def _laboratory(self, opinion: Event) -> Outcome:
        data, days = opinion.data, opinion.days
        valid = days_of(data.get("qualification_valid_until"))
        faults = []
        if data.get("laboratory_qualified") is False:
            faults.append(Text("鉴定机构不具备资质", "the laboratory is not qualified"))
        if valid is not None and days is not None and valid.last < days.first:
            faults.append(Text(f"鉴定机构资质已于{valid.last}届满", f"its qualification ended on {valid.last}"))
        video = self._in_force("video_required", days) is not None
        if video and data.get("analysis_video") is False:
            faults.append(Text("检验过程未录音录像", "the analysis was not filmed"))
        known = data.get("laboratory_qualified") is not None and (not video or data.get("analysis_video") is not None)
        gap = Text("鉴定机构资质或者检验录像情况未报送", "qualification, or the video of the analysis, is not stated")
        return _by_faults(DUI_10, opinion, faults, known=known, gap=gap)

    def _device(self, breath: Event) -> Outcome:
        valid, days = days_of(breath.data.get("device_calibrated_until")), breath.days
        late = valid is not None and days is not None and valid.last < days.first
        faults = [Text(f"检测仪检定有效期至{valid.last}", f"calibrated until {valid.last}")] if late and valid else []
        gap = Text("检测仪检定有效期未报送", "until when the device was calibrated is not stated")
        return _by_faults(DUI_11, breath, faults, known=valid is not None and days is not None, gap=gap)

    def _order(self, case: CaseFile, drawn: Event) -> Iterator[Outcome]:
        stop, days = days_of(stated(case, "stopped_at")), drawn.days
        faults = []
        if stop is not None and days is not None and days.last < stop.first:
            faults.append(Text("提取血样早于查获时间", "drawn before he was stopped"))
        for other in case.related:
            twice = other.kind == OFFICER and other.event.occurred == drawn.occurred and "T" in (drawn.occurred or "")
            if twice and other.key in (drawn.data.get("officers") or ()):
                faults.append(
                    Text(
                        f"民警{other.key}同一时刻出现在另一案件", f"officer {other.key} acted elsewhere at that moment"
                    )
                )
        gap = Text("查获时间或者提取时间未报送", "when he was stopped, or the sample drawn, is not stated")
        yield _by_faults(DUI_16, drawn, faults, known=stop is not None and days is not None, gap=gap)


def _due(day: date, value: Any, law: str) -> Due:
    if value["working"]:
        return working_days_after(day, value["days"], law=law)
    return days_after(day, value["days"], law=law, rolls=True)


def _duty(
    case: CaseFile, said: tuple[Rule, Text, Number], root: Event, due: tuple[Due, Due], acts: Sequence[Event]
) -> Duty:
    rule, finding, number = said
    first, last = due
    return Duty(
        rule=rule,
        root=root.entry,
        due=Days(first.day, last.day),
        since=root.days.first if root.days else first.day,
        silent=("evidence.blood_submitted",) if rule is DUI_07 else ("evidence.forensic_opinion_notified",),
        owed_by=case.police,
        finding=finding,
        grounds=(
            Ground(Text("起算的行为", "what it runs from"), entry=root.entry),
            *(by_law(number, one) for one in last.steps),
        ),
        suspect_ref=root.suspect_ref,
        acts=acts,
    )


def _by_faults(rule: Rule, root: Event, faults: Sequence[Text], *, known: bool, gap: Text) -> Outcome:
    if faults:
        chinese, english = "；".join(one.chinese for one in faults), "; ".join(one.english for one in faults)
        return Outcome(
            rule=rule,
            verdict=Verdict.FOUND,
            root=root.entry,
            suspect_ref=root.suspect_ref,
            finding=Text(f"{rule.title.chinese}：{chinese}", f"{rule.title.english}: {english}"),
            grounds=tuple(Ground(one, entry=root.entry) for one in faults),
            violated_from=root.occurred,
        )
    if not known:
        return _unknown(rule, root, gap)
    return Outcome(rule=rule, verdict=Verdict.CLEAR, root=root.entry, suspect_ref=root.suspect_ref)


def _unknown(rule: Rule, root: Event, gap: Text) -> Outcome:
    entry: Entry = root.entry
    return Outcome(
        rule=rule,
        verdict=Verdict.UNDETERMINED,
        root=entry,
        suspect_ref=root.suspect_ref,
        missing=(Missing(gap, root.type, entry.source),),
    )


def _unknown_day(rule: Rule, root: Event) -> Outcome:
    return _unknown(
        rule,
        root,
        Text("发生时间不明，或者当时无此规定", "when it happened is not known, or no rule was in force then"),
    )
