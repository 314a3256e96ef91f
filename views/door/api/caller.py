"""Who calls: where issuers are configured, a call needs a token that one of them has signed.

By the CDS Hooks specification: a JWT in the header ``Authorization``, for this very address, that
is still valid and is used once. Where no issuer is configured, anybody may call who reaches the
server.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import jwt

ALGORITHMS = ["ES384", "RS384", "ES256", "RS256"]  # none that shares a secret, and never "none"
LONGEST = 300  # seconds that a token may live: the specification asks for five minutes
LEEWAY = 30  # seconds that two clocks may differ
MOST_REMEMBERED = 10_000
PATIENCE = 5  # seconds to wait for the keys of an issuer


class CallerError(Exception):
    """A call that nobody who is trusted has signed; says why."""


@dataclass
class Callers:
    """The issuers that are trusted, each with where its keys are: a file, or an https address.

    ``used`` are the tokens that were seen, by issuer and id, and when they can be forgotten.
    """

    issuers: Mapping[str, str]
    now: Callable[[], float] = time.time
    used: dict[tuple[str, str], float] = field(default_factory=dict)
    clients: dict[str, jwt.PyJWKClient] = field(default_factory=dict)

    def check(self, authorization: str | None, address: str) -> None:
        """Let a call to this address pass.

        Raises:
            CallerError: it is not signed by an issuer that is trusted, or not for this call.
        """
        if not self.issuers:
            return
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise CallerError("the header Authorization holds no bearer token; send a signed JWT")
        try:
            claims = self._claims(token.strip(), address)
        except (jwt.PyJWTError, OSError, ValueError):
            # Nothing of the token is told: it may be another system's secret.
            raise CallerError(
                f"the token is not accepted; it must be a JWT of a trusted issuer, for {address}, "
                f"signed with {' or '.join(ALGORITHMS)}, not expired, with iss, aud, exp, iat, jti"
            ) from None
        self._once(claims)

    def _claims(self, token: str, address: str) -> dict[str, object]:
        unchecked = jwt.decode(token, options={"verify_signature": False})
        issuer = unchecked.get("iss")
        if not isinstance(issuer, str) or issuer not in self.issuers:
            raise ValueError(issuer)
        claims: dict[str, object] = jwt.decode(
            token,
            self._key(issuer, token),
            algorithms=ALGORITHMS,
            audience=address,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "aud", "exp", "iat", "jti"]},
        )
        if float(str(claims["exp"])) - float(str(claims["iat"])) > LONGEST:
            raise ValueError("exp")
        return claims

    def _key(self, issuer: str, token: str) -> jwt.PyJWK:
        where = self.issuers[issuer]
        if where.startswith("https://"):
            client = self.clients.setdefault(issuer, jwt.PyJWKClient(where, timeout=PATIENCE))
            return client.get_signing_key_from_jwt(token)
        keys = jwt.PyJWKSet.from_json(Path(where).read_text("utf-8")).keys
        wanted = jwt.get_unverified_header(token).get("kid")
        found = [key for key in keys if key.key_id == wanted]
        if len(found) != 1:
            raise ValueError("kid")
        return found[0]

    def _once(self, claims: Mapping[str, object]) -> None:
        now = self.now()
        if len(self.used) >= MOST_REMEMBERED:
            self.used = {one: until for one, until in self.used.items() if until > now}
        one = str(claims["iss"]), str(claims["jti"])
        if self.used.get(one, 0) > now or len(self.used) >= MOST_REMEMBERED:
            raise CallerError("the token was used before; send a new one with each call")
        self.used[one] = float(str(claims["exp"])) + LEEWAY
