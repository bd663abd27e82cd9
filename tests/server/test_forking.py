"""Zygotes: when they die, hang, grow old, or never come to life."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from roleplay.server import forking
from roleplay.server.forking import Hearth, Recipe, Warmth
from tests.server.household import SESSION, Household, Living


@pytest.fixture
def household(tmp_path: Path) -> Iterator[Callable[..., Household]]:
    """Make a household whose kernels are forked."""
    opened: list[Household] = []

    def make(*modules: str, at_once: bool = True, **environment: str) -> Household:
        opened.append(Household(tmp_path / "household", "fork", Warmth(modules or SESSION, at_once), **environment))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def forked(kernel: Living) -> bool:
    """Whether a kernel came out of a zygote."""
    return not any("ipykernel_launcher" in word for word in kernel.process.cmdline())


def test_kernels_are_forked_where_that_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Linux and its like kernels are forked, on macOS and Windows they are not."""
    found = {}
    for system, name in (("linux", "posix"), ("freebsd14", "posix"), ("darwin", "posix"), ("win32", "nt")):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "platform", system)
            patched.setattr(os, "name", name)
            found[system] = forking.forks_here()
    assert found == {"linux": True, "freebsd14": True, "darwin": False, "win32": False}


def test_a_zygote_can_wait_until_it_is_wanted(household: Callable[..., Household]) -> None:
    """One that is not for the start takes no memory before the first kernel of its name, which is forked like the next."""

    def zygotes() -> list[psutil.Process]:
        return [one for one in psutil.Process().children() if "roleplay.zygote" in one.cmdline()]

    home = household(at_once=False)
    home.run(asyncio.sleep(0.3))
    assert zygotes() == []
    first, second = home.start(), home.start()
    assert forked(first)
    assert forked(second)
    assert len(zygotes()) == 1


def test_a_zygote_that_dies_costs_nothing(household: Callable[..., Household]) -> None:
    """Its kernels live on and can be ended; the next kernel is spawned, and soon they are forked again."""
    home = household()
    before = home.start()
    first = home.zygote_pid()
    assert forked(before)
    assert first is not None
    os.kill(first, signal.SIGKILL)
    between = home.start()
    assert not forked(between)
    assert before.tell("40 + 2") == 42
    assert home.eventually(home.zygote_pid) not in {None, first}
    assert forked(home.start())
    ended = before.process
    before.hang_up()
    home.run(home.manager._async_shutdown_kernel(before.kernel_id, now=True))
    assert home.eventually(lambda: not ended.is_running() or ended.status() == psutil.STATUS_ZOMBIE)
    assert before.kernel_id not in home.manager


def test_a_zygote_that_hangs_is_given_up(household: Callable[..., Household], monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not answer is killed, and its kernel is spawned."""
    monkeypatch.setattr(forking, "ANSWER_LIMIT_S", 0.5)
    home = household()
    hanging = home.zygote_pid()
    assert hanging is not None
    process = psutil.Process(hanging)
    os.kill(hanging, signal.SIGSTOP)
    assert not forked(home.start())
    assert home.eventually(lambda: not process.is_running())


def test_changed_code_makes_a_new_zygote(
    household: Callable[..., Household], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a file of the package changes no kernel is forked from what was; kernels that are there stay."""
    package = tmp_path / "package"
    (package / "words").mkdir(parents=True)
    (package / "words" / "en.json").write_text("{}")
    monkeypatch.setattr(forking, "_PACKAGE", package)
    home = household()
    kernel = home.start()
    first = home.zygote_pid()
    assert first is not None
    old = psutil.Process(first)
    assert home.zygote_pid() == first
    (package / "words" / "en.json").write_text('{"a": "b"}')
    assert home.zygote_pid() is None
    second = home.eventually(home.zygote_pid)
    assert second not in {None, first}
    (package / "new.py").touch()
    assert home.zygote_pid() is None
    assert home.eventually(home.zygote_pid) not in {None, first, second}
    assert old.is_running()
    assert kernel.tell("1") == 1
    kernel.hang_up()
    home.run(home.manager._async_shutdown_kernel(kernel.kernel_id, now=True))
    assert home.eventually(lambda: not old.is_running() or old.status() == psutil.STATUS_ZOMBIE)


def test_code_that_is_still_being_written_warms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zygote is begun when two looks find the same code; each save would else cost a second of a processor."""
    hearth = Hearth(Recipe(Warmth(()), {}, tmp_path / "log"))
    hearth._tried.set()
    found = []
    for code in ("one", "two", "three", "three"):
        monkeypatch.setattr(forking, "code_now", lambda code=code: frozenset({(code, 1, 1)}))
        found.append(hearth._worth_it())
    assert found == [False, False, False, True]


@pytest.mark.parametrize(
    ("module", "reason"),
    [("raise ValueError('broken on purpose')", "broken on purpose"), (
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
        "has started a thread",
    )],
)  # fmt: skip
def test_without_a_zygote_kernels_are_spawned(
    household: Callable[..., Household],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    module: str,
    reason: str,
) -> None:
    """A module that cannot be imported, or starts a thread, makes no zygote: kernels work, and the log says why."""
    (tmp_path / "odd_module.py").write_text(module)
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    home = household("odd_module", PYTHONPATH=path)
    assert home.zygote_pid() is None
    kernel = home.start()
    assert not forked(kernel)
    assert kernel.tell("1") == 1
    assert reason in home.log_path.read_text()
    assert "started one by one" in caplog.text


def test_what_a_zygote_holds_stays_there(household: Callable[..., Household], tmp_path: Path) -> None:
    """A file that an imported module keeps open, and a temporary folder that it has chosen, are not passed on."""
    (tmp_path / "odd_module.py").write_text("import tempfile\nkept = open(__file__)\ntempfile.gettempdir()")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    home = household("odd_module", PYTHONPATH=path)
    kernel = home.start(TMPDIR=str(tmp_path))
    assert forked(kernel)
    assert not [file for file in kernel.process.open_files() if "odd_module" in file.path]
    assert kernel.tell("__import__('tempfile').gettempdir()") == str(tmp_path)


def test_chance_of_numpy_differs(household: Callable[..., Household]) -> None:
    """Numpy's old generator, were it imported before the fork, does not give two kernels the same numbers."""
    home = household("numpy.random")
    first, second = home.start(), home.start()
    assert forked(first)
    drawn = "__import__('numpy').random.random(4).tolist()"
    assert first.tell(drawn) != second.tell(drawn)


def test_a_kernel_that_ended_gets_no_signal(
    household: Callable[..., Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once a kernel has ended its number may belong to another process, and nothing is sent there."""
    home = household()
    kernel = home.start()
    provisioner = kernel.manager.provisioner
    assert provisioner is not None
    process = provisioner.process  # type: ignore[attr-defined]
    kernel.client.execute("import os; os._exit(0)")
    assert home.eventually(process.ended)
    sent: list[object] = []
    with monkeypatch.context() as patched:
        for name in ("kill", "killpg"):
            patched.setattr(os, name, lambda *what: sent.append(what))
        home.run(provisioner.kill())
        home.run(provisioner.terminate())
        process.send_signal(signal.SIGTERM)
    assert sent == []
    assert process.wait(30) == 0


def test_a_kernel_that_nobody_holds_ends(household: Callable[..., Household]) -> None:
    """A kernel lives for as long as the server holds its lifeline, whatever else happens."""
    home = household()
    kernel = home.start()
    process = kernel.process
    provisioner = kernel.manager.provisioner
    assert provisioner is not None
    provisioner.process._lifeline.close()  # type: ignore[attr-defined]
    assert home.eventually(lambda: process.status() == psutil.STATUS_ZOMBIE)


def test_zygotes_know_nothing_but_what_kernels_may(
    household: Callable[..., Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment of a zygote is that of the recipe, whatever the server's is."""
    monkeypatch.setenv("DATABASE_PASSWORD", "hunter2")
    home = household()
    pid = home.zygote_pid()
    assert pid is not None
    assert psutil.Process(pid).environ() == {**home.environment, **forking.FRUGAL}
    assert [psutil.Process(pid).exe()] == [psutil.Process().exe()]
    assert sys.executable in psutil.Process(pid).cmdline()


def test_two_may_wait_for_the_end_of_a_kernel(household: Callable[..., Household]) -> None:
    """As when one that has died is ended as well: both hear that it has, and neither stumbles over the other."""
    home = household()
    provisioner = home.start().manager.provisioner
    assert provisioner is not None

    async def ended() -> list[int | None]:
        await provisioner.kill()
        return await asyncio.gather(*(provisioner.wait() for _ in range(5)))

    assert len(home.run(ended())) == 5
    assert not provisioner.has_process
