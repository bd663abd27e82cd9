"""One-time tokens."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from roleplay.identity.token import digest, new_token


def test_tokens_differ_and_fit_into_an_address() -> None:
    """Each has at least 256 bits, and no character that a URL would have to escape."""
    tokens = {new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(token) >= 43 and quote(token, safe="") == token for token in tokens)


def test_a_digest_tells_nothing_about_its_token() -> None:
    """It is the SHA-256 of the token, the same each time."""
    assert digest("a-token") == hashlib.sha256(b"a-token").hexdigest()
