# ruff: noqa: E402
"""python -m screening {run,migrate,models,reproduce,backtest,impact,wipe}."""

import gc

# Reading the program makes hundreds of thousands of objects, and all of them stay: to look for rubbish among them took a
# quarter of every start. So this stands before what is read, and the collector begins its work behind it.
gc.disable()

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson
import uvicorn
from pydantic import SecretStr

from screening import answering, app, backtest, registry
from screening.app import Unconfigured, Work
from screening.publisher import catalogued
from screening.reproducing import CAUSES
from screening.retrospect import commands
from screening.retrospect.lines import Unreadable
from screening.retrospect.plan import Unanswerable
from screening.settings import Settings
from screening.store import feed_queries as feed
from screening.store import queries
from screening.store.db import DatabaseUnavailable
from zhenxie.client.errors import ExchangeRefused, ExchangeUnavailable
from zhenxie.kit import logs
from zhenxie.local import migrations

gc.freeze()
gc.enable()

_UNFIT, _WRONG = 2, 1
# Allocations, and younger collections, before rubbish is searched for: a pass makes a hundred thousand small values.
_COLLECTED_AFTER = (100_000, 20, 20)


def run(settings: Settings, _: argparse.Namespace) -> int:
    """Work and answer until SIGTERM; what was begun is begun again after the next start."""
    work = app.work_of(settings) if settings.exchange_url else None
    if work is None:
        sys.stderr.write("SCREENING_EXCHANGE_URL is not set: only /livez and /readyz are served.\n")
    # What stands until the end need not be searched for rubbish again and again; nor, so often, what a pass loads.
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)
    uvicorn.run(
        app.create_app(
            url=_url(settings.database_url),
            heads=migrations.heads("screening"),
            work=work,
            stall_seconds=settings.stall_seconds,
        ),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    return 0


def migrate(settings: Settings, _: argparse.Namespace) -> int:
    """Bring screening's database up to this version's schema."""
    migrations.upgrade("screening", _url(settings.migration_database_url or settings.database_url))
    return 0


def models(_: Settings, arguments: argparse.Namespace) -> int:
    """Print the models with their rules, articles and parameters."""
    every = [{"model": model.slug, "version": model.version, **catalogued(model)} for model in registry.every_model()]
    if arguments.json:
        print(orjson.dumps(every, option=orjson.OPT_INDENT_2).decode())
        return 0
    for model in every:
        status = "" if model["status"] == "live" else f" · {model['status']}"
        print(
            f"{model['title']['chinese']} · {model['model']} {model['version']} · {model['parameters_hash'][:12]}{status}"
        )
        for rule in model["rules"]:
            names = " = ".join([rule["code"], *rule["aliases"]])
            shadow = "（影子运行）" if rule["shadow"] else ""
            print(f"  {names:<18} {rule['title']['chinese']}{shadow}  [{'; '.join(rule['articles'])}]")
    return 0


async def reproduce(work: Work, arguments: argparse.Namespace) -> int:
    """Reproduce alerts from what was heard and say whether each is identical, or in what it differs and why."""
    differing = 0
    for alert_id in arguments.alert_ids:
        made = await answering.again(work.database, work.client, (await work.client.alerts.one(alert_id))["report"])
        print(f"{alert_id} {'逐字节一致 identical' if made.identical else '不一致 different'}")
        for code in made.causes:
            print(f"  {CAUSES[code].chinese} · {code}: {CAUSES[code].english}")
        for name, (said, again) in made.differences.items():
            print(f"  {name}:\n    exchange  {_short(said)}\n    again     {_short(again)}")
        differing += not made.identical
    return _WRONG if differing else 0


async def replay(work: Work, arguments: argparse.Namespace) -> int:
    """Print what screening tells of everything that it heard, one JSON value a line."""
    async with work.database.working() as session:
        known = await feed.cursor(session)
        entries = await feed.entries_after(session, after=0, upto=known.position, limit=10**9)
        ties = await feed.ties_between(session, after=0, upto=known.position)
    persons = [one for one in ties if one.kind == "same_person"]
    for post in backtest.posts_of(entries, until=arguments.until, ties=persons):
        print(orjson.dumps({"kind": post.kind, "body": post.body}).decode())
    return 0


async def wipe(work: Work, arguments: argparse.Namespace) -> int:
    """Forget everything; the feed has it all, and the exchange takes nothing twice."""
    if not arguments.yes:
        sys.stderr.write("Everything that screening remembers will be heard again from the feed; say --yes.\n")
        return _UNFIT
    async with work.database.working() as session:
        await queries.wipe(session, heard_too=True)
    return 0


def _short(value: Any) -> str:
    return orjson.dumps(value).decode()[:400]


def _url(named: SecretStr | None) -> str:
    if named is None:
        raise Unconfigured("screening needs SCREENING_DATABASE_URL (or start everything with `zhenxie up`)")
    return app.driver_url(named.get_secret_value())


def _working(
    act: Callable[[Work, argparse.Namespace], Awaitable[int]],
) -> Callable[[Settings, argparse.Namespace], int]:
    async def done(settings: Settings, arguments: argparse.Namespace) -> int:
        work = app.work_of(settings)
        try:
            return await act(work, arguments)
        finally:
            await work.client.close()
            await work.database.close()

    return lambda settings, arguments: asyncio.run(done(settings, arguments))


def looked_back(settings: Settings, arguments: argparse.Namespace) -> int:
    """Replay the past: all that was ever told, or models over some days."""
    if arguments.until is not None:
        return _working(replay)(settings, arguments)
    return commands.backtest(settings, arguments)


_COMMANDS: Mapping[str, Callable[[Settings, argparse.Namespace], int]] = MappingProxyType(
    {
        "run": run,
        "migrate": migrate,
        "models": models,
        "reproduce": _working(reproduce),
        "backtest": looked_back,
        "impact": commands.law_impact,
        "wipe": _working(wipe),
    }
)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    whole = argparse.ArgumentParser(prog="python -m screening", description="侦协筛查服务")
    words = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    words.add_parser("run", help="运行筛查 follow the feed, work the agenda, tell the exchange")
    words.add_parser("migrate", help="数据库迁移 bring the schema up to date")
    listed = words.add_parser("models", help="监督模型 rules, articles, parameters")
    listed.add_argument("--json", action="store_true")
    again = words.add_parser("reproduce", help="重现线索 0 if identical to the byte, else the difference and 1")
    again.add_argument("alert_ids", nargs="+", metavar="ALERT_ID")
    past = words.add_parser("backtest", help="回溯检验 replay models over the past, compare versions, report")
    changed = words.add_parser("impact", help="法律变更影响 which past outcomes change with a changed parameter file")
    commands.add_options(past, changed)
    forget = words.add_parser("wipe", help="清空并重建 forget everything; it is heard again")
    forget.add_argument("--yes", action="store_true")
    return whole


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says, with the settings of the environment."""
    arguments = parser().parse_args(words)
    settings = Settings()
    logs.configure(service="screening", level=settings.log_level)
    try:
        return _COMMANDS[arguments.command](settings, arguments)
    except (Unconfigured, Unanswerable, Unreadable) as error:
        sys.stderr.write(f"{error}\n")
        return _UNFIT
    except (ExchangeRefused, ExchangeUnavailable, DatabaseUnavailable) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return _WRONG


if __name__ == "__main__":
    sys.exit(main())
