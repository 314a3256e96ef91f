"""What opens a room and what leads it: the code, the door, the key, and by what a browser is known.

The code is short, to be read from a wall and typed. The door, in the QR code, and the teacher's key
are long: nobody guesses them. Of key, door and browser the store holds digests only.
"""

from __future__ import annotations

import hashlib
import re
import secrets

# Without vowels, so that no word comes out, and without what is taken for something else.
LETTERS = "BCDFGHJKMNPRSTVWXYZ"
LENGTH = 6
_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_code() -> str:
    """Six unambiguous letters: one of 47 million codes."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def new_secret() -> str:
    """A door or a key: 128 random bits as 32 characters that an address can hold."""
    return secrets.token_hex(16)


def read_code(text: object) -> str | None:
    """The code somebody typed, in any case and with blanks or dashes; None where it is none."""
    if not isinstance(text, str):
        return None
    typed = re.sub(r"[\s-]", "", text[:40]).upper()
    return typed if re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", typed) else None


def is_token(text: object) -> bool:
    """Whether this is what a browser of ours makes up to be known by, or a door or a key."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


def digest(*secret: str) -> str:
    """By what a secret is known again, and from which nobody gets it back."""
    return hashlib.sha256(" ".join(secret).encode()).hexdigest()
