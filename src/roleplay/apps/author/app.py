"""The author's app: what arrives from the browser is checked, and the right screen comes back; files are followed.

Plain Python without a widget. Whoever stops being an author sees nothing more from that moment on. Nothing that an
author tries out is kept: there is no attempt.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from roleplay.apps.author.chart import PEOPLE, Walker, map_screen
from roleplay.apps.author.files import File, Look, Reading, reading
from roleplay.apps.author.library import Table, file_screen, library_screen, reading_screen
from roleplay.apps.author.paths import HOME, Address, Place, path_of, read_address
from roleplay.apps.author.player import Shown, preview_screen
from roleplay.apps.author.preview import Kept, Preview, Setup, begin, carried_over, follow_way
from roleplay.apps.author.proving import Manuscript, Prover
from roleplay.apps.catalogue import say
from roleplay.apps.view import Notice, ProblemScreen
from roleplay.apps.view.author import AuthorScreen
from roleplay.authoring.bots import RANDOM
from roleplay.errors import NotAllowed, NotFound, RoleplayError
from roleplay.services.coverage import Coverage
from roleplay.services.manuscripts import Manuscripts

Fields: TypeAlias = Mapping[str, Any]
_TEXT, _MAYBE_TEXT = (str,), (str, type(None))

_SHAPES: dict[str, dict[str, tuple[type, ...]]] = {
    "ready": {"path": _TEXT},
    "go": {"path": _TEXT},
    "resync": {},
    "seen": {},
    "preview": {
        "file": _TEXT,
        "node": _MAYBE_TEXT,
        "profile": _MAYBE_TEXT,
        "site": (dict,),
        "values": (dict,),
        "way": (list,),
    },
    "take": {"seq": (int,), "choice": _TEXT},
    "write": {"seq": (int,), "text": _MAYBE_TEXT},
    "undo": {"seq": (int,)},
    "restart": {},
}
"""Command -> field -> the types that it may have. Everything else is refused before anything is looked up."""


_BEGIN_AGAIN = frozenset({"ready", "go"})
"""What an author does who wants the files to be read that could not be read before."""

_log = logging.getLogger(__name__)


def _fits(command: Fields) -> bool:
    shape = _SHAPES.get(str(command.get("do")))
    if shape is None or any(
        field not in command or type(command[field]) not in kinds for field, kinds in shape.items()
    ):
        return False
    return command["do"] != "preview" or (
        all(isinstance(policy, str) for policy in command["site"].values())
        and all(type(value) in {bool, int, str} for value in command["values"].values())
        and all(isinstance(step, str) for step in command["way"])
    )


@dataclass(frozen=True, slots=True)
class AuthorAnswer:
    """What goes back to the browser."""

    screen: AuthorScreen | None = None
    """A whole screen, in place of the present one."""
    notice: Notice | None = None
    """Something to tell the author; after the screen when both are there."""


@dataclass(frozen=True, slots=True)
class _Running:
    """The preview that is going on."""

    file: str
    preview: Preview


class AuthorApp:
    """One author in front of one page. `reader` reads files and `prover` proves them while the page goes on."""

    def __init__(self, manuscripts: Manuscripts, reader: Executor, prover: Executor) -> None:
        self._manuscripts = manuscripts
        self._reader = reader
        self._prover = Prover(prover)
        self._loading: Future[None] | None = None
        self._reading: Reading | None = None
        self._look: Look | None = None
        self._failed = ""
        self._last_good: dict[str, Manuscript] = {}
        self._address: Address | None = None
        self._path = HOME
        self._running: _Running | None = None
        self._walked: dict[str, Coverage | None] = {}
        self._sent: AuthorScreen | None = None
        self._finished = 0
        self._acts: dict[str, Callable[[Fields], AuthorAnswer]] = {
            "ready": lambda c: self._go(c["path"]),
            "go": lambda c: self._go(c["path"]),
            "resync": lambda _: self._go(self._path),
            "seen": self._seen,
            "preview": self._begin,
        }

    # ------------------------------------------------------------------------------------------------ what is asked

    def handle(self, command: Fields) -> AuthorAnswer:
        """Do what the browser asks, as far as it may."""
        if not _fits(command):
            return AuthorAnswer(notice=_notice("problem", say("notice.unreadable")))
        try:
            if command["do"] in _BEGIN_AGAIN:
                self._failed = ""
            if not self._is_read():
                self._path = command.get("path") or self._path
                return self._answer(self._waiting())
            return self._acts.get(command["do"], self._play)(command)
        except NotAllowed as error:
            return self._closed(error)
        except RoleplayError as error:
            return AuthorAnswer(notice=_notice("problem", str(error)))

    def follow(self) -> AuthorAnswer | None:
        """Look whether a file was saved or a proof is there; what to show then. To be called again and again."""
        if self._sent is None:
            return None
        try:
            return self._followed() if self._address is not None else self._waited_for()
        except NotAllowed as error:
            return self._closed(error)

    def _waited_for(self) -> AuthorAnswer | None:
        """How far the first reading is, where that is more than was shown; the page once it is done."""
        if self._is_read():
            return self._go(self._path)
        screen = self._waiting()
        return None if screen == self._sent else self._answer(screen)

    def _waiting(self) -> AuthorScreen:
        """What is shown as long as nothing was read: how far it is, or why it cannot be."""
        if not self._failed:
            return reading_screen(self._path, self._manuscripts.progress)
        said = problem_screen(self._path, self._failed, say("author.problem.unread.fix"))
        return {**said, "back_path": self._path or HOME, "back_label": say("author.problem.again")}

    def _followed(self) -> AuthorAnswer | None:
        before = self._reading
        news: list[str] = []
        if self._loading is None and self._manuscripts.changed():
            self._loading = self._reader.submit(self._manuscripts.read)
        if self._loading is not None and self._loading.done():
            news = self._take_over(before) if self._ended(self._loading) else [self._failed]
        elif self._prover.finished() == self._finished:
            return None
        self._finished = self._prover.finished()
        screen = self._shown(self._path, news)
        if not news and self._sent is not None and _essence(screen) == _essence(self._sent):
            return None
        return self._answer(screen)

    def _closed(self, error: NotAllowed) -> AuthorAnswer:
        """Everything is taken away from somebody who is no author any more."""
        self._address = self._running = self._sent = None
        return AuthorAnswer(screen=problem_screen(self._path, error.message, error.fix))

    # ------------------------------------------------------------------------------------------------- what is read

    def _is_read(self) -> bool:
        """Whether the files were read; it is begun with the first question. Raises `NotAllowed`."""
        if self._reading is not None:
            self._read()
            return True
        self._manuscripts.require_author()
        if self._loading is None and not self._failed:
            self._loading = self._reader.submit(self._manuscripts.read)
        if self._loading is None or not self._loading.done() or not self._ended(self._loading):
            return False
        self._read()
        return True

    def _ended(self, loading: Future[None]) -> bool:
        """Whether a reading that is done went well. Why it did not is said to the author, and once to the log."""
        self._loading = None
        error = loading.exception()
        self._failed = "" if error is None else say("author.problem.unread", why=_called(error))
        if error is not None:
            _log.error("The files of the library could not be read.", exc_info=error)
            return False
        self._reader.submit(self._manuscripts.keep)
        return True

    def _read(self) -> Reading:
        """The files as they were read last. Raises `NotAllowed`."""
        library = self._manuscripts.library()
        if self._reading is None:
            self._reading = reading(library, self._manuscripts.folders, self._manuscripts.read_at)
            kept = self._manuscripts.last_look()
            self._look = self._look_now() if kept is None else Look.from_data(kept)
            self._remember()
        return self._reading

    def _look_now(self) -> Look:
        """The author has seen all that there is; the next page will know it."""
        look = Look.of(self._read(), self._manuscripts.now())
        self._manuscripts.keep_look(look.data())
        return look

    def _take_over(self, before: Reading | None) -> list[str]:
        """Go on with the files as they are now; what is to be told about them."""
        folders, at = self._manuscripts.folders, self._manuscripts.read_at
        now = self._reading = reading(self._manuscripts.library(), folders, at, before)
        self._remember()
        old = {} if before is None else before.files
        for name, file in old.items():
            if file.manuscript is not None and (name not in now.files or now.files[name] is not file):
                self._prover.drop(file.manuscript)
        news = [self._told(file, old.get(name)) for name, file in now.files.items() if self._concerns(name)]
        gone = [say("author.news.removed", file=f.shown) for n, f in old.items() if n not in now.files]
        if self._address is not None and self._address.place is Place.LIBRARY:
            news += gone
        return [told for told in (*news, *self._carry_over()) if told]

    def _concerns(self, name: str) -> bool:
        return self._address is not None and self._address.file in {"", name}

    def _told(self, file: File, before: File | None) -> str:
        if before is None:
            return say("author.news.added", file=file.shown)
        if before.digest == file.digest and before.loaded.diagnostics == file.loaded.diagnostics:
            return ""
        found = say("author.news.errors", n=file.errors) if file.errors else say("author.news.fine")
        return say(
            f"author.news.{'affected' if before.digest == file.digest else 'changed'}", file=file.shown, found=found
        )

    def _remember(self) -> None:
        files = {} if self._reading is None else self._reading.files
        self._last_good.update({name: f.manuscript for name, f in files.items() if f.manuscript is not None})

    def _carry_over(self) -> list[str]:
        """Let the preview go on in the newer version of its scenario."""
        running = self._running
        if running is None:
            return []
        manuscript = self._last_good.get(running.file)
        if manuscript is None or manuscript.scenario == running.preview.scenario:
            return []
        preview, kept = carried_over(running.preview, manuscript.scenario)
        self._running = _Running(running.file, preview)
        shows_it = self._address is not None and self._address.place is Place.PREVIEW
        if not shows_it or kept is Kept.SAME:
            return []
        before, now = running.preview.state.node, preview.state.node
        self._path = path_of(Place.PREVIEW, running.file, preview.setup.node)
        return [say(f"author.news.kept.{kept}", before=before, now=now)]

    def _table(self) -> Table:
        now = self._read()
        return Table(self._manuscripts.folders, now, self._look or Look.of(now, now.at), self._prover)

    # ------------------------------------------------------------------------------------------------ what is shown

    def _go(self, path: str) -> AuthorAnswer:
        self._walked = {}
        return self._answer(self._shown(path, []))

    def _answer(self, screen: AuthorScreen) -> AuthorAnswer:
        self._sent = screen
        return AuthorAnswer(screen=screen)

    def _shown(self, path: str, news: list[str]) -> AuthorScreen:
        try:
            screen = self._screen(path, news)
        except NotAllowed:
            raise
        except RoleplayError as error:
            screen = problem_screen(path, error.message, error.fix)
        self._path = screen["path"]
        return screen

    def _screen(self, path: str, news: list[str]) -> AuthorScreen:
        table, address = self._table(), read_address(path)
        came_from, self._address = self._address, address or Address(Place.LIBRARY)
        if address is None:
            return problem_screen(path, say("problem.no_such_page"), "")
        match address.place:
            case Place.LIBRARY:
                return library_screen(table, news)
            case Place.FILE:
                return file_screen(table, address.file, news)
            case Place.MAP:
                file, manuscript = self._manuscript(address.file)
                people = self._people(manuscript) if address.part == PEOPLE else None
                return map_screen(table, file, manuscript, Walker(address.part or RANDOM, people), news)
            case Place.PREVIEW:
                from_map = came_from is not None and came_from.place is Place.MAP
                return self._preview(address, news, anew=from_map)

    def _manuscript(self, name: str) -> tuple[File, Manuscript]:
        """A file with the last version of its scenario that can be played. Raises `NotFound`."""
        files = self._read().files
        if name not in files:
            raise NotFound.of("file", name, files)
        manuscript = self._last_good.get(name)
        if manuscript is None:
            key = "author.problem.unplayable" if files[name].kind == "scenario" else "author.problem.no_scenario"
            raise NotFound(say(key, file=files[name].shown), say(f"{key}.fix"))
        return files[name], manuscript

    def _people(self, manuscript: Manuscript) -> Coverage | None:
        """How people went through it: counted when the author asks, not at every save."""
        if manuscript.key not in self._walked:
            self._walked = {manuscript.key: self._manuscripts.walked(manuscript.scenario)}
        return self._walked[manuscript.key]

    def _preview(self, address: Address, news: list[str], *, anew: bool) -> AuthorScreen:
        file, manuscript = self._manuscript(address.file)
        running = self._running
        same = running is not None and running.file == file.name and address.part in {"", running.preview.setup.node}
        if running is None or not same or (anew and address.part):
            setup = Setup(address.part or manuscript.scenario.start, None, {}, {})
            running = self._running = _Running(file.name, begin(manuscript.scenario, setup))
        shown = Shown(
            file=file.name,
            preview=running.preview,
            rubrics=self._read().rubrics,
            words=self._manuscripts.words(),
            stale=file.manuscript is None,
        )
        return preview_screen(shown, self._read().at.isoformat(), news)

    # ------------------------------------------------------------------------------------------------- what is done

    def _seen(self, _: Fields) -> AuthorAnswer:
        self._look = self._look_now()
        return self._go(self._path)

    def _begin(self, command: Fields) -> AuthorAnswer:
        file, manuscript = self._manuscript(command["file"])
        scenario = manuscript.scenario
        node = command["node"] if command["node"] is not None else scenario.start
        setup = Setup(node, command["profile"], dict(command["site"]), dict(command["values"]))
        preview, stopped = follow_way(begin(scenario, setup), command["way"])
        self._running = _Running(file.name, preview)
        answer = self._go(path_of(Place.PREVIEW, file.name, node))
        if stopped is None:
            return answer
        return replace(answer, notice=_notice("info", say("author.news.stopped", step=stopped)))

    def _play(self, command: Fields) -> AuthorAnswer:
        running = self._running
        if running is None or self._address is None or self._address.place is not Place.PREVIEW:
            return AuthorAnswer(notice=_notice("problem", say("author.problem.no_preview")))
        preview = running.preview
        if command["do"] != "restart" and command["seq"] != len(preview.steps):
            return replace(self._go(self._path), notice=_notice("info", say("author.news.moved_on")))
        match command["do"]:
            case "take":
                after = preview.take(command["choice"])
            case "write":
                after = preview.write(command["text"])
            case "undo":
                after = preview.undo()
            case _:
                after = preview.restart()
        self._running = _Running(running.file, after)
        return self._go(self._path)


def _essence(screen: AuthorScreen) -> dict[str, Any]:
    """What of a screen is worth showing again."""
    return {key: value for key, value in screen.items() if key not in {"looked_at", "news"}}


def _called(error: BaseException) -> str:
    """What went wrong, in one line."""
    said = str(error) if isinstance(error, RoleplayError) else f"{type(error).__name__}: {error}"
    return " ".join(said.split())[:300]


def _notice(tone: str, text: str) -> Notice:
    return {"type": "notice", "tone": "problem" if tone == "problem" else "info", "text": text}


def problem_screen(path: str, text: str, fix: str) -> ProblemScreen:
    """A kind page about something that did not work."""
    return {
        "name": "problem",
        "path": path,
        "title": say("problem.title"),
        "text": text,
        "fix": fix,
        "back_path": HOME,
        "back_label": say("author.problem.back"),
    }
