"""How a random history is told: vague days, late reports, ranges of acts, amendments, corrections."""

from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
# Names of charges, and how often each turns up.
CHARGES = {
    "盗窃罪": 24,
    "诈骗罪": 6,
    "故意伤害罪": 20,
    "故意杀人罪": 14,
    "抢劫罪": 10,
    "强奸罪": 4,
    "聚众斗殴罪": 6,
    "寻衅滋事罪": 6,
    "绑架罪": 3,
    "拐卖妇女、儿童罪": 2,
    "走私、贩卖、运输、制造毒品罪": 3,
    "贩卖毒品罪": 2,
    "运输毒品罪": 2,
    "抢夺罪": 2,
    "非法拘禁罪": 2,
    "放火罪": 1,
}


def days(number):
    """Return so many days."""
    return timedelta(days=number)


def chance(draw, likely):
    """Tell whether something happens that happens so often."""
    return draw.random() < likely


def has_victim(charge):
    """Tell whether somebody may have been hurt."""
    return charge in {"故意伤害罪", "故意杀人罪", "聚众斗殴罪", "寻衅滋事罪", "抢劫罪", "绑架罪", "非法拘禁罪"}


def dated(draw, day, *, vague):
    """Return a day as somebody reports it: mostly as it is, else as an instant, a month, or not at all."""
    kind = draw.random()
    if kind < vague:
        return None if chance(draw, 0.4) else f"{day:%Y-%m}"
    if kind > 0.92:
        return instant(draw, day)
    return day


def instant(draw, day):
    """Return an instant of a day of Beijing, half of them spelt in UTC, where it may still be the day before."""
    hour = draw.choice([0, 7, 9, 23])
    moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=BEIJING)
    return moment.isoformat() if chance(draw, 0.5) else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def add(events, draw, kind, occurred, recorded, suspect=None, data=None, *, named=None):  # noqa: PLR0917 - one report
    """Add a report to a history; it is recorded on the day, or some days late."""
    late = draw.choices([0, 1, 6], [86, 10, 4])[0]
    clock = f"{draw.randrange(8, 20):02}:{draw.randrange(60):02}:{draw.randrange(60):02}"
    one = {"type": kind, "id": named or f"e{len(events) + 1}", "occurred": None if occurred is None else str(occurred)}
    if suspect is not None:
        one["suspect"] = suspect
    one |= {"recorded": f"{recorded + days(late)}T{clock}+08:00", "data": data or {}}
    events.append(one)


def acts(draw, act, case):
    """Return what somebody did: an act of a day, of an hour, of a month, a stretch, several, or nothing stated."""
    weights = [56, 8, 4, 16, 12, 4] if case["kind"] == "wild" else [72, 10, 1, 8, 8, 1]
    kind = draw.choices(["day", "instant", "month", "stretch", "several", "none"], weights)[0]
    if kind == "none":
        return []
    if kind == "instant":
        return [{"from": instant(draw, act)}]
    if kind == "month":
        return [{"from": f"{act:%Y-%m}"}]
    if kind == "stretch":
        before, after = draw.choice([(0, 1), (1, 0), (3, 3), (0, 20), (20, 0), (200, 0), (0, -1)])
        return [{"from": str(act - days(before)), "to": str(act + days(after))}]
    found = [{"from": str(act)}]
    if kind == "several":
        found.append({"from": str(act + days(draw.choice([-30, -2, -1, 1, 2])))})
        if chance(draw, 0.3):
            found[1]["charge"] = {"name": draw.choice([case["charge"], "盗窃罪"])}
            if chance(draw, 0.5):
                found[0]["charge"] = {"name": case["charge"]}
    return found


def some_charges(draw):
    """Return one or two charges; now and then one that nobody named."""
    names = [{"name": draw.choice(list(CHARGES))} for _ in range(draw.randrange(1, 3))]
    return [*names, {"cl_article": "234"}] if chance(draw, 0.1) else names


def stated(draw, events, ref, verified):
    """Now and then establish a fact of the acts, of the birth date, or of the hand-over."""
    facts = [
        ("drug_act", {"code": draw.choice(["sale", "transport"])}),
        ("lunar_birth_date", {"truth": chance(draw, 0.7)}),
        ("injury_grade", {"code": draw.choice(["light_1", "serious_2", "death"])}),
        ("injury_appraisal_final", {"truth": chance(draw, 0.8)}),
        ("handed_over_to", {"code": draw.choice(["guardian", "none"])}),
        ("detained_before", {"truth": True}),
    ]
    for key, value in facts:
        if chance(draw, 0.07):
            when = verified + days(draw.choice([-3, 0, 2, 8]))
            whom = ref if chance(draw, 0.5) else None
            add(events, draw, "fact.established", when, when, whom, {"key": key, "value": value})


def amended(draw, events, person, verified, stated):
    """Now and then amend who somebody is, or what he is suspected of."""
    ref, born = person
    if chance(draw, 0.07):
        said = draw.choice(
            [
                {"birth_date_confidence": "doubtful"},
                {"birth_date": str(born + days(draw.choice([0, 60, -800])))},
                {"bone_age": {"low": "16.5", "high": "18"}},
                {"sex": "male"},
            ]
        )
        when = verified + days(draw.choice([-2, 2, 3]))
        add(events, draw, "suspect.details_amended", when, when, ref, said)
    if chance(draw, 0.06):
        said = {"charges": some_charges(draw)}
        if stated and chance(draw, 0.4):
            said["acts"] = stated[:1]
        when = verified + days(draw.choice([-2, 1, 3]))
        add(events, draw, "suspect.charges_changed", when, when, ref, said)


def disturb(draw, events):
    """Now and then say something twice, correct it, or take it back."""
    if chance(draw, 0.05) and events:
        one = draw.choice(events)
        events.append({**one, "id": f"{one['id']}-again", "recorded": later(draw, one["recorded"])})
    if events and chance(draw, 0.16):
        one = draw.choice(events)
        about = {"id": f"correction-{one['id']}", "corrects": one["id"], "recorded": later(draw, one["recorded"])}
        about["occurred"] = about["recorded"][:10]
        if chance(draw, 0.3):
            events.append({"type": "message.retracted", **about, "data": {}})
        else:
            events.append({"type": "message.corrected", **about, "data": {"replacement": corrected(draw, one)}})


def corrected(draw, one):
    """Return how a corrected report now reads: another day, or another birth date."""
    data, occurred = dict(one["data"]), one["occurred"]
    if "birth_date" in data and chance(draw, 0.7):
        data["birth_date"] = str(date.fromisoformat(data["birth_date"]) + days(draw.choice([1, -1, 900, -900])))
    elif occurred is not None and len(occurred) == 10:
        occurred = str(date.fromisoformat(occurred) + days(draw.choice([-1, 1, -4, 4])))
    said = {"type": one["type"], "message_id": f"m-{one['id']}", "occurred": occurred, "data": data}
    if occurred is None:
        said["occurred_unknown_reason"] = "not_recorded"
    if "suspect" in one:
        said["suspect_ref"] = one["suspect"]
    return said


def later(draw, recorded):
    """Return a moment of recording some days later."""
    moment = datetime.fromisoformat(recorded) + days(draw.choice([0, 1, 4, 9]))
    return (moment + timedelta(minutes=7)).isoformat()


def reported(one):
    """Return one report as a line."""
    words = [one["recorded"][:16], one["id"], one["type"], one.get("suspect", ""), str(one["occurred"])]
    return "  ".join([*words, str(one.get("corrects", "")), one.get("stage", ""), str(one["data"])])
