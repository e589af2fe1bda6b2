"""The token endpoint, its two well-known documents, the clients and the audit."""

from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import JSONResponse

from exchange.access import endpoint, operations, queries
from exchange.access.callers import Caller, Scope
from exchange.access.errors import (
    AgencyNotFound,
    BasicNeedsSecret,
    ClientNotFound,
    ClientRevoked,
    ClientUsesKeys,
    KeysUnfit,
)
from exchange.access.guards import May
from exchange.access.schemas import (
    AuditAsked,
    AuditPage,
    AuditRowOut,
    ClientIn,
    ClientOut,
    ClientPage,
    ClientsAsked,
    ClientWithSecret,
    PublishedKeys,
    ServerMetadata,
    TokenForm,
    TokenOut,
    TokenRefused,
)
from exchange.access.tokens import Mint, NewClient
from exchange.audit import queries as audit
from exchange.db import WritingSession
from exchange.errors import refusals
from zhenxie.wire.vocabulary import AgencyKind

router = APIRouter()

_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": TokenForm.model_json_schema(),
                "example": {"grant_type": "client_credentials", "scope": "cases:write changes:read"},
            }
        },
    },
    # The client proves itself here: with its secret in the header, or with the assertion in the form.
    "security": [{"basic": []}, {}],
}
_TOKEN_REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": TokenRefused, "description": "未签发令牌 · No token was issued"},
    401: {"model": TokenRefused, "description": "客户端认证失败 · The client is not authenticated"},
}

AdministratorMay = Annotated[Caller, Depends(May(Scope.AGENCIES_ADMIN))]
ClientId = Annotated[str, Path(pattern=r"^[\x21-\x7e]{1,64}$", examples=["019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41"])]


async def _mint(request: Request) -> Mint:
    minted: Mint = await request.app.state.keys.mint()
    return minted


async def _token_request(request: Request) -> endpoint.TokenRequest | endpoint.Answer:
    try:
        return endpoint.read(
            content_type=request.headers.get("content-type"),
            body=await request.body(),
            authorization=request.headers.get("authorization"),
        )
    except endpoint.Refused as refused:
        return endpoint.refusal(refused.error, refused.description)


# The order matters: keys and body are read before the session is opened, so that neither a slow sender nor another
# look into the database is waited for while a connection is held.
@router.post(
    "/oauth/token",
    operation_id="issue_token",
    tags=["access"],
    response_model=TokenOut,
    responses=_TOKEN_REFUSED,
    openapi_extra=_FORM,
)
async def issue_token(
    mint: Annotated[Mint, Depends(_mint)],
    asked: Annotated[endpoint.TokenRequest | endpoint.Answer, Depends(_token_request)],
    session: WritingSession,
) -> Response:
    """Get an access token (获取访问令牌).

    OAuth 2.0 client credentials. The client authenticates with its id and secret (client_secret_basic) or with a
    signed assertion (private_key_jwt, RFC 7523); an assertion serves once. A scope that the client may not have is
    refused, not left out. Refusals have the form of RFC 6749.
    """
    if isinstance(asked, endpoint.Answer):
        answer = asked
    else:
        answer = await operations.issue_token(session, asked, mint)
    return JSONResponse(dict(answer.body), answer.status, dict(answer.headers))


@router.get("/.well-known/oauth-authorization-server", operation_id="authorization_server", tags=["access"])
async def authorization_server(request: Request) -> ServerMetadata:
    """Tell where and how to get a token (授权服务器元数据, RFC 8414)."""
    issuer = request.app.state.keys.policy.issuer
    return ServerMetadata(
        issuer=issuer,
        token_endpoint=f"{issuer}/oauth/token",
        jwks_uri=f"{issuer}/.well-known/jwks.json",
        scopes_supported=[scope.value for scope in Scope],
        # The member is required, and may not be empty; there is no authorization endpoint, so it says as much.
        response_types_supported=["none"],
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=list(endpoint.AUTHENTICATION_METHODS),
        token_endpoint_auth_signing_alg_values_supported=list(endpoint.ASSERTION_ALGORITHMS),
        service_documentation=f"{issuer}/docs",
    )


@router.get("/.well-known/jwks.json", operation_id="signing_keys", tags=["access"])
async def signing_keys(request: Request, response: Response) -> PublishedKeys:
    """Publish the keys that verify access tokens (令牌签名公钥); a new one appears a day before it signs."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return PublishedKeys(**await request.app.state.keys.published())


@router.post(
    "/v1/clients",
    operation_id="create_client",
    tags=["administration"],
    status_code=201,
    responses=refusals(AgencyNotFound, BasicNeedsSecret, KeysUnfit),
)
async def create_client(
    caller: AdministratorMay, request: Request, response: Response, body: ClientIn, session: WritingSession
) -> ClientWithSecret:
    """Create a client for an agency (新建客户端).

    Its secret stands in this answer and nowhere else. With `jwks` it has none and signs assertions instead.
    """
    wanted = NewClient(body.agency, body.name, frozenset(body.scopes), body.jwks, body.basic_allowed)
    now = request.app.state.clock.now()
    client, secret = await operations.create_client(session, wanted, by=caller, now=now)
    response.headers["Location"] = f"/v1/clients/{client.client_id}"
    response.headers["Cache-Control"] = "no-store"
    return ClientWithSecret.of(client, client_secret=secret)


@router.get("/v1/clients", operation_id="list_clients", tags=["administration"])
async def list_clients(
    _caller: AdministratorMay,
    request: Request,
    response: Response,
    asked: Annotated[ClientsAsked, Query()],
    session: WritingSession,
) -> ClientPage:
    """List the clients, the oldest first (客户端列表)."""
    found = await queries.clients_after(session, after=asked.after, limit=asked.limit, agency=asked.agency)
    following = found[-1].client_id if len(found) == asked.limit else None
    _link(request, response, {"agency": asked.agency, "after": following, "limit": asked.limit})
    return ClientPage(items=[ClientOut.of(client) for client in found], next=following)


@router.get(
    "/v1/clients/{client_id}",
    operation_id="read_client",
    tags=["administration"],
    responses=refusals(ClientNotFound),
)
async def read_client(_caller: AdministratorMay, client_id: ClientId, session: WritingSession) -> ClientOut:
    """Read one client (查询客户端)."""
    found = await queries.client(session, client_id)
    if found is None:
        raise ClientNotFound
    return ClientOut.of(found)


@router.delete(
    "/v1/clients/{client_id}",
    operation_id="revoke_client",
    tags=["administration"],
    responses=refusals(ClientNotFound),
)
async def revoke_client(
    caller: AdministratorMay, request: Request, client_id: ClientId, session: WritingSession
) -> ClientOut:
    """Revoke a client for good (吊销客户端).

    Its tokens are refused from now on, at the latest five seconds later. Revoking again changes nothing.
    """
    now = request.app.state.clock.now()
    client = await operations.revoke_client(session, client_id, by=caller, now=now)
    request.app.state.clients.forget(client_id)
    return ClientOut.of(client)


@router.post(
    "/v1/clients/{client_id}/secret",
    operation_id="renew_client_secret",
    tags=["administration"],
    responses=refusals(ClientNotFound, ClientRevoked, ClientUsesKeys),
)
async def renew_client_secret(
    caller: AdministratorMay, request: Request, response: Response, client_id: ClientId, session: WritingSession
) -> ClientWithSecret:
    """Give a client a new secret (更换客户端密码).

    The old secret stops working at once; tokens that were issued before stay valid until they expire.
    """
    now = request.app.state.clock.now()
    client, secret = await operations.renew_secret(session, client_id, by=caller, now=now)
    request.app.state.clients.forget(client_id)
    response.headers["Cache-Control"] = "no-store"
    return ClientWithSecret.of(client, client_secret=secret)


@router.get("/v1/audit", operation_id="list_audit_rows", tags=["audit"])
async def list_audit_rows(
    caller: Annotated[Caller, Depends(May(Scope.AUDIT_READ))],
    request: Request,
    response: Response,
    asked: Annotated[AuditAsked, Query()],
    session: WritingSession,
) -> AuditPage:
    """List who read a person or changed what, the oldest first (审计记录).

    An agency sees what its own clients did; the operator's agencies (kind `platform`) see everything.
    """
    agency = None if caller.kind is AgencyKind.PLATFORM else caller.agency
    found = await audit.rows_after(session, after=asked.after, limit=asked.limit, agency=agency)
    following = found[-1].id if len(found) == asked.limit else None
    _link(request, response, {"after": following, "limit": asked.limit})
    return AuditPage(items=[AuditRowOut.model_validate(row) for row in found], next=following)


def _link(request: Request, response: Response, parameters: dict[str, Any]) -> None:
    if parameters["after"] is not None:
        asked = urlencode({name: value for name, value in parameters.items() if value is not None})
        address = f"{request.app.state.keys.policy.issuer}{request.url.path}?{asked}"
        response.headers["Link"] = f'<{address}>; rel="next"'
