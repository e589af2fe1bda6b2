"""Every alert of the demonstration, after later events, corrections and a new version of every model: the same bytes.

By night of the whole demonstration; otherwise of a few of its cases, among them the one whose withdrawal is back-dated.
"""

import asyncio
import os
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from fixtures.releases import changed
from screening import answering, app, registry
from screening.settings import Settings
from zhenxie.demo import play as performance
from zhenxie.demo.acts import warning
from zhenxie.demo.acts.warning import promise
from zhenxie.demo.cases.everything import CASES, named_case
from zhenxie.demo.cases.making import Case
from zhenxie.demo.cast import CITY_PROCURATORATE
from zhenxie.demo.play import ACTS, Act
from zhenxie.demo.settling import alerts, settled
from zhenxie.demo.stage import Stage

_SECONDS = 120
_SOME = (*(named_case(name) for name in ("remedied", "backdated")), *list(CASES.values())[-2:])


async def _everything_goes_on(stage: Stage, day: str, cases: Mapping[str, Case]) -> None:
    """Let the police correct the first event of every case and report another one, and a promise be made."""
    stage.turn_to(f"{day}T09:00:00+08:00")
    for case in cases.values():
        first = case.notification()["events"][0]
        document = {**first.get("document", {}), "kind": "更正后文书", "number": f"石公（刑）更字〔2026〕{day[-2:]}号"}
        correction = {
            "message_id": f"{first['message_id']}-{day}",
            "action": "amend",
            "target": {"message_id": first["message_id"]},
            "reason_code": "supplemented",
            "document": {"kind": "更正说明", "number": "石公(刑)更字〔2026〕1号"},
            "event": {**first, "document": document},
        }
        dossier = {"type": "case.dossier_registered", "occurred": day, "data": {"items": []}}
        async with stage.client(case.police) as police:
            await police.send_correction(case.number, correction)
            await police.send_update(case.number, {**dossier, "message_id": f"dossier-{case.number}-{day}"})
    await promise(stage, day)


async def _asked(stage: Stage, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Ask for every alert through the API, and return each answer once it is there, by the alert's id."""
    said: dict[str, Any] = {}
    async with stage.client(CITY_PROCURATORATE) as office:
        for one in found:
            await office.reproductions.ask(one["id"], f"again-{one['id']}")
        for _ in range(_SECONDS * 5):
            for one in found:
                if said.get(one["id"]) is None:
                    said[one["id"]] = (await office.reproductions.of_alert(one["id"]))[-1]["answer"]
            if None not in said.values():
                break
            await asyncio.sleep(0.2)
    return said


async def _reports(stage: Stage) -> list[dict[str, Any]]:
    async with stage.client(CITY_PROCURATORATE) as office:
        return [(await office.alerts.one(one["id"]))["report"] for one in await alerts(stage)]


async def _again(stage: Stage, monkeypatch: pytest.MonkeyPatch, cases: Mapping[str, Case], least: int) -> None:
    before = await settled(stage)
    await _everything_goes_on(stage, "2026-05-20", cases)
    found = await settled(stage)
    stage.check("more alerts than a few, and many of them changed", len(found) >= len(before) >= least)
    said = await _asked(stage, found)
    wrong = {name: answer for name, answer in said.items() if answer is None or not answer["identical"]}
    stage.check(f"through the API every alert is reproduced to the byte {list(wrong.items())[:2]}", not wrong)
    ended = stage.run("screening", "reproduce", *(one["id"] for one in found), environment=stage.environment)
    identical = ended.stdout.count("逐字节一致") == len(found)
    stage.check(
        f"and on the command line {ended.stdout[-800:]}{ended.stderr[-800:]}", ended.returncode == 0 and identical
    )

    stage.supervisor.kill("screening")
    for name, value in stage.environment.items():
        if name.startswith("SCREENING_"):
            monkeypatch.setenv(name, value)
    work = app.work_of(Settings())
    monkeypatch.setattr(registry, "every_model", changed(registry.every_model()))
    try:
        await work.publisher.publish_models()
        await _every_alert(stage, work, "a new version of every model was published")
        await _everything_goes_on(stage, "2026-05-27", cases)
        await work.once()
        reports = await _every_alert(stage, work, "and a part of them has become that version's")
        versions = {report["model_version"].endswith("-next") for report in reports}
        stage.check(f"alerts of both versions {versions}", True in versions)
    finally:
        await work.client.close()
        await work.database.close()


async def _every_alert(stage: Stage, work: app.Work, when: str) -> list[dict[str, Any]]:
    reports = await _reports(stage)
    made = [(report, await answering.again(work.database, work.client, report)) for report in reports]
    wrong = [
        (report["rule"], report["standing"], one.causes, one.differences) for report, one in made if not one.identical
    ]
    stage.check(f"{when}: {len(wrong)} differ {str(wrong)[:1500]}", not wrong)
    return reports


@pytest.mark.parametrize(
    ("cases", "least"),
    [
        pytest.param({one.number: one for one in _SOME}, 3, id="some"),
        pytest.param(CASES, 20, id="all", marks=pytest.mark.nightly),
    ],
)
def test_every_alert_of_the_demonstration_is_reproduced_to_the_byte(
    monkeypatch: pytest.MonkeyPatch, cases: Mapping[str, Case], least: int
) -> None:
    # What the play itself claims has a test of its own.
    played: list[list[str]] = []

    async def scene(stage: Stage) -> None:
        before = len(stage.failed)
        await _again(stage, monkeypatch, cases, least)
        played.append(stage.failed[before:])

    prologue, prosecutor, *_ = ACTS
    # An instrument needs a lead of a case that is not among these few, and changes no alert.
    told = tuple(one for one in prosecutor.scenes if not one.__name__.endswith(("explaining", "issuing")))
    last = SimpleNamespace(title=("重现", "Again"), play=scene)
    acts = (prologue, Act(prosecutor.chinese, prosecutor.english, told), Act("末幕", "The last", (last,)))  # type: ignore[arg-type]
    monkeypatch.setattr(performance, "ACTS", acts)
    monkeypatch.setattr(warning, "CASES", cases)
    monkeypatch.setattr(os, "environ", os.environ.copy())

    performance.perform(once=True, port=8490)

    assert played == [[]]
