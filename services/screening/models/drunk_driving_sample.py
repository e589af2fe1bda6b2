"""醉驾血样: how a blood sample was drawn, sealed and sent (DUI23 8–9; domain 5.3, 14.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from screening.casefile import CaseFile, Event, days_of
from screening.models import driving
from screening.models.dated import number_on
from screening.models.driving import applies, is_on_alcohol
from screening.models.drunk_driving_charges import concerns_drunk_driving
from screening.models.drunk_driving_delivery import DUI_07, Delivery
from screening.models.drunk_driving_faults import by_faults
from screening.models.drunk_driving_laboratory import DUI_08, DUI_09, DUI_10, Laboratory
from screening.models.drunk_driving_order import DUI_16, of_opinion, of_sample
from screening.models.drunk_driving_rules import evidence_rule
from screening.rulebook import Outcome, SupervisionModel
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_05: Final = evidence_rule(
    "DUI-05", "血样提取人员不符合规定", "The sample was drawn by the wrong people", "RTSV20 36"
)
DUI_06: Final = evidence_rule("DUI-06", "血样提取封装瑕疵", "Defects of extraction and sealing", "DUI23 8", "DUI23 9")
DUI_11: Final = evidence_rule("DUI-11", "呼气检测仪检定过期", "The breath device's calibration had run out", "GB19522")

# What DUI23 8 asks for since it is in force, and how each is missing when it is stated so.
_ASKED_SINCE_2023: Final[dict[str, tuple[Any, Text]]] = {
    "seal_numbers": ([], Text("血样未封装编号", "the sample bears no seal")),
    "full_video": (False, Text("提取、封装过程未全程录音录像", "extraction and sealing were not filmed")),
    "extractor_signed": (False, Text("提取人未签名", "who drew it did not sign")),
    "sealer_signed": (False, Text("封装人未签名", "who sealed it did not sign")),
}
_TUBE: Final = Text("使用促凝管盛装血样", "the sample was kept in a coagulant tube")
_ALCOHOL: Final = Text("使用醇类消毒剂", "alcohol was used as disinfectant")
_UNSIGNED: Final = Text("当事人未签名且未注明拒签", "he did not sign, and no refusal is noted")
_WHICH_LAW: Final = Text(
    "提取日期不明，适用新旧规定不能确定", "the day is not known: which law was in force is not known"
)


class DrunkDrivingSample(SupervisionModel):
    """The chain of a blood sample, link by link."""

    slug = "drunk_driving_sample"
    version = "2"
    title = Text("醉驾血样提取送检监督模型", "The blood sample of a drunk driver")
    rules = (DUI_05, DUI_06, DUI_07, DUI_08, DUI_09, DUI_10, DUI_11, DUI_16)
    watches = frozenset({"evidence.breath_tested", "evidence.blood_drawn", "evidence.forensic_opinion_issued"})
    parameters_of = "drunk_driving"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers of each breath test, blood sample and opinion."""
        if not concerns_drunk_driving(case):
            return
        delivery, laboratory = Delivery(self.parameters), Laboratory(self.parameters)
        for breath in case.of_type("evidence.breath_tested"):
            yield _device(breath)
        for drawn in case.of_type("evidence.blood_drawn"):
            days = _days_of_drawing(case, drawn)
            yield from self._people(drawn, days)
            yield from self._defects(drawn, days)
            yield from delivery.screen(case, on, drawn)
            yield of_sample(case, drawn)
        for opinion in case.of_type("evidence.forensic_opinion_issued"):
            if is_on_alcohol(opinion):
                yield from laboratory.screen(case, on, opinion)
                yield of_opinion(opinion)

    def _people(self, drawn: Event, days: Days | None) -> Iterator[Outcome]:
        in_force = applies(self.parameters, "people_at_the_draw", days)
        if in_force is False:
            return
        police, auxiliary = drawn.data.get("police_count"), drawn.data.get("auxiliary_count")
        place, qualified = driving.stated_code(drawn.data.get("place_kind")), drawn.data.get("drawer_qualified")
        faults: list[Text] = []
        gaps: list[Text] = []
        if qualified is not True:
            unqualified = Text("提取人员不具备资质", "who drew it was not qualified")
            unstated = Text("提取人员资质未报送", "whether who drew it was qualified is not stated")
            (gaps if qualified is None else faults).append(unstated if qualified is None else unqualified)
        # How many stand by is said of the way to a medical institution; on site, a qualified person draws.
        required = self.parameters.in_force("people_at_the_draw", date.max if days is None else days.last)
        few = _too_few(police, auxiliary, required.value)
        if few is None and place != "on_site":
            gaps.append(Text("在场警力未报送", "how many officers were there is not stated"))
        elif few and place == "medical_institution":
            faults.append(
                Text(
                    f"现场民警{police}人、辅警{auxiliary or 0}人", f"{police} officers and {auxiliary or 0} auxiliaries"
                )
            )
        elif few and place != "on_site":
            gaps.append(Text("提取血样地点未报送，是否须两名民警不能确定", "where it was drawn is not stated"))
        yield _by_law(DUI_05, drawn, faults, gaps, in_force=in_force)

    def _defects(self, drawn: Event, days: Days | None) -> Iterator[Outcome]:
        technique = applies(self.parameters, "spoiling_tubes", days)
        if technique is False:
            return
        faults, gaps = self._of_technique(drawn, days.first if days is not None else None)
        since_2023 = applies(self.parameters, "sealing_required", days)
        more, unstated = _of_sealing(drawn)
        if since_2023:
            faults, gaps = [*faults, *more], [*gaps, *unstated]
        elif since_2023 is None and (more or unstated):
            gaps = [*gaps, *unstated, *([_WHICH_LAW] if more else [])]
        yield _by_law(DUI_06, drawn, faults, gaps, in_force=technique)

    def _of_technique(self, drawn: Event, day: date | None) -> tuple[list[Text], list[Text]]:
        faults, gaps = [], []
        tube = driving.stated_code(drawn.data.get("tube_type"))
        disinfectant = driving.stated_code(drawn.data.get("disinfectant_kind"))
        if tube in self._named("spoiling_tubes", day):
            faults.append(_TUBE)
        elif tube not in self._named("proper_tubes", day):
            gaps.append(
                Text("血样管类型未报送，或者是否影响检验不明", "the tube is not stated, or may spoil the sample")
            )
        if disinfectant in self._named("spoiling_disinfectants", day):
            faults.append(_ALCOHOL)
        elif disinfectant is None:
            gaps.append(
                Text("消毒剂种类未报送，或者代码未收录", "the disinfectant is not stated, or its code not known")
            )
        return faults, gaps

    def _named(self, name: str, day: date | None) -> list[str]:
        number = None if day is None else number_on(self.parameters, name, day)
        named: list[str] = (number or self.parameters.values(name)[-1]).value
        return named


def _days_of_drawing(case: CaseFile, drawn: Event) -> Days | None:
    if drawn.days is not None:
        return drawn.days
    # Blood is drawn after he was stopped: what was in force then was in force when it was drawn.
    driven = driving.day_of_driving(case, drawn.suspect_ref)
    return None if driven is None else Days(driven.first, date.max)


def _too_few(police: int | None, auxiliary: int | None, required: int) -> bool | None:
    """Tell whether there were fewer than two officers, or one with an auxiliary (RTSV20 36)."""
    if police is None or (police and police < required and auxiliary is None):
        return None
    return police == 0 or police + (auxiliary or 0) < required


def _of_sealing(drawn: Event) -> tuple[list[Text], list[Text]]:
    data = drawn.data
    faults = [text for name, (bad, text) in _ASKED_SINCE_2023.items() if data.get(name) == bad]
    open_ = [name for name in _ASKED_SINCE_2023 if data.get(name) is None]
    # A refusal that is noted stands for the signature (DUI23 8).
    if not (data.get("suspect_signed") or data.get("refusal_noted")):
        if data.get("suspect_signed") is False and data.get("refusal_noted") is False:
            faults.append(_UNSIGNED)
        else:
            open_.append("suspect_signed")
    gap = Text(f"下列事项未报送：{'、'.join(open_)}", f"not stated: {', '.join(open_)}")
    return faults, [gap] if open_ else []


def _by_law(rule: Any, drawn: Event, faults: list[Text], gaps: list[Text], *, in_force: bool | None) -> Outcome:
    if faults and in_force is None:
        return by_faults(rule, drawn, [], [*gaps, _WHICH_LAW])
    return by_faults(rule, drawn, faults, gaps)


def _device(breath: Event) -> Outcome:
    valid, days = days_of(breath.data.get("device_calibrated_until")), breath.days
    late = valid is not None and days is not None and valid.last < days.first
    faults = [Text(f"检测仪检定有效期至{valid.last}", f"calibrated until {valid.last}")] if late and valid else []
    known = valid is not None and days is not None and valid.last >= days.last
    gap = Text(
        "检测仪检定有效期或者检测日期未报送",
        "until when the device was calibrated, or the day of the test, is not stated",
    )
    return by_faults(DUI_11, breath, faults, [] if known else [gap])
