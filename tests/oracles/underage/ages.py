"""Whether somebody was liable at his age for what he did (CL 17): a slow reading, day by day.

The answers: `liable`, `not`, `approval` (12 to 14, only with the approval of the Supreme People's Procuratorate), and
`unknown`, which accuses nobody.
"""

from calendar import isleap
from datetime import date

from oracles.underage.standing import ONE_DAY, people, span, told_of

AMENDMENT_XI = date(2021, 3, 1)
CODE_OF_1997 = date(1997, 10, 1)

CODE_OF_1979 = date(1979, 7, 1)

KILLING, INJURING = "故意杀人罪", "故意伤害罪"
SELLING, DRUGS = "贩卖毒品罪", "走私、贩卖、运输、制造毒品罪"
ALWAYS_LISTED = {KILLING, "强奸罪", "抢劫罪", "放火罪", "爆炸罪", "投放危险物质罪", SELLING}
# Here a serious injury is only the beginning of the question: whose act was it (CL 292¶2)?
WITH_A_RESULT = {"聚众斗殴罪", "寻衅滋事罪", "非法拘禁罪"}
NEVER_LISTED = {
    "盗窃罪",
    "诈骗罪",
    "帮助信息网络犯罪活动罪",
    "掩饰、隐瞒犯罪所得、犯罪所得收益罪",
    "危险驾驶罪",
    "交通肇事罪",
    "开设赌场罪",
    "赌博罪",
    "敲诈勒索罪",
    "侵占罪",
    "故意毁坏财物罪",
}
# Violence after a theft (269) and a weapon carried at a snatching (267¶2) are called robbery, and need a look.
ROBBERY_BY_NAME_ONLY = {"267", "269"}
DOUBTFUL_SOURCES = {"bone_age", "own_statement"}


def birthday(born, years):
    """Return the birthday in the year in which somebody becomes so many years old; 28 February where 29 is missing."""
    if (born.month, born.day) == (2, 29) and not isleap(born.year + years):
        return date(born.year + years, 2, 28)
    return date(born.year + years, born.month, born.day)


def attained(born, years, day):
    """Tell whether an age was reached: from the day after the birthday (法释〔2006〕1号 2)."""
    return day > birthday(born, years)


def leap_doubt(born, day):
    """Tell whether a day lies where the law does not say when somebody born on 29 February has his birthday."""
    return (born.month, born.day) == (2, 29) and date(day.year, 2, 28) <= day <= date(day.year, 3, 2)


def on_one_day(born, day, charge, facts):  # noqa: PLR0911 - one line of the law each
    """Return whether somebody was liable for an act of one day, under one charge."""
    if day < CODE_OF_1979:
        return "unknown"
    if attained(born, 16, day):
        return "liable"
    if leap_doubt(born, day):
        return "unknown"
    if not attained(born, 12, day) or (day < AMENDMENT_XI and not attained(born, 14, day)):
        return "not"
    if charge is None or day < CODE_OF_1997:
        return "unknown"
    name, article = charge.get("name"), charge.get("cl_article")
    if attained(born, 14, day):
        return from_14_to_16(name, article, facts)
    return from_12_to_14(name, facts["result"])


def from_14_to_16(name, article, facts):  # noqa: PLR0911 - one line of the law each
    """CL 17¶2: eight acts, whatever the charge is called."""
    result = facts["result"]
    if name == "抢劫罪" and article in ROBBERY_BY_NAME_ONLY:
        return "unknown"
    if name in ALWAYS_LISTED:
        return "liable"
    if name in NEVER_LISTED:
        return "not"
    if name == INJURING:
        return {"death": "liable", "serious": "liable", "light": "not"}.get(result, "unknown")
    if name in WITH_A_RESULT:
        return "not" if result == "light" else "unknown"
    if name == DRUGS and facts["drugs"]:
        return "liable" if "sale" in facts["drugs"] else "not"
    return "unknown"


def from_12_to_14(name, result):
    """CL 17¶3: killing and injuring alone, with death, or grave disability by especially cruel means.

    With a grave result the approval must be asked for, or the investigation ended: which of the two, the police decide.
    """
    if name is None:
        return "unknown"
    if name in NEVER_LISTED or name in (SELLING, DRUGS) or result == "light":
        return "not"
    if name == KILLING:
        return "unknown" if result == "unclear" else "approval"
    if name == INJURING:
        return "approval" if result in ("death", "serious") else "unknown"
    if name in ALWAYS_LISTED:
        return "not" if result == "unstated" else "unknown"
    return "unknown"


def facts_of(reports, ref):
    """Return what is stated of the acts: the result of an injury, and what was done with drugs."""
    return {"result": injury(reports, ref), "drugs": fact(reports, ref, "drug_act", "code")}


def fact(reports, ref, key, form):
    """Return every value that was established of a person, or of the case, under a key."""
    return [
        one["data"]["value"].get(form)
        for one in reports
        if one["type"] == "fact.established" and one["data"]["key"] == key and one["suspect"] in (None, ref)
    ]


def injury(reports, ref):
    """Return what the appraisals say: death, serious, light, unstated, or unclear before the final one."""
    said = []
    for one in reports:
        data = one["data"]
        if one["suspect"] not in (None, ref):
            continue
        if one["type"] == "evidence.forensic_opinion_issued" and data.get("subject") == "injury":
            said.append((data.get("injury_grade"), bool(data.get("final"))))
        if one["type"] == "evidence.forensic_opinion_issued" and data.get("subject") == "cause_of_death":
            said.append((None, False))
        if one["type"] == "fact.established" and data["key"] == "injury_grade":
            appraised = fact(reports, ref, "injury_appraisal_final", "truth")
            said.append((data["value"].get("code"), bool(appraised and appraised[-1])))
    finals = [grade for grade, final in said if final]
    if not said:
        return "unstated"
    if "death" in finals:
        return "death"
    if not said[-1][1] or not all(isinstance(grade, str) for grade in finals):
        return "unclear"
    return "serious" if {"serious_1", "serious_2"} & set(finals) else "light"


def stated(reports, ref, name):
    """Return what was last said of a person under a name; None when nobody said it."""
    found = [said[name] for _, said in told_of(reports, ref) if said.get(name)]
    return found[-1] if found else None


def charges_of_case(reports):
    """Return the charges of the case as they were last stated, and what anybody in it is charged with."""
    of_case = []
    for one in reports:
        if one["type"].startswith("case.") and one["data"].get("charges"):
            of_case = list(one["data"]["charges"])
    for ref in people(reports):
        of_case += stated(reports, ref, "charges") or []
    return of_case


def birth(reports, ref):
    """Return (birth date, how sure, the verification): sure is `verified`, `stated`, `reached` or `doubtful`."""
    verifications = [one for one, _ in told_of(reports, ref) if one["type"] == "suspect.age_verified"]
    said, source = stated(reports, ref, "birth_date"), stated(reports, ref, "birth_date_source")
    born = None if said is None else date.fromisoformat(said)
    if not verifications:
        confidence = stated(reports, ref, "birth_date_confidence")
        doubtful = confidence == "doubtful" or source == "bone_age" or bones_disagree(reports, ref, None)
        return born, "doubtful" if doubtful else "stated", None
    last = verifications[-1]
    if last["data"].get("outcome") == "reached_exact_date_unknown":
        return born, "reached", last
    lunar = fact(reports, ref, "lunar_birth_date", "truth")
    corrected = last["data"].get("lunar_calendar_corrected")
    sure = (
        last["data"].get("outcome") == "established"
        and last["data"].get("birth_date") == said
        and source not in DOUBTFUL_SOURCES
        and corrected is not False
        and not (lunar and lunar[-1] and not corrected)
        and not doubted_later(reports, ref, last)
        and not bones_disagree(reports, ref, last)
    )
    return born, "verified" if sure and born else "doubtful", last


def since_verified(reports, ref, verification):
    """Yield what was told of a person with his verification and after it; everything where there is none."""
    heard = verification is None
    for one, said in told_of(reports, ref):
        heard = heard or one is verification
        if heard:
            yield one, said


def doubted_later(reports, ref, verification):
    """Tell whether somebody called the birth date doubtful after it had been verified."""
    told = since_verified(reports, ref, verification)
    return any(said.get("birth_date_confidence") == "doubtful" for one, said in told if one is not verification)


def bones_disagree(reports, ref, verification):
    """Tell whether a bone age contradicts the birth date that stands."""
    born = stated(reports, ref, "birth_date")
    for one, said in since_verified(reports, ref, verification):
        bones = said.get("bone_age")
        if bones and born and one["days"]:
            lived = (one["days"][0] - date.fromisoformat(born)).days / 365.25
            if not float(bones["low"]) <= lived <= float(bones["high"]):
                return True
    return False


def liability(reports, ref):
    """Return whether a person is liable by age, and where that was verified."""
    born, sure, verification = birth(reports, ref)
    if sure == "reached":
        return "liable", verification
    acts = stated(reports, ref, "acts")
    if born is None or sure == "doubtful" or not acts:
        return "unknown", verification
    own = stated(reports, ref, "charges")
    named = own or charges_of_case(reports)
    if all(act.get("charge") for act in acts):
        dated = {act["charge"].get("name") for act in acts}
        if {one.get("name") for one in named} - dated:
            return "unknown", verification
    facts = facts_of(reports, ref)
    answer = of_all([of_act(born, act, own, named, facts) for act in acts])
    if sure == "stated" and answer != "liable":
        return "unknown", None
    return answer, verification


def of_act(born, act, own, named, facts):
    """Return the answer for one act that may have been done on any day of a stretch."""
    first, last = span(act["from"])
    if act.get("to"):
        last = span(act["to"])[1]
    answers = set()
    day = first
    while day <= last:
        if act.get("charge"):
            answers.add(on_one_day(born, day, act["charge"], facts))
        elif own:
            answers.add(of_all([on_one_day(born, day, one, facts) for one in own]))
        else:
            # The case names charges, and nobody says which of them are his: they must agree.
            each = {on_one_day(born, day, one, facts) for one in named or [None]}
            answers.add(each.pop() if len(each) == 1 else "unknown")
        day += ONE_DAY
    return answers.pop() if len(answers) == 1 else "unknown"


def of_all(answers):
    """Return the gravest of several answers: one act for which he is liable is enough, one unknown keeps it open."""
    return next(one for one in ("liable", "unknown", "approval", "not") if one in answers)
