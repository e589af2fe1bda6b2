"""Random histories of drunk driving, the same for a seed for ever: close to every boundary, and with holes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from oracles.driving.days import ONE, after_days, after_working_days
from oracles.driving.history import ITEMS, History, Said
from oracles.driving.story import Story
from zhenxie.wire.events import EVENT_TYPES

OFFICE = "640202"
CITY_POLICE = "640200000000"
# A code of a platform that no table maps.
UNMAPPED = {"code": "9", "table": "platform"}
_TYPES = [name for name in EVENT_TYPES if name.startswith(("case.", "suspect.", "evidence.", "fact."))]


def history_of(seed: int) -> History:
    """Return the history of this seed."""
    story = Story(seed)
    _filing(story)
    for driver in story.drivers:
        _evidence(story, driver)
        if driver is not None and story.maybe(0.5):
            _measures(story, driver)
    _closing(story)
    _second_thoughts(story)
    if story.maybe(0.4):
        story.dice.shuffle(story.reports)
        # A correction names what was told before.
        story.reports.sort(key=lambda one: one["type"].startswith("message."))
    on = story.near(*story.marks) + story.dice.choice([0, 0, 1, 1, 3, 40, 40]) * ONE
    return History(on, story.reports, _coverage(story, on), _related(story))


def _filing(story: Story) -> None:
    charges: list[dict[str, str]] | None = [{"cl_article": "133-1", "name": "危险驾驶罪"}]
    if story.maybe(0.06):
        charges = story.dice.choice(
            [[*charges, {"name": "妨害公务罪"}], [{"name": "交通肇事罪"}], [{"name": "危险驾驶"}], None]
        )
    day = story.stopped + story.dice.choice([0, 0, 1, 2, 9]) * ONE
    driving = story.driving(whole=0.7) if story.maybe(0.9) else None
    if story.maybe(0.78):
        story.tell("case.filed", day, charges=charges, driving=driving)
    else:
        reason = story.dice.choice(["minor_not_crime"] * 4 + ["insufficient_evidence", UNMAPPED, None])
        story.tell("case.filing_refused", day + 7 * ONE, reason=reason, charges=charges, driving=driving)
    if "S2" in story.drivers and story.maybe(0.3):
        story.tell("suspect.identified", day, suspect="S2", charges=[{"name": "寻衅滋事罪"}])


def _evidence(story: Story, driver: str | None) -> None:
    about = {"suspect": driver}
    if story.maybe(0.75):
        breath = story.flags("objected", "refused", unknown=0.3, true=0.15)
        if not breath.get("refused") and story.maybe(0.9):
            breath["alcohol_mg_per_100ml"] = story.dice.choice(["0", "15", "19.99", "20", "79", "79.9", "80", "95"])
        until = story.stopped + story.dice.choice([-1, 0, 1, 200]) * ONE if story.maybe(0.8) else None
        said = {**breath, "device_calibrated_until": until and until.isoformat()}
        story.tell("evidence.breath_tested", story.stopped, **about, **said)
    drawn = story.near(story.stopped + ONE, story.stopped)
    for tube in range(story.dice.choice([0, 0, 1, 1, 1, 1, 1, 2])):
        _sample(story, driver, drawn, f"{driver or 'S'}-{tube}")
    for _ in range(story.dice.choice([0, 1, 1, 1, 1, 1, 2])):
        _opinion(story, driver, drawn)


def _sample(story: Story, driver: str | None, drawn: date, seal: str) -> None:
    said: dict[str, Any] = story.flags("extractor_signed", "sealer_signed", "full_video", unknown=0.05, true=0.93)
    said |= story.flags("suspect_signed", unknown=0.1, true=0.8) | story.flags("refusal_noted", unknown=0.4, true=0.6)
    said |= story.flags("drawer_qualified", true=0.93)
    choices = {
        "tube_type": ["anticoagulant"] * 14 + ["coagulant", "plain", UNMAPPED, None],
        "disinfectant_kind": ["alcohol_free"] * 14 + ["none", "alcohol_based", UNMAPPED, None],
        "seal_numbers": [[seal]] * 10 + [[], None, None],
        "place_kind": ["medical_institution", "medical_institution", "on_site", UNMAPPED, None],
        "police_count": [2, 2, 2, 1, 1, 0, None],
        "auxiliary_count": [0, 0, 1, None],
        "officers": [["P00001"], ["P00001", "P00002"], None],
    }
    said |= {name: story.dice.choice(values) for name, values in choices.items()}
    driving = {"stopped_at": story.moment(story.stopped)} if story.maybe(0.4) else None
    if driving == {"stopped_at": None}:
        driving = None
    story.tell("evidence.blood_drawn", drawn, suspect=driver, driving=driving, **said)
    due = after_working_days((drawn, drawn), 5).last
    for _ in range(story.dice.choice([0, 1, 1, 1, 1, 2])):
        sent = story.near(due, due, after_days((drawn, drawn), 3).last, drawn)
        seals = story.dice.choice([[seal], [seal], None])
        arrived = story.moment(sent + story.dice.choice([0, 0, 1, -1]) * ONE) if story.maybe(0.5) else None
        about = driver if story.maybe(0.8) else None
        story.tell("evidence.blood_submitted", sent, suspect=about, seal_numbers=seals, received_at=arrived)


def _opinion(story: Story, driver: str | None, drawn: date) -> None:
    arrived = drawn + story.dice.choice([0, 1, 2, 5, 9]) * ONE
    issued = story.near(
        after_working_days((arrived, arrived), 3).last, after_working_days((arrived, arrived), 3).last, arrived
    )
    received = issued + story.dice.choice([0, 0, 1, -1]) * ONE
    expiry = issued + story.dice.choice([-1, 0, 300]) * ONE
    value = story.value() if story.maybe(0.95) else None
    opinion = story.tell(
        "evidence.forensic_opinion_issued",
        issued,
        suspect=driver,
        subject=story.dice.choice(["blood_alcohol"] * 9 + [None, "injury", UNMAPPED]),
        blood_alcohol_mg_per_100ml=value,
        received_at=story.moment(arrived) if story.maybe(0.85) else None,
        opinion_received_at=story.moment(received) if story.maybe(0.9) else None,
        qualification_valid_until=expiry.isoformat() if story.maybe(0.3) else None,
        document={"kind": "鉴定意见书", "number": f"{driver}-{len(story.reports)}"} if story.maybe(0.3) else None,
        **story.flags("laboratory_qualified", "analysis_video", true=0.92),
    )
    if opinion.get("subject") == "injury":
        opinion.pop("blood_alcohol_mg_per_100ml", None)
    grace, notice = after_days((received, received), 15).last, after_working_days((received, received), 5).last
    story.marks += [grace, grace + ONE, grace + ONE]
    for _ in range(story.dice.choice([0, 1, 1, 2])):
        story.tell(
            "evidence.forensic_opinion_notified",
            story.near(notice, notice, received),
            suspect=driver if story.maybe(0.8) else None,
            subject=story.dice.choice(["blood_alcohol", "blood_alcohol", "blood_alcohol", None, "injury", UNMAPPED]),
            recipient_kind=story.dice.choice(["suspect"] * 5 + ["both", "victim", UNMAPPED, None]),
            in_writing=story.dice.choice([True, True, True, False, None]),
            opinion_received_at=story.moment(received) if story.maybe(0.2) else None,
            opinion_number=(opinion.get("document") or {}).get("number") if story.maybe(0.5) else None,
        )


def _measures(story: Story, driver: str) -> None:
    detained = story.stopped + story.dice.choice([0, 1, 2]) * ONE
    if story.maybe(0.8):
        story.tell("suspect.detained", detained, suspect=driver)
        story.marks += [detained + 3 * ONE, detained + 4 * ONE, detained + 8 * ONE]
    if story.maybe(0.3):
        ground = story.dice.choice(["special", "special", "special", "roaming", UNMAPPED])
        until = (detained + story.dice.choice([4, 6, 7, 12]) * ONE).isoformat() if story.maybe(0.4) else None
        decided = story.near(detained + 3 * ONE)
        story.tell("suspect.detention_extended", decided, suspect=driver, ground=ground, new_limit=until)
    for kind in ("suspect.released", "suspect.bail_imposed", "suspect.residential_surveillance_imposed"):
        if story.maybe(0.2):
            story.tell(kind, story.near(detained + 3 * ONE, detained + 7 * ONE), suspect=driver)
    if story.maybe(0.5):
        breach = story.truth(unknown=0.6, true=0.4).get("it")
        asked = story.near(detained + 3 * ONE, detained + 7 * ONE, detained + 30 * ONE)
        if story.maybe(0.9):
            story.tell("suspect.arrest_requested", asked, suspect=driver, breach_of_measure=breach)
        if story.maybe(0.3):
            truth = {"truth": story.maybe(0.4)}
            story.tell("fact.established", asked, suspect=driver, key="bail_breach", value=truth)
        if story.maybe(0.15):
            story.tell("suspect.arrest_request_received", asked + ONE, suspect=driver, source=OFFICE)
    if story.maybe(0.06):
        more = [{"cl_article": "133-1"}, {"name": "妨害公务罪"}]
        earlier = [{"cl_article": "133-1"}] if story.maybe(0.5) else None
        changed = detained + story.dice.choice([1, 1, 9, 30]) * ONE
        story.tell("suspect.charges_changed", changed, suspect=driver, charges=more, earlier_charges=earlier)
        if story.maybe(0.4):
            story.tell(
                "suspect.charges_changed", changed + 3 * ONE, suspect=driver, charges=more[:1], earlier_charges=more
            )


def _closing(story: Story) -> None:
    closed = story.near(*story.marks[-6:])
    if story.maybe(0.25):
        ground = story.dice.choice(["minor_not_crime", "minor_not_crime", "no_criminal_fact", "death", UNMAPPED, None])
        driving = story.driving(whole=0.5) if story.maybe(0.3) else None
        story.tell("case.withdrawn", closed, ground=ground, driving=driving)
    elif story.maybe(0.3):
        story.tell("case.sent_for_prosecution", closed, driving=story.driving(whole=0.3) if story.maybe(0.2) else None)
    if story.maybe(0.05):
        story.tell("case.transferred_out", closed)
    driver = story.drivers[0]
    if driver is not None and story.maybe(0.05):
        story.tell("suspect.investigation_terminated", story.near(closed), suspect=driver)
    if driver is not None and story.maybe(0.05):
        kind = story.dice.choice(["suspect.not_prosecuted", "suspect.judged"])
        story.tell(kind, story.near(closed), suspect=driver, source=OFFICE)
    if story.maybe(0.35):
        who = story.dice.choice([driver or "S1", driver or "S1", "S2"])
        story.tell("suspect.licence_revoked", story.near(closed), suspect=who)
    if story.maybe(0.15):
        key = f"aggravating.{story.dice.choice([*ITEMS, ITEMS[-1], ITEMS[-1], ITEMS[-1]])}"
        story.tell("fact.established", closed, key=key, value={"truth": story.maybe(0.6)})


def _second_thoughts(story: Story) -> None:
    for target in list(story.reports):
        if story.maybe(0.03):
            change = {"type": "message.retracted", "id": f"r-{target['id']}", "corrects": target["id"], "data": {}}
            story.reports.append({**change, "occurred": story.stopped.isoformat()})
        elif story.maybe(0.04):
            envelope = {"type", "id", "occurred", "suspect", "document"}
            replacement = {
                "type": target["type"],
                "message_id": f"c-{target['id']}",
                "occurred": story.moment(story.near(story.stopped, *story.marks[-3:])),
                "suspect_ref": target.get("suspect"),
                "data": {key: value for key, value in target.items() if key not in envelope},
            }
            change = {"type": "message.corrected", "id": f"c-{target['id']}", "corrects": target["id"]}
            data = {"replacement": replacement}
            story.reports.append({**change, "occurred": story.stopped.isoformat(), "data": data})
        elif story.maybe(0.02):
            story.reports.append({**target, "id": f"again-{target['id']}"})


def _coverage(story: Story, on: date) -> list[Said]:
    if story.maybe(0.15):
        return []
    through = on - story.dice.choice([1] * 8 + [0, 2, 5, 30]) * ONE
    since = story.dice.choice([date(1990, 1, 1)] * 10 + [story.stopped, story.stopped + ONE, story.stopped + 9 * ONE])
    holes = set() if story.maybe(0.8) else set(story.dice.sample(_TYPES, 8))
    delay = {"usual_delay_hours": story.dice.choice([24, 72])} if story.maybe(0.15) else {}
    stated: list[Said] = [
        {"type": name, "complete_from": since.isoformat(), "complete_through": through.isoformat(), **delay}
        for name in _TYPES
        if name not in holes
    ]
    for agency, name in ((OFFICE, "suspect.not_prosecuted"), (CITY_POLICE, "suspect.licence_revoked")):
        if story.maybe(0.9):
            elsewhere = {"agency": agency, "type": name, "complete_from": since.isoformat()}
            stated.append({**elsewhere, "complete_through": through.isoformat()})
    if story.maybe(0.1):
        stated += [
            {
                **{k: v for k, v in one.items() if k == "agency"},
                "type": one["type"],
                "complete_from": since.isoformat(),
                "ended": True,
            }
            for one in stated
        ]
    return stated


def _related(story: Story) -> list[Said]:
    found = list(_officers(story))
    dangerous = [{"name": "危险驾驶罪"}]
    for _ in range(story.dice.choice([0, 0, 0, 1, 1, 2])):
        years = story.dice.choice([2, 2, 5, 5, 5, 1, 8])
        day = date(story.stopped.year - years, story.stopped.month, min(story.stopped.day, 28))
        prior: Said = {"occurred": story.moment(day + story.dice.choice([-1, 0, 0, 1]) * ONE, clock=False)}
        prior |= {"suspect": "P9", "own": story.dice.choice([story.drivers[0] or "S1", "S1"])}
        charges = story.dice.choice([dangerous] * 5 + [None, [{"name": "盗窃罪"}]])
        kind = story.dice.choice(["suspect.judged", "suspect.judged", "suspect.not_prosecuted", "suspect.penalized"])
        if kind == "suspect.judged":
            prior |= {
                "charges": charges,
                "outcome": story.dice.choice(["convicted"] * 4 + ["acquitted", UNMAPPED, None]),
            }
        elif kind == "suspect.not_prosecuted":
            prior |= {
                "charges": charges,
                "kind": story.dice.choice(["discretionary"] * 4 + ["statutory", UNMAPPED, None]),
            }
        found.append({"type": kind, **{key: value for key, value in prior.items() if value or key == "occurred"}})
    return found


def _officers(story: Story) -> Iterator[Said]:
    for draw in [one for one in story.reports if one["type"] == "evidence.blood_drawn"]:
        if draw.get("officers") and draw["occurred"] and story.maybe(0.2):
            there = {"place_kind": story.dice.choice(["on_site", "medical_institution", UNMAPPED, None])}
            if story.maybe(0.3):
                there = {"source": "640205000000"}
            instant = draw["occurred"]
            if instant.endswith("+08:00") and story.maybe(0.5):
                instant = datetime.fromisoformat(instant).astimezone(UTC).isoformat().replace("+00:00", "Z")
            kind, officer = "evidence.blood_drawn", story.dice.choice([draw["officers"][0], "P00009"])
            # The other case names the officer as well; that is how the two are tied.
            said = {"type": kind, "occurred": instant, "officer": officer, "officers": [officer], **there}
            yield {key: value for key, value in said.items() if value is not None}
