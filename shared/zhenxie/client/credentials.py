"""How a client of the exchange proves who it is: a secret, or a signature with its private key."""

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import quote

from joserfc import jwk, jwt
from joserfc.errors import JoseError

_BEARER: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_SECONDS: Final = 120
_ALGORITHMS: Final = {"EC": "ES256", "RSA": "PS256", "OKP": "Ed25519"}


@dataclass(frozen=True)
class Proof:
    """What a token request carries: headers, and fields of its form."""

    headers: dict[str, str] = field(default_factory=dict, repr=False)
    form: dict[str, str] = field(default_factory=dict, repr=False)


class Credentials(Protocol):
    """Whatever can prove a client to the token endpoint."""

    def proof(self, *, token_url: str, now: datetime) -> Proof:
        """Return a proof for this endpoint at this time."""
        ...


@dataclass(frozen=True)
class Secret:
    """A client with a secret (client_secret_basic, RFC 6749, 2.3.1)."""

    client_id: str
    secret: str = field(repr=False)

    def proof(self, *, token_url: str, now: datetime) -> Proof:  # noqa: ARG002  the same at any place and time
        """Return the Basic header."""
        pair = f"{quote(self.client_id, safe='')}:{quote(self.secret, safe='')}"
        return Proof(headers={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode('ascii')}"})


@dataclass(frozen=True)
class PrivateKey:
    """A client that signs (private_key_jwt, RFC 7523); `key` is a private JWK or PEM of EC P-256, RSA or Ed25519."""

    client_id: str
    key: str | bytes | dict[str, Any] = field(repr=False)
    audience: str | None = None

    def proof(self, *, token_url: str, now: datetime) -> Proof:
        """Return a signed assertion that serves once, for two minutes."""
        private = _key(self.key)
        issued = int(now.timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.audience or token_url,
            "jti": secrets.token_urlsafe(16),
            "iat": issued,
            "exp": issued + _ASSERTION_SECONDS,
        }
        algorithm = _ALGORITHMS[private.key_type]
        header = {"alg": algorithm} | ({"kid": private.kid} if private.kid else {})
        signed = jwt.encode(header, claims, private, algorithms=[algorithm])
        return Proof(form={"client_assertion_type": _BEARER, "client_assertion": signed})


def _key(given: str | bytes | dict[str, Any]) -> jwk.Key:
    if isinstance(given, dict):
        return jwk.import_key(given)
    for kind in ("EC", "RSA", "OKP"):
        try:
            return jwk.import_key(given, kind)
        except (JoseError, ValueError, TypeError):
            continue
    raise ValueError("not a private key of EC, RSA or Ed25519")
