"""A real RS256 key: makes and checks JWTs, publishes its public half."""

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey


class InvalidToken(Exception):
    """A bearer token that this stand-in did not sign."""


@dataclass(frozen=True)
class SigningKey:
    """An RSA key pair in PEM."""

    pem: str = field(repr=False)

    @classmethod
    def new(cls, shared: bool = False) -> "SigningKey":
        """A new key. Stand-ins without a file share one per process, since making one takes a while."""
        return _shared_key() if shared else cls(_new_pem())

    @classmethod
    def load(cls, pem: str) -> "SigningKey":
        return cls(pem)

    @cached_property
    def key(self) -> RSAKey:
        return RSAKey.import_key(self.pem, {"use": "sig", "alg": "RS256"})

    @cached_property
    def key_id(self) -> str:
        return self.key.thumbprint()

    def sign(self, claims: dict[str, Any], key_id: str | None = None) -> str:
        """A compact RS256 JWT that names this key, or falsely the one of `key_id`."""
        header = {"alg": "RS256", "kid": key_id or self.key_id, "typ": "JWT"}
        return jwt.encode(header, claims, self.key)

    def read(self, token: str) -> dict[str, Any]:
        """The claims of a token that this key signed; InvalidToken otherwise. Times are not looked at."""
        try:
            return dict(jwt.decode(token, self.key, algorithms=["RS256"]).claims)
        except (JoseError, ValueError) as error:
            raise InvalidToken from error

    def public(self) -> dict[str, Any]:
        """The JWKS document."""
        public = cast(dict[str, Any], self.key.as_dict(private=False))
        return {"keys": [public | {"kid": self.key_id, "use": "sig", "alg": "RS256"}]}


def _new_pem() -> str:
    return RSAKey.generate_key(2048).as_pem(private=True).decode()


@cache
def _shared_key() -> SigningKey:
    return SigningKey(_new_pem())
