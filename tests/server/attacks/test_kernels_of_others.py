"""Somebody who knows the id of a kernel that is not theirs, and tries every door with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest
from tornado.web import create_signed_value
from websockets.exceptions import InvalidStatus

from roleplay.identity import Role
from roleplay.store import PersonRow
from tests.server.attacks.pages import Opened
from tests.server.inhabitants import at_home, owner, people, settle, stranger
from tests.server.visiting import House, Visitor, eventually

Attacker = Callable[[House, PersonRow], Visitor]


def another_trainee(house: House, _: PersonRow) -> Visitor:
    """Somebody with the same role."""
    return at_home(house, settle(house, Role.TRAINEE))


def an_administrator(house: House, _: PersonRow) -> Visitor:
    """Somebody with every role."""
    return at_home(house, settle(house, *Role))


def the_owner_of_the_machine(house: House, _: PersonRow) -> Visitor:
    """Whoever started the server, by their link."""
    return house.visitor(owner(house).id)


def an_evaluator_of_their_cohort(house: House, victim: PersonRow) -> Visitor:
    """Somebody who may see their finished attempts."""
    evaluator = settle(house, Role.EVALUATOR, Role.SUPERVISOR)
    cohort = people(house).make_cohort(owner(house), f"Cohort {secrets.token_hex(4)}")
    people(house).join(owner(house), cohort.id, victim.id, Role.TRAINEE)
    people(house).join(owner(house), cohort.id, evaluator.id, Role.EVALUATOR)
    return at_home(house, evaluator)


def somebody_shut_out(house: House, _: PersonRow) -> Visitor:
    """Whose account was closed, and who has kept the cookie."""
    person = settle(house, Role.TRAINEE)
    visitor = at_home(house, person)
    people(house).disable(owner(house), person.id)
    return visitor


def nobody(house: House, _: PersonRow) -> Visitor:
    """Who has never been here."""
    return stranger(house)


def a_forger(house: House, victim: PersonRow) -> Visitor:
    """Who signs a cookie of their own with a key of their own."""
    name = f"roleplay-{house.port}"
    forged = create_signed_value(secrets.token_hex(), name, victim.id).decode()
    return Visitor(house, {name: forged})


def who_had_their_cookie(house: House, victim: PersonRow) -> Visitor:
    """Who has an old cookie of theirs, from a browser that was signed out since."""
    visitor = at_home(house, victim)
    cookies = dict(visitor.cookies)
    visitor.send("/sign-out")
    return Visitor(house, cookies)


ATTACKERS: list[Attacker] = [
    another_trainee, an_administrator, the_owner_of_the_machine, an_evaluator_of_their_cohort, somebody_shut_out,
    nobody, a_forger, who_had_their_cookie,
]  # fmt: skip
DOORS = [
    ("GET", "/api/kernels/{}"), ("HEAD", "/api/kernels/{}"), ("DELETE", "/api/kernels/{}"), ("POST", "/api/kernels/{}"),
    ("PUT", "/api/kernels/{}"), ("PATCH", "/api/kernels/{}"), ("OPTIONS", "/api/kernels/{}"),
    ("POST", "/api/kernels/{}/interrupt"), ("POST", "/api/kernels/{}/restart"), ("GET", "/api/kernels/{}/channels"),
    ("POST", "/voila/api/shutdown/{}"), ("GET", "/voila/api/shutdown/{}"), ("DELETE", "/voila/api/shutdown/{}"),
    ("GET", "/voila/query/{}"), ("GET", "/voila/execution/{}"), ("GET", "/api/kernels?kernel_id={}"),
    ("POST", "/api/sessions?kernel_id={}"), ("GET", "/page/{}/kernel.json"),
]  # fmt: skip


def tries_everything(attacker: Visitor, kernel_id: str) -> None:
    """Every address with the id in it, by every method; none of them is more than a refusal."""
    for method, path in DOORS:
        answer = attacker.ask(method, path.format(kernel_id), headers={"Origin": attacker.house.origin})
        assert answer.status in {400, 403, 404, 405}, (method, path, answer.status)
        assert "execution_state" not in answer.text
    with pytest.raises(InvalidStatus) as refused:
        attacker.channel(kernel_id)
    assert refused.value.response.status_code in {403, 404}


def test_a_kernel_opens_to_its_owner_alone(workbook: House, opened: Callable[..., Opened]) -> None:
    """Whoever else has its id cannot look at it, talk to it, interrupt, restart or end it; its owner plays on meanwhile."""
    ada = opened(workbook)
    begun = ada.starts()
    process = workbook.kernel(ada.kernel_id)
    for attacker in ATTACKERS:
        tries_everything(attacker(workbook, ada.person), ada.kernel_id)
        assert process.is_running(), attacker
        binding = workbook.store.binding(ada.kernel_id)
        assert binding is not None
        assert binding.person_id == ada.person.id
    assert ada.asks(do="expect", seq=begun["seq"], text=None)["type"] == "played"


def test_a_kernel_in_reserve_opens_to_nobody(stocked: House, opened: Callable[..., Opened]) -> None:
    """Who finds out its id before anybody has its page can neither listen nor end it, and so not wait for who comes."""
    connections = stocked.data / "run" / "kernels"

    def idle() -> list[str]:
        ids = [path.stem.removeprefix("kernel-") for path in connections.glob("kernel-*.json")]
        return [one for one in ids if stocked.store.binding(one) is None]

    assert eventually(idle)
    waiting = idle()
    for attacker in (another_trainee, an_administrator, nobody):
        visitor = attacker(stocked, stocked.store.local_person())
        for kernel_id in waiting:
            tries_everything(visitor, kernel_id)
    ada = opened(stocked)
    assert ada.screen["name"] == "library"
    ended = [one for one in waiting if not (connections / f"kernel-{one}.json").exists()]
    assert ended == []


def test_a_page_is_made_anew_for_everybody(workbook: House, opened: Callable[..., Opened]) -> None:
    """Two people who ask for the same address at the same time have kernels, widgets and screens of their own."""
    ada, bea = opened(workbook), opened(workbook)
    assert ada.kernel_id != bea.kernel_id
    begun = ada.starts()
    bea.channel.tell(ada.page.model_id, do="leave", seq=begun["seq"])  # a widget's id means nothing in another kernel
    bea.channel.tell(ada.page.model_id, do="go", path="/learn/progress")
    assert bea.state()["screen"]["name"] == "library"
    assert ada.state()["screen"]["name"] == "player"
    assert ada.kernel_id not in bea.page.text
