"""Encryption at rest: AES-256-GCM under a named key, bound to the row that it belongs to."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.xero.errors import SealBroken

NONCE_BYTES = 12


class KeyRing:
    """Seals with the first key, opens with any: a rotation may stop half-way."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self.present = next(iter(keys))
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}

    @property
    def names(self) -> list[str]:
        return list(self._ciphers)

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(self._ciphers)})"

    def seal(self, plain: str, *belongs_to: object) -> str:
        """`plain` as key name and ciphertext; it opens only with the same `belongs_to`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self.present].encrypt(nonce, plain.encode(), bound(belongs_to))
        return f"{self.present}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *belongs_to: object) -> str:
        """What was sealed, or SealBroken."""
        name, _, encoded = sealed.partition(".")
        if name not in self._ciphers:
            raise SealBroken("sealed with a key that is not on the ring")
        try:
            raw = base64.b64decode(encoded, validate=True)
            plain = self._ciphers[name].decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound(belongs_to))
        except (binascii.Error, InvalidTag, ValueError):
            raise SealBroken(f"a text sealed with key {name} does not open") from None
        return plain.decode()


def bound(belongs_to: tuple[object, ...]) -> bytes:
    return "\x1f".join(str(part) for part in belongs_to).encode()
