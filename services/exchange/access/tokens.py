"""Access tokens (RFC 9068), the keys that sign them, and the secrets of clients; pure."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from joserfc import jwk, jws, jwt
from joserfc.errors import JoseError

from zhenxie.wire.vocabulary import AgencyKind, Scope

ALGORITHM: Final = "ES256"
# A verifier's clock may be a little behind the clock that signed.
_LEEWAY_SECONDS: Final = 5
# A key is published this long before it signs, so that whoever keeps a copy of the keys has it in time.
_PUBLISHED_AHEAD: Final = timedelta(days=1)
_VERIFIES_LONGER: Final = timedelta(days=1)
_KEY_MEMBERS: Final = frozenset({"kty", "kid", "crv", "x", "y", "n", "e"})
_RECOGNISED_BY: Final = "zhenxie_"


class InvalidToken(Exception):
    """The token was not issued here, was changed, or is no longer valid."""


class UnknownKey(InvalidToken):
    """The token names a key that is not among the keys given."""


@dataclass(frozen=True)
class Client:
    """A system account of one agency, as access knows it."""

    client_id: str
    agency: str
    kind: AgencyKind
    name: str
    scopes: frozenset[Scope]
    secret_hash: str | None = field(repr=False)
    jwks: Mapping[str, Any] | None
    basic_allowed: bool
    created_at: datetime
    revoked_at: datetime | None = None

    @property
    def authentication(self) -> str:
        """How it authenticates at the token endpoint, in the words of RFC 7591."""
        return "private_key_jwt" if self.jwks is not None else "client_secret_basic"


@dataclass(frozen=True)
class NewClient:
    """A client to be created: with `jwks` it will sign assertions, without it gets a secret."""

    agency: str
    name: str
    scopes: frozenset[Scope]
    jwks: Mapping[str, Any] | None = None
    basic_allowed: bool = False


@dataclass(frozen=True)
class SigningKey:
    """A key pair that signs tokens until one moment and verifies them until a later one."""

    kid: str
    private_key: bytes = field(repr=False)
    public_jwk: Mapping[str, Any]
    created_at: datetime
    signs_until: datetime
    verifies_until: datetime


@dataclass(frozen=True)
class TokenClaims:
    """What a valid access token says."""

    agency: str
    kind: AgencyKind
    client: str
    scopes: frozenset[Scope]
    expires_at: datetime


def new_secret() -> str:
    """Return a secret of 256 random bits; the prefix lets a scanner for leaked secrets recognise it."""
    return _RECOGNISED_BY + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is stored of a secret.

    SHA-256 and not scrypt: what is hashed is 256 random bits that nobody chose, so there is nothing to guess and
    nothing that two clients share. A slow hash would only let anybody who sends wrong secrets occupy the processor.
    """
    return "sha256:" + hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, stored: str | None) -> bool:
    """Return whether `secret` is the one whose hash is stored, in constant time."""
    return stored is not None and hmac.compare_digest(hashed(secret), stored)


def new_key(*, now: datetime, days: int, lifetime_seconds: int, first: bool) -> SigningKey:
    """Return a new key that signs for `days` once the keys before it have ended, or from now on when `first`.

    It verifies for the lifetime of its last token and a day longer.
    """
    pair = jwk.ECKey.generate_key("P-256", {"alg": ALGORITHM, "use": "sig"}, auto_kid=True)
    signs_until = now + timedelta(days=days) + (timedelta(0) if first else _ahead(days))
    return SigningKey(
        kid=str(pair.kid),
        private_key=pair.as_pem(private=True),
        public_jwk=dict(pair.as_dict(private=False)),
        created_at=now,
        signs_until=signs_until,
        verifies_until=signs_until + timedelta(seconds=lifetime_seconds) + _VERIFIES_LONGER,
    )


def _ahead(days: int) -> timedelta:
    return min(_PUBLISHED_AHEAD, timedelta(days=days) / 4)


def signer(keys: Iterable[SigningKey], now: datetime) -> SigningKey | None:
    """Return the key that signs now: of those that still may, the one that ends first; every process agrees."""
    able = [key for key in keys if now < key.signs_until]
    return min(able, key=lambda key: (key.signs_until, key.kid), default=None)


def is_successor_due(keys: Iterable[SigningKey], *, now: datetime, days: int) -> bool:
    """Return whether a new key must be made: none may sign once the last one's notice has begun."""
    return all(now >= key.signs_until - _ahead(days) for key in keys)


@dataclass(frozen=True)
class Mint:
    """What it takes to issue tokens at one moment."""

    key: SigningKey
    issuer: str
    lifetime_seconds: int
    now: datetime

    def token(self, client: Client, scopes: Iterable[str]) -> str:
        """Return a signed access token (RFC 9068): who, for which agency, what it may do, until when."""
        issued = int(self.now.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.issuer,
            "sub": client.client_id,
            "client_id": client.client_id,
            "scope": " ".join(sorted(scopes)),
            "agency": client.agency,
            "agency_kind": client.kind.value,
            "jti": secrets.token_urlsafe(16),
            "iat": issued,
            "exp": issued + self.lifetime_seconds,
        }
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self.key.kid}
        private = jwk.ECKey.import_key(self.key.private_key)
        return jwt.encode(header, claims, private, algorithms=[ALGORITHM])


def key_of(token: str) -> str:
    """Return the id of the key that a token says it was signed with.

    :raises InvalidToken: it is no token, or names none.
    """
    try:
        kid = jws.extract_compact(token.encode("ascii")).headers().get("kid")
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        # The last three: a header that is JSON, but no object, or too deep.
        raise InvalidToken from None
    if not isinstance(kid, str):
        raise InvalidToken
    return kid


def verify(token: str, *, keys: Mapping[str, Mapping[str, Any]], issuer: str, now: datetime) -> TokenClaims:
    """Return what an access token says, if it was issued here for here and is valid now (RFC 9068, section 4).

    :param keys: public keys as JWK, by key id.
    :raises UnknownKey: it names a key that is not in `keys`.
    :raises InvalidToken: anything else is wrong with it.
    """
    public = keys.get(key_of(token))
    if public is None:
        raise UnknownKey
    here: jwt.ClaimsOption = {"essential": True, "value": issuer}
    said: jwt.ClaimsOption = {"essential": True}
    needed = dict.fromkeys(("exp", "iat", "sub", "jti", "client_id", "agency", "agency_kind"), said)
    registry = jwt.JWTClaimsRegistry(int(now.timestamp()), _LEEWAY_SECONDS, iss=here, aud=here, **needed)
    try:
        decoded = jwt.decode(token, jwk.ECKey.import_key(dict(public)), algorithms=[ALGORITHM])
        registry.validate(decoded.claims)
    except (JoseError, ValueError, TypeError):
        raise InvalidToken from None
    # An assertion or any other JWT signed with this key is no access token (RFC 8725, section 3.11).
    if str(decoded.header.get("typ", "")).lower() not in {"at+jwt", "application/at+jwt"}:
        raise InvalidToken
    return _claims(decoded.claims)


def _claims(claims: Mapping[str, Any]) -> TokenClaims:
    known = {scope.value for scope in Scope}
    asked = str(claims.get("scope", "")).split()
    try:
        kind = AgencyKind(claims["agency_kind"])
    except ValueError:
        raise InvalidToken from None
    scopes = frozenset(Scope(one) for one in asked if one in known)
    expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
    return TokenClaims(str(claims["agency"]), kind, str(claims["client_id"]), scopes, expires_at)


def public_keys(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the members of a JWK set that may verify assertions.

    :raises ValueError: it is no JWK set, is empty, or a key is private, too short or of another kind.
    """
    members = given.get("keys")
    if not isinstance(members, Sequence) or not 1 <= len(members) <= 10:
        raise ValueError("a JWK set of one to ten keys is needed")
    return [_public_key(member) for member in members]


def _public_key(member: Any) -> Mapping[str, Any]:
    if not isinstance(member, Mapping) or member.get("kty") not in ("EC", "RSA", "OKP"):
        raise ValueError("not a JWK")
    try:
        key = jwk.import_key(dict(member))
    except (JoseError, TypeError, KeyError, ValueError) as error:
        raise ValueError("not a JWK") from error
    fit = (
        (isinstance(key, jwk.ECKey) and key.curve_name == "P-256")
        or (isinstance(key, jwk.RSAKey) and key.public_key.key_size >= 2048)
        or (isinstance(key, jwk.OKPKey) and key.curve_name == "Ed25519")
    )
    if not fit or key.is_private or member.get("use", "sig") != "sig":
        raise ValueError("not a public key that verifies")
    # Anything else that a key may say of itself (key_ops, certificates) could only keep it from verifying later.
    return {name: value for name, value in key.as_dict(private=False).items() if name in _KEY_MEMBERS}
