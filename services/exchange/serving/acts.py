"""The words of the command line: each does one act on the host, prints JSON lines, and returns the exit code."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from exchange.access.callers import Agency
from exchange.intake.expunging import Expunction
from exchange.serving import host
from exchange.serving.host import Host
from exchange.staff.register import Person
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind, Scope


def said(*things: dict[str, Any]) -> None:
    """Print one JSON object a line."""
    for thing in things:
        sys.stdout.write(json.dumps(thing, ensure_ascii=False) + "\n")


async def add_agency(operator: Host, asked: argparse.Namespace) -> int:
    """Register an agency."""
    agency = Agency(asked.code, asked.name, AgencyKind(asked.kind), asked.division, asked.parent)
    said(host.shown_agency(await operator.add_agency(agency)))
    return 0


async def list_agencies(operator: Host, _: argparse.Namespace) -> int:
    """Print every agency."""
    said(*(host.shown_agency(agency) for agency in await operator.agencies()))
    return 0


async def supervise(operator: Host, asked: argparse.Namespace) -> int:
    """State who supervises whom."""
    row = await operator.supervise(
        police=asked.police, procuratorate=asked.procuratorate, since=asked.since, until=asked.until
    )
    until = row.until.isoformat() if row.until else None
    said({"id": str(row.id), "police": row.police, "procuratorate": row.procuratorate, "until": until})
    return 0


async def create_client(operator: Host, asked: argparse.Namespace) -> int:
    """Create a client; its secret is printed here and nowhere else."""
    jwks = host.public_keys(asked.public_key) if asked.public_key else None
    scopes = [Scope(one) for part in asked.scopes for one in part.split(",") if one]
    client, secret = await operator.create_client(
        agency=asked.agency, name=asked.name or asked.agency, scopes=scopes, jwks=jwks, basic=asked.basic
    )
    said(host.shown_client(client, secret))
    return 0


async def list_clients(operator: Host, asked: argparse.Namespace) -> int:
    """Print every client, without secrets: they are not kept."""
    said(*(host.shown_client(client) for client in await operator.clients(asked.agency)))
    return 0


async def revoke_client(operator: Host, asked: argparse.Namespace) -> int:
    """Revoke a client."""
    said(host.shown_client(await operator.revoke_client(asked.client_id)))
    return 0


async def enter_staff(operator: Host, asked: argparse.Namespace) -> int:
    """Enter a person into an agency's register."""
    roles = frozenset(Role(one) for one in asked.roles)
    person = Person(asked.agency, asked.gh, roles, asked.since, asked.until, posting=asked.posting, unit=asked.unit)
    entered = await host.enter_staff(operator, person)
    said({"agency": entered.agency, "gh": entered.gh, "roles": sorted(entered.roles)})
    return 0


async def verify(operator: Host, _: argparse.Namespace) -> int:
    """Walk the chain; 1, and each damage with its position, if it does not hold."""
    report = await operator.verify()
    said(
        {
            "sound": report.sound,
            "entries": report.entries,
            "sealed_parts": report.sealed,
            "expunged_parts": report.expunged,
            "epoch": report.epoch,
            "position": report.position,
        }
    )
    for damage in report.damages:
        sys.stderr.write(f"{damage}\n")
    return 0 if report.sound else 1


async def rebuild(operator: Host, _: argparse.Namespace) -> int:
    """Draw every picture again; 1, and the numbers of the cases, if one had been stored otherwise."""
    rebuilt = await operator.rebuild()
    said({"cases": rebuilt.cases, "differing": list(rebuilt.differing)})
    return 1 if rebuilt.differing else 0


async def restored(operator: Host, _: argparse.Namespace) -> int:
    """Raise the epoch: cursors beyond what was restored are answered 410 from now on."""
    said({"epoch": await operator.raise_epoch()})
    return 0


async def expunge(operator: Host, asked: argparse.Namespace) -> int:
    """Delete what is sealed of one person in one case, and say what names him still, and is kept."""
    gone = await operator.expunge(Expunction(asked.case_number, asked.suspect_ref, asked.reason, asked.purpose))
    said({"case_number": asked.case_number, "suspect_ref": asked.suspect_ref, **asdict(gone)})
    return 0
