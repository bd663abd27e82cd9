"""The one way into a kernel: who is in front of the page, and what they work with.

A notebook calls `trainee()`. Nothing personal is built until the browser says *ready*: a kernel may have been started
long before anybody took it, and only then does the store know for whom it acts.
"""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ipykernel.connect import get_connection_file
from platformdirs import user_data_path
from tornado.ioloop import PeriodicCallback

from roleplay.apps.address import Address, Place
from roleplay.apps.cards import help_of
from roleplay.apps.catalogue import say, words_of
from roleplay.apps.desk import Desk
from roleplay.apps.trainee import Answer, TraineeApp, problem_screen
from roleplay.apps.view import Help, Notice
from roleplay.errors import Misconfigured, NotAllowed, RoleplayError, Unavailable
from roleplay.identity import Role
from roleplay.services.attempts import Attempts
from roleplay.services.attended import Attended
from roleplay.services.authority import actor_of
from roleplay.services.codebase import is_as_loaded
from roleplay.services.course import Course
from roleplay.services.fellows import Fellows
from roleplay.services.pages import Pages
from roleplay.services.refreshers import Refreshers
from roleplay.services.returning import Returning
from roleplay.services.runtime import VARIABLE, Runtime, read_runtime
from roleplay.services.sealing import Asking, Sealer
from roleplay.services.shadowing import to_watch
from roleplay.services.sharing import Sharing
from roleplay.services.shelf import Bookshelf
from roleplay.services.stations import Stations
from roleplay.store import PersonRow, Store, connect
from roleplay.store.people import LOCAL_NAME
from roleplay.widgets import AuthorStage, EvaluatorStage, FacilitatorStage, ReportStage, Stage

if TYPE_CHECKING:
    from roleplay.apps.author.app import AuthorAnswer, AuthorApp
    from roleplay.apps.evaluator.app import EvaluatorApp
    from roleplay.apps.facilitator.app import FacilitatorApp
    from roleplay.apps.programme.app import Answer as ReportAnswer
    from roleplay.apps.programme.app import ReportApp
    from roleplay.apps.rooms import Answer as DeskAnswer
    from roleplay.services.opening import House

DATA_VARIABLE = "ROLEPLAY_DATA"
"""Names the data folder for a notebook that is opened in JupyterLab on one's own machine."""

_S = TypeVar("_S", bound=Stage)
_A = TypeVar("_A", bound="_App")

_log = logging.getLogger(__name__)
_LOGS = ("roleplay.store", "roleplay.apps.author", "roleplay.services.readings")  # what else is heard of kernels

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
        attended=Attended(store),
        to_watch=lambda: to_watch(store, person.id),
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


@dataclass(frozen=True)
class _Held:
    """What a kernel works with, and for whom."""

    store: Store
    """Where all is kept."""
    who: Callable[[], PersonRow]
    """Who acts at this moment. Raises `NotAllowed` when that is nobody."""
    sealer: Sealer | None
    """What seals texts, if they are to be sealed."""
    libraries: tuple[Path, ...]
    """Folders of the library, for authors."""
    data: Path
    """The data folder."""
    local: bool
    """Whether it is the owner of this machine, in JupyterLab."""


def _held() -> _Held:
    """What the server has given this kernel, or what lies on one's own machine. Raises `NotAllowed`."""
    runtime = os.environ.get(VARIABLE)
    if runtime:
        told, store = _given(Path(runtime))
        sealer = None if told.texts is None else Asking(told.texts, kernel_id())
        held = _Held(store, lambda: _acting(store), sealer, told.libraries, told.data, local=False)
    else:
        house = _local_house()
        held = _Held(house.store, house.store.local_person, _own_keys(house), house.libraries, house.data, local=True)
    held.who()
    return held


def _given(runtime: Path) -> tuple[Runtime, Store]:
    """What the server has written down for its kernels, and its database. What is wrong with them the log tells."""
    _keep_log()
    try:
        told = read_runtime(runtime)
        return told, connect(told.database)
    except Misconfigured as error:
        _log.error("%s", error.exact)
        raise Misconfigured(say("problem.unset"), say("problem.unset.fix"), exact=error) from error


def _keep_log() -> None:
    """Let what is wrong with store or files stand in the log of the kernels; what else a kernel prints goes nowhere."""
    if not _log.handlers:
        handler = logging.StreamHandler(sys.__stderr__)  # Python's own, in whose place there is one for notebooks
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        for logger in (_log, *map(logging.getLogger, _LOGS)):
            logger.addHandler(handler)


def _trainee_app() -> TraineeApp:
    """The app of the trainee in front of this kernel. Raises `NotAllowed`."""
    held = _held()
    person = held.who()
    desk = desk_for(held.store, person, name=_called(person), sealer=held.sealer)
    return TraineeApp(desk, lambda: actor_of(held.who()))


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
    stage = Stage(words=words_of(Stage.app))

    def tell(app: TraineeApp, answer: Answer) -> None:
        _send(stage, answer, app.help)

    return _wired(stage, _trainee_app, tell, begin)


class _App(Protocol):
    """What answers the commands of a stage."""

    def handle(self, command: Mapping[str, Any]) -> Any:
        """Do what the browser asks, as far as it may."""


def _wired(
    stage: _S,
    make: Callable[[], _A],
    tell: Callable[[_A, Any], None],
    begin: str = "",
    follow: Callable[[_A], Any] | None = None,
) -> _S:
    """A stage whose commands go to an app, which is made when the browser says *ready*, and whose answers are told.

    With `follow` it is asked again and again whether there is something new; None when there is not.
    """
    app: _A | None = None

    def act(command: Mapping[str, Any]) -> None:
        nonlocal app
        if begin and command.get("do") == "ready" and not command.get("path"):
            command = {**command, "path": begin}
        if app is None:
            try:
                app = make()
            except RoleplayError as error:
                stage.show(problem_screen(str(command.get("path", "")), error.message, error.fix))
                return
            if follow is not None:
                PeriodicCallback(partial(look, app, follow), FOLLOW_MS).start()
        tell(app, app.handle(command))

    def look(app: _A, follow: Callable[[_A], Any]) -> None:
        answer = follow(app)
        if answer is not None:
            tell(app, answer)

    stage.on_command(_guarded(stage, act))
    return stage


def _guarded(stage: Stage, act: Callable[[Mapping[str, Any]], None]) -> Callable[[Mapping[str, Any]], None]:
    """The same, but nobody waits for what broke: it is said on the page, and why is in the log."""

    def guarded(command: Mapping[str, Any]) -> None:
        try:
            act(command)
        except Unavailable as error:  # the store has told its log
            tell(command, error.message, error.fix)
        except Exception:
            tell(command, say("problem.fault"), say("problem.fault.fix"))
            raise

    def tell(command: Mapping[str, Any], fault: str, fix: str) -> None:
        if stage.screen:
            stage.send_notice(f"{fault} {fix}", "problem")
        else:
            stage.show(problem_screen(str(command.get("path", "")), fault, fix))

    return guarded


def author(*folders: str | Path) -> AuthorStage:
    """The author's page. Show it as the last line of a cell.

    `folders` are further folders with scenarios, for a notebook that is opened in JupyterLab; a server names its own.
    """
    stage = AuthorStage(words=words_of(AuthorStage.app))
    more = tuple(Path(folder) for folder in folders)

    def tell(_: AuthorApp, answer: AuthorAnswer) -> None:
        _tell(stage, answer.screen, answer.notice)

    return _wired(stage, lambda: _author_app(more), tell, follow=lambda app: app.follow())


def evaluator(begin: str = "") -> EvaluatorStage:
    """The evaluator's page. Show it as the last line of a cell. `begin` is as for `trainee`."""
    stage = EvaluatorStage(words=words_of(EvaluatorStage.app))

    def tell(_: EvaluatorApp, answer: DeskAnswer) -> None:
        if answer.news is not None:
            stage.send_news(answer.news)
        _tell(stage, answer.screen, answer.notice)

    return _wired(stage, _evaluator_app, tell, begin)


def _evaluator_app() -> EvaluatorApp:
    """The app of the evaluator in front of this kernel. Raises `NotAllowed`."""
    # A trainee's kernel imports nothing of the desk.
    from roleplay.apps.evaluator.app import EvaluatorApp  # noqa: PLC0415
    from roleplay.apps.evaluator.room import Desk as Review  # noqa: PLC0415
    from roleplay.apps.evaluator.rooms import rooms_for  # noqa: PLC0415

    held = _held()
    review = Review(lambda: actor_of(held.who()), _now)
    bookshelf = Bookshelf(held.store)
    rooms = rooms_for(held.store, bookshelf, review, _new_id, sealer=held.sealer)
    return EvaluatorApp(review, rooms, lambda: help_of(bookshelf.site()))


def facilitator(begin: str = "") -> FacilitatorStage:
    """The facilitator's page. Show it as the last line of a cell. `begin` is as for `trainee`."""
    stage = FacilitatorStage(words=words_of(FacilitatorStage.app))

    def tell(_: FacilitatorApp, answer: DeskAnswer) -> None:
        _tell(stage, answer.screen, answer.notice)
        if answer.news is not None:
            stage.send_news(answer.news)
        if answer.file is not None:
            stage.send_file(answer.file.news, answer.file.content)

    return _wired(stage, _facilitator_app, tell, begin, lambda app: app.follow())


def _facilitator_app() -> FacilitatorApp:
    """The app of whoever is in front of this kernel. Raises `NotAllowed`."""
    # A trainee's kernel imports nothing of workshops.
    from roleplay.apps.facilitator.app import FacilitatorApp  # noqa: PLC0415
    from roleplay.apps.facilitator.lobby import Lobby  # noqa: PLC0415
    from roleplay.services.workshops import Halls  # noqa: PLC0415

    held = _held()
    bookshelf = Bookshelf(held.store)
    halls = Halls(held.store, bookshelf, _now)
    lobby = Lobby(
        who=lambda: actor_of(held.who()),
        now=_now,
        new_id=_new_id,
        store=held.store,
        bookshelf=bookshelf,
        halls=halls,
        sealer=held.sealer,
    )
    return FacilitatorApp(lobby)


def programme(begin: str = "") -> ReportStage:
    """The page of reports. Show it as the last line of a cell. `begin` is as for `trainee`."""
    stage = ReportStage(words=words_of(ReportStage.app))

    def tell(_: ReportApp, answer: ReportAnswer) -> None:
        _tell(stage, answer.screen, answer.notice)
        if answer.news is not None:
            stage.send_news(answer.news)
        if answer.file is not None:
            stage.send_file(answer.file.news, answer.file.content)

    return _wired(stage, _report_app, tell, begin, lambda app: app.follow())


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

    held = _held()
    store, sealer = held.store, held.sealer
    bookshelf = Bookshelf(store)
    reporting = Reporting(store, bookshelf, _now, _new_id, sealer=sealer)
    sources = Sources(
        who=lambda: actor_of(held.who()),
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

    held = _held()
    libraries = (*held.libraries, *folders) if held.local else held.libraries
    kept = held.data / "run" / "manuscripts" if is_as_loaded() else None
    manuscripts = Manuscripts(held.store, lambda: actor_of(held.who()), libraries, _now, kept)
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
