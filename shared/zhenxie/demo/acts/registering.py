"""Before the acts: the operator makes the first administrator, who registers agencies; screening starts as a client."""

import json
from typing import Any

from rich.table import Table

from zhenxie.client.connection import Asked
from zhenxie.client.credentials import Secret
from zhenxie.client.exchange import ExchangeClient
from zhenxie.demo.cast import AGENCIES, OPERATOR, SCREENING, Agency
from zhenxie.demo.stage import Stage

title = ("登记机关与客户端", "Agencies and clients")


async def play(stage: Stage) -> None:
    """Register every agency with a client of its own, and start screening."""
    stage.on_the_host("agencies", "add", OPERATOR, "--kind", "platform", "--name", "运维中心", "--division", "640200")
    [made] = stage.on_the_host("clients", "create", "--agency", OPERATOR, "--scopes", "agencies:admin")
    stage.accounts[OPERATOR] = _account(made)
    stage.say(
        "首个管理员在主机上建立，其余经接口登记",
        "the first administrator is made on the host, the rest by the API",
    )
    table = Table("机关 agency", "编码 code", "类型 kind")
    async with stage.client(OPERATOR) as operator:
        for agency in AGENCIES:
            stage.accounts[agency.code] = _account(await _register(operator, agency))
            table.add_row(agency.name, agency.code, agency.kind)
    stage.console.print(table)
    stage.check(f"{len(AGENCIES)} 个机关已登记 · agencies are registered", len(stage.accounts) == len(AGENCIES) + 1)
    _start_screening(stage)


def _start_screening(stage: Stage) -> None:
    account = stage.accounts[SCREENING]
    stage.environment = {
        **stage.environment,
        "SCREENING_CLIENT_ID": account.client_id,
        "SCREENING_CLIENT_SECRET": account.secret,
    }
    stage.supervisor.start("screening", ["screening", "run"], environment=stage.environment)
    stage.say(
        "筛查服务（独立进程、独立数据库）以自己的凭证长轮询数据流",
        "screening, a process and a database of its own, follows the feed with its own credentials",
    )


async def _register(operator: ExchangeClient, agency: Agency) -> dict[str, Any]:
    body = {"code": agency.code, "name": agency.name, "kind": agency.kind, "division": agency.division}
    await _post(operator, "/v1/agencies", body | ({"parent": agency.parent} if agency.parent else {}))
    platform = {"agency": agency.code, "name": f"{agency.name}业务平台", "scopes": agency.scopes.split()}
    return await _post(operator, "/v1/clients", platform)


async def _post(operator: ExchangeClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    encoded = json.dumps(body, ensure_ascii=False).encode()
    answer = await operator.connection.send(
        Asked("POST", path, headers={"Content-Type": "application/json"}, body=encoded)
    )
    said: dict[str, Any] = answer.json()
    return said


def _account(made: dict[str, Any]) -> Secret:
    return Secret(made["client_id"], made["client_secret"])
