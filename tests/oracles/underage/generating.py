"""Random histories of cases with young suspects: the same seed tells the same history at every run.

People are born, act and are verified around the days on which the law turns: birthdays, 1 March 2021, the last day of
the grace. Facts are missing, vague, late, doubled, corrected or retracted as they are in real feeds.
"""

import random
from calendar import isleap
from datetime import date, timedelta

from builders.casefiles import NUMBER, everything
from oracles.underage import shaping
from oracles.underage.shaping import CHARGES, add, chance, dated, days, reported

GRACE = 7
PLAIN = {
    "plain": ["盗窃罪", "盗窃罪", "诈骗罪", "故意伤害罪", "寻衅滋事罪", "抢劫罪"],
    "grave": ["故意杀人罪", "故意杀人罪", "故意伤害罪"],
}
# What the rules ask silence about: a gap elsewhere in a promise changes nothing.
ASKED = [
    "case.sent_for_prosecution",
    "case.withdrawn",
    "case.procuratorate_assigned",
    "suspect.not_prosecuted",
    "suspect.prosecuted",
    "suspect.investigation_terminated",
]
OTHER_CASE = "A640202000000202602009"


def history(seed):
    """Return one history: `on`, `events` in the order of the feed, `coverage`."""
    draw = random.Random(seed)
    filed = date(2025, 1, 10) + days(draw.randrange(500))
    if chance(draw, 0.06):
        filed = date(2021, 3, 1) + days(draw.randrange(300))
    # Half of all is plain, so that what the law decides is reached; the rest is as wild as feeds are.
    kind = draw.choices(["plain", "grave", "wild"], [38, 16, 46])[0]
    charge = draw.choices(list(CHARGES), weights=list(CHARGES.values()))[0]
    if kind != "wild":
        charge = draw.choice(PLAIN[kind])
    verified = filed + days(draw.randrange(1, 14))
    case = {"draw": draw, "filed": filed, "charge": charge, "verified": verified, "kind": kind}
    events = []
    refs = [f"S{number}" for number in range(1, draw.choices([1, 2, 3, 0], [55, 30, 11, 4])[0] + 1)]
    _file(case, events, refs)
    for ref in refs:
        _person(case, events, ref)
        _measures(case, events, ref)
        _ends_for(case, events, ref)
    _appraisals(case, events, refs)
    _ends(case, events)
    shaping.disturb(draw, events)
    on = case["verified"] + days(GRACE + draw.choice([-9, -1, 0, 1, 1, 2, 3, 4, 9, 30, 90]))
    events = [one for one in sorted(events, key=lambda one: one["recorded"]) if one["recorded"][:10] < str(on)]
    return {"seed": seed, "on": on, "events": events, "coverage": _coverage(case, on)}


def _file(case, events, refs):
    draw = case["draw"]
    said = {"charges": [charged(case)]} if chance(draw, 0.93) else {}
    others = draw.choices([True, None, False], [66, 20, 14])[0]
    if others is not None:
        said["no_other_participant"] = others
    if chance(draw, 0.3):
        said["filing_mode"] = draw.choice(["by_fact", "by_person"])
    if refs and chance(draw, 0.12):
        said["suspect_refs"] = refs[:1]
    if chance(draw, 0.98):
        add(events, draw, "case.filed", dated(draw, case["filed"], vague=0.01), case["filed"], data=said, named="filed")
    if chance(draw, 0.03):
        again = case["filed"] + days(draw.randrange(1, 20))
        add(events, draw, "case.filed", again, again, data=said)
    if chance(draw, 0.08):
        later = case["verified"] + days(draw.randrange(-3, 6))
        value = {"truth": chance(draw, 0.7)}
        data = {"key": "no_other_participant", "value": value}
        add(events, draw, "fact.established", later, later, data=data)


def charged(case):
    """Return the charge of the case, now and then with the article that makes it another act."""
    said = {"name": case["charge"]}
    if case["kind"] == "wild" and chance(case["draw"], 0.04):
        return {"cl_article": case["draw"].choice(["264", "234"])}
    if case["charge"] == "抢劫罪" and chance(case["draw"], 0.4):
        said |= case["draw"].choice([{"cl_article": "269"}, {"cl_article": "267", "paragraph": 2}])
    return said


def _person(case, events, ref):
    draw = case["draw"]
    born, acts = _born_and_acts(case)
    said = {"birth_date": str(born)} if chance(draw, 0.93) else {}
    if said:
        said["birth_date_source"] = draw.choice(["household_register", "identity_card", "own_statement"])
        said["birth_date_confidence"] = draw.choices(["stated", "verified", "doubtful"], [80, 10, 10])[0]
    if acts and chance(draw, 0.94):
        said["acts"] = acts
    if chance(draw, 0.15 if case["kind"] == "wild" else 0.04):
        said["charges"] = shaping.some_charges(draw)
    identified = case["filed"] + days(draw.choice([0, 0, 1, 2]))
    if chance(draw, 0.08):
        identified += days(draw.choice([0, 0, 5, 12]))
        person = {"suspect_ref": ref, **said}
        notified = {"suspects": [person], "charges": [charged(case)]}
        add(events, draw, "case.notified", identified, identified, data=notified)
    elif chance(draw, 0.98):
        add(events, draw, "suspect.identified", dated(draw, identified, vague=0.01), identified, ref, said)
    if chance(draw, 0.84 if case["kind"] == "wild" else 0.97):
        _verified(case, events, ref, born)
    if case["kind"] == "wild" or chance(draw, 0.2):
        shaping.stated(draw, events, ref, case["verified"])
        shaping.amended(draw, events, (ref, born), case["verified"], acts)


def _born_and_acts(case):
    draw = case["draw"]
    act = case["filed"] - days(draw.randrange(1, 40))
    if chance(draw, 0.10):
        act = date(2021, 3, 1) + days(draw.choice([-40, -2, -1, 0, 1, 40]))
    if chance(draw, 0.03):
        act = date(1997, 10, 1) + days(draw.choice([-1, 0, -300]))
    ages = {"plain": [16, 16, 15, 13], "grave": [12, 13, 14], "wild": [16, 16, 14, 12, 15, 13, 11, 30]}
    years = draw.choice(ages[case["kind"]])
    # How far the birthday lies behind the act: on it and before it, the years are not yet full.
    away = draw.choices([0, 1, -1, 2, -2, 40, -40], [26, 24, 12, 10, 6, 16, 6])[0]
    turned = act + days(away)
    day = min(turned.day, 28) if turned.month == 2 else turned.day
    born = date(turned.year - years, turned.month, day)
    if chance(draw, 0.08):
        year = draw.choice([2008, 2012])
        born = date(year, 2, 29)
        after = year + draw.choice([14, 16, 12])
        turned = date(after, 2, 29 if isleap(after) else 28)
        act = turned + days(draw.choice([-2, -1, 0, 1, 2, 3, 4]))
        act = min(act, case["filed"])
    return born, shaping.acts(draw, act, case)


def _verified(case, events, ref, born):
    draw = case["draw"]
    verified = case["verified"] + days(draw.choices([0, 1, -1, 4], [80, 8, 8, 4])[0])
    said = {"outcome": draw.choices(["established", "reached_exact_date_unknown", "not_establishable"], [92, 4, 4])[0]}
    if chance(draw, 0.95):
        other = born + days(draw.choices([0, 1, 30, -400], [94, 2, 2, 2])[0])
        said["birth_date"] = str(other)
        sources = ["birth_certificate", "household_register", "school_record", "testimony", "own_statement", "bone_age"]
        said["birth_date_source"] = draw.choices(sources, [66, 14, 7, 7, 3, 3])[0]
    if chance(draw, 0.04):
        said["lunar_calendar_corrected"] = chance(draw, 0.4)
    if chance(draw, 0.04):
        low = (verified - born).days // 365 + draw.choice([-1, 0, 0, 2])
        said["bone_age"] = {"low": str(low), "high": str(low + 1)}
    when = dated(draw, verified, vague=0.05)
    late = draw.choices([0, 1, 3, 10], [82, 8, 6, 4])[0]
    add(events, draw, "suspect.age_verified", when, verified + days(late), ref, said, named=f"verified-{ref}")


def _measures(case, events, ref):
    draw = case["draw"]
    for _ in range(draw.choices([0, 1, 2], [40, 42, 18])[0]):
        taken = case["verified"] + days(draw.choice([-9, -2, -1, 0, 1, 1, 2, 3, 9]))
        kind = draw.choice(["detained", "arrested", "bail_imposed", "residential_surveillance_imposed"])
        add(events, draw, f"suspect.{kind}", dated(draw, taken, vague=0.08), taken, ref, {})
        if kind == "bail_imposed" and chance(draw, 0.2):
            events[-1]["stage"] = "prosecution"
        if chance(draw, 0.03):
            events[-1]["occurred"] = str(taken + days(60))
    if events[-1]["type"] in ("suspect.detained", "suspect.arrested") and chance(draw, 0.6):
        freed = case["verified"] + days(draw.choice([-1, 0, 1, 1, 2, 3, 9]))
        kind = draw.choice(["released", "measure_lifted"])
        add(events, draw, f"suspect.{kind}", dated(draw, freed, vague=0.06), freed, ref, {})
    for kind in ("summoned", "interrogated"):
        if chance(draw, 0.15):
            asked = case["verified"] + days(draw.randrange(1, 4))
            add(events, draw, f"suspect.{kind}", asked, asked, ref, {})


def _appraisals(case, events, refs):
    draw = case["draw"]
    if not shaping.has_victim(case["charge"]) or chance(draw, 0.12):
        return
    for _ in range(draw.choices([1, 2], [80, 20])[0]):
        issued = case["verified"] + days(draw.choice([-4, -1, 0, 0, 1, 3]))
        grades = ["death", "serious_1", "serious_2", "light_1", "light_2", "slight", "none"]
        weights = [60, 10, 10, 5, 10, 5, 0] if case["kind"] == "grave" else [10, 6, 12, 14, 34, 14, 10]
        grade = draw.choices(grades, weights)[0]
        said = {"subject": "injury", "injury_grade": grade}
        if chance(draw, 0.9):
            said["final"] = chance(draw, 0.88)
        of_one = draw.choice(refs) if refs and chance(draw, 0.06) else None
        add(events, draw, "evidence.forensic_opinion_issued", dated(draw, issued, vague=0.03), issued, of_one, said)


def _ends_for(case, events, ref):
    draw = case["draw"]
    if chance(draw, 0.3):
        ended = _around_due(case)
        said = {"reason": draw.choices(["below_age", "not_this_person"], [85, 15])[0]} if chance(draw, 0.95) else {}
        if chance(draw, 0.75):
            raw = {"code": "9", "table": "sender/handover"}
            said["handed_over_to"] = draw.choice(["guardian", "correction_school", "none", "none", raw])
        add(events, draw, "suspect.investigation_terminated", dated(draw, ended, vague=0.08), ended, ref, said)
    for kind, likely in (("split_off", 0.03), ("not_prosecuted", 0.03), ("prosecuted", 0.03), ("judged", 0.02)):
        if chance(draw, likely):
            ended = _around_due(case)
            add(events, draw, f"suspect.{kind}", dated(draw, ended, vague=0.05), ended, ref, {})
    if chance(draw, 0.5 if case["kind"] == "grave" else 0.12):
        asked = _around_due(case)
        keys = ["approval_requested_from_spp", "prosecution_approved_by_spp"]
        said = {"key": draw.choices(keys, [80, 20])[0], "value": {"truth": chance(draw, 0.75)}}
        whom = ref if chance(draw, 0.5) else None
        add(events, draw, "fact.established", dated(draw, asked, vague=0.05), asked, whom, said)


def _ends(case, events):
    draw = case["draw"]
    for kind, likely in (("withdrawn", 0.22), ("transferred_out", 0.03), ("merged", 0.02)):
        if chance(draw, likely):
            ended = _around_due(case)
            said = {"ground": "below_age"} if kind == "withdrawn" else {}
            if kind == "merged":
                said = {"lead_case_number": OTHER_CASE, "merged_case_numbers": [NUMBER]}
            add(events, draw, f"case.{kind}", dated(draw, ended, vague=0.08), ended, data=said)

    sendings = (("sent_for_prosecution", 0.08), ("proceeding_opened", 0.05), ("return_received", 0.01))
    for kind, likely in sendings:
        if chance(draw, likely):
            sent = _around_due(case) - days(draw.choice([0, 3, 9]))
            said = {"kind": draw.choice(["prosecution", "resubmission", "arrest_request"])}
            said = said if kind == "proceeding_opened" else {}
            add(events, draw, f"case.{kind}", dated(draw, sent, vague=0.05), sent, data=said)

    if chance(draw, 0.04):
        again = _around_due(case) + days(draw.randrange(1, 9))
        add(events, draw, "case.refiled", again, again)


def _around_due(case):
    return case["verified"] + days(GRACE + case["draw"].choice([-6, -2, -1, 0, 1, 2, 3, 12]))


def _coverage(case, on):
    draw = case["draw"]
    kinds = ["all", "none", "gap", "short", "delay", "later", "police"]
    kind = draw.choices(kinds, [62, 8, 8, 8, 6, 4, 4])[0]
    if kind == "none":
        return []
    through, since = on - days(1), "1990-01-01"
    if kind == "short":
        through = case["verified"] + days(GRACE + draw.choice([-2, -1, 0, 1]))
    if kind == "later":
        since = str(case["filed"] + days(draw.choice([-1, 0, 1, 5])))
    both = ("640202000000", "640202") if kind != "police" else ("640202000000",)
    through = str(min(through, on - timedelta(days=1)))
    stated = [one for agency in both for one in everything(through, since=since, agency=agency)]
    if kind == "delay":
        hours = draw.choice([1, 24, 48, 240])
        stated = [one | {"usual_delay_hours": hours} for one in stated]
    if kind == "gap":
        left = draw.choice(draw.choice([ASKED, [one["type"] for one in stated]]))
        stated = [one for one in stated if one["type"] != left]
    return stated


def spelt(told):
    """Return a history for a reader: the day, what was told in order, and what was promised."""
    lines = [f"seed {told['seed']}, on {told['on']}", *(reported(one) for one in told["events"])]
    promised = {(one["complete_from"], one["complete_through"]) for one in told["coverage"]}
    return "\n".join([*lines, f"coverage: {len(told['coverage'])} types {sorted(promised)}"])
