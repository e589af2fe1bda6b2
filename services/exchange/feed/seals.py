"""Seals personal parts: encryption at rest with keys that rotate, and the keyed hash that matches a person."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zhenxie.wire import json
from zhenxie.wire.identifiers import normalised_identity_number

SALT_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class BrokenSeal(Exception):
    """A sealed part cannot be opened: it was changed, or its key is not among the operator's keys."""


class Sealer:
    """Encrypts with the first of the operator's keys and opens with any of them (AES-256-GCM)."""

    def __init__(self, keys: Mapping[str, bytes], person_key: bytes) -> None:
        """Take named 32-byte keys, the first of which encrypts, and the 32-byte key that matches persons.

        :raises ValueError: no key, a name over 32 characters or with a colon, or a key that is not 32 bytes.
        """
        if not keys or len(person_key) != 32:
            message = "at least one sealing key and one person key of 32 bytes are needed"
            raise ValueError(message)
        for name, key in keys.items():
            if len(key) != 32 or not name.isascii() or not 0 < len(name) <= 32:
                message = f"sealing key {name!r}: the name takes 1 to 32 ASCII characters, the key 32 bytes"
                raise ValueError(message)
        self._keys = {name: AESGCM(key) for name, key in keys.items()}
        self._first = next(iter(keys))
        self._person_key = person_key

    @classmethod
    def of_settings(cls, sealing_keys: str, person_key: str) -> "Sealer":
        """Return a sealer from settings: `name:base64,name:base64` and `base64`.

        :raises ValueError: the text is not of that form; the message never repeats a key.
        """
        try:
            pairs = [one.strip().partition(":") for one in sealing_keys.split(",")]
            keys = {name: base64.b64decode(secret, validate=True) for name, _, secret in pairs}
            return cls(keys, base64.b64decode(person_key, validate=True))
        except ValueError:
            message = "sealing keys are written name:base64 of 32 bytes, the person key as base64 of 32 bytes"
            raise ValueError(message) from None

    def encrypt(self, plain: bytes, context: bytes = b"") -> bytes:
        """Return `plain` sealed: name length, name, nonce, ciphertext; `context` must be given again to open it."""
        nonce = os.urandom(_NONCE_BYTES)
        name = self._first.encode()
        return bytes([len(name)]) + name + nonce + self._keys[self._first].encrypt(nonce, plain, context)

    def decrypt(self, sealed: bytes, context: bytes = b"") -> bytes:
        """Return what :meth:`encrypt` was given.

        :raises BrokenSeal: changed, cut short, of another context, or of a key that is not here.
        """
        length = sealed[0] if sealed else 0
        name = sealed[1 : 1 + length].decode("ascii", "replace")
        nonce = sealed[1 + length : 1 + length + _NONCE_BYTES]
        try:
            return self._keys[name].decrypt(nonce, sealed[1 + length + _NONCE_BYTES :], context)
        except (KeyError, InvalidTag, ValueError):
            raise BrokenSeal from None

    def seal(self, content: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Return salt and sealed bytes of one part; the salt must be given again to open it."""
        salt = os.urandom(SALT_BYTES)
        return salt, self.encrypt(json.canonical(content), salt)

    def open(self, *, salt: bytes, sealed: bytes) -> dict[str, Any]:
        """Return the content of a sealed part.

        :raises BrokenSeal: it was changed, or its key is not here.
        """
        content: dict[str, Any] = orjson.loads(self.decrypt(sealed, salt))
        return content

    def person_key(self, content: Mapping[str, Any]) -> str | None:
        """Return the keyed hash (HMAC-SHA-256, hexadecimal) of a person's identity number; null without a number."""
        number = content.get("identity_number")
        if not isinstance(number, str) or not number:
            return None
        said = normalised_identity_number(number).encode()
        return hmac.new(self._person_key, said, hashlib.sha256).hexdigest()
