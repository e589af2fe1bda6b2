"""Authlib's token endpoint, run in memory on a client that was loaded before; pure.

Authlib has no asynchronous server. So the client that a request names is loaded first, without trusting the name; the
library's synchronous core then decides on it; and the caller claims the assertion's id before it gives the answer.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from authlib.oauth2.rfc6749 import (
    AuthorizationServer,
    ClientAuthentication,
    InvalidClientError,
    InvalidScopeError,
    OAuth2Error,
    OAuth2Request,
)
from authlib.oauth2.rfc6749.grants import ClientCredentialsGrant
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from exchange.access import tokens
from exchange.access.tokens import Client, Mint

ASSERTION_ALGORITHMS: Final = ("ES256", "PS256", "RS256", "Ed25519")
AUTHENTICATION_METHODS: Final = ("client_secret_basic", "private_key_jwt")
_FORM: Final = "application/x-www-form-urlencoded"
_LEEWAY: Final = timedelta(seconds=60)
# A used id is remembered until its assertion expires, so an assertion may not live for ever (RFC 7523, section 3).
_LONGEST_ASSERTION: Final = timedelta(hours=1)
_MOST_FIELDS: Final = 20
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_CHALLENGE: Final = 'Basic realm="zhenxie", charset="UTF-8"'


class Refused(Exception):
    """The token request was refused before it came to the library."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class TokenRequest:
    """A token request taken apart: its form, and id and secret of the Basic header where there is one."""

    form: Mapping[str, str]
    basic: tuple[str, str] | None

    @property
    def client_id(self) -> str | None:
        """The client that the request names; nothing proves it yet."""
        named = self.basic[0] if self.basic else _subject(self.form.get("client_assertion", ""))
        return named if isinstance(named, str) and _PRINTABLE.fullmatch(named) else None


@dataclass(frozen=True)
class UsedAssertion:
    """The id of an assertion that proved a client, and when the assertion can no longer be used anyway."""

    jti: str
    expires_at: datetime


@dataclass(frozen=True)
class Answer:
    """What the endpoint says: status, JSON object, headers; and the assertion to claim before it is said."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str]
    used: UsedAssertion | None = None


def read(*, content_type: str | None, body: bytes, authorization: str | None) -> TokenRequest:
    """Return a token request taken apart (RFC 6749, sections 2.3 and 3.2).

    :raises Refused: it is no form, names a parameter twice, or authenticates in two ways.
    """
    if (content_type or "").partition(";")[0].strip().lower() != _FORM:
        raise Refused("invalid_request", f"The body must be {_FORM}.")
    try:
        pairs = parse_qsl(body.decode("utf-8"), errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refused("invalid_request", "The form cannot be read as UTF-8.") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise Refused("invalid_request", "A parameter stands twice.")
    basic = basic_credentials(authorization)
    if basic and "client_assertion" in form:
        raise Refused("invalid_request", "Authenticate in one way only.")
    return TokenRequest(form, basic)


def basic_credentials(authorization: str | None) -> tuple[str, str] | None:
    """Return id and secret of a Basic header (RFC 7617; each form-encoded, RFC 6749, 2.3.1), or None."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except ValueError:
        return None
    name, secret = unquote(name), unquote(secret)
    return (name, secret) if colon and _PRINTABLE.fullmatch(name) and secret else None


def refusal(error: str, description: str, *, status: int = 400) -> Answer:
    """Return the answer that refuses (RFC 6749, section 5.2)."""
    headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
    if status == 401:
        headers["WWW-Authenticate"] = _CHALLENGE
    return Answer(status, {"error": error, "error_description": description}, headers)


def answer(request: TokenRequest, client: Client | None, mint: Mint) -> Answer:
    """Return the answer to a token request, given the client that it names or None if there is none in force."""
    if request.form.get("client_assertion") and request.client_id is None:
        return refusal("invalid_client", "The assertion cannot be read, or names no client.")
    if not request.form.get("grant_type"):
        return refusal("invalid_request", "grant_type is missing.")
    server = _Server(request, client, mint)
    status, body, headers = server.create_token_response()
    if status != 200:
        # The library's own words may repeat what was sent, or tell which ids exist.
        said = _WORDS.get((status, body["error"])) or body.get("error_description", "")
        refused = refusal(body["error"], said, status=status)
        return Answer(status, refused.body, refused.headers, server.used)
    return Answer(200, body, dict(headers), server.used)


_WORDS: Final = {
    (401, "invalid_client"): "Id and secret are missing or wrong, or the client authenticates in another way.",
    (400, "unsupported_grant_type"): "Only grant_type=client_credentials is supported.",
    (400, "invalid_scope"): "The client may not have one of the scopes asked for.",
}


def _subject(assertion: str) -> object:
    try:
        claims = json.loads(jws.extract_compact(assertion.encode("ascii")).payload)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        # The last three: a part that is JSON, but no object, or too deep.
        return None
    return claims.get("sub") if isinstance(claims, dict) else None


class _Known:
    """A client in the form that Authlib asks."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get_client_id(self) -> str:
        return self.client.client_id

    def check_client_secret(self, secret: str) -> bool:
        return tokens.matches(secret, self.client.secret_hash)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == self.client.authentication

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "client_credentials"


class _Request(OAuth2Request):  # type: ignore[misc]  # Authlib has no types
    def __init__(self, request: TokenRequest) -> None:
        # TLS ends at the proxy, so what this process sees says nothing about the transport.
        super().__init__("POST", "https://localhost/oauth/token")
        self.payload = BasicOAuth2Payload(dict(request.form))
        if request.basic:
            encoded = base64.b64encode(":".join(request.basic).encode()).decode()
            self.headers = {"Authorization": f"Basic {encoded}"}

    @property
    def form(self) -> Mapping[str, str]:
        data: Mapping[str, str] = self.payload.data
        return data


class _Grant(ClientCredentialsGrant):  # type: ignore[misc]
    TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION_METHODS

    def create_token_response(self) -> tuple[int, dict[str, Any], list[tuple[str, str]]]:
        # Not the library's: that one writes the token into the log at level debug.
        server: _Server = self.server
        return 200, server.issued(), self.TOKEN_RESPONSE_HEADER


class _Assertion(JWTBearerClientAssertion):  # type: ignore[misc]
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, server: "_Server") -> None:
        super().__init__()
        self._server = server

    def resolve_client_public_key(self, client: _Known) -> jwk.KeySet:
        if client.client.jwks is None:
            raise InvalidClientError(description="The client has no keys registered.")
        return jwk.KeySet.import_key_set({"keys": [dict(key) for key in client.client.jwks["keys"]]})

    def process_assertion_claims(self, assertion: str, resolve_key: jwk.KeySet) -> Mapping[str, Any]:
        try:
            claims = jwt.decode(assertion, resolve_key, algorithms=ASSERTION_ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, AttributeError):
            raise InvalidClientError(description="The signature of the assertion does not verify.") from None
        self._check(claims)
        expires = datetime.fromtimestamp(claims["exp"], UTC) + _LEEWAY
        self._server.used = UsedAssertion(claims["jti"], expires)
        return claims

    def _check(self, claims: dict[str, Any]) -> None:
        now = int(self._server.mint.now.timestamp())
        issuer = self._server.mint.issuer
        essential: Any = {name: {"essential": True} for name in ("iss", "sub", "exp", "jti")}
        audience: Any = {"essential": True, "values": [issuer, f"{issuer}/oauth/token"]}
        registry = jwt.JWTClaimsRegistry(now=now, leeway=_LEEWAY.seconds, aud=audience, **essential)
        try:
            registry.validate(claims)
        except JoseError as error:
            said = f"A claim of the assertion is missing, wrong or expired ({error.error})."
            raise InvalidClientError(description=said) from None
        if claims["iss"] != claims["sub"]:
            raise InvalidClientError(description="iss and sub must both be the client id.")
        if not _PRINTABLE.fullmatch(claims["jti"]):
            raise InvalidClientError(description="jti must be 1 to 255 printable ASCII characters.")
        if claims["exp"] > now + (_LONGEST_ASSERTION + _LEEWAY).total_seconds():
            raise InvalidClientError(description="The assertion lives longer than an hour.")


class _Server(AuthorizationServer):  # type: ignore[misc]
    """The library's server for one request: it knows one client, and so does its registry of methods."""

    def __init__(self, request: TokenRequest, client: Client | None, mint: Mint) -> None:
        super().__init__()
        self.mint = mint
        self.used: UsedAssertion | None = None
        self._asked = request
        self._client = client
        self._client_auth = ClientAuthentication(self.query_client)
        self._client_auth.register("private_key_jwt", _Assertion(self))
        self.register_grant(_Grant)

    def query_client(self, client_id: str) -> _Known | None:
        return _Known(self._client) if self._client and self._client.client_id == client_id else None

    def create_oauth2_request(self, _request: object) -> _Request:
        return _Request(self._asked)

    def send_signal(self, name: str, *_: object, **__: object) -> None:
        """Nobody listens."""

    def handle_response(self, *answer: object) -> tuple[object, ...]:
        return answer

    def handle_error_response(self, _request: object, error: OAuth2Error) -> tuple[object, ...]:
        return error.status_code, dict(error.get_body()), []

    def validate_requested_scope(self, scope: str | None) -> None:
        # The library would leave out what the client may not have, and say 200.
        allowed = {one.value for one in self._client.scopes} if self._client else set()
        if not set((scope or "").split()) <= allowed:
            raise InvalidScopeError

    def issued(self) -> dict[str, Any]:
        if self._client is None:
            raise InvalidClientError
        asked = (self._asked.form.get("scope") or "").split()
        scopes = sorted(set(asked) or {one.value for one in self._client.scopes})
        token = self.mint.token(self._client, scopes)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": self.mint.lifetime_seconds,
            "scope": " ".join(scopes),
        }
