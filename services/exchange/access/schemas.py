"""Bodies of the token endpoint, of the clients and of the audit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from exchange.access.tokens import Client
from zhenxie.wire.vocabulary import Scope

AgencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,31}$")]
Limit = Annotated[int, Field(ge=1, le=1000, description="At most so many")]

_CLIENT: Final[JsonDict] = {
    "client_id": "019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41",
    "agency": "640202000000",
    "name": "大武口区公安分局执法办案平台",
    "scopes": ["cases:read", "cases:write", "changes:read"],
    "authentication": "client_secret_basic",
    "basic_allowed": False,
    "created_at": "2026-03-01T01:20:00Z",
    "revoked_at": None,
}


class TokenOut(BaseModel):
    """An access token (访问令牌, RFC 6749 section 5.1; a JWT after RFC 9068)."""

    access_token: str = Field(examples=["eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.…"])
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds", examples=[900])
    scope: str = Field(examples=["cases:read cases:write changes:read"])


class TokenRefused(BaseModel):
    """Why no token was issued (RFC 6749 section 5.2); this one call answers in OAuth's own form."""

    error: Literal[
        "invalid_request", "invalid_client", "invalid_scope", "unauthorized_client", "unsupported_grant_type"
    ] = Field(examples=["invalid_scope"])
    error_description: str = Field(examples=["The client may not have one of the scopes asked for."])


class TokenForm(BaseModel):
    """What the token endpoint takes, as application/x-www-form-urlencoded."""

    grant_type: Literal["client_credentials"]
    scope: str | None = Field(
        default=None, description="Separated by spaces; all that the client has when left out", examples=["cases:write"]
    )
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"] | None = Field(
        default=None, description="For private_key_jwt (RFC 7523)"
    )
    client_assertion: str | None = Field(
        default=None,
        description="A JWT signed with ES256, PS256, RS256 or Ed25519: iss and sub the client's id, aud the issuer or "
        "this address, jti fresh, exp at most an hour ahead",
    )


class ServerMetadata(BaseModel):
    """Where and how to get a token (RFC 8414)."""

    issuer: str
    token_endpoint: str
    jwks_uri: str
    scopes_supported: list[str]
    response_types_supported: list[str]
    grant_types_supported: list[str]
    token_endpoint_auth_methods_supported: list[str]
    token_endpoint_auth_signing_alg_values_supported: list[str]
    service_documentation: str


class PublishedKeys(BaseModel):
    """The public keys that verify access tokens (JWK set, RFC 7517)."""

    keys: Sequence[Mapping[str, Any]]


class ClientIn(BaseModel):
    """A client to create: a system account of one agency (机关)."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"agency": _CLIENT["agency"], "name": _CLIENT["name"], "scopes": _CLIENT["scopes"]}]
        },
    )

    agency: AgencyCode
    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
    # In JSON a scope is a text and a set a list; strict models take neither for what it stands for.
    scopes: Annotated[set[Annotated[Scope, Field(strict=False)]], Field(strict=False, min_length=1)]
    jwks: dict[str, Any] | None = Field(
        default=None, description="A JWK set of public keys: the client then signs (private_key_jwt) and has no secret"
    )
    basic_allowed: bool = Field(default=False, description="Whether HTTP Basic will do on intake")


class ClientOut(BaseModel):
    """A client as it stands; nothing secret is in it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_CLIENT]})

    client_id: str
    agency: str
    name: str
    scopes: list[str]
    authentication: Literal["client_secret_basic", "private_key_jwt"]
    basic_allowed: bool
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, client: Client, **more: Any) -> Self:
        """Return what may be shown of `client`."""
        shown = {name: getattr(client, name) for name in ClientOut.model_fields if name != "scopes"}
        return cls(**shown, scopes=sorted(client.scopes), **more)


class ClientWithSecret(ClientOut):
    """A client with its new secret, which is told this once and stored only as a hash."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [_CLIENT | {"client_secret": "zhenxie_8l0yqYw5mK2nqk6Jr1hZb0c4uVtXo9sGfEaQpLiRdTM"}]
        }
    )

    client_secret: str | None = Field(description="null for a client with its own keys")


class ClientsAsked(BaseModel):
    """Which clients to list."""

    agency: AgencyCode | None = None
    after: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{0,64}$")] = ""
    limit: Limit = 100


class ClientPage(BaseModel):
    """A page of clients; `next` is the `after` of the page that follows, null on the last one."""

    items: list[ClientOut]
    next: str | None = Field(examples=[None])


class AuditRowOut(BaseModel):
    """Who read a person or changed what, when, and for which purpose."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "id": 4711,
                    "at": "2026-03-02T02:15:09Z",
                    "agency": "640202",
                    "client": "019a9f3c-6a52-7c11-9d0e-3f6f0a6b2c41",
                    "act": "persons.read",
                    "subject": "A6402025500002026030001",
                    "purpose": "审查逮捕",
                    "request_id": "0d5f7a70-8a52-4f6e-9c6c-2f5d0f4f1a11",
                    "particulars": {"persons": 2},
                }
            ]
        },
    )

    id: int
    at: datetime
    agency: str = Field(description="Empty for the operator at the command line")
    client: str
    act: str
    subject: str
    purpose: str | None
    request_id: str | None
    particulars: Mapping[str, Any]


class AuditAsked(BaseModel):
    """Which audit rows to list."""

    after: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    limit: Limit = 100


class AuditPage(BaseModel):
    """A page of audit rows; `next` is the `after` of the page that follows, null on the last one."""

    items: list[AuditRowOut]
    next: int | None = Field(examples=[4712])
