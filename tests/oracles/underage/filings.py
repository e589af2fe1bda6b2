"""Which filing began what: a filing that is told again is the same one, and a refiling begins anew."""


def investigations(reports):
    """Return each filing with what belongs to its investigation; one that is only told again is the same filing."""
    ends = [one["days"] for one in reports if one["type"] in ("case.withdrawn", "case.transferred_out") and one["days"]]
    together = []
    for one in reports:
        if one["type"] not in ("case.filed", "case.refiled"):
            continue
        last = together[-1][-1]["days"] if together else None
        over = last and one["days"] and any(last[0] <= end[0] and end[1] < one["days"][0] for end in ends)
        if not together or over or one["type"] == "case.refiled":
            together.append([])
        together[-1].append(one)
    filings = [one_filing(told) for told in together]
    begins = [None if one["days"] is None else one["days"][0] for one in filings]
    return [
        (filing, [one for one in reports if within(one, begins[number] if number else None, begins[number + 1 :][:1])])
        for number, filing in enumerate(filings)
    ]


def one_filing(told):
    """Return a filing that was told once or several times: the report told first, on the days that all can mean."""
    dated = [one for one in told if one["days"]] or told
    first = min(dated, key=lambda one: one["position"])
    if first["days"] is None:
        return first
    starts, ends = [one["days"][0] for one in dated], [one["days"][1] for one in dated]
    agreed = max(starts), min(ends)
    return first | {"days": agreed if agreed[0] <= agreed[1] else (min(starts), max(ends))}


def within(one, begins, ends):
    """Tell whether a report belongs between two filings; one that nobody dates belongs everywhere."""
    if one["days"] is None:
        return True
    return (begins is None or one["days"][0] >= begins) and (ends in ([], [None]) or one["days"][0] < ends[0])
