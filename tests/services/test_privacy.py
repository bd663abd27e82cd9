"""What everybody can ask for: all that is kept about them, and that it be erased."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from roleplay.errors import Misconfigured, NotAllowed, NotFound
from roleplay.identity import ANONYMOUS, Actor, ActorKind, Role
from roleplay.services import keys, locksmith
from roleplay.services.attempts import Attempts, Playing
from roleplay.services.keeping import privacy_file, set_keeping
from roleplay.services.privacy import Privacy
from roleplay.services.sharing import Sharing
from roleplay.services.shelf import Bookshelf
from roleplay.store import (
    CohortRow,
    Membership,
    OwnerKind,
    ParticipantRow,
    PersonRow,
    SessionRow,
    Status,
)
from roleplay.store.tables import metadata
from tests.services.household import House, house_in
from tests.services.school import KIM, LEE, School, curriculum

SECRETS = {
    "expectation": "I expect <b>rain</b> & silence.",
    "say-first": "My own first words.",
    "reply": "Dear Dana, “thank you”.",
    "reflection": "What stays: Kürş 🌦",
}


class Home:
    """Kim has played once to the end, with all that can be written, and once not."""

    def __init__(self, folder: Path) -> None:
        self.house: House = house_in(folder)
        store = self.house.store
        store.add_cohort(CohortRow("blue", "Blue cohort", self.house.time))
        store.join_cohort(Membership("blue", "kim", Role.TRAINEE))
        store.add_participant(ParticipantRow("p1", "w1", "kim", "Kim from work", self.house.time))
        store.add_session(SessionRow("s" * 64, "kim", self.house.time, self.house.time))
        store.keep_password("kim", "$argon2id$kims")
        self.kim = self.house.actor("kim")
        self.ann = self.house.actor("ann")
        self.sealer = keys.sealer_of(store, folder)
        self.privacy = Privacy(store, Bookshelf(store), folder, self.house.now)

    def plays(self, actor: Actor) -> Attempts:
        """Somebody in front of the workbook."""
        seeds = iter(range(hash(actor.id) % 1000, 10**6))
        return Attempts(
            self.house.store,
            Bookshelf(self.house.store),
            self._later,
            lambda: f"id-{next(self.house.ids)}",
            lambda: next(seeds),
            sealer=self.sealer,
        )

    def _later(self) -> datetime:
        self.house.wait(minutes=1)
        return self.house.time

    def play(self, actor: Actor) -> Playing:
        """All that can be written in an attempt."""
        at = self.plays(actor)
        now = at.start(actor, "disclosure/small", "practice")
        now = at.expect(actor, now, 1, SECRETS["expectation"])
        now = at.say_first(actor, now, 2, "opening", SECRETS["say-first"])
        now = at.choose(actor, now, 3, "opening", "reflect")
        now = at.choose(actor, now, 4, "asking", "ask")
        now = at.write(actor, now, 5, "writing", SECRETS["reply"])
        now = at.compare(actor, now, 6, "writing", ["reflects"])
        now = at.reflect(actor, now, 7, [SECRETS["reflection"]])
        at.start(actor, "disclosure/small", "practice")
        return now

    def everything(self) -> str:
        """All that the store tells about attempts and texts, whosever they are."""
        rows = [attempt for id_ in ("kim", "eve") for attempt in self.house.store.attempts_of(OwnerKind.PERSON, id_)]
        return repr([(row, self.house.store.log(row.id)) for row in rows])


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Ann, Kim, Eve; Kim has played."""
    made = Home(tmp_path)
    made.play(made.kim)
    return made


class Page(HTMLParser):
    """What stands on a page, and what it would load."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember it."""
        self.tags.append(tag)
        self.loads += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]

    def handle_data(self, data: str) -> None:
        """Remember it."""
        self.text += data


def files(content: bytes) -> dict[str, str]:
    """Name -> content of each file of an export."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def strings(data: Any) -> Iterator[str]:
    """All texts in JSON data."""
    if isinstance(data, str):
        yield data
    for one in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from strings(one)


# --- export ---


def test_an_export_holds_everything_about_oneself(home: Home) -> None:
    """Person, cohorts, workshops, attempts with their logs and every text, sessions, and what the audit log says."""
    Sharing(home.house.store, home.house.now).share(home.kim, texts_of(home)["reflection"])
    found = {
        name: json.loads(text) for name, text in files(home.privacy.export(home.kim)).items() if name.endswith("json")
    }
    assert sorted(found) == [
        "attempts.json",
        "audit.json",
        "cohorts.json",
        "fellows.json",
        "learning.json",
        "led.json",
        "marked.json",
        "pages.json",
        "person.json",
        "reviews.json",
        "sessions.json",
        "stations.json",
        "watches.json",
        "workshops.json",
    ]
    person = found["person.json"]
    assert (person["id"], person["name"], person["login"], person["roles"]) == ("kim", "Kim", "kim", ["trainee"])
    assert person["has_password"] is True
    assert found["cohorts.json"] == [{"cohort": "Blue cohort", "role": "trainee"}]
    assert [one["name"] for one in found["workshops.json"]] == ["Kim from work"]
    assert len(found["sessions.json"]) == 1
    assert [entry["action"] for entry in found["audit.json"]] == ["exported", "text-shared"]
    begun, whole = found["attempts.json"]
    assert (begun["status"], whole["status"]) == ("open", "finished")
    assert {one["purpose"]: one["body"] for one in whole["texts"]} == SECRETS
    assert {one["purpose"]: one["visibility"] for one in whole["texts"]}["reflection"] == "shared"
    log = home.house.store.events(whole["id"])
    assert [(one["seq"], one["kind"]) for one in whole["events"]] == [(one.seq, one.event.kind) for one in log]
    assert datetime.fromisoformat(whole["events"][0]["at"]) == log[0].at


def texts_of(home: Home) -> dict[str, str]:
    """Purpose -> id of what Kim has written."""
    whole = next(one for one in home.house.store.attempts_of(OwnerKind.PERSON, "kim") if one.status is Status.FINISHED)
    return {row.purpose: row.id for row in home.house.store.texts(whole.id).values()}


def test_an_export_can_be_read(home: Home) -> None:
    """One page that loads nothing, with the conversation as it was, and the texts as they were written."""
    html = files(home.privacy.export(home.kim))["index.html"]
    page = Page(html)
    read = " ".join(page.text.split())
    assert page.loads == []
    assert "script" not in page.tags
    assert 'lang="en"' in html
    for said in (
        *SECRETS.values(),
        "What will be hard?",
        "You sound tired.",
        "And you?",
        "Shall I tell you?",
        "She stays.",
    ):
        assert " ".join(said.split()) in read
    places = [read.index(said) for said in (SECRETS["expectation"], SECRETS["say-first"], "You sound tired.", "And you?",
                                            "Shall I tell you?", SECRETS["reply"], "She stays.", SECRETS["reflection"])]  # fmt: skip
    assert places == sorted(places)
    for about in ("Blue cohort", "Kim from work", "Signed", "exported"):
        assert about.lower() in read.lower()
    assert "b" not in page.tags[page.tags.index("main") :] or "<b>rain" not in html


def test_an_export_gives_nothing_away(home: Home) -> None:
    """No feedback, no thoughts, no choices that were not made, no hash of a password, no digest of a session."""
    content = files(home.privacy.export(home.kim))
    whole = "".join(content.values())
    for secret in ("F1.", "F5.", "Say something.", "*stays quiet*", "Dear Dana.", "$argon2id", "s" * 64):
        assert secret not in whole
    ids = {text for name, text in content.items() if name != "index.html" for text in strings(json.loads(text))}
    assert "eve" not in ids


def test_an_export_is_of_oneself_only(home: Home) -> None:
    """There is no way to name somebody else; somebody else's texts are not in it; it is written down."""
    home.play(Actor("eve", roles=frozenset({Role.TRAINEE})))
    content = "".join(files(home.privacy.export(home.ann)).values())
    assert not any(secret in content for secret in SECRETS.values())
    assert (home.house.last().action, home.house.last().subject_id) == ("exported", "ann")
    for actor in (ANONYMOUS, Actor("kim", ActorKind.GUEST), Actor("", roles=frozenset(Role))):
        with pytest.raises(NotAllowed):
            home.privacy.export(actor)
    with pytest.raises(NotFound):
        home.privacy.export(Actor("gone"))


def test_an_export_of_somebody_with_nothing_is_as_good(home: Home) -> None:
    """The owner of the machine has no login and has done nothing yet."""
    html = files(home.privacy.export(home.house.owner()))["index.html"]
    assert "Nothing." in html
    assert "you come by links" in html


def test_sealed_texts_are_opened_for_their_owner(home: Home) -> None:
    """With the key; without it they are named as unreadable, and nothing else is missing."""
    folder = home.house.data
    locksmith.begin(home.house.store, folder)
    locksmith.seal_all(home.house.store, folder)
    assert SECRETS["reply"] not in home.everything()
    whole = "".join(files(home.privacy.export(home.kim)).values())
    assert SECRETS["reply"] in whole
    keys.key_file(folder).rename(folder / "elsewhere.json")
    content = files(home.privacy.export(home.kim))
    assert SECRETS["reply"] not in "".join(content.values())
    assert "the key was not at hand" in content["index.html"]
    assert "You sound tired." in content["index.html"]


def test_an_erased_text_is_named_as_erased(home: Home) -> None:
    """So nobody thinks that it was lost."""
    home.house.store.erase_text(texts_of(home)["reply"])
    content = files(home.privacy.export(home.kim))
    assert "This text was erased" in content["index.html"]
    assert SECRETS["reply"] not in "".join(content.values())


def test_a_branch_is_exported_with_what_it_refers_to(home: Home) -> None:
    """Though it was written in the attempt before."""
    first = next(one for one in home.house.store.attempts_of(OwnerKind.PERSON, "kim") if one.status is Status.FINISHED)
    at = home.plays(home.kim)
    again = at.branch(home.kim, first.id, 1)
    (told,) = (
        one
        for one in json.loads(files(home.privacy.export(home.kim))["attempts.json"])
        if one["id"] == again.attempt.id
    )
    assert {one["purpose"] for one in told["texts"]} == {"expectation", "say-first"}
    assert told["branched_from"] == {"attempt": first.id, "turns": 1}


IN_THE_EXPORT = {
    "person.json": "persons",
    "cohorts.json": "memberships cohorts",
    "workshops.json": "participants contributions paces observations texts",
    "led.json": "plans workshops workshop_events",
    "attempts.json": "attempts events",
    "learning.json": "learning",
    "pages.json": "texts",
    "reviews.json": "reviews comments",
    "marked.json": "ratings practice_ratings anchor_ratings drafts assignments",
    "fellows.json": "openings fellow_words readings",
    "stations.json": "sittings observers live_ticks",
    "watches.json": "watches",
    "sessions.json": "sessions",
    "audit.json": "audit",
}
NOT_IN_IT = {
    "it is nobody's": "documents shelf_entries shelf_problems facts anchor_uses calibration_rules",
    "it opens something": "tokens text_keys",
    "it is over in a moment, or when it is handed in": "kernels calls watch_ticks",
    "nobody can tell whose it is": "polls ballots",
    "it is the cohort's, or tells which attempt is an anchor": "review_rules anchor_knowers anchors_presented anchor_words",
}


def test_of_every_table_it_is_decided_whether_it_is_in_an_export(home: Home) -> None:
    """A new table has to be put into a file, or under a reason why it is in none; docs/privacy.md has to say it, too."""
    assert files(home.privacy.export(home.kim)).keys() - {"index.html"} == IN_THE_EXPORT.keys()
    decided = " ".join([*IN_THE_EXPORT.values(), *NOT_IN_IT.values()]).split()
    assert set(decided) == metadata.tables.keys()


# --- what was learnt, and private pages ---

ANSWERS = {"steady": "a-little", "why": "Because of <i>them</i>."}


@pytest.fixture
def school(tmp_path: Path) -> School:
    """Kim has tried a check and passed another, refreshed a moment, chosen a way, and written two pages."""
    made = School(tmp_path)
    for login in ("kim", "lee"):
        made.store.add_person(PersonRow(login, login.capitalize(), frozenset({Role.TRAINEE}), login, made.time))
    made.play("opening/reflect", "asking/ask", "writing/")
    made.course.begin_check(KIM, made.studying(), "crisis")
    made.answer("a")
    made.answer("a")
    made.course.begin_check(KIM, made.studying(), "placement")
    made.refreshers.answer(KIM, made.history(), 4, "disclosure/small/opening", "wait")
    made.course.choose_way(KIM, made.studying(), "groups")
    write(made)
    return made


def write(school: School) -> None:
    """Kim writes on two pages."""
    school.pages.keep(KIM, "readiness", ANSWERS, None)
    school.pages.keep(KIM, "module-listening", {"think-1": "More than I thought."}, None)


def export(school: School, actor: Actor = KIM) -> dict[str, Any]:
    """What somebody takes along: JSON as data, the page as its words."""
    found = files(Privacy(school.store, Bookshelf(school.store), school.folder, school.now).export(actor))
    return {name: json.loads(text) if name.endswith(".json") else text for name, text in found.items()}


def words(html: str) -> str:
    """What is read on a page."""
    return " ".join(Page(html).text.split())


def test_an_export_holds_what_was_learnt(school: School) -> None:
    """Entry by entry, as it is in the log, with times."""
    kept = school.store.learnt(OwnerKind.PERSON, "kim")
    entries = export(school)["learning.json"]
    assert [(one["seq"], one["kind"], datetime.fromisoformat(one["at"])) for one in entries] == [
        (one.seq, one.event.kind, one.at) for one in kept
    ]
    assert {one["owner_kind"] for one in entries} == {"person"}
    drew, first, second, _, refreshed, way = entries
    assert (drew["check"], drew["items"]) == ("crisis", [first["item"], second["item"]])
    assert sorted([(first["options"], first["right"]), (second["options"], second["right"])], key=repr) == [
        (["a"], False),
        (["a"], True),
    ]
    assert (refreshed["scenario"], refreshed["node"], refreshed["choice"], refreshed["grade"]) == (
        "disclosure/small",
        "opening",
        "wait",
        4,
    )
    assert way["pathway"] == "groups"


def test_what_was_learnt_can_be_read(school: School) -> None:
    """With the questions and answers in words, and no word of why; without the library the ids are left."""
    read = words(export(school)["index.html"])
    for said in ("Module crisis", "What now?", "Answer a.", "That was right.", "That was not it.", "where to begin",
                 "A moment of “Small” came back", "You chose the way “Only listening”"):  # fmt: skip
        assert said in read
    named_alike = {"core": {"title": "All", "about": "A.", "modules": ["crisis"]}}
    named_alike["crisis"] = {"title": "Hard hours", "about": "A.", "modules": ["crisis"]}
    school.put(curriculum(pathways=named_alike))
    assert "A check: Module crisis" in words(export(school)["index.html"])
    assert "Why a" not in read
    assert "Answer b" not in read
    school.put(without=True, modules=(), scenarios=())
    read = words(export(school)["index.html"])
    for said in ("A check: crisis", "crisis/first", "disclosure/small", "“groups”"):
        assert said in read


def test_an_export_holds_private_pages_with_their_questions(school: School) -> None:
    """As data and to be read; also of a page that is not asked for any more, and of a question that went."""
    found = export(school)
    by_name = {one["page"]: one for one in found["pages.json"]}
    assert sorted(by_name) == ["module-listening", "readiness"]
    assert by_name["readiness"]["title"] == "Am I ready?"
    assert by_name["readiness"]["answers"] == [
        {"field": "steady", "question": "I am steady enough.", "answer": "a-little"},
        {"field": "why", "question": "Why do I want this?", "answer": ANSWERS["why"]},
    ]
    at = school.pages.kept(KIM)["readiness"]
    assert datetime.fromisoformat(by_name["readiness"]["at"]) == at
    assert by_name["readiness"]["unreadable"] is False
    read = words(found["index.html"])
    for said in (
        "Am I ready?",
        "Why do I want this?",
        ANSWERS["why"],
        "What is listening to you?",
        "More than I thought.",
    ):
        assert said in read
    assert "i" not in Page(found["index.html"]).tags
    assert Page(found["index.html"]).loads == []
    school.put(without=True, modules=())
    found = export(school)
    assert {one["page"]: one["title"] for one in found["pages.json"]} == {name: name for name in by_name}
    assert ANSWERS["why"] in words(found["index.html"])


def test_what_was_done_in_a_workshop_is_in_the_export(school: School) -> None:
    """Whoever takes part with an account takes along what they did there, told apart."""
    school.store.add_participant(ParticipantRow("p1", "w1", "kim", "Kim from work", school.time))
    guest = Actor("p1", ActorKind.GUEST)
    school.course.choose_way(guest, school.studying(guest), "groups")
    found = export(school)["learning.json"]
    assert [one["seq"] for one in found if one["owner_kind"] == "participant"] == [0]
    assert len(found) == 7


def test_an_export_has_no_page_of_anybody_else(school: School) -> None:
    """Nor anything that they learnt; and it says that there is nothing."""
    found = export(school, Actor("lee"))
    assert (found["learning.json"], found["pages.json"]) == ([], [])
    read = words(found["index.html"])
    assert "What you learnt beside it Nothing." in read
    assert "What you wrote for yourself Nothing." in read


def test_sealed_pages_are_opened_for_their_owner(school: School) -> None:
    """With the key; without it they are named as unreadable."""
    locksmith.begin(school.store, school.folder)
    locksmith.seal_all(school.store, school.folder)
    assert all(row.sealed for row in school.store.pages(OwnerKind.PERSON, "kim"))
    assert ANSWERS["why"] in words(export(school)["index.html"])
    keys.key_file(school.folder).rename(school.folder / "elsewhere.json")
    found = export(school)
    assert [(one["unreadable"], one["answers"]) for one in found["pages.json"]] == [(True, [])] * 2
    assert "This page is encrypted, and the key was not at hand" in words(found["index.html"])


@pytest.mark.parametrize("way", ["remove", "keep-anonymous"])
def test_what_was_learnt_and_written_goes_with_its_owner(school: School, way: str) -> None:
    """Whatever becomes of their attempts; Lee's stays."""
    school.pages.keep(LEE, "readiness", {"why": "Mine."}, None)
    school.course.choose_way(LEE, school.studying(LEE), "groups")
    set_keeping(privacy_file(school.folder), "erased_scores", way)
    Privacy(school.store, Bookshelf(school.store), school.folder, school.now).erase(Actor("kim"), "kim")
    for owner, left in (("kim", 0), ("lee", 1)):
        assert len(school.store.pages(OwnerKind.PERSON, owner)) == left
        assert len(school.store.learnt(OwnerKind.PERSON, owner)) == left
    assert not any(b"Because of" in file.read_bytes() for file in school.folder.glob("roleplay.db*"))


# --- erasure ---


def test_somebody_erases_themself(home: Home) -> None:
    """Nothing of theirs is left; the log keeps the fact; they are signed out."""
    home.privacy.erase(home.kim, "kim")
    store = home.house.store
    assert store.person("kim") == PersonRow("kim", "", frozenset(), erased_at=home.house.time)
    assert store.attempts_of(OwnerKind.PERSON, "kim") == ()
    assert store.session("s" * 64) is None
    entry = home.house.last()
    assert (entry.actor_id, entry.action, entry.subject_id, entry.detail) == (
        "kim",
        "erased",
        "kim",
        {"attempts": "remove"},
    )
    with pytest.raises(NotFound):
        home.privacy.erase(home.ann, "kim")


def test_an_administrator_erases_somebody(home: Home) -> None:
    """Nobody else does, whatever part they have in a cohort; and nothing has happened then."""
    store = home.house.store
    store.join_cohort(Membership("blue", "eve", Role.EVALUATOR))
    before = home.everything()
    others = frozenset(Role) - {Role.ADMINISTRATOR}
    for actor in (Actor("eve", roles=others), ANONYMOUS, Actor("kim", ActorKind.GUEST), Actor("ann")):
        with pytest.raises(NotAllowed):
            home.privacy.erase(actor, "kim")
    assert home.everything() == before
    assert home.house.deeds() == []
    home.privacy.erase(home.ann, "kim")
    assert (home.house.last().actor_id, home.house.last().subject_id) == ("ann", "kim")


def test_the_last_administrator_is_not_erased(home: Home) -> None:
    """Until somebody else who can come in is one."""
    with pytest.raises(NotAllowed, match="only administrator"):
        home.privacy.erase(home.ann, "ann")
    home.house.add("max", Role.ADMINISTRATOR)
    home.privacy.erase(home.ann, "ann")


def test_the_owner_of_the_machine_erases_what_is_theirs_and_stays(home: Home) -> None:
    """With every role, as before there was anything."""
    owner = home.house.owner()
    home.play(owner)
    home.privacy.erase(owner, owner.id)
    assert home.house.owner() == owner
    assert home.house.store.attempts_of(OwnerKind.PERSON, owner.id) == ()
    home.privacy.erase(owner, owner.id)


def test_scores_stay_without_a_name_where_the_organisation_wants_that(home: Home, tmp_path: Path) -> None:
    """Finished attempts still replay; nothing that was written is left; the log says which way it went."""
    import sqlite3

    set_keeping(privacy_file(tmp_path), "erased_scores", "keep-anonymous")
    home.privacy.erase(home.kim, "kim")
    assert home.house.last().detail == {"attempts": "keep-anonymous"}
    with sqlite3.connect(tmp_path / "roleplay.db") as database:
        rows = database.execute("SELECT id, owner_id FROM attempts").fetchall()
    database.close()
    ((attempt_id, nobody),) = rows
    assert re.fullmatch("[0-9a-f]{32}", nobody)
    replayed = home.plays(Actor(nobody, roles=frozenset({Role.TRAINEE}))).resume(
        Actor(nobody, roles=frozenset({Role.TRAINEE})), attempt_id
    )
    assert (replayed.state.turns, replayed.attempt.status) == (3, Status.FINISHED)
    assert {row.body for row in replayed.texts.values()} == {None}


def test_a_broken_settings_file_stops_an_erasure(home: Home, tmp_path: Path) -> None:
    """Nobody guesses whether scores were to stay; nothing has happened then."""
    privacy_file(tmp_path).write_text("erased_scores: perhaps\n")
    before = home.everything()
    with pytest.raises(Misconfigured, match=r"privacy\.yml:1"):
        home.privacy.erase(home.kim, "kim")
    assert home.everything() == before


def test_an_erased_text_key_opens_nothing_any_more(home: Home) -> None:
    """Not even a copy of the sealed row that somebody has kept."""
    folder, store = home.house.data, home.house.store
    locksmith.begin(store, folder)
    locksmith.seal_all(store, folder)
    row = store.personal_texts([texts_of(home)["reply"]])[texts_of(home)["reply"]]
    assert row.sealed
    home.privacy.erase(home.kim, "kim")
    assert store.text_keys() == ()
    assert home.sealer.open([row])[0].body is None
