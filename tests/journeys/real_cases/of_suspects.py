"""What the file says of a suspect, in the words of the wire."""

from collections.abc import Iterator

from journeys.real_cases.words import Said, Telling

_SUMMONED = {"传唤": None, "电话通知": None, "口头传唤": True, "书面传唤": False}


def summoned(one: Telling) -> Iterator[Said]:
    """How somebody came before the police (到案): the file has one type for all ways, the wire one for some.

    拘传 is a coercive measure and 盘问 is continued questioning. Whoever was caught, surrendered or was handed over
    arrived: the wire has no event of its own for that, so it is told with `arrived_at`, and the way goes into `ext`.
    """
    since = one.words.pop("at_large_since", None)
    if since is not None:
        yield one.says("suspect.at_large", moment=since, wanted_since=since)
    kind, moment = one.words["kind"], one.moment
    if kind == "拘传":
        del one.words["kind"]
        yield one.says("suspect.compelled_to_appear", moment=moment, arrived_at=moment)
    elif kind == "盘问":
        del one.words["kind"]
        yield one.says("suspect.questioning_continued", moment=moment, from_at=moment)
    else:
        charge = one.charges()
        if charge is not None:
            one.words["charge"] = charge[0]["name"]
        yield one.says("suspect.summoned", moment=moment, arrived_at=moment, oral=_SUMMONED.get(kind))


def detained(one: Telling) -> Iterator[Said]:
    """刑事拘留; decided and not executed it starts no clock: then it only says that somebody is at large."""
    if one.words.pop("decision_only", False):
        gone = one.words.pop("at_large")
        yield one.says("suspect.at_large", at_large=gone, wanted_since=one.source["at"][:10])
        return
    yield one.says("suspect.detained", charges=one.charges())


def detention_extended(one: Telling) -> Iterator[Said]:
    """延长拘留: its ground must be said and the source does not state it, so it is a code that no table knows."""
    ground = {"code": "not_stated", "table": "real_cases"}
    yield one.says("suspect.detention_extended", ground=ground, new_limit=one.words.pop("until"))


def arrest_approved(one: Telling) -> Iterator[Said]:
    """批准逮捕; a court's own decision is none, and is told by its execution (`suspect.arrested`, decided_by)."""
    if one.words.pop("decided_by_court", False):
        return
    yield one.says("suspect.arrest_approved", by="procuratorate")


def arrest_refused(one: Telling) -> Iterator[Said]:
    """不批准逮捕."""
    category = {"证据不足": "insufficient_evidence"}.get(one.words.pop("reason", ""))
    yield one.says("suspect.arrest_refused", by="procuratorate", refusal_category=category)


def arrested(one: Telling) -> Iterator[Said]:
    """执行逮捕: by the police, also where a court decided."""
    court = one.words.pop("decided_by_court", False) or _decided_by_court(one)
    stage, decided = ("trial", "court_decision") if court else (None, None)
    yield one.says("suspect.arrested", by="police", stage=stage, decided_by=decided, charges=one.charges())


def _decided_by_court(one: Telling) -> bool:
    decisions = [
        before["data"].get("decided_by_court", False)
        for before in one.record.events[: one.place]
        if before["type"] == "suspect.arrest_approved" and before["suspect"] == one.source["suspect"]
    ]
    return bool(decisions) and decisions[-1]


_STAGES = {"procuratorate": "prosecution", "court": "trial"}


def bail_imposed(one: Telling) -> Iterator[Said]:
    """取保候审: by whom it was decided, and so at which stage; after a judgment of first instance only by the court."""
    by = "court" if one.words.get("reason") == "一审刑期届满" else one.by
    if one.words.get("decided_by") == "公安机关":
        del one.words["decided_by"]
    deposit = one.words.pop("deposit", None)
    fen = None if deposit is None else int(deposit.removesuffix("元")) * 100
    mode = None if deposit is None else "deposit"
    stage = _STAGES.get(by)
    yield one.says("suspect.bail_imposed", by=by, stage=stage, charges=one.charges(), mode=mode, deposit=fen)


def released(one: Telling) -> Iterator[Said]:
    """释放."""
    yield one.says("suspect.released", reason="other")


def penalized(one: Telling) -> Iterator[Said]:
    """行政处罚: its kind and length are sealed by the exchange; days are days of administrative detention."""
    days = one.words.pop("days", None)
    kind = None if days is None else "detention"
    amount = None if days is None else str(days)
    reasons = one.words.pop("reason", None)
    yield one.says("suspect.penalized", penalty_kind=kind, penalty_amount=amount, reasons=reasons)


def terminated(one: Telling) -> Iterator[Said]:
    """终止侦查 for age; 收容教养 is what 专门矫治教育 replaced in 2021, so it is a code that no table knows."""
    reason = {"未达刑事责任年龄": "below_age"}[one.words.pop("reason")]
    handed = {"收容教养": {"code": "custody_for_education", "table": "real_cases"}}[one.words.pop("disposal")]
    yield one.says("suspect.investigation_terminated", reason=reason, handed_over_to=handed)


def prosecuted(one: Telling) -> Iterator[Said]:
    """提起公诉: of the suspect named, or of every suspect of the case."""
    charges, moment = one.charges(), one.moment
    named = one.record.ref(one.source["suspect"])
    for ref in one.record.refs.values() if named is None else (named,):
        yield one.says("suspect.prosecuted", moment=moment, stage="prosecution", suspect_ref=ref, charges=charges)


def not_prosecuted(one: Telling) -> Iterator[Said]:
    """不起诉."""
    kind = {"证据不足": "insufficient_evidence"}[one.words.pop("ground")]
    yield one.says("suspect.not_prosecuted", stage="prosecution", kind=kind)
