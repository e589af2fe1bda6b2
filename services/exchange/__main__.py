# ruff: noqa: E402
"""python -m exchange {api,migrate,openapi,verify,rebuild,restored,expunge,agencies,clients,staff}."""

import gc

# Reading the program makes hundreds of thousands of objects, and all of them stay: to look for rubbish among them took a
# quarter of every start. So this stands before what is read, and the collector begins its work behind it.
gc.disable()

import argparse
import asyncio
import base64
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, get_args

import uvicorn

from exchange import app
from exchange.app import Unconfigured
from exchange.db import DatabaseUnavailable
from exchange.errors import Refusal
from exchange.serving import acts
from exchange.serving.host import Host, KeyUnreadable
from exchange.serving.protocol import Http
from exchange.settings import Settings
from zhenxie.kit import logs
from zhenxie.local import migrations
from zhenxie.local.binaries import PostgresMissing
from zhenxie.local.cluster import PostgresFailed
from zhenxie.local.folders import FolderUnreachable
from zhenxie.local.surroundings import CommandFailed, surroundings
from zhenxie.wire.events.parts import CorrectionReason
from zhenxie.wire.staff import Posting, Role
from zhenxie.wire.vocabulary import AgencyKind, Scope

gc.freeze()
gc.enable()

_GRACE_SECONDS = 40
_UNFIT = 2
_WRONG = 1


@contextmanager
def around(arguments: argparse.Namespace) -> Iterator[Settings]:
    """Give the settings of the environment; without a database in it, those of the embedded one, started if need be."""
    given = Settings()
    if given.database_url is not None or arguments.command == "migrate":
        yield given
        return
    with surroundings() as found:
        # The workers of the API are processes of their own, and read the same environment.
        os.environ.update(found.environment)
        yield Settings()


def api(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve the API until SIGTERM; what was acknowledged is committed, and what runs is finished."""
    # The server hands the signal on once it has stopped; an end that was asked for is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    served: Any = app.create_app(settings) if arguments.workers == 1 else "exchange.app:from_environment"
    uvicorn.run(
        served,
        factory=arguments.workers != 1,
        host=arguments.host or settings.host,
        port=arguments.port or settings.port,
        workers=arguments.workers,
        http=Http,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    return 0


def migrate(settings: Settings, _: argparse.Namespace) -> int:
    """Bring the database up to this version's schema."""
    url = settings.migration_database_url or settings.database_url
    if url is None:
        raise Unconfigured("EXCHANGE_MIGRATION_DATABASE_URL is not set.")
    migrations.upgrade("exchange", app.driver_url(url.get_secret_value()))
    return 0


def openapi() -> int:
    """Print the description of the API; no database is asked."""
    nowhere = base64.b64encode(bytes(32)).decode()
    settings = Settings.model_validate(
        {"database_url": "postgresql://localhost/none", "sealing_keys": f"none:{nowhere}", "person_key": nowhere}
    )
    print(json.dumps(app.create_app(settings).openapi(), ensure_ascii=False, indent=1, sort_keys=True))
    return 0


@asynccontextmanager
async def at_the_host(settings: Settings) -> AsyncIterator[Host]:
    """Give the operator a scribe and a database for one command."""
    state = app.furnished(settings, app.clock_of(settings))
    state.scribe.start()
    try:
        yield Host(state)
    finally:
        await state.scribe.close()
        await state.database.close()


Act = Callable[[Host, argparse.Namespace], Awaitable[int]]


def on_the_host(act: Act) -> Callable[[Settings, argparse.Namespace], int]:
    """Return a command that does `act` with a scribe and a database of its own."""

    async def work(settings: Settings, arguments: argparse.Namespace) -> int:
        async with at_the_host(settings) as operator:
            return await act(operator, arguments)

    return lambda settings, arguments: asyncio.run(work(settings, arguments))


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    whole = argparse.ArgumentParser(prog="python -m exchange", description="侦协案件信息交换服务")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("api", help="接口服务 serve the API")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--workers", type=int, default=1, help="processes; each has its own /metrics")
    serve.set_defaults(act=api)
    commands.add_parser("migrate", help="数据库迁移 bring the schema up to date").set_defaults(act=migrate)
    commands.add_parser("openapi", help="print the description of the API")
    _feed(commands)
    _agencies(commands.add_parser("agencies", help="机关 agencies").add_subparsers(dest="word", required=True))
    _clients(commands.add_parser("clients", help="客户端 clients").add_subparsers(dest="word", required=True))
    _staff(commands.add_parser("staff", help="人员名册 staff").add_subparsers(dest="word", required=True))
    return whole


def _staff(words: Any) -> None:
    add = words.add_parser("add", help="登记人员 enter who acts for an agency, or change what he is")
    add.add_argument("gh", help="工号或警号 the service number, never a name")
    add.add_argument("--agency", required=True)
    add.add_argument("--roles", required=True, nargs="+", choices=[role.value for role in Role])
    add.add_argument("--posting", choices=get_args(Posting))
    add.add_argument("--unit")
    add.add_argument("--since", required=True, type=date.fromisoformat)
    add.add_argument("--until", type=date.fromisoformat, help="the first day on which he no longer acts for it")
    add.set_defaults(act=on_the_host(acts.enter_staff))


def _feed(commands: Any) -> None:
    walk = commands.add_parser("verify", help="校验数据流 walk the chain; 1 and the position if it does not hold")
    walk.set_defaults(act=on_the_host(acts.verify))
    drawn = commands.add_parser("rebuild", help="重建案件视图 draw every picture again from the feed")
    drawn.set_defaults(act=on_the_host(acts.rebuild))
    restored = commands.add_parser("restored", help="已由备份恢复 raise the epoch after a restore")
    restored.set_defaults(act=on_the_host(acts.restored))
    expunge = commands.add_parser("expunge", help="清除个人信息 delete what is sealed of one person, for good")
    expunge.add_argument("case_number")
    expunge.add_argument("suspect_ref")
    expunge.add_argument("--reason", required=True, choices=get_args(get_args(CorrectionReason)[0]))
    expunge.add_argument("--purpose", required=True, help="依据 the ground, for the audit")
    expunge.set_defaults(act=on_the_host(acts.expunge))


def _agencies(words: Any) -> None:
    add = words.add_parser("add", help="登记机关 register an agency")
    add.add_argument("code")
    add.add_argument("--kind", required=True, choices=[kind.value for kind in AgencyKind])
    add.add_argument("--name", required=True)
    add.add_argument("--division", required=True, help="行政区划代码 GB/T 2260, six digits")
    add.add_argument("--parent", help="上级机关 the code of the agency above")
    add.set_defaults(act=on_the_host(acts.add_agency))
    words.add_parser("list", help="机关列表 every agency").set_defaults(act=on_the_host(acts.list_agencies))
    stated = words.add_parser("supervise", help="监督关系 who supervises whom")
    stated.add_argument("police")
    stated.add_argument("procuratorate")
    stated.add_argument("--since", required=True, type=date.fromisoformat)
    stated.add_argument("--until", type=date.fromisoformat, help="the first day on which it no longer holds")
    stated.set_defaults(act=on_the_host(acts.supervise))


def _clients(words: Any) -> None:
    create = words.add_parser("create", help="新建客户端 prints the secret, once")
    create.add_argument("--agency", required=True)
    create.add_argument("--name", help="what the system is called; the agency's code by default")
    create.add_argument("--scopes", required=True, nargs="+", help=" ".join(scope.value for scope in Scope))
    create.add_argument("--public-key", type=Path, help="JWK, JWK set or PEM: the client then signs (private_key_jwt)")
    create.add_argument("--basic", action="store_true", help="allow HTTP Basic on intake")
    create.set_defaults(act=on_the_host(acts.create_client))
    every = words.add_parser("list", help="客户端列表 every client")
    every.add_argument("--agency")
    every.set_defaults(act=on_the_host(acts.list_clients))
    revoke = words.add_parser("revoke", help="吊销客户端 for good")
    revoke.add_argument("client_id")
    revoke.set_defaults(act=on_the_host(acts.revoke_client))


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; a failure that an operator can mend is one sentence and a code."""
    arguments = parser().parse_args(words)
    if arguments.command == "openapi":
        return openapi()
    try:
        with around(arguments) as settings:
            logs.configure(service="exchange", level=settings.log_level)
            return int(arguments.act(settings, arguments))
    except Refusal as refusal:
        chinese, english = refusal.words("zh"), refusal.words("en")
        return failed(f"{chinese.title}{chinese.remedy}\n{english.title} {english.remedy}", _WRONG)
    except (Unconfigured, KeyUnreadable) as error:
        return failed(str(error), _UNFIT)
    except DatabaseUnavailable:
        return failed("The database cannot be reached; see EXCHANGE_DATABASE_URL.", _WRONG)
    except (PostgresMissing, PostgresFailed, FolderUnreachable, CommandFailed) as error:
        return failed(str(error), _WRONG)


def failed(sentence: str, code: int) -> int:
    """Say why on stderr, and return the code."""
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
