"""The one way into a kernel: who is in front of the page, and what they work with.

A notebook calls `trainee()`. Nothing personal is built until the browser says *ready*: a kernel may have been started
long before anybody took it, and only then does the store know for whom it acts.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ipykernel.connect import get_connection_file
from platformdirs import user_data_path
from tornado.ioloop import PeriodicCallback

from roleplay.apps.address import Address, Place
from roleplay.apps.cards import help_of
from roleplay.apps.catalogue import WORDS, say
from roleplay.apps.desk import Desk
from roleplay.apps.trainee import Answer, TraineeApp, problem_screen
from roleplay.apps.view import Help, Notice
from roleplay.errors import Misconfigured, NotAllowed, RoleplayError
from roleplay.identity import Actor, Role
from roleplay.services.attempts import Attempts
from roleplay.services.authority import actor_of
from roleplay.services.course import Course
from roleplay.services.fellows import Fellows
from roleplay.services.pages import Pages
from roleplay.services.refreshers import Refreshers
from roleplay.services.returning import Returning
from roleplay.services.runtime import VARIABLE, read_runtime
from roleplay.services.sealing import Asking, Sealer
from roleplay.services.sharing import Sharing
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Stations
from roleplay.store import PersonRow, Store, connect
from roleplay.store.people import LOCAL_NAME
from roleplay.widgets import AuthorStage, EvaluatorStage, ReportStage, Stage

if TYPE_CHECKING:
    from roleplay.apps.author.app import AuthorApp
    from roleplay.apps.evaluator.app import EvaluatorApp
    from roleplay.apps.programme.app import Answer as ReportAnswer
    from roleplay.apps.programme.app import ReportApp
    from roleplay.services.opening import House

DATA_VARIABLE = "ROLEPLAY_DATA"
"""Names the data folder for a notebook that is opened in JupyterLab on one's own machine."""

_OTHERS = ("author.", "desk.", "report.")  # words of pages that trainees do not open

FOLLOW_MS = 250
"""How often an author's page looks whether a file was saved."""


def _now() -> datetime:
    return datetime.now(UTC)


def kernel_id() -> str:
    """The id of this kernel, as the server that started it knows it."""
    return Path(get_connection_file()).stem.removeprefix("kernel-")


def desk_for(
    store: Store,
    person: PersonRow,
    *,
    name: str | None,
    now: Callable[[], datetime] = _now,
    new_id: Callable[[], str] = lambda: secrets.token_urlsafe(12),
    new_seed: Callable[[], int] = lambda: secrets.randbits(48),
    sealer: Sealer | None = None,
) -> Desk:
    """A desk for one person on a store."""
    bookshelf = Bookshelf(store)
    attempts = Attempts(store, bookshelf, now, new_id, new_seed, sealer=sealer)
    return Desk(
        actor=actor_of(person),
        name=name,
        attempts=attempts,
        bookshelf=bookshelf,
        sharing=Sharing(store, now),
        course=Course(store, bookshelf, now, new_seed),
        refreshers=Refreshers(store, bookshelf, now),
        pages=Pages(store, bookshelf, now, new_id, sealer=sealer),
        returning=Returning(store, bookshelf, now, new_id, sealer=sealer),
        fellows=Fellows(store, bookshelf, now, new_id, sealer=sealer),
        stations=Stations(store, bookshelf, now, new_id, new_seed),
        now=now,
        accompanied=lambda: any(part.role is Role.TRAINEE for part in store.memberships_of(person.id)),
    )


def _called(person: PersonRow | None) -> str | None:
    """What to call somebody; the owner of a machine has told nobody a name."""
    return None if person is None or person.name == LOCAL_NAME else person.name


def _acting(store: Store) -> PersonRow:
    """For whom the server lets this kernel act, at this moment. Raises `NotAllowed` when that is nobody."""
    person = store.acting(kernel_id())
    if person is None:
        raise NotAllowed(say("problem.not_bound"), say("problem.not_bound.fix"))
    return person


def _local_house() -> House:
    """The data folder of the owner of this machine, in JupyterLab. Raises `NotAllowed` where there are accounts."""
    # Reading scenario files is the server's business; only here, without one, does a kernel do it itself.
    from roleplay.services.opening import open_house  # noqa: PLC0415

    data = os.environ.get(DATA_VARIABLE)
    house = open_house(Path(data) if data else user_data_path("roleplay"))
    if house.store.has_accounts():
        raise NotAllowed(say("problem.accounts"), say("problem.accounts.fix"))
    return house


def _trainee_app() -> TraineeApp:
    """The app of the trainee in front of this kernel. Raises `NotAllowed`."""
    runtime = os.environ.get(VARIABLE)
    if runtime:
        told = read_runtime(Path(runtime))
        store = connect(told.database)
        person = _acting(store)
        sealer = None if told.texts is None else Asking(told.texts, kernel_id())
        desk = desk_for(store, person, name=_called(person), sealer=sealer)
        return TraineeApp(desk, lambda: actor_of(_acting(store)))
    house = _local_house()
    person = house.store.local_person()
    return TraineeApp(desk_for(house.store, person, name=_called(person), sealer=_own_keys(house)))


def _own_keys(house: House) -> Sealer | None:
    """What seals the texts of the owner of this machine, if they are to be sealed."""
    if house.store.text_master() is None:
        return None
    from roleplay.services.keys import sealer_of  # noqa: PLC0415 - a trainee's kernel of a server imports no keys

    return sealer_of(house.store, house.data)


def module(module_id: str) -> Stage:
    """What is to be done in a module, below its readings. Show it as the last line of a cell."""
    return trainee(Address(Place.MODULE, module_id).path)


def trainee(begin: str = "") -> Stage:
    """The trainee's page. Show it as the last line of a cell.

    `begin` is what is shown first where the page has no address of its own, as in JupyterLab.
    """
    stage = Stage(words={key: text for key, text in WORDS.items() if not key.startswith(_OTHERS)})
    app: TraineeApp | None = None

    def act(command: Mapping[str, Any]) -> None:
        nonlocal app
        if begin and command.get("do") == "ready" and not command.get("path"):
            command = {**command, "path": begin}
        if app is None:
            try:
                app = _trainee_app()
            except RoleplayError as error:
                stage.show(problem_screen(str(command.get("path", "")), error.message, error.fix))
                return
        _send(stage, app.handle(command), app.help)

    stage.on_command(act)
    return stage


def author(*folders: str | Path) -> AuthorStage:
    """The author's page. Show it as the last line of a cell.

    `folders` are further folders with scenarios, for a notebook that is opened in JupyterLab; a server names its own.
    """
    stage = AuthorStage(words=WORDS)
    app: AuthorApp | None = None
    more = tuple(Path(folder) for folder in folders)

    def act(command: Mapping[str, Any]) -> None:
        nonlocal app
        if app is None:
            try:
                app = _author_app(more)
            except RoleplayError as error:
                stage.show(problem_screen(str(command.get("path", "")), error.message, error.fix))
                return
            PeriodicCallback(follow, FOLLOW_MS).start()
        answer = app.handle(command)
        _tell(stage, answer.screen, answer.notice)

    def follow() -> None:
        answer = app.follow() if app is not None else None
        if answer is not None:
            _tell(stage, answer.screen, answer.notice)

    stage.on_command(act)
    return stage


def evaluator(begin: str = "") -> EvaluatorStage:
    """The evaluator's page. Show it as the last line of a cell. `begin` is as for `trainee`."""
    stage = EvaluatorStage(words=WORDS)
    app: EvaluatorApp | None = None

    def act(command: Mapping[str, Any]) -> None:
        nonlocal app
        if begin and command.get("do") == "ready" and not command.get("path"):
            command = {**command, "path": begin}
        if app is None:
            try:
                app = _evaluator_app()
            except RoleplayError as error:
                stage.show(problem_screen(str(command.get("path", "")), error.message, error.fix))
                return
        answer = app.handle(command)
        if answer.news is not None:
            stage.send_news(answer.news)
        _tell(stage, answer.screen, answer.notice)

    stage.on_command(act)
    return stage


def _evaluator_app() -> EvaluatorApp:
    """The app of the evaluator in front of this kernel. Raises `NotAllowed`."""
    # A trainee's kernel imports nothing of the desk.
    from roleplay.apps.evaluator.app import EvaluatorApp  # noqa: PLC0415
    from roleplay.apps.evaluator.room import Desk as Review  # noqa: PLC0415
    from roleplay.apps.evaluator.rooms import rooms_for  # noqa: PLC0415

    runtime = os.environ.get(VARIABLE)
    store: Store
    sealer: Sealer | None
    if runtime:
        told = read_runtime(Path(runtime))
        store = connect(told.database)
        review = Review(lambda: actor_of(_acting(store)), _now)
        sealer = None if told.texts is None else Asking(told.texts, kernel_id())
    else:
        house = _local_house()
        store = house.store
        review = Review(lambda: actor_of(store.local_person()), _now)
        sealer = _own_keys(house)
    review.who()
    bookshelf = Bookshelf(store)
    rooms = rooms_for(store, bookshelf, review, lambda: secrets.token_urlsafe(12), sealer=sealer)
    return EvaluatorApp(review, rooms, lambda: help_of(bookshelf.site()))


def programme(begin: str = "") -> ReportStage:
    """The page of reports. Show it as the last line of a cell. `begin` is as for `trainee`."""
    stage = ReportStage(words=WORDS)
    app: ReportApp | None = None

    def act(command: Mapping[str, Any]) -> None:
        nonlocal app
        if begin and command.get("do") == "ready" and not command.get("path"):
            command = {**command, "path": begin}
        if app is None:
            try:
                app = _report_app()
            except RoleplayError as error:
                stage.show(problem_screen(str(command.get("path", "")), error.message, error.fix))
                return
            PeriodicCallback(follow, FOLLOW_MS).start()
        tell(app.handle(command))

    def follow() -> None:
        answer = app.follow() if app is not None else None
        if answer is not None:
            tell(answer)

    def tell(answer: ReportAnswer) -> None:
        _tell(stage, answer.screen, answer.notice)
        if answer.news is not None:
            stage.send_news(answer.news)
        if answer.file is not None:
            stage.send_file(answer.file.news, answer.file.content)

    stage.on_command(act)
    return stage


def _report_app() -> ReportApp:
    """The app of whoever is in front of this kernel. Raises `NotAllowed`, and `Misconfigured` without what it needs."""
    # Only kernels of the kind "tables" have pandas.
    try:
        from roleplay.apps.programme.app import ReportApp, Sources  # noqa: PLC0415
    except ImportError as error:
        raise Misconfigured(say("report.problem.missing"), say("report.problem.missing.fix")) from error
    from roleplay.services.records import Records  # noqa: PLC0415
    from roleplay.services.reporting import Reporting  # noqa: PLC0415
    from roleplay.services.usage import Usage  # noqa: PLC0415

    runtime = os.environ.get(VARIABLE)
    store: Store
    sealer: Sealer | None
    if runtime:
        told = read_runtime(Path(runtime))
        store = connect(told.database)
        sealer = None if told.texts is None else Asking(told.texts, kernel_id())
    else:
        house = _local_house()
        store, sealer = house.store, _own_keys(house)

    def who() -> Actor:
        return actor_of(_acting(store) if runtime else store.local_person())

    who()
    bookshelf = Bookshelf(store)
    reporting = Reporting(store, bookshelf, _now, _new_id, sealer=sealer)
    sources = Sources(
        who=who,
        now=_now,
        reporting=reporting,
        usage=Usage(store, bookshelf, reporting),
        records=Records(store, bookshelf, _now, _new_id, sealer=sealer),
        help=lambda: help_of(bookshelf.site()),
    )
    return ReportApp(sources, ThreadPoolExecutor(1))


def _new_id() -> str:
    return secrets.token_urlsafe(12)


def _author_app(folders: tuple[Path, ...]) -> AuthorApp:
    """The app of the author in front of this kernel, with the folders of the library. Raises `NotAllowed`."""
    # A trainee's kernel reads no scenario files and imports nothing that does.
    from roleplay.apps.author.app import AuthorApp  # noqa: PLC0415
    from roleplay.services.manuscripts import Manuscripts  # noqa: PLC0415

    runtime = os.environ.get(VARIABLE)
    if runtime:
        told = read_runtime(Path(runtime))
        bound = connect(told.database)
        manuscripts = Manuscripts(bound, lambda: actor_of(_acting(bound)), told.libraries, _now)
    else:
        house = _local_house()
        owner = actor_of(house.store.local_person())
        manuscripts = Manuscripts(house.store, lambda: owner, (*house.libraries, *folders), _now)
    manuscripts.require_author()
    return AuthorApp(manuscripts, ThreadPoolExecutor(1), ThreadPoolExecutor(1))


def _tell(stage: Stage, screen: Mapping[str, Any] | None, notice: Notice | None) -> None:
    if screen is not None:
        stage.show(screen)
    if notice is not None:
        stage.send_notice(notice["text"], notice["tone"])


def _send(stage: Stage, answer: Answer, site_help: Callable[[], Help]) -> None:
    if answer.played is not None:
        stage.send_delta(answer.played["seq"], answer.played["append"], answer.played["now"])
    if answer.kept is not None:
        stage.send_kept(answer.kept["page"], answer.kept["at"])
    if answer.readers is not None:
        stage.send_readers(answer.readers["text"], answer.readers["who"])
    screen: Mapping[str, Any] | None = answer.screen
    if screen is not None and "care" not in screen:
        screen = {**screen, "help": site_help()}  # Get help is on every page, whatever it is about
    _tell(stage, screen, answer.notice)


def rehearsal(seed: int = 1) -> TraineeApp:
    """A trainee's app on a throw-away store, with a clock that moves ten seconds a look and seeds that count up.

    For walk-throughs and tests: the same commands always give the same answers.
    """
    from roleplay.services.opening import open_house  # noqa: PLC0415

    folder = Path(tempfile.mkdtemp(prefix="roleplay-rehearsal-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    house = open_house(folder / "data")
    ticks, ids, seeds = count(), count(1), count(seed)
    begin = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    return TraineeApp(
        desk_for(
            house.store,
            house.store.local_person(),
            name=None,
            now=lambda: begin + timedelta(seconds=10 * next(ticks)),
            new_id=lambda: f"rehearsal-{next(ids)}",
            new_seed=lambda: next(seeds),
        )
    )
