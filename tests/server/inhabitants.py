"""People with accounts in a running house."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from functools import cache
from html import unescape
from itertools import count
from urllib.parse import urlsplit

from roleplay.identity import Actor, Role
from roleplay.identity.password import hashed
from roleplay.services.authority import actor_of
from roleplay.services.people import People
from roleplay.store import PersonRow
from tests.server.visiting import Answer, House, Visitor

PASSWORD = "correct horse battery"
WRONG = "incorrect horse battery"
_numbers = count(1)


@cache
def _kept() -> str:
    return hashed(PASSWORD)


def settle(house: House, *roles: Role, login: str = "", name: str = "") -> PersonRow:
    """Add somebody who has the password of all tests."""
    number = next(_numbers)
    made = people(house).add(
        owner(house), login or f"login-{number}-{secrets.token_hex(3)}", name or f"Number {number}", roles
    )
    house.store.keep_password(made.id, _kept())
    return made


def people(house: House) -> People:
    """The service, as the console has it."""
    return People(house.store, lambda: datetime.now(UTC), lambda: secrets.token_urlsafe(12))


def owner(house: House) -> Actor:
    """The owner of the machine, who acts on the console."""
    return actor_of(house.store.local_person())


def address() -> str:
    """An address that nobody else has."""
    number = next(_numbers)
    return f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"


def stranger(house: House, come_from: str = "") -> Visitor:
    """A browser that was never here."""
    return Visitor(house, address=come_from or address())


def tries(visitor: Visitor, person: PersonRow, password: str = PASSWORD) -> Answer:
    """Somebody types login and password."""
    assert person.login is not None
    return visitor.send(path(visitor.house, "sign-in"), login=person.login, password=password)


def at_home(house: House, person: PersonRow) -> Visitor:
    """A browser in which this person has signed in by their password."""
    visitor = stranger(house)
    answer = tries(visitor, person)
    assert answer.status == 303, answer.text
    return visitor


def path(house: House, below: str) -> str:
    """A path below the base URL, from the root."""
    return f"{urlsplit(house.url).path}{below}"


def shown_link(answer: Answer) -> str:
    """The link that a page shows to be copied, or nothing."""
    found = re.search(r'class="rp-link"[^>]* value="([^"]+)"', answer.text)
    return unescape(found[1]) if found else ""
