"""Alarms, dashboard and handbook against the stalls that the services know: each has its alarm and its section, in time."""

import json
import re
from pathlib import Path

import pytest
import yaml

from architecture.sources import ROOT
from exchange.serving import stalls as exchange_stalls
from exchange.settings import Settings as ExchangeSettings
from screening import stalls as screening_stalls
from screening.settings import Settings as ScreeningSettings
from zhenxie.kit import database_stalls
from zhenxie.kit import stalls as watching
from zhenxie.kit.stalls import Kind

FOLDER = ROOT / "deploy" / "observability"
KINDS = {"exchange": exchange_stalls.KINDS, "screening": screening_stalls.KINDS}
SETTINGS = {"exchange": ExchangeSettings, "screening": ScreeningSettings}
# Beside the stalls: a process that does not answer, and a watch that does not look.
BESIDE = {"down", "watch"}
# What the services tell as soon as they see it.
TOLD_AT_ONCE = {"clock", "parked", "failed_models", "refused_models"}
# So many seconds SQLAlchemy gives a connection to close when its statement is given up.
LETTING_GO = 2
OPERATIONS = ROOT / "docs" / "operations.md"


def rules() -> list[dict]:
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def section_of(rule: dict) -> str:
    document, _, section = rule["annotations"]["runbook_url"].partition("#")
    assert document == "docs/operations.md"
    return section


def seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+)s", text)
    assert found, text
    return float(found[1])


def sections() -> dict[str, str]:
    """Return the sections of the handbook by their headings."""
    parts = re.split(r"^### (.+)$", OPERATIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("service", KINDS)
def test_every_kind_of_stall_has_one_alarm_and_no_other_is_asked_for(service: str):
    asked = [
        found[1]
        for rule in rules()
        if (found := re.fullmatch(rf'{service}_stalled\{{stall="(\w+)"\}} > 0', rule["expr"]))
    ]

    assert sorted(asked) == sorted(kind.name for kind in KINDS[service])


@pytest.mark.parametrize("service", KINDS)
def test_every_kind_of_stall_is_caused_by_a_test(service: str):
    place = ROOT / "tests" / "integration" / {"exchange": "exchange/serving", "screening": "screening"}[service]
    tests = "".join(path.read_text(encoding="utf-8") for path in place.glob("test_sta*.py"))
    # What any of our databases can suffer is the same code in both services, and the exchange's is made to suffer it.
    shared = set() if service == "exchange" else {kind.name for kind in database_stalls.KINDS}

    assert {kind.name for kind in KINDS[service] if f'"{kind.name}"' not in tests} - shared == set()


def test_every_alarm_speaks_both_languages_and_leads_to_a_section_of_the_handbook():
    named = {(kind.name, f"{kind.chinese} · {kind.english}") for kinds in KINDS.values() for kind in kinds}
    for rule in rules():
        section, summary = section_of(rule), rule["annotations"]["summary"]
        assert section in sections(), rule["alert"]
        assert section in BESIDE or (section, summary) in named, rule["alert"]
        assert re.search(r"[\u4e00-\u9fff]", summary), rule["alert"]
        assert rule["labels"]["severity"] in {"warning", "critical"}
        assert rule["labels"]["service"] in KINDS
        assert section in BESIDE or section in rule["expr"]


def test_every_section_for_an_alarm_belongs_to_one():
    alarms = {section_of(rule) for rule in rules()}
    begun = OPERATIONS.read_text(encoding="utf-8").partition("\n## What to do for each alarm")[2]
    written = re.findall(r"^### (.+)$", begun.partition("\n## ")[0], re.MULTILINE)

    assert sorted(written) == sorted(alarms)


@pytest.mark.parametrize("kind", [kind for kinds in KINDS.values() for kind in kinds], ids=lambda kind: kind.name)
def test_the_handbook_says_what_a_stall_is_as_the_services_do(kind: Kind):
    assert kind.chinese in sections()[kind.name]


def test_an_alarm_is_out_within_a_minute():
    scraping = yaml.safe_load((FOLDER / "prometheus.yaml").read_text(encoding="utf-8"))["global"]
    asking = sum(seconds(scraping[one]) for one in ("scrape_interval", "scrape_timeout", "evaluation_interval"))
    patience = {service: one.model_fields["stall_seconds"].default for service, one in SETTINGS.items()}
    for rule in rules():
        waits = patience[rule["labels"]["service"]]
        pause = min(waits / watching._LOOKS, watching._LONGEST_PAUSE_SECONDS)
        # A database that hangs: a round under way, the least pause, and the round that tells.
        looks = 2 * (watching._LOOK_TIMEOUT_SECONDS + LETTING_GO) + pause / 5
        before = {"down": 0, "watch": waits}.get(section_of(rule), waits + looks)
        before = looks if section_of(rule) in TOLD_AT_ONCE else before
        assert before + asking + seconds(rule["for"]) <= 60, rule["alert"]
        # Who has waited already is not made to wait again; who has not, waits here.
        waited = section_of(rule) not in TOLD_AT_ONCE | {"down"}
        assert (seconds(rule["for"]) == 0) is waited, rule["alert"]


def test_a_watch_that_stopped_is_noticed_when_anything_else_would_be():
    for rule in rules():
        if section_of(rule) == "watch":
            assert rule["expr"] == f"{rule['labels']['service']}_watch_age_seconds > 30"
    assert {one.model_fields["stall_seconds"].default for one in SETTINGS.values()} == {30}


def test_the_example_scrapes_both_services_where_they_listen():
    jobs = yaml.safe_load((FOLDER / "prometheus.yaml").read_text(encoding="utf-8"))["scrape_configs"]

    assert {job["job_name"]: job["static_configs"][0]["targets"] for job in jobs} == {
        f"zhenxie-{service}": [f"127.0.0.1:{one.model_fields['port'].default}"] for service, one in SETTINGS.items()
    }
    assert {name for rule in rules() for name in re.findall(r'job="([^"]+)"', rule["expr"])} == {
        job["job_name"] for job in jobs
    }


def test_the_dashboard_asks_no_other_source_than_the_one_that_is_chosen():
    board = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    asking = [part for panel in board["panels"] if panel["type"] != "row" for part in (panel, *panel["targets"])]

    assert asking
    assert {part["datasource"]["uid"] for part in asking} == {"${datasource}"}
    assert [variable["name"] for variable in board["templating"]["list"]] == ["datasource"]
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert Path(FOLDER / "README.md").exists()
