"""What stands of a history: corrections worked in, moments as days of Beijing, and what was last said of whom.

Nothing here comes from the services: it is a second reading of the same words, with `datetime` alone.
"""

from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
ONE_DAY = timedelta(days=1)
# Of what happened on one day, or nobody knows when, the law knows the one before the other.
BOOK = (
    "case.notified",
    "case.received",
    "case.filed",
    "suspect.identified",
    "suspect.age_verified",
    "suspect.details_amended",
    "suspect.summoned",
    "evidence.forensic_opinion_issued",
    "fact.established",
    "suspect.interrogated",
    "suspect.detained",
    "suspect.arrested",
    "suspect.residential_surveillance_imposed",
    "suspect.bail_imposed",
    "suspect.measure_lifted",
    "suspect.released",
    "suspect.charges_changed",
    "suspect.split_off",
    "suspect.investigation_terminated",
    "case.merged",
    "case.transferred_out",
    "case.withdrawn",
    "case.refiled",
    "case.sent_for_prosecution",
    "case.proceeding_opened",
    "case.return_received",
    "suspect.not_prosecuted",
    "suspect.prosecuted",
    "suspect.judged",
)
ENVELOPE = {"id", "type", "occurred", "suspect", "source", "corrects", "recorded", "stage", "data"}


def span(moment):
    """Return the first and last day of Beijing that a moment can mean; None for None."""
    if moment is None:
        return None
    if len(moment) == 7:
        first = date.fromisoformat(f"{moment}-01")
        return first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY
    if len(moment) > 10:
        moment = f"{datetime.fromisoformat(moment).astimezone(BEIJING):%Y-%m-%d}"
    return date.fromisoformat(moment), date.fromisoformat(moment)


def standing(told):
    """Return the reports that still stand, as they now read, in the law's order."""
    reports = {}
    for position, one in enumerate(told, 1):
        recorded = datetime.fromisoformat(one["recorded"]).astimezone(BEIJING).date()
        if one["type"] == "message.retracted":
            reports.pop(one["corrects"], None)
        elif one["type"] == "message.corrected":
            target = reports.get(one["corrects"])
            if target is not None:
                said = one["data"]["replacement"]
                target |= {
                    "type": said["type"],
                    "occurred": said["occurred"],
                    "suspect": said.get("suspect_ref"),
                    "data": said["data"],
                    "recorded": recorded,
                    "stage": said.get("stage", "investigation"),
                }
        else:
            data = one.get("data") or {key: value for key, value in one.items() if key not in ENVELOPE}
            reports[one["id"]] = {
                "id": one["id"],
                "type": one["type"],
                "occurred": one.get("occurred"),
                "suspect": one.get("suspect"),
                "data": data,
                "source": one.get("source", "640202000000"),
                "stage": one.get("stage", "investigation"),
                "recorded": recorded,
                "position": position,
                # What a correction leaves alone was known from the first report on.
                "first": (recorded, data),
            }
    for one in reports.values():
        one["days"] = span(one["occurred"])
    return each_once(sorted(reports.values(), key=lambda one: place(one, reports.values())))


def each_once(reports):
    """Return the reports without those that say the same again, under another id."""
    kept, first = {}, {}
    for one in reports:
        fact = repr(
            (one["type"], one["occurred"], one["suspect"], one["source"], one["stage"], sorted(one["data"].items()))
        )
        name = first.setdefault(fact, one["id"])
        kept.setdefault(name, one)
        if one["position"] < kept[name]["position"]:
            kept[name] = one
    return list(kept.values())


def begins(one):
    """Return how coarsely a report is dated, and the text of where it begins."""
    moment = one["occurred"]
    if moment is None:
        return 3, ""
    if len(moment) > 10:
        return 0, datetime.fromisoformat(moment).astimezone(BEIJING).isoformat()[:19]
    return (1 if len(moment) == 10 else 2), moment


def place(one, reports):
    """Return where a report is read: a coarser date after what goes before it by the book in the same stretch."""
    coarse, start = begins(one)
    rank = BOOK.index(one["type"])
    for level in range(coarse):
        for other in reports:
            if begins(other)[0] == level and BOOK.index(other["type"]) <= rank:
                at = place(other, reports)[0] if level else begins(other)[1]
                if at.startswith(begins(one)[1]):
                    start = max(start, at)
    return start, rank, coarse, one["suspect"] or "", repr(sorted(one["data"].items()))


def people(reports):
    """Return everybody whom a report names as a suspect, in the order of naming."""
    refs = []
    for one in reports:
        named = [one["suspect"]] if one["suspect"] else []
        if one["type"] == "case.filed":
            named += one["data"].get("suspect_refs") or []
        if one["type"] == "case.notified":
            named += [said["suspect_ref"] for said in one["data"].get("suspects") or []]
        refs += [ref for ref in named if ref not in refs]
    return refs


def told_of(reports, ref):
    """Yield each report that tells of a person, with what it says of him."""
    for one in reports:
        if one["type"] == "case.notified":
            for said in one["data"].get("suspects") or []:
                if said["suspect_ref"] == ref:
                    yield one, said
        elif one["type"] == "case.filed" and ref in (one["data"].get("suspect_refs") or []):
            yield one, {}
        elif one["suspect"] == ref:
            yield one, one["data"]
