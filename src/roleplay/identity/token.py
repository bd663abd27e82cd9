"""One-time tokens. A store keeps only their digests, so that a copied database opens no door."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """A token that nobody can guess: 256 bits, safe in a URL."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """SHA-256 of a token, as 64 hexadecimal digits. Plain, not salted: a token is no password, it cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()
