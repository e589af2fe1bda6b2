"""Every name in the alarms and in the dashboard is there in a scrape of a running exchange and screening."""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import yaml

from builders.events import a_detention, a_notification, case_number
from fixtures.agencies import DAWUKOU_POLICE, DAWUKOU_PROCURATORATE
from fixtures.databases import Database, eventually
from fixtures.running import RunningExchange
from fixtures.screening_process import RunningScreening

FOLDER = Path(__file__).parents[2] / "deploy" / "observability"
# What Prometheus itself knows of a target.
_OF_PROMETHEUS = {"up"}
_OF_EVERY_TARGET = {"job", "instance"}
_SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)(\{[^}]*\})?")
_MATCHER = re.compile(r'(\w+)\s*(=~|!=|!~|=)\s*"([^"]*)"')
_GROUPING = re.compile(r"\b(by|without|on|ignoring)\s*\([^)]*\)")
_WORDS = {"and", "or", "unless", "bool"}


def expressions() -> list[str]:
    """Return every expression of the alarms and of the dashboard."""
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    board = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    return [rule["expr"] for group in groups for rule in group["rules"]] + shown


def documented() -> set[str]:
    """Return every metric that the handbook names; one of a histogram or a sum under its own name."""
    said = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    return set(re.findall(r"`((?:exchange|screening|process)_[a-z_]+)`", said)) - {"screening_worker"}


def selectors(expression: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each metric of an expression with what its labels must equal; functions and words of the language left out."""
    bare = re.sub(r"\[\w+\]", "", _GROUPING.sub("", expression))
    for found in _SELECTOR.finditer(bare):
        name, labels = found[1], found[2] or ""
        # A function is followed by a parenthesis; what stands inside braces was taken with its metric.
        if name in _WORDS or bare[found.end() :].lstrip().startswith("("):
            continue
        yield name, {label: value for label, how, value in _MATCHER.findall(labels) if how == "="}


def known(text: str) -> tuple[set[str], list[str]]:
    """Return the names of a scrape, with those that have no value yet, and its samples."""
    names = set(re.findall(r"^# TYPE (\S+) ", text, re.MULTILINE))
    samples = [line for line in text.splitlines() if line and not line.startswith("#")]
    return names | {re.split(r"[{ ]", line, maxsplit=1)[0] for line in samples}, samples


def missing(expression: str, text: str) -> list[str]:
    """Return what an expression asks for that a scrape does not hold."""
    names, samples = known(text)
    return [
        f"{name}{labels}"
        for name, labels in selectors(expression)
        if name not in _OF_PROMETHEUS
        and (
            name not in names
            or not all(
                label in _OF_EVERY_TARGET or any(f'{label}="{value}"' in one for one in samples if one.startswith(name))
                for label, value in labels.items()
            )
        )
    ]


async def test_every_name_in_alarms_and_dashboard_is_scraped(
    run_exchange: Callable[..., RunningExchange], screening_database: Database, tmp_path: Path
):
    exchange = run_exchange()
    screening = RunningScreening(screening_database, exchange.url, tmp_path / "screening.log")
    await asyncio.to_thread(screening.start().alive)
    try:
        async with exchange.client(DAWUKOU_POLICE) as police, exchange.client(DAWUKOU_PROCURATORATE) as prosecutor:
            await police.post("/v1/cases", json=a_notification(case_number(1), a_detention()))
            await prosecutor.get("/v1/changes")

        async def is_worked_in() -> bool:
            return "screening_heard_position 2.0" in httpx2.get(f"{screening.url}/metrics").text

        await eventually(is_worked_in)
        scraped = "\n".join(httpx2.get(f"{url}/metrics").text for url in (exchange.url, screening.url))
    finally:
        await asyncio.to_thread(screening.stop)

    asked = expressions()
    assert len(asked) > 40
    assert {expression: absent for expression in asked if (absent := missing(expression, scraped))} == {}
    assert {name for name in documented() if name not in known(scraped)[0]} == set()
    # What the services themselves show of stalls is looked at by somebody.
    shown = {
        name
        for name in known(scraped)[0]
        if re.match(r"(exchange|screening)_.*(seconds|positions|bytes|stalled)$", name)
    }
    looked_at = {name for expression in asked for name, _ in selectors(expression)}
    histograms = {"exchange_request_seconds", "exchange_group_seconds"}
    assert shown - looked_at - histograms == set()


def test_a_name_that_is_not_there_is_found():
    text = '# TYPE exchange_stalled gauge\nexchange_stalled{stall="scribe"} 0.0\n# TYPE exchange_lag gauge\n'

    assert missing('exchange_stalled{stall="scribe"} > 0', text) == []
    assert missing("sum by (client) (rate(exchange_lag[1m])) / exchange_lag", text) == []
    assert missing('exchange_stalled{stall="scribbler"} > 0', text) == ["exchange_stalled{'stall': 'scribbler'}"]
    assert missing("max(rate(exchange_lags[1m]))", text) == ["exchange_lags{}"]
