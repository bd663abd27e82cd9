"""Passwords: which are good enough, and what is kept of them."""

from __future__ import annotations

import argon2
import pytest

from roleplay.errors import Misconfigured
from roleplay.identity.password import LONGEST, SHORTEST, hashed, outdated, require_good, verified

GOOD = "umbrella kitchen seven violins"


def test_what_is_kept_fits_the_password_and_no_other() -> None:
    """It is argon2id, tells nothing of the password, and differs each time, by its salt."""
    kept = hashed(GOOD)
    assert kept.startswith("$argon2id$")
    assert "umbrella" not in kept
    assert verified(kept, GOOD)
    assert not verified(kept, f"{GOOD} ")
    assert not verified(kept, "")
    assert hashed(GOOD) != kept


@pytest.mark.parametrize("kept", ["", "password", "$argon2id$v=19$m=65536,t=3,p=4$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_fits_no_password(kept: str) -> None:
    """A damaged row lets nobody in, and raises nothing."""
    assert not verified(kept, "")
    assert not verified(kept, kept)


def test_the_same_password_typed_on_another_keyboard_fits() -> None:
    """Letters with accents come as one character or as two."""
    assert verified(hashed("caf\u00e9 umbrella seven"), "cafe\u0301 umbrella seven")


def test_a_hash_of_yesterday_is_made_anew() -> None:
    """One with weaker parameters than today's; today's own is not."""
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD)
    assert verified(weak, GOOD)
    assert outdated(weak)
    assert not outdated(hashed(GOOD))


@pytest.mark.parametrize("password", [GOOD, "x9!kQ2#vLp", "пароль из четырёх слов", "k" * 4 + "violin" + "7" * 20])
def test_a_password_that_is_hard_to_guess_is_good(password: str) -> None:
    """Nobody is asked for digits or signs, and no alphabet is preferred."""
    require_good(password, "kim@example.org", "Kim")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("a" * (SHORTEST - 1), f"{SHORTEST} are needed"),
        ("", f"{SHORTEST} are needed"),
        ("x9!kQ2#v" * 30, f"{LONGEST} are enough"),
        ("password123", "first that a stranger would try"),
        ("PassWord!!!2027", "first that a stranger would try"),
        ("1234567890", "first that a stranger would try"),
        ("aaaaaaaaaaaa", "first that a stranger would try"),
        ("kim@example.org", "first that a stranger would try"),
        ("Baker2027!!!", "first that a stranger would try"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, said: str) -> None:
    """Too short, too long, too common, or the person's own login or name; the message says which, and what helps."""
    with pytest.raises(Misconfigured, match=said) as refused:
        require_good(password, "kim@example.org", "Baker")
    assert refused.value.fix
    assert not password or password not in str(refused.value)
