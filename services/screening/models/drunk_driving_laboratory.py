"""醉驾鉴定与告知: the laboratory's opinion, and the notice of it (DUI23 8; RTSV20 36; DUI-08 to DUI-10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of, in_chinese
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_calendar import LastDay, last_day
from screening.models.drunk_driving_faults import by_faults, unknown
from screening.models.drunk_driving_rules import evidence_rule
from screening.models.duties import Duty, answer
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, Rule, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_08: Final = evidence_rule("DUI-08", "鉴定意见出具超期", "The opinion was given late", "DUI23 8", to="laboratory")
DUI_09: Final = evidence_rule("DUI-09", "鉴定意见未在期限内告知", "The opinion was not made known in time", "DUI23 8")
DUI_10: Final = evidence_rule(
    "DUI-10",
    "鉴定机构资质或者检验录像不符合规定",
    "Laboratory unqualified, or no video",
    "DUI23 8",
    to="laboratory",
)
_SUBMITTED: Final = "evidence.blood_submitted"
_NOTIFIED: Final = "evidence.forensic_opinion_notified"


@dataclass(frozen=True, slots=True)
class Laboratory:
    """Reads the three rules by their dated numbers."""

    parameters: Parameters

    def screen(self, case: CaseFile, on: date, opinion: Event) -> Iterator[Outcome]:
        """Yield what the rules answer about one opinion; nothing of a rule that was not in force."""
        yield from self._given(case, on, opinion)
        yield from self._told(case, on, opinion)
        yield self._qualified(opinion)

    def _given(self, case: CaseFile, on: date, opinion: Event) -> Iterator[Outcome]:
        received = _arrived(case, opinion)
        start = days_of(received)
        in_force = driving.applies(self.parameters, "opinion_working_days", start or opinion.days)
        if in_force is False:
            return
        if start is None or in_force is None:
            yield unknown(
                DUI_08, opinion, Text("鉴定机构接收检材时间未报送", "when the laboratory received it is not stated")
            )
            return
        number = self.parameters.in_force("opinion_working_days", start.last)
        due = last_day(start, number.value, working=True, law=number.law)
        finding = Text(
            f"鉴定机构于{in_chinese(received)}接收检材，未在{number.value}个工作日内（至{due.days.last}）出具鉴定意见",
            f"received on {received}; no opinion within {number.value} working days, by {due.days.last}",
        )
        outcome = answer(case, on, _duty(case, (DUI_08, finding, number), opinion, due, [opinion]))
        by_submission = "received_at" not in opinion.data
        # That a submission is the only one, and of no opinion before this one, is said by silence.
        owed = (_SUBMITTED, opinion.type)
        others = driving.not_settled(case, opinion.suspect_ref, opinion.days, *owed) if by_submission else ()
        yield driving.doubted(outcome, others)

    def _told(self, case: CaseFile, on: date, opinion: Event) -> Iterator[Outcome]:
        received = driving.received(case, opinion)
        start = days_of(received)
        in_force = driving.applies(self.parameters, "notice_working_days", start or opinion.days)
        if in_force is False:
            return
        if start is None or in_force is None:
            yield unknown(
                DUI_09, opinion, Text("公安机关收到鉴定意见时间未报送", "when the opinion was received is not stated")
            )
            return
        number = self.parameters.in_force("notice_working_days", start.last)
        due = last_day(start, number.value, working=True, law=number.law)
        finding = Text(
            f"公安机关于{in_chinese(received)}收到鉴定意见，未在{number.value}个工作日内（至{due.days.last}）书面告知",
            f"received on {received}; not made known within {number.value} working days, by {due.days.last}",
        )
        told = driving.notices(case, opinion)
        acts = [one for one in told if _reached_him(one)]
        outcome = answer(case, on, _duty(case, (DUI_09, finding, number), opinion, due, acts))
        doubtful = [one for one in told if _reached_him(one) is None and _may_be_in_time(one, due.latest)]
        gap = Text("告知对象未报送清楚", "whether the suspect himself was told is not stated")
        yield driving.doubted(outcome, [Missing(gap, one.type, one.entry.source) for one in doubtful])

    def _qualified(self, opinion: Event) -> Outcome:
        data, days = opinion.data, opinion.days
        valid = days_of(data.get("qualification_valid_until"))
        faults, gaps = [], []
        if data.get("laboratory_qualified") is False:
            faults.append(Text("鉴定机构不具备资质", "the laboratory is not qualified"))
        elif data.get("laboratory_qualified") is None:
            gaps.append(Text("鉴定机构资质未报送", "whether the laboratory is qualified is not stated"))
        if valid is not None and days is not None and valid.last < days.first:
            faults.append(Text(f"鉴定机构资质已于{valid.last}届满", f"its qualification ended on {valid.last}"))
        elif valid is not None and (days is None or valid.last < days.last):
            gaps.append(Text("鉴定日期不明，资质是否届满不能确定", "whether it had ended by then is not known"))
        video, filmed = self._has_to_be_filmed(opinion), data.get("analysis_video")
        if filmed is False and video:
            faults.append(Text("检验过程未录音录像", "the analysis was not filmed"))
        elif not filmed and video is not False:
            gaps.append(
                Text("检验录像情况未报送，或者检验日期不明", "the video of the analysis, or its day, is not stated")
            )
        return by_faults(DUI_10, opinion, faults, gaps)

    def _has_to_be_filmed(self, opinion: Event) -> bool | None:
        # The analysis lies between the receipt of the sample and the opinion.
        received, issued = days_of(opinion.data.get("received_at")), opinion.days
        if issued is None:
            return driving.applies(self.parameters, "video_required", received) or None
        first = min((received or issued).first, issued.last)
        return driving.applies(self.parameters, "video_required", Days(first, issued.last))


def _arrived(case: CaseFile, opinion: Event) -> str | None:
    """Return when the laboratory received the sample: the opinion says so, or the only submission there is.

    That is the first opinion's: a re-test (重新检验) may rest on the second tube, sent on a day that nobody stated.
    """
    stated: str | None = opinion.data.get("received_at")
    sent = driving.about(case, opinion.suspect_ref, _SUBMITTED)
    others = [one for one in driving.opinions(case, opinion.suspect_ref) if one is not opinion]
    if stated is not None or len(sent) != 1 or not all(_surely_later(one, opinion) for one in others):
        return stated
    received: str | None = sent[0].data.get("received_at")
    return received


def _surely_later(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.first > other.days.last


def _reached_him(notice: Event) -> bool | None:
    """Tell whether a notice was to the suspect, in writing (DUI23 8).

    One that names no recipient is what its type says: made known to those concerned.
    """
    kind = notice.data.get("recipient_kind")
    if notice.data.get("in_writing") is False or kind == "victim":
        return False
    # A code that no table maps tells neither whom nor of what.
    unmapped = any(isinstance(one, Mapping) for one in (kind, notice.data.get("subject")))
    return None if unmapped or kind not in (None, "suspect", "both") else True


def _may_be_in_time(notice: Event, last: date) -> bool:
    return notice.days is None or notice.days.first <= last


def _duty(case: CaseFile, said: tuple[Rule, Text, Number], opinion: Event, due: LastDay, acts: list[Event]) -> Duty:
    rule, finding, number = said
    is_notice = rule is DUI_09
    start = days_of(driving.received(case, opinion)) if is_notice else None
    return Duty(
        rule=rule,
        root=opinion.entry,
        due=due.days,
        latest=due.latest,
        since=start.first if start is not None else due.days.first,
        silent=(_NOTIFIED,) if is_notice else (),
        owed_by=case.police,
        finding=finding,
        grounds=(
            Ground(Text("起算的行为", "what it runs from"), entry=opinion.entry),
            *(by_law(number, one) for one in due.counted.steps),
        ),
        suspect_ref=opinion.suspect_ref,
        acts=acts,
        late_needs_silence=is_notice,
    )
