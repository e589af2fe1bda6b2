"""The criteria of the tracks (domain 9.1, 9.2), each a question with its article; what is not known decides nothing.

A criterion is answered true, false, or None where nobody says. A procedure is open only where every criterion is known
to be as the law wants it, and closed where one of them is known not to be; between the two it is not known.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from zhenxie.law.wording import Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a procedure: which question, which answer the law wants, what to say, and by which article.

    `met` and `unmet` say that it is as the law wants it, or not; `asks` what is to be found out where nobody says.
    `presumed`: nobody has to say it, and only the contrary closes the procedure.
    """

    question: str
    wanted: bool
    met: Text
    unmet: Text
    asks: Text
    article: str
    presumed: bool = False

    def fits(self, *, answer: bool | None) -> bool:
        """Tell whether an answer is as the law wants it; silence is, where that is presumed."""
        return self.presumed if answer is None else answer is self.wanted


Answers = Callable[[str], bool | None]
"""What is known: a question in, its answer out."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a procedure is open: true, false, or None; `unmet` is what closes it, `unknown` what nobody says."""

    is_open: bool | None
    unmet: Sequence[Criterion]
    unknown: Sequence[Criterion]


def opening(criteria: Iterable[Criterion], known: Answers) -> Opening:
    """Return whether a procedure is open by its criteria."""
    unmet: list[Criterion] = []
    unknown: list[Criterion] = []
    for one in criteria:
        answer = known(one.question)
        if not one.fits(answer=answer):
            (unknown if answer is None else unmet).append(one)
    return Opening(False if unmet else None if unknown else True, tuple(unmet), tuple(unknown))


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Tell whether one of several holds: one true is enough, and only all of them false is a no."""
    found = set(answers)
    return True if True in found else None if None in found else False


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Tell whether every one of several holds: one false is enough for a no."""
    found = set(answers)
    return False if False in found else None if None in found else True


def _wanted(
    question: str, article: str, met: tuple[str, str], unmet: tuple[str, str], asks: tuple[str, str]
) -> Criterion:
    return Criterion(question, True, Text(*met), Text(*unmet), Text(*asks), article)


def _excluded(
    question: str, article: str, met: tuple[str, str], unmet: tuple[str, str], asks: tuple[str, str]
) -> Criterion:
    return Criterion(question, False, Text(*met), Text(*unmet), Text(*asks), article)


def _clear(article: str) -> Criterion:
    return _wanted(
        "facts_clear",
        article,
        ("案件事实清楚，证据确实、充分", "the facts are clear and the evidence is sufficient"),
        ("证据存在缺口", "there are gaps in the evidence"),
        ("事实是否清楚、证据是否确实充分", "whether the facts are clear and the evidence is sufficient"),
    )


def _pleads(article: str) -> Criterion:
    return _wanted(
        "pleads",
        article,
        ("认罪认罚", "pleads guilty and accepts the punishment"),
        ("未认罪认罚或者已反悔", "does not plead guilty, or has taken it back"),
        ("是否认罪认罚", "whether he pleads guilty and accepts the punishment"),
    )


def _disabled(article: str) -> Criterion:
    return _excluded(
        "disabled",
        article,
        (
            "不属于盲、聋、哑人或者尚未完全丧失辨认控制能力的精神病人",
            "neither blind, deaf or mute nor partly incapable",
        ),
        ("系盲、聋、哑人或者尚未完全丧失辨认控制能力的精神病人", "is blind, deaf, mute or partly incapable"),
        (
            "是否系盲、聋、哑人或者尚未完全丧失辨认控制能力的精神病人",
            "whether he is blind, deaf, mute or partly incapable",
        ),
    )


def _impact(article: str) -> Criterion:
    return _excluded(
        "social_impact",
        article,
        ("无重大社会影响", "no major social impact"),
        ("有重大社会影响", "it has major social impact"),
        ("有无重大社会影响", "whether it has major social impact"),
    )


def _objects(article: str) -> Criterion:
    return _excluded(
        "co_defendant_objects",
        article,
        ("无同案犯异议", "no co-defendant objects"),
        ("共同犯罪案件中部分人员有异议或者不认罪", "in a joint crime somebody objects or does not admit"),
        ("同案犯有无异议", "whether a co-defendant objects"),
    )


def _not_guilty(article: str) -> Criterion:
    return _excluded(
        "defender_pleads_not_guilty",
        article,
        ("辩护人未作无罪辩护", "the defender does not plead not guilty"),
        ("辩护人作无罪辩护", "the defender pleads not guilty"),
        ("辩护人是否作无罪辩护", "whether the defender pleads not guilty"),
    )


_MINOR: Final = _excluded(
    "minor",
    "CPL 223(2)",
    ("已满十八周岁", "eighteen years old or more"),
    ("系未成年人", "is a minor"),
    ("是否已满十八周岁", "whether he is eighteen"),
)
_UNSETTLED: Final = _excluded(
    "civil_unsettled",
    "CPL 223(5)",
    ("附带民事赔偿已达成调解、和解，或者无赔偿请求", "civil compensation is settled, or nobody claims any"),
    ("未就附带民事赔偿等事项达成调解或者和解协议", "no settlement on civil compensation"),
    ("附带民事赔偿是否达成调解、和解", "whether civil compensation is settled"),
)
_CONSENTS: Final = _wanted(
    "consents",
    "CPL 222",
    ("同意适用速裁程序", "consents to the fast track"),
    ("不同意适用速裁程序", "does not consent to the fast track"),
    ("是否同意适用速裁程序", "whether he consents to the fast track"),
)

FAST_TRACK: Final[Sequence[Criterion]] = (
    _pleads("CPL 222"),
    _wanted(
        "sentence_short",
        "CPL 222",
        ("可能判处三年有期徒刑以下刑罚", "three years of imprisonment or less are likely"),
        ("可能判处超过三年有期徒刑", "more than three years are likely"),
        ("是否可能判处三年有期徒刑以下刑罚", "whether three years or less are likely"),
    ),
    _clear("CPL 222"),
    _CONSENTS,
    _disabled("CPL 223(1)"),
    _MINOR,
    _impact("CPL 223(3)"),
    _objects("CPL 223(4)"),
    _UNSETTLED,
    _not_guilty("SPC21 370(6)"),
)
"""速裁程序: every condition of CPL 222, and no exclusion of CPL 223 and SPC21 370."""

FAST_HANDLING: Final[Sequence[Criterion]] = (
    _pleads("DUI23 22"),
    _wanted(
        "drunk_driving_only",
        "DUI23 22",
        ("仅涉嫌醉酒危险驾驶", "drunk driving is the only charge"),
        ("不属于仅涉嫌醉酒危险驾驶的案件", "it is no case of drunk driving alone"),
        ("是否仅涉嫌醉酒危险驾驶", "whether drunk driving is the only charge"),
    ),
    _wanted(
        "caught_on_the_spot",
        "DUI23 22",
        ("现场查获", "caught on the spot"),
        ("非现场查获", "not caught on the spot"),
        ("是否现场查获", "whether he was caught on the spot"),
    ),
    _excluded(
        "accident",
        "DUI23 22",
        ("未造成交通事故", "no accident"),
        ("造成交通事故", "there was an accident"),
        ("是否造成交通事故", "whether there was an accident"),
    ),
    _clear("DUI23 22"),
    _disabled("CPL 223(1)"),
    _MINOR,
    _impact("CPL 223(3)"),
    _objects("CPL 223(4)"),
    _UNSETTLED,
    replace(_not_guilty("SPC21 370(6)"), presumed=True),
)
"""醉驾快速办理 (DUI23 22): caught on the spot, no accident, clear, 认罪认罚, and none of CPL 223."""
FAST_HANDLING_ON_THE_FAST_TRACK: Final[Sequence[Criterion]] = (*FAST_HANDLING, replace(_CONSENTS, presumed=True))
"""Fast handling by the fast track: whoever says no to that procedure is handled fast by another (CPL 222)."""

ADMITS: Final = _wanted(
    "admits",
    "CPL 214(2)",
    ("承认所犯罪行，对指控的犯罪事实没有异议", "admits the crime and does not dispute the facts charged"),
    ("不承认所犯罪行，或者对指控的犯罪事实有异议", "does not admit the crime, or disputes the facts charged"),
    ("是否承认所犯罪行", "whether he admits the crime"),
)
SIMPLIFIED: Final[Sequence[Criterion]] = (
    ADMITS,
    _excluded(
        "life_or_death",
        "CPL 214",
        ("属于基层人民法院管辖", "a case of the basic court"),
        ("可能判处无期徒刑、死刑，不属于基层人民法院管辖", "life or death is possible: no case of the basic court"),
        ("是否可能判处无期徒刑、死刑", "whether life or death is possible"),
    ),
    _clear("CPL 214(1)"),
    _excluded(
        "objects_to_simplified",
        "CPL 214(3)",
        ("对适用简易程序没有异议", "does not object to the simplified procedure"),
        ("对适用简易程序有异议", "objects to the simplified procedure"),
        ("对适用简易程序有无异议", "whether he objects to the simplified procedure"),
    ),
    _disabled("CPL 215(1)"),
    _impact("CPL 215(2)"),
    _objects("CPL 215(3)"),
    _not_guilty("SPC21 360(5)"),
    _excluded(
        "perhaps_no_crime",
        "SPC21 360(6)",
        ("未发现可能不构成犯罪", "nothing says that it may be no crime"),
        ("认罪但经审查认为可能不构成犯罪", "he admits, but it may be no crime"),
        ("是否可能不构成犯罪", "whether it may be no crime"),
    ),
)
"""简易程序: every condition of CPL 214, and no exclusion of CPL 215 and SPC21 360; minors are not excluded."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What makes a case complex once somebody says it (rows 1 and 2 of domain 9.2 [design]); silence makes nothing."""

    question: str
    text: Text
    article: str


COMPLEX_BY_NATURE: Final[Sequence[Mark]] = (
    Mark("life_or_death_told", Text("可能判处无期徒刑、死刑", "life or death is possible"), "CPL 21"),
    Mark("mass_victim", Text("涉众案件", "many victims"), "RULE 256"),
    Mark(
        "security",
        Text("危害国家安全、恐怖活动、涉黑涉恶案件", "state security, terror or organised gangs"),
        "RULE 256",
    ),
    Mark("novel_or_sensitive", Text("新类型或者敏感案件", "novel or sensitive"), "RULE 256"),
    Mark("many_suspects", Text("犯罪嫌疑人人数众多", "many suspects"), "RULE 256"),
    Mark("public_opinion", Text("舆情关注", "public opinion is watching"), "RULE 256"),
)
COMPLEX_BY_COURSE: Final[Sequence[Mark]] = (
    Mark(
        "charge_disputed",
        Text("公安机关与检察院对罪名有分歧", "police and procuratorate differ on the charge"),
        "RULE 256",
    ),
    Mark("evidence_gaps", Text("证据存在缺口", "there are gaps in the evidence"), "CPL 55"),
    Mark("refused", Text("曾不批准逮捕", "an arrest was refused"), "CPL 90"),
    Mark("returned", Text("曾退回补充侦查", "the case was returned"), "CPL 175"),
)
