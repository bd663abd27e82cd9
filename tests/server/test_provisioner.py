"""Kernels that are forked and kernels that are spawned keep the same promises, whatever their name is."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from roleplay.server.forking import Warmth
from roleplay.server.kernels import TABLES, ZYGOTES
from tests.server.household import SESSION, Household, Living

WAYS = ("fork", "spawn")


@pytest.fixture(scope="module", params=[(way, name) for name in ZYGOTES for way in WAYS], ids="-".join)
def household(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Kernels of each name, by the one way, then by the other; without what reads a library, as there is none."""
    way, name = request.param
    imports = [step for step in ZYGOTES[name].steps if ":" not in step]
    opened = Household(tmp_path_factory.mktemp("kernels"), way, Warmth((*SESSION, *imports)), name)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def kernel(household: Household) -> Living:
    """One of its kernels, which no test ends."""
    return household.start(COLOUR="green")


@pytest.fixture(scope="module")
def another(household: Household, kernel: Living) -> Living:
    """A second one, younger than the first."""
    kernel.do("mine = 'private'; import os; os.environ['MINE'] = 'private'; import sys; sys.mine = 'private'")
    return household.start(COLOUR="blue")


def gone(process: psutil.Process) -> bool:
    """Whether a process runs no more, and has been collected."""
    return not process.is_running()


def test_a_kernel_runs_code(kernel: Living) -> None:
    """It answers, in a process of its own that leads a group of its own."""
    assert kernel.tell("6 * 7") == 42
    assert kernel.tell("__import__('os').getpid()") == kernel.pid != os.getpid()
    assert os.getpgid(kernel.pid) == os.getsid(kernel.pid) == kernel.pid


def test_only_a_forked_kernel_for_tables_has_pandas(household: Household, kernel: Living) -> None:
    """Where it was imported before the fork, it is there from the first moment; every other kernel is without."""
    there = household.hearth is not None and kernel.manager.kernel_name == TABLES
    assert ("pandas" in kernel.tell("list(__import__('sys').modules)")) is there
    assert any("/pandas/" in one.path for one in kernel.process.memory_maps()) is there


def test_a_kernel_has_the_environment_that_it_was_given(kernel: Living, another: Living) -> None:
    """Its variables are those it was started with, not those of whoever started it, nor of a kernel before it."""
    wanted = kernel.household.environment
    for one, colour in ((kernel, "green"), (another, "blue")):
        found = one.tell("dict(__import__('os').environ)")
        assert found["COLOUR"] == colour
        assert {name: found[name] for name in wanted} == wanted
        # What ipykernel, IPython and jupyter_client set themselves.
        own = {"JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "GIT_PAGER"}
        extra = set(found) - set(wanted) - own - {"MPLBACKEND", "PAGER", "TERM", "COLOUR", "MINE", "LC_CTYPE"}
        assert not extra
    assert "MINE" not in another.tell("dict(__import__('os').environ)")


def test_a_kernel_works_in_its_own_folder(kernel: Living) -> None:
    """The working folder and the home folder are those that it was told."""
    assert Path(kernel.tell("__import__('os').getcwd()")) == kernel.household.folder
    assert kernel.tell("__import__('os').path.expanduser('~')") == os.path.expanduser("~")  # noqa: PTH111


def test_nothing_of_one_kernel_is_in_another(another: Living) -> None:
    """What one kernel has named or set is unknown to one that was started later."""
    assert another.tell("'mine' in globals()") is False
    assert another.tell("hasattr(__import__('sys'), 'mine')") is False
    assert another.tell("len(__import__('ipywidgets').widgets.widget._instances)") == 0


@pytest.mark.parametrize(
    "chance",
    [
        "__import__('random').random()",
        "__import__('secrets').token_hex(8)",
        "__import__('uuid').uuid4().hex",
        "next(__import__('tempfile')._get_candidate_names())",
        "__import__('tempfile').mkdtemp()",
        "get_ipython().kernel.session.session",
    ],
)
def test_chance_differs(kernel: Living, another: Living, chance: str) -> None:
    """Random numbers, ids and temporary folders of two kernels have nothing in common."""
    assert kernel.tell(f"repr({chance})") != another.tell(f"repr({chance})")


def test_the_temporary_folder_is_the_kernels_own(household: Household, tmp_path: Path) -> None:
    """A kernel with another TMPDIR keeps its temporary files there."""
    kernel = household.start(TMPDIR=str(tmp_path))
    assert kernel.tell("__import__('tempfile').gettempdir()") == str(tmp_path)


def test_a_kernel_holds_no_descriptor_of_others(kernel: Living, another: Living) -> None:
    """No file or socket is open in two kernels, nor one of the server's, but the log that they print into."""

    def files(pid: int) -> set[str]:
        links = set()
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # that by which the folder is read
                links.add(str(descriptor.readlink()))
        return {link for link in links if link.startswith(("socket:", "pipe:", "/")) and not link.startswith("/dev/")}

    log = str(kernel.household.log_path)
    assert files(kernel.pid) & files(another.pid) == {log}
    assert files(kernel.pid) & files(os.getpid()) <= {log}
    assert str(Path(f"/proc/{kernel.pid}/fd/0").readlink()).startswith(("/dev/null", "pipe:"))


def test_what_is_printed_below_python_reaches_the_log(kernel: Living) -> None:
    """Standard output and standard error of the process lead where the server wants them."""
    kernel.do("import sys; print('to the log', file=sys.__stderr__, flush=True)")
    assert kernel.household.eventually(lambda: "to the log" in kernel.household.log_path.read_text())


def test_widgets_can_be_opened_from_the_page(kernel: Living) -> None:
    """The kernel knows the targets by which a page asks for widgets, also when they were imported before it began."""
    kernel.do("import ipywidgets")
    assert set(kernel.tell("list(get_ipython().kernel.comm_manager.targets)")) >= {
        "jupyter.widget",
        "jupyter.widget.control",
    }


def test_a_kernel_keeps_no_history(kernel: Living) -> None:
    """Nothing that runs in a kernel is written to a file of IPython."""
    assert kernel.tell("get_ipython().history_manager.enabled") is False


def test_a_kernel_can_be_interrupted(kernel: Living) -> None:
    """An interrupt ends what runs, and the kernel answers as before."""
    kernel.do(
        "import threading, os, signal\n"
        "threading.Timer(0.5, os.killpg, (os.getpgrp(), signal.SIGINT)).start()"
    )  # fmt: skip
    assert kernel.do("import time; time.sleep(30)") == "KeyboardInterrupt"
    kernel.household.run(kernel.manager._async_interrupt_kernel())
    assert kernel.tell("1") == 1


def test_a_kernel_can_be_restarted(household: Household) -> None:
    """After a restart another process answers at the same ports, and remembers nothing."""
    kernel = household.start()
    before, ports = kernel.process, kernel.manager.get_connection_info()
    kernel.do("before = 1")
    household.run(kernel.manager._async_restart_kernel(now=True))
    household.run(kernel.client.wait_for_ready(timeout=30))
    assert gone(before)
    assert kernel.pid != before.pid
    assert kernel.tell("'before' in globals()") is False
    assert kernel.manager.get_connection_info() == ports


@pytest.mark.parametrize("now", [True, False])
def test_a_kernel_ends_when_it_is_told(household: Household, now: bool) -> None:  # noqa: FBT001
    """After a shutdown, polite or not, its process is gone without a trace, and so is its connection file."""
    kernel = household.start()
    process = kernel.process
    kernel.hang_up()
    household.run(household.manager._async_shutdown_kernel(kernel.kernel_id, now=now))
    assert gone(process)
    assert not list(household.folder.glob(f"*{kernel.kernel_id}*"))


@pytest.mark.parametrize(
    ("ending", "status"),
    [
        (lambda kernel: os.kill(kernel.pid, signal.SIGKILL), -signal.SIGKILL),
        (lambda kernel: kernel.client.execute("import os; os._exit(7)"), 7),
    ],
    ids=["killed", "exited"],
)
def test_a_kernel_that_ended_is_known_to_have(
    household: Household, ending: Callable[[Living], object], status: int
) -> None:
    """That a kernel was killed or left by itself is noticed, with the number that it ended with; no zombie is left."""
    kernel = household.start()
    process = kernel.process
    assert kernel.status() is None
    ending(kernel)
    assert household.eventually(lambda: kernel.status() is not None)
    assert kernel.status() == status
    assert not household.run(kernel.manager._async_is_alive())
    assert gone(process)


def test_what_a_kernel_started_ends_with_it(household: Household) -> None:
    """Killing a kernel kills its whole group."""
    kernel = household.start()
    child = psutil.Process(kernel.tell("__import__('subprocess').Popen(['sleep', '600']).pid"))
    kernel.hang_up()
    household.run(household.manager._async_shutdown_kernel(kernel.kernel_id, now=True))
    assert household.eventually(lambda: gone(child) or child.status() == psutil.STATUS_ZOMBIE)


def test_a_kernel_can_be_told_from_its_name(kernel: Living) -> None:
    """Whoever looks at the list of processes sees which kernel is which."""
    shown = kernel.process.name() + " ".join(kernel.process.cmdline())
    assert f"kernel-{kernel.kernel_id[:8]}" in shown


def test_the_process_can_be_found_again(household: Household, kernel: Living) -> None:
    """What the provisioner tells about its kernel names the process and its ports."""
    provisioner = kernel.manager.provisioner
    assert provisioner is not None
    known = household.run(provisioner.get_provisioner_info())
    assert (known["pid"], known["pgid"]) == (kernel.pid, kernel.pid)
    assert known["connection_info"]["shell_port"] == kernel.manager.shell_port
    other = type(provisioner)(kernel_id="x", kernel_spec=provisioner.kernel_spec, parent=None)
    household.run(other.load_provisioner_info(known))
    assert (other.pid, other.kernel_id) == (kernel.pid, provisioner.kernel_id)  # type: ignore[attr-defined]
    assert not other.has_process
