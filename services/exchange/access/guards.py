"""May: the guard that every route under /v1 wears."""

from typing import Final, NoReturn

import structlog
from fastapi import Request

from exchange.access import endpoint, tokens
from exchange.access.callers import Caller, Scope
from exchange.access.errors import ScopeMissing, Unauthenticated
from exchange.access.tokens import Client

_BEARER: Final = 'Bearer realm="zhenxie"'
_BASIC: Final = 'Basic realm="zhenxie", charset="UTF-8"'


class May:
    """Lets a client of some agency in if its token, and still the client itself, has the scope (one of them).

    With `basic`, a client's id and secret (HTTP Basic) will do as well, where the operator allows it for the exchange
    and for the client.
    """

    def __init__(self, *scopes: Scope, basic: bool = False) -> None:
        self.scopes = scopes
        self.basic = basic

    async def __call__(self, request: Request) -> Caller:
        """Return who is calling, and keep it at `request.state.caller`.

        :raises Unauthenticated: no credentials, or none that are good here.
        :raises ScopeMissing: the client may not do this.
        :raises TooManyRequests: the client asks more often than its limit allows.
        """
        structlog.contextvars.unbind_contextvars("agency", "client")
        given = request.headers.get("authorization", "")
        scheme, _space, credentials = given.partition(" ")
        if scheme.lower() == "bearer":
            caller = await self._by_token(request, credentials.strip())
        elif scheme.lower() == "basic":
            caller = await self._by_secret(request, given)
        else:
            self._refuse(request)
        structlog.contextvars.bind_contextvars(agency=caller.agency, client=caller.client)
        request.app.state.limits.take(caller.client)
        if caller.scopes.isdisjoint(self.scopes):
            wanted = " ".join(scope.value for scope in self.scopes)
            challenge = f'{_BEARER}, error="insufficient_scope", scope="{wanted}"'
            raise ScopeMissing(scope=wanted, headers={"WWW-Authenticate": challenge})
        request.state.caller = caller
        return caller

    async def _by_token(self, request: Request, token: str) -> Caller:
        state = request.app.state
        try:
            claims = await state.keys.verified(token)
        except tokens.InvalidToken:
            self._refuse(request, error="invalid_token")
        client: Client | None = await state.clients.in_force(claims.client)
        # What was taken from a client since its token was issued is no longer in the token either.
        if client is None or client.agency != claims.agency:
            self._refuse(request, error="invalid_token")
        return Caller(client.agency, client.kind, client.client_id, client.scopes & claims.scopes)

    async def _by_secret(self, request: Request, authorization: str) -> Caller:
        credentials = endpoint.basic_credentials(authorization)
        if not self._takes_basic(request) or credentials is None:
            self._refuse(request)
        client_id, secret = credentials
        client: Client | None = await request.app.state.clients.in_force(client_id)
        if client is None or not client.basic_allowed or not tokens.matches(secret, client.secret_hash):
            self._refuse(request)
        return Caller(client.agency, client.kind, client.client_id, client.scopes)

    def _takes_basic(self, request: Request) -> bool:
        return self.basic and bool(request.app.state.settings.basic_allowed)

    def _refuse(self, request: Request, *, error: str | None = None) -> NoReturn:
        challenge = _BEARER + (f', error="{error}"' if error else "")
        if self._takes_basic(request):
            challenge = f"{challenge}, {_BASIC}"
        raise Unauthenticated(headers={"WWW-Authenticate": challenge})
