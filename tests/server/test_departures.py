"""People who are signed out or shut out lose what they have open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from roleplay.identity import Role
from roleplay.server.departures import SIGNED_OUT
from roleplay.store import PersonRow
from tests.server.inhabitants import PASSWORD, at_home, owner, people, settle
from tests.server.visiting import Answer, Channel, House, Visitor, eventually


class Open:
    """Somebody in a browser with an open page."""

    def __init__(self, house: House, person: PersonRow, path: str) -> None:
        self.house = house
        self.visitor = at_home(house, person)
        self.page: Answer = self.visitor.get(path)
        self.channel: Channel = self.visitor.channel(self.page.kernel_id)
        assert self.channel.state(self.page.model_id)["pid"] > 0

    def is_cut(self) -> bool:
        """Wait for the end of the line, with the code that says why; the kernel goes, too."""
        try:
            for _ in self.channel.messages():
                pass
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else None
            assert code == SIGNED_OUT
        gone: bool = eventually(lambda: self.house.store.binding(self.page.kernel_id) is None)
        return gone

    def goes_on(self) -> bool:
        """Whether the page still works."""
        return bool(self.channel.state(self.page.model_id)["pid"] > 0)


def test_signing_out_everywhere_cuts_the_other_browser(school: House) -> None:
    """The page that is open elsewhere ends, and so does the session there."""
    person = settle(school, Role.TRAINEE)
    elsewhere, here = Open(school, person, "/learn/elsewhere"), at_home(school, person)
    answer = here.send("/account", do="leave-everywhere")
    assert answer.headers["location"] == "/sign-in?left"
    assert elsewhere.is_cut()
    for visitor in (elsewhere.visitor, here):
        assert visitor.get("/account").status == 403


def test_signing_out_elsewhere_leaves_this_browser_alone(school: House) -> None:
    """Only the others end."""
    person = settle(school, Role.TRAINEE)
    elsewhere, here = Open(school, person, "/learn/other"), Open(school, person, "/learn/this")
    assert here.visitor.send("/account", do="leave-others").headers["location"] == "/account"
    assert elsewhere.is_cut()
    assert here.goes_on()
    assert here.visitor.get("/account").status == 200
    here.channel.close()


def test_another_password_cuts_the_other_browsers(school: House) -> None:
    """Whoever knew the old one is out; where it was changed all goes on."""
    person = settle(school, Role.TRAINEE)
    elsewhere, here = Open(school, person, "/learn/knew"), Open(school, person, "/learn/changes")
    fields = {"old": PASSWORD, "new": "quite another thing", "again": "quite another thing"}
    assert here.visitor.send("/account", do="password", **fields).status == 303
    assert elsewhere.is_cut()
    assert here.goes_on()
    here.channel.close()


@pytest.mark.parametrize("do", ["disable", "reset"])
def test_an_administrator_cuts_somebody_off(school: House, do: str) -> None:
    """Somebody whose account is closed, or whose password is ended, is out at once with all that is open."""
    person = settle(school, Role.TRAINEE)
    theirs = Open(school, person, f"/learn/{do}")
    admin = at_home(school, settle(school, Role.ADMINISTRATOR))
    assert admin.send(f"/admin/people/{person.id}", do=do).status == 303
    assert theirs.is_cut()
    assert theirs.visitor.get("/account").status == 403


@pytest.mark.parametrize(
    "shut_out",
    [
        lambda house, person: people(house).disable(owner(house), person.id),
        lambda house, person: house.store.end_sessions(person.id),
    ],
    ids=["disabled", "signed out"],
)
def test_a_change_from_the_console_is_noticed(school: House, shut_out: Callable[[House, PersonRow], object]) -> None:
    """What another process changes in the store cuts the page within seconds; at once nobody can connect any more."""
    person = settle(school, Role.TRAINEE)
    theirs = Open(school, person, "/learn/console")
    shut_out(school, person)
    with pytest.raises(InvalidStatus):
        theirs.visitor.channel(theirs.page.kernel_id)
    assert theirs.visitor.get(f"/api/kernels/{theirs.page.kernel_id}").status in {403, 404}
    farewell = theirs.visitor.post(f"/voila/api/shutdown/{theirs.page.kernel_id}", Origin=school.origin)
    assert farewell.status in {403, 404}
    assert theirs.is_cut()


def test_pages_of_others_go_on(school: House) -> None:
    """Whoever leaves takes nobody along."""
    stays, leaves = settle(school, Role.TRAINEE), settle(school, Role.TRAINEE)
    open_page, leaving = Open(school, stays, "/learn/stays"), Open(school, leaves, "/learn/leaves")
    leaving.visitor.send("/account", do="leave-everywhere")
    assert leaving.is_cut()
    assert open_page.goes_on()
    open_page.channel.close()


def test_a_kernel_knows_in_which_session_it_was_opened(school: House) -> None:
    """The second browser of the same person has its own, so that one can leave without the other."""
    person = settle(school, Role.TRAINEE)
    first, second = at_home(school, person), at_home(school, person)
    bound = [school.store.binding(one.get("/learn/bound").kernel_id) for one in (first, second)]
    sessions = {one.session for one in bound if one is not None}
    assert sessions == {one.digest for one in school.store.sessions_of(person.id)}
    assert len(sessions) == 2


def test_roles_that_are_taken_open_no_page(school: House) -> None:
    """The next page is refused; the kernel that is open acts with what is left."""
    person = settle(school, Role.TRAINEE, Role.EVALUATOR)
    visitor: Visitor = at_home(school, person)
    page = visitor.get("/learn/roles")
    people(school).give_roles(owner(school), person.id, {Role.EVALUATOR})
    acting = school.store.acting(page.kernel_id)
    assert acting is not None
    assert acting.roles == {Role.EVALUATOR}
    assert visitor.get("/learn/roles").status == 403
