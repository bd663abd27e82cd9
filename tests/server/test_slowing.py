"""How fast passwords may be tried."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roleplay.server.slowing import ADDRESS, FORGOTTEN_S, LOGIN, PAIR, Pace, Slowing, Try, household

LOGINS = st.sampled_from(["ada", "bo", "cleo", "nobody", "ADA "])
ADDRESSES = st.integers(0, 2**16).map(lambda n: f"10.0.{n // 256}.{n % 256}")


@dataclass
class Clock:
    """A clock that is put forward by hand."""

    now: float = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def waits(slowing: Slowing, tried: Try, times: int) -> list[int]:
    """What is answered to so many tries without a pause."""
    return [slowing.ask(tried) for _ in range(times)]


def test_five_tries_are_free_and_then_waits_grow_to_a_minute() -> None:
    """Whoever waits as long as they are told may try once more, and waits twice as long, up to a minute."""
    clock = Clock()
    slowing, tried = Slowing(clock), Try("ada", "10.0.0.1")
    assert waits(slowing, tried, 6) == [0, 0, 0, 0, 0, 1]
    told = []
    for _ in range(8):
        wait = slowing.ask(tried)
        told.append(wait)
        clock.now += wait
        assert slowing.ask(tried) == 0
    assert told == [1, 2, 4, 8, 16, 32, 60, 60]


def test_asking_while_one_has_to_wait_makes_it_no_longer() -> None:
    """Impatience is not punished."""
    clock = Clock()
    slowing, tried = Slowing(clock), Try("ada", "10.0.0.1")
    waits(slowing, tried, 8)
    assert set(waits(slowing, tried, 100)) == {1}
    clock.now += 1
    assert slowing.ask(tried) == 0


def test_a_right_password_ends_the_wait_for_the_next() -> None:
    """What was typed wrongly before is forgotten once it was right."""
    slowing, tried = Slowing(Clock()), Try("ada", "10.0.0.1")
    waits(slowing, tried, 4)
    assert slowing.ask(tried) == 0
    slowing.passed(tried)
    assert waits(slowing, tried, 6) == [0, 0, 0, 0, 0, 1]


def test_everything_is_forgotten_after_a_while() -> None:
    """A quarter of an hour later all is as at the beginning."""
    clock = Clock()
    slowing, tried = Slowing(clock), Try("ada", "10.0.0.1")
    waits(slowing, tried, 6)
    clock.now += FORGOTTEN_S
    assert waits(slowing, tried, 6) == [0, 0, 0, 0, 0, 1]


def test_one_address_cannot_go_through_logins() -> None:
    """After thirty tries with thirty logins an address waits, and so does its whole IPv6 network; others do not."""
    slowing = Slowing(Clock())
    assert [slowing.ask(Try(f"login-{n}", f"2001:db8::{n:x}")) for n in range(ADDRESS.free)] == [0] * ADDRESS.free
    assert slowing.ask(Try("another", "2001:db8::ffff")) == 1
    assert slowing.ask(Try("another", "2001:db8:0:1::1")) == 0


def test_many_addresses_cannot_go_through_passwords() -> None:
    """A login that is tried from everywhere is slowed down, but never for long."""
    clock = Clock()
    slowing = Slowing(clock)
    passed = 0
    for n in range(3_000):
        passed += slowing.ask(Try("ada", f"10.1.{n // 256}.{n % 256}")) == 0
        clock.now += 0.1
    assert LOGIN.free < passed < LOGIN.free + 300 / LOGIN.longest + 10
    assert slowing.ask(Try("ada", "10.2.0.1")) <= LOGIN.longest


def test_logins_that_are_the_same_to_the_door_are_the_same_here() -> None:
    """Capitals and spaces give nobody more tries."""
    slowing = Slowing(Clock())
    found = [slowing.ask(Try(login, "10.0.0.1")) for login in ("ada", "ADA", " ada", "Ada ", "aDa", "adA")]
    assert found == [0, 0, 0, 0, 0, 1]


@given(st.lists(st.tuples(LOGINS, ADDRESSES, st.floats(0, 30)), max_size=300))
def test_an_attacker_cannot_keep_the_owner_out(attacks: list[tuple[str, str, float]]) -> None:
    """Whatever others try, from however many addresses, the browser that the owner has used before waits for nothing."""
    clock = Clock()
    slowing = Slowing(clock, most=50)
    for login, address, pause in attacks:
        slowing.ask(Try(login, address))
        clock.now += pause
        assert slowing.ask(Try("ada", address, browser="hers")) == 0
        slowing.passed(Try("ada", address, browser="hers"))


@given(st.lists(st.tuples(st.text(max_size=5), ADDRESSES, st.sampled_from(["", "b", "c"])), max_size=300))
def test_what_is_kept_does_not_grow_without_end(attacks: list[tuple[str, str, str]]) -> None:
    """Each table has its rows, and no more, whoever is made up."""
    slowing = Slowing(Clock(), most=10)
    for login, address, browser in attacks:
        slowing.ask(Try(login, address, browser))
    assert len(slowing) <= 40


def test_nobody_gains_by_signing_in_between() -> None:
    """An attacker with an account of their own does not shorten the wait of their address by signing in."""
    slowing, own = Slowing(Clock()), Try("own", "10.0.0.1")
    for number in range(ADDRESS.free - 1):
        assert slowing.ask(Try(f"victim-{number}", "10.0.0.1")) == 0
    assert slowing.ask(own) == 0
    slowing.passed(own)
    assert slowing.ask(Try("another", "10.0.0.1")) == 1


def test_a_house_full_of_people_can_sign_in() -> None:
    """Right passwords count for nothing, so that a training room behind one address does not wait."""
    slowing = Slowing(Clock())
    for number in range(10 * ADDRESS.free):
        person = Try(f"person-{number}", "10.0.0.1")
        assert slowing.ask(person) == 0
        slowing.passed(person)


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("made up", ""),
    ],
)
def test_a_household_is_what_one_person_can_send_from(address: str, home: str) -> None:
    """One IPv4 address, or all 18 trillion of an IPv6 network."""
    assert household(address) == home


def test_a_wait_is_finite_however_often_one_tries() -> None:
    """Neither zero nor more than the longest."""
    pace = Pace(free=1, longest=60.0)
    assert [pace.wait(n) for n in (0, 1, 2, 7, 10**9)] == [0.0, 1.0, 2.0, 60.0, 60.0]
    assert PAIR.wait(PAIR.free) == 1.0
