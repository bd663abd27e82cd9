"""How fast somebody may try passwords, without letting a stranger keep the owner out.

A browser that has signed in as somebody before is known for that login, and only its own mistakes slow it down. All
others are slowed together: each pair of login and address, each address whatever it tries, and each login wherever it
is tried from. All of it is kept in memory, in tables of a limited size, and forgotten after a quarter of an hour.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

from roleplay.identity.token import digest

FORGOTTEN_S = 900.0
"""What was tried so long ago counts no more."""
MOST = 5_000
"""How many rows a table has; the one that was used longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many tries are free, and how long one waits after each further one."""

    free: int
    """Tries that nobody waits for."""
    longest: float
    """Seconds; the wait begins with one second and doubles up to this."""

    def wait(self, tries: int) -> float:
        """Seconds to wait after so many tries."""
        over = tries - self.free
        return 0.0 if over < 0 else min(self.longest, 2.0 ** min(over, 16))


KNOWN = Pace(free=5, longest=60.0)
"""A browser that has been this person's before."""
PAIR = Pace(free=5, longest=60.0)
"""A login from one address."""
ADDRESS = Pace(free=30, longest=60.0)
"""An address, or the /64 that a household with IPv6 has."""
LOGIN = Pace(free=50, longest=10.0)
"""A login from anywhere; short, because an owner with a new browser waits together with whoever attacks."""

CODES = Pace(free=100, longest=60.0)
"""Codes of workshops that did not work, from one address."""
GUESTS = Pace(free=300, longest=60.0)
"""Guests who came in from one address. A full workshop that sits behind one and the same passes; who fills it again and
again in jest waits."""


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody wants to try a password."""

    login: str
    """As it was typed."""
    address: str
    """Where it comes from."""
    browser: str = ""
    """The id of a browser that is known for this login; empty for all others."""


@dataclass(slots=True)
class _Row:
    tries: int
    until: float
    last: float


class _Table:
    """Tries by whatever they have in common."""

    def __init__(self, pace: Pace, most: int) -> None:
        self._pace = pace
        self._most = most
        self._rows: OrderedDict[Hashable, _Row] = OrderedDict()

    def __len__(self) -> int:
        return len(self._rows)

    def wait(self, key: Hashable, now: float) -> float:
        row = self._rows.get(key)
        if row is None or now - row.last >= FORGOTTEN_S:
            return 0.0
        return max(0.0, row.until - now)

    def count(self, key: Hashable, now: float) -> None:
        row = self._rows.pop(key, None)
        tries = 1 if row is None or now - row.last >= FORGOTTEN_S else row.tries + 1
        self._rows[key] = _Row(tries, now + self._pace.wait(tries), now)
        while len(self._rows) > self._most:
            self._rows.popitem(last=False)

    def take_back(self, key: Hashable) -> None:
        row = self._rows.get(key)
        if row is not None:
            row.tries = max(0, row.tries - 1)

    def forget(self, key: Hashable) -> None:
        self._rows.pop(key, None)


class Slowing:
    """Says how long to wait before a password is looked at."""

    def __init__(self, now: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._now = now
        self._known, self._pairs = _Table(KNOWN, most), _Table(PAIR, most)
        self._addresses, self._logins = _Table(ADDRESS, most), _Table(LOGIN, most)

    def ask(self, tried: Try) -> int:
        """Whole seconds to wait; 0 to go on. Then it is counted at once, so that many at the same time gain nothing."""
        now = self._now()
        rows = list(self._rows(tried))
        wait = max(table.wait(key, now) for table, key in rows)
        if wait == 0:
            for table, key in rows:
                table.count(key, now)
        return math.ceil(wait)

    def passed(self, tried: Try) -> None:
        """The password was right: what this browser, or this pair, did before is forgotten."""
        (table, key), *others = self._rows(tried)
        table.forget(key)
        for other, theirs in others:
            other.take_back(theirs)

    def __len__(self) -> int:
        return sum(map(len, (self._known, self._pairs, self._addresses, self._logins)))

    def _rows(self, tried: Try) -> Iterator[tuple[_Table, Hashable]]:
        login = digest(tried.login.strip().casefold())  # neither long nor legible
        if tried.browser:
            yield self._known, (tried.browser, login)
            return
        address = household(tried.address)
        yield self._pairs, (login, address)
        yield self._addresses, address
        yield self._logins, login


class Guessing:
    """Says how long an address waits before it may try another code of a workshop.

    What was wrong counts, and who came in as a new guest. A class has one address, and mistypes; codes are so many that
    a hundred free tries find none.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._now = now
        self._addresses, self._guests = _Table(CODES, most), _Table(GUESTS, most)

    def wait(self, address: str) -> int:
        """Whole seconds to wait; 0 to go on."""
        now, key = self._now(), household(address)
        return math.ceil(max(self._addresses.wait(key, now), self._guests.wait(key, now)))

    def failed(self, address: str) -> None:
        """A code did not work."""
        self._addresses.count(household(address), self._now())

    def came(self, address: str) -> None:
        """Somebody came in as a new guest."""
        self._guests.count(household(address), self._now())


def household(address: str) -> str:
    """What one household or one machine can send from: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
