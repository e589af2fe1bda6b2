"""What another case of the same person says is heard in a backtest, whichever parts the two cases are in."""

from datetime import date
from pathlib import Path
from typing import Any

import orjson

from builders.events import a_notification, a_suspect, event
from fixtures.screening import COVERED
from screening.retrospect import lines, running
from screening.retrospect.plan import PARTS, Plan, models_named
from screening.retrospect.spool import Spool
from screening.screening_pass import case_hash

POLICE = "640202000000"
CHARGE = {"cl_article": "133-1", "name": "危险驾驶罪"}
LAWFUL = (
    *("accident_at_fault", "fled_after_accident", "car_without_licence", "grave_overload_or_speeding"),
    *("after_controlled_drugs", "passengers_in_service", "school_bus", "motorway", "heavy_truck", "hazardous_goods"),
    *("evaded_check", "obstructed_proceedings", "punished_within_two_years", "convicted_within_five_years"),
)
PERSONS = ("640202198001011238", "640202197505050017")


def a_driving_case(number: str, person: str) -> dict[str, Any]:
    """Return a case of drunk driving in which no earlier conviction is stated."""
    stopped = {"fled": False, "substituted": False, "stopped_at": "2026-03-02T21:30:00+08:00"}
    filed = event(
        "case.filed",
        occurred="2026-03-02",
        charges=[CHARGE],
        driving=stopped | {"aggravating": dict.fromkeys(LAWFUL, False)},
    )
    breath = event(
        "evidence.breath_tested", occurred="2026-03-02T21:40:00+08:00", suspect_ref="S1", alcohol_mg_per_100ml="95"
    )
    notice = a_notification(
        number, filed, breath, charges=[CHARGE], suspects=[a_suspect("S1", number=person, charges=[CHARGE])]
    )
    notice["notified"]["occurred"] = "2026-03-02"
    return notice


def an_old_case(number: str, person: str) -> list[dict[str, Any]]:
    """Return a case of drunk driving that ended with a judgment in 2023."""
    filed = event("case.filed", occurred="2023-02-01", charges=[CHARGE])
    notice = a_notification(
        number, filed, charges=[CHARGE], suspects=[a_suspect("P9", number=person, charges=[CHARGE])]
    )
    notice["notified"]["occurred"] = "2023-02-01"
    judged = event("suspect.judged", occurred="2023-05-10", suspect_ref="P9", outcome="convicted", charges=[CHARGE])
    return [notice, {"case_number": number, "event": judged}]


def test_an_earlier_conviction_is_known_across_parts(tmp_path: Path) -> None:
    old, new = "A6402020000002023020001", [f"A640202000000202603{place:04}" for place in range(1, 7)]
    types = [{"type": one, "complete_from": "2020-01-01", "complete_through": "2026-12-31"} for one in COVERED]
    coverage = {"coverage": event("agency.coverage_declared", occurred="2023-01-01", types=types)}
    # The first person has been convicted before; the others have not.
    driving = [a_driving_case(number, PERSONS[place > 0]) for place, number in enumerate(new)]
    body = [coverage, *an_old_case(old, PERSONS[0]), *driving]
    (tmp_path / f"{POLICE}.ndjson").write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in body))
    spool = Spool(tmp_path / "input.sqlite", writes=True)
    taken = lines.fill(spool, [tmp_path / f"{POLICE}.ndjson"])
    spool.complete()

    plan = Plan(models_named(["drunk_driving_consequences"]), date(2026, 1, 1), date(2026, 6, 30), "x")
    running.run(plan, tmp_path / "input.sqlite", tmp_path / "state", processes=1, seen=lambda _: None)
    found = {
        row["case_number"]
        for one in running.results(plan, tmp_path / "state")
        for row in one["findings"]  # type: ignore[attr-defined]
        if row["rule"] == "DUI-15"
    }

    assert taken.left_out == 0, taken
    assert found == {new[0]}
    cases = spool.reading.cases(after="", limit=100, upto=10**6, part=0, parts=1)
    numbers = {one.case_number: one.case_id for one in spool.reading.of_cases(cases, upto=10**6)}
    assert case_hash(numbers[old]) % PARTS != case_hash(numbers[new[0]]) % PARTS
