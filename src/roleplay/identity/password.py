"""Passwords: which ones are good enough, and how they are kept (argon2id, with the library's current parameters)."""

from __future__ import annotations

import unicodedata

import argon2

from roleplay.errors import Misconfigured

SHORTEST = 10
"""Characters. Length is what counts; nobody is asked for digits or signs."""
LONGEST = 200
"""Characters; hashing a book would keep the server busy."""

_COMMON = (
    "1234567890", "0123456789", "password", "passwort", "qwertyuiop", "qwertzuiop", "iloveyou", "letmein", "welcome",
    "changeme", "administrator", "recovery", "peermentor", "roleplay", "abcdefghij", "asdfghjkl", "football",
    "sunshine", "princess", "trustno", "monkey", "dragon",
)  # fmt: skip
_hasher = argon2.PasswordHasher()


def normal(password: str) -> str:
    """The password in one of the forms that look the same, so that another keyboard does not lock anybody out."""
    return unicodedata.normalize("NFKC", password)


def require_good(password: str, *known: str) -> None:
    """Raise `Misconfigured` for a password that is easily guessed; `known` is what others know, such as the login."""
    given = normal(password)
    if len(given) < SHORTEST:
        raise Misconfigured(
            f"The password has {len(given)} characters; {SHORTEST} are needed.",
            "Four words that do not belong together are easy to remember and hard to guess.",
        )
    if len(given) > LONGEST:
        raise Misconfigured(f"The password has {len(given)} characters; {LONGEST} are enough.", "Shorten it.")
    folded = given.casefold()
    rest = folded
    for word in sorted((*_COMMON, *(one.casefold() for one in known if len(one) > 2)), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(folded)) < 5 or len(rest.strip("0123456789 .,!?-_")) < 4:
        raise Misconfigured(
            "That password is among the first that a stranger would try.",
            "Choose one that is neither a common word nor your name.",
        )


def hashed(password: str) -> str:
    """What is kept of a password: argon2id with a salt of its own. Takes some 50 ms and 64 MiB, on purpose."""
    return _hasher.hash(normal(password))


def verified(kept: str, password: str) -> bool:
    """Whether this is the password that was kept. A hash that cannot be read fits no password."""
    try:
        return _hasher.verify(kept, normal(password))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(kept)
