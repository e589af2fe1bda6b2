"""What UA-01 to UA-05 must answer for a history: the articles read once more, slowly, without the models.

CL 17, CPL 163, PSB 186 and 321, RULE 321; domain 3 and 14.2. The answer is {(rule, suspect, root): (verdict, day)}.
"""

import tomllib
from datetime import timedelta
from importlib.resources import files

from oracles.underage.ages import liability
from oracles.underage.filings import investigations
from oracles.underage.handover import handed_over
from oracles.underage.promises import promised
from oracles.underage.sendings import at_the_court, owed_by_procuratorate
from oracles.underage.standing import ONE_DAY, people, span, standing

GRACE = timedelta(days=7)
YEARS = [tomllib.loads(one.read_text(encoding="utf-8")) for one in files("zhenxie.law").joinpath("calendars").iterdir()]
PUBLISHED = {year["year"] for year in YEARS}
# In a year whose holidays are not at hand, the last day may move by as much.
LONGEST_HOLIDAY = timedelta(days=10)
WORKING = {day for year in YEARS for day in year["working"]}
HOLIDAYS = {
    one["first"] + timedelta(days=number)
    for year in YEARS
    for one in year["holidays"]
    for number in range((one["last"] - one["first"]).days + 1)
}
MEASURES = (
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)


GONE = ("case.transferred_out", "case.merged")
# A report of these could show that he is liable after all.
EXONERATING = (
    "suspect.identified",
    "suspect.age_verified",
    "suspect.details_amended",
    "suspect.charges_changed",
    "evidence.forensic_opinion_issued",
    "fact.established",
)
TERMINATED = "suspect.investigation_terminated"
# The procuratorate ends it too, when it does not prosecute.
LET_GO = (TERMINATED, "suspect.not_prosecuted", "suspect.judged")
FREED = ("suspect.released", "suspect.measure_lifted")
SENT = "case.sent_for_prosecution"
OVER = ("case.withdrawn", *GONE, "case.sent_for_prosecution", TERMINATED, "suspect.split_off")


def read(history):
    """Return the verdicts of the five rules for a history."""
    reports = standing(history["events"])
    answers = handed_over(reports)
    judged = {ref: liability(reports, ref)[0] for ref in people(reports)}
    since = {ref: known_since(reports, ref, answer) for ref, answer in judged.items()}
    stretches = investigations(reports)
    for number, (filed, within) in enumerate(stretches):
        context = {"reports": within, "all": reports, "filed": filed, "history": history}
        context["again"] = stretches[number + 1][0] if number + 1 < len(stretches) else None
        of_one_investigation(context, reports, judged, since, answers)
    for ref, answer in judged.items() if stretches else ():
        context = {"reports": reports, "filed": stretches[0][0], "history": history}
        for taken in reports:
            measure = taken["type"] in MEASURES and taken["suspect"] == ref and taken["stage"] == "investigation"
            if measure and answer == "not" and since[ref]:
                answers["UA-03", ref, taken["id"]] = measured(context, taken, since[ref])
    return answers


def of_one_investigation(context, reports, judged, since, answers):
    """UA-01, UA-02 and UA-04 for what one filing began."""
    whole = whole_case(context, reports, judged, since, answers)
    for ref, answer in judged.items():
        root = root_of(context, reports, ref)
        if root is None:
            continue
        if not whole and answer != "approval":
            answers.setdefault(("UA-02", ref, root), termination(context, ref, answer, since[ref]))
        if answer == "approval":
            answers.setdefault(("UA-04", ref, root), approval(context, ref, since[ref]))


def known_since(reports, ref, answer):
    """Return the days on one of which all was known that the answer rests on; None where no verification speaks.

    Reports are taken away from the end as long as the answer stays what it is: the last one left completed it.
    """
    left = list(reports)
    while len(left) > 1 and ref in people(left[:-1]) and liability(left[:-1], ref)[0] == answer:
        left.pop()
    verification = liability(left, ref)[1]
    if verification is None:
        return None
    completed = left[-1]["days"] or (left[-1]["recorded"],) * 2
    happened = latest([verification["days"] or (verification["recorded"],) * 2, completed])
    if left[-1]["type"] == "case.notified":
        # What it tells of may have been known long before.
        happened = (verification["days"] or (verification["recorded"],))[0], happened[1]
    recorded, said = verification["first"]
    if any(said.get(name) != verification["data"].get(name) for name in ("outcome", "birth_date")):
        recorded = verification["recorded"]
        happened = happened[0], max(happened[1], recorded)
    return {"happened": happened, "recorded": latest([happened, (recorded, recorded)])}


def latest(spans):
    """Return the stretch in which the last of several things happened."""
    return max(first for first, _ in spans), max(last for _, last in spans)


def root_of(context, reports, ref):
    """Return the id of the report that made somebody a suspect; None where only a later investigation did."""

    def naming(some):
        return [one for one in some if one["type"] == "suspect.identified" and one["suspect"] == ref]

    here = naming(context["reports"])
    if here:
        return here[0]["id"]
    again = context["again"]
    begun = again["days"][0] if again and again["days"] else None
    later = [one for one in naming(reports) if begun and one["days"] and one["days"][0] >= begun]
    return None if later and later == naming(reports) else context["filed"]["id"]


def no_other(reports):
    """Return what was last said of other participants, and since when; None when nobody said it."""
    found = None
    for one in reports:
        said = one["data"].get("no_other_participant")
        if one["type"] == "fact.established" and one["data"]["key"] == "no_other_participant":
            said = one["data"]["value"].get("truth")
        if said is not None and (found is None or found[0] != said):
            found = said, one["days"] or (one["recorded"],) * 2
    return found


def whole_case(context, reports, judged, since, answers):
    """UA-01: nobody is liable, nobody else took part, and the case is not withdrawn. Tell whether it concerns all."""
    if not judged:
        return False
    key = ("UA-01", None, context["filed"]["id"])
    others, liabilities = no_other(reports), set(judged.values())
    if liabilities & {"liable", "approval"}:
        answers[key] = ("clear", None)
    elif "unknown" in liabilities or others is None:
        answers[key] = ("undetermined", None)
    elif not others[0]:
        answers[key] = ("clear", None)
    else:
        start = None
        if all(since.values()):
            start = latest([others[1], *(one["recorded"] for one in since.values())])
        answers[key] = duty(context | {"ref": None}, start, of_all_people(context, judged), [TERMINATED])
        return True
    return False


def of_all_people(context, judged):
    """Return what ends the violation for all: a withdrawal, or the day on which the last of them was let go."""
    reports, ends = context["all"], [one for one in context["reports"] if one["type"] == "case.withdrawn"]
    first = [next((one for one in reports if one["type"] in LET_GO and one["suspect"] == ref), None) for ref in judged]
    if all(first):
        undated = [one for one in first if one["days"] is None]
        ends.append(undated[0] if undated else max(first, key=lambda one: one["days"][1]))
    return ends


def termination(context, ref, answer, since):
    """UA-02: one person is not liable, and the investigation of him goes on."""
    if answer == "liable":
        return "clear", None
    if answer == "unknown":
        return "undetermined", None
    silent = [TERMINATED, "suspect.split_off"]
    return duty(context | {"ref": ref}, since and since["recorded"], let_go(context, ref), silent)


def let_go(context, ref):
    """Return what ends the investigation of a person here."""
    kinds = (*LET_GO, "suspect.split_off")
    return [one for one in context["reports"] if one["type"] == "case.withdrawn"] + [
        one for one in context["all"] if one["suspect"] == ref and one["type"] in kinds
    ]


def approval(context, ref, since):
    """UA-04: only the approval of the Supreme People's Procuratorate could make him liable, and nobody asked."""
    reports = context["all"]
    facts = [one for one in reports if one["type"] == "fact.established" and one["suspect"] in (None, ref)]
    asked = [
        one
        for one in facts
        if one["data"]["key"] == "approval_requested_from_spp" and one["data"]["value"].get("truth")
    ]
    decided = [one for one in facts if one["data"]["key"] == "prosecution_approved_by_spp"]
    ends = [*let_go(context, ref), *asked, *decided]
    silent = [TERMINATED, "suspect.split_off"]
    # A decision shows that somebody asked, and not when.
    doubt = bool(decided and not asked)
    return duty(context | {"ref": ref}, since and since["recorded"], ends, silent, doubt=doubt)


def measured(context, measure, known):
    """UA-03: detention, arrest, bail or surveillance after all was known; summons and interrogation are lawful."""
    if measure["days"] is None:
        return "undetermined", None
    happened = known["happened"]
    first, last = measure["days"]
    if last <= happened[0]:
        return kept(context, measure, known)
    filed = [one["days"] or (one["recorded"],) for one in context["reports"] if one["type"] == "case.filed"]
    since = min([happened[0], *(days[0] for days in filed)])
    told = all(promised(context, name, last, since=since) for name in EXONERATING)
    # Nobody reports what has not happened yet.
    return ("found", str(first)) if happened[1] < first < context["history"]["on"] and told else ("undetermined", None)


def kept(context, measure, known):
    """UA-03: who was detained or arrested before must be free by the day after his age was on record."""
    if measure["type"] not in MEASURES[:2]:
        return "clear", None
    reports, on = context["reports"], context["history"]["on"]
    first, last = (day + ONE_DAY for day in known["recorded"])
    place = next(number for number, one in enumerate(reports) if one["id"] == measure["id"])
    ends = [
        one["days"]
        for number, one in enumerate(reports)
        if one["type"] in (*FREED, *MEASURES, *OVER)
        and one["suspect"] in (None, measure["suspect"])
        and number != place
        and comes_after(one["days"], measure["days"], number > place)
    ]
    if any(days and days[1] <= first for days in ends) or on <= first:
        return "clear", None
    if any(days is None or days[0] <= last for days in ends) or on <= last:
        return "undetermined", None
    filed = [one["days"] or (one["recorded"],) for one in reports if one["type"] == "case.filed"]
    since = min([measure["days"][0], known["happened"][0], *(days[0] for days in filed)])
    owed = (*FREED, *MEASURES, *OVER, *EXONERATING)
    told = all(promised(context, name, last, since=since) for name in owed)
    return ("found", str(last + ONE_DAY)) if told else ("undetermined", None)


def comes_after(days, start, read_later):
    """Tell whether it came after a custody began, or may have."""
    return days is None or days[1] > start[1] or (read_later and days[1] >= start[0])


def duty(context, start, ends, silent, *, doubt=False):
    """Answer for a duty with a grace from the day on which everything was known."""
    reports, filed, on = context["reports"], context["filed"], context["history"]["on"]
    ends = ends + [one for one in reports if one["type"] in GONE] + refiled(context)
    opened = filed["days"] or (filed["recorded"],) * 2
    first, last = latest([start or opened, opened])
    first, last = working_day(first + GRACE), working_day(last + GRACE)
    if any(one["days"] is not None and one["days"][1] <= first for one in ends):
        return "clear", None
    if on <= first:
        return "clear", None
    if doubt or start is None or filed["days"] is None:
        return "undetermined", None
    over = last if last.year in PUBLISHED else max(last, working_day(last + LONGEST_HOLIDAY))
    perhaps = any(one["days"] is None or one["days"][0] <= over for one in ends)
    if perhaps or on <= over or at_the_court(reports, context["ref"], over):
        return "undetermined", None
    told = all(promised(context, name, over) for name in ["case.withdrawn", SENT, *GONE, *EXONERATING, *silent])
    decisions = owed_by_procuratorate(reports, context["ref"])
    if not told or not all(promised(context, name, over, agency="640202") for name in decisions):
        return "undetermined", None
    return "found", str(last + ONE_DAY)


def refiled(context):
    """Return the report of the next filing, as it was told: it shows that the investigation before it had ended."""
    again = context["again"]
    return [] if again is None else [again | {"days": span(again["occurred"])}]


def working_day(day):
    """Return the day, or the first working day after it (CPL 105)."""
    while day in HOLIDAYS or (day.weekday() > 4 and day not in WORKING):
        day += ONE_DAY
    return day
