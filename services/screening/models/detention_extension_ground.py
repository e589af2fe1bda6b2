"""不当延长拘留至三十日 (M06): extended for roaming, repeated or gang crime that the data do not bear out (PSB 129¶3)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.custody import DETAINED
from screening.models.custody_rules import in_force
from screening.models.detention_term import EXTENDED
from screening.models.economic_case_course import may_follow
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

M06: Final = Rule(
    code="M06",
    title=Text("不当延长拘留至三十日", "Detention extended to thirty days without its ground"),
    articles=("CPL 91", "PSB 129"),
    severity="high",
    aliases=("AN05",),
    suggested_instrument="investigation_supervision_notice",
)
_CHINESE: Final = {"roaming": "流窜作案", "repeated": "多次作案", "gang": "结伙作案"}
_NOT_STATED: Final = Text(
    "延长理由、作案次数、参与人数或者作案地未报送，或者前后不一",
    "ground, acts, participants or places of the extension are not stated, or contradict each other",
)
# Districts of a city (市辖区) have the numbers 01 to 20 in the last two digits (GB/T 2260).
_LAST_DISTRICT: Final = 20


class DetentionExtensionGround(SupervisionModel):
    """Detention that was extended to thirty days."""

    slug = "detention_extension_ground"
    version = "1"
    title = Text("不当延长拘留监督模型", "Detention extended without its ground")
    rules = (M06,)
    watches = frozenset({EXTENDED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002
        """Yield M06 for each extension that goes, or may go, beyond the seventh day; by what it states itself.

        The law counts acts and participants (domain 14.4), never charges or suspects on record: what the decision does
        not state, nothing else here replaces.
        """
        for extended in case.of_type(EXTENDED):
            days = extended.days
            number = None if days is None else in_force(self.parameters, "detention_days", days)
            acts = None if days is None else in_force(self.parameters, "repeated_acts", days)
            people = None if days is None else in_force(self.parameters, "gang_participants", days)
            if days is None:
                yield _open(extended)
            elif number is not None and acts is not None and people is not None:
                yield _of(case, extended, number, (acts, people))


def _of(case: CaseFile, extended: Event, number: Number, bounds: tuple[Number, Number]) -> Outcome:
    ground, beyond = word(extended.data.get("ground")), _goes_beyond(case, extended, number)
    clear = Outcome(rule=M06, verdict=Verdict.CLEAR, root=extended.entry, suspect_ref=extended.suspect_ref)
    if beyond is False:
        return clear
    if ground is None or beyond is None:
        return _open(extended)
    if ground == "special":
        text = Text("特殊情况只能延长一日至四日", "a special situation allows one to four days")
        return _found(clear, extended, text, number, text)
    borne_out = _BORNE_OUT[ground](extended.data, bounds)
    if borne_out is None:
        return _open(extended)
    if borne_out:
        return clear
    bound = bounds[1] if ground == "gang" else bounds[0]
    lacking = {
        "repeated": Text(f"作案不足{bounds[0].value}次", f"fewer than {bounds[0].value} acts"),
        "gang": Text(f"参与人数不足{bounds[1].value}人", f"fewer than {bounds[1].value} participants"),
        "roaming": Text("没有跨市、县连续作案", "no series of acts in different cities or counties"),
    }[ground]
    return _found(clear, extended, lacking, bound, Text(f"{_CHINESE[ground]}的含义", f"what {ground} means"))


def _goes_beyond(case: CaseFile, extended: Event, number: Number) -> bool | None:
    """Tell whether it goes beyond what a special situation allows; None where that is not known.

    Where it states neither its last day nor its length, it lasts as long as its ground allows.
    """
    limit, length = days_of(extended.data.get("new_limit")), extended.data.get("days")
    most = number.value[1]
    if limit is not None:
        detained = [one for one in case.of_type(DETAINED, suspect=extended.suspect_ref) if one.days is not None]
        starts = [one.days for one in detained if one.days is not None and may_follow(extended, one)]
        if not starts:
            return None
        latest: Days = starts[-1]
        if limit.first > latest.last + timedelta(days=most):
            return True
        return False if limit.last <= latest.first + timedelta(days=most) else None
    if length is not None:
        return bool(length > most - number.value[0])
    ground = word(extended.data.get("ground"))
    return None if ground is None else ground != "special"


def _found(clear: Outcome, extended: Event, lacking: Text, number: Number, says: Text) -> Outcome:
    return replace(
        clear,
        verdict=Verdict.FOUND,
        finding=Text(
            f"于{extended.when}延长拘留，{lacking.chinese}，不符合延长至三十日的条件",
            f"the detention was extended on {extended.occurred}: {lacking.english}, so not to thirty days",
        ),
        grounds=(Ground(Text("延长拘留", "the extension"), entry=extended.entry), by_law(number, says)),
        violated_from=extended.occurred,
    )


def _open(extended: Event) -> Outcome:
    gap = Missing(_NOT_STATED, extended.type, extended.entry.source)
    return Outcome(
        rule=M06,
        verdict=Verdict.UNDETERMINED,
        root=extended.entry,
        suspect_ref=extended.suspect_ref,
        missing=(gap,),
    )


def _repeated(said: Mapping[str, Any], bounds: tuple[Number, Number]) -> bool | None:
    """Tell whether there were three acts or more; an entry that spans a stretch can hold several."""
    least = bounds[0].value
    acts: Sequence[Mapping[str, Any]] = said.get("acts") or ()
    counted = said.get("acts_count")
    listed = len(acts) if acts and not any("to" in one for one in acts) else None
    claims = {one >= least for one in (counted, listed) if one is not None}
    if len(acts) >= least:
        claims.add(True)
    return claims.pop() if len(claims) == 1 else None


def _gang(said: Mapping[str, Any], bounds: tuple[Number, Number]) -> bool | None:
    """Tell whether two or more acted together."""
    least = bounds[1].value
    acts: Sequence[Mapping[str, Any]] = said.get("acts") or ()
    counts = [one.get("participants") for one in acts]
    claims = set() if said.get("participants_count") is None else {said["participants_count"] >= least}
    if any(one is not None and one >= least for one in counts):
        claims.add(True)
    elif counts and None not in counts:
        claims.add(False)
    return claims.pop() if len(claims) == 1 else None


def _roaming(said: Mapping[str, Any], bounds: tuple[Number, Number]) -> bool | None:  # noqa: ARG001
    """Tell whether several acts lie in different cities or counties; between districts of one city that is open."""
    acts: Sequence[Mapping[str, Any]] = said.get("acts") or ()
    places = [word(one.get("division_code")) for one in acts]
    codes = {*(said.get("division_codes") or ()), *(one for one in places if one is not None)}
    if len(codes) > 1:
        apart = len({_city_or_county(one) for one in codes}) > 1 and said.get("acts_count") != 1
        # A number that ends in 00 is of a whole city: what lies in it is not apart from it.
        cities = {one[:4] for one in codes if one.endswith("00")}
        return True if apart and not any(one[:4] in cities and not one.endswith("00") for one in codes) else None
    if said.get("acts_count") == 1:
        return False
    return False if codes and None not in places and not any(one.endswith("00") for one in codes) else None


def _city_or_county(code: str) -> str:
    return code[:4] if int(code[4:]) <= _LAST_DISTRICT else code


_BORNE_OUT: Final[Mapping[str, Callable[[Mapping[str, Any], tuple[Number, Number]], bool | None]]] = {
    "repeated": _repeated,
    "gang": _gang,
    "roaming": _roaming,
}
