"""What a forked process has to do before it is a trainee's kernel: nothing that could have been done before."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from roleplay.identity import Role
from roleplay.server.kernels import TABLES, ZYGOTES
from roleplay.services.opening import House, open_house
from roleplay.services.runtime import VARIABLE, write_runtime
from tests.server.household import Household, Living

SHOW = """
from roleplay.apps import session
stage = session.trainee()
stage._receive(stage, {"do": "ready", "path": ""}, [])
"""


OF_THE_MACHINE = {"sitecustomize", "usercustomize"}
"""What some systems have every Python import."""

PACKAGES = frozenset(
    {
        "IPython", "annotated_types", "anywidget", "comm", "dateutil", "fsrs", "ipykernel", "ipywidgets", "jupyter_client",
        "jupyter_core", "packaging", "platformdirs", "psutil", "psygnal", "pydantic", "pydantic_core", "pygments", "roleplay",
        "sqlalchemy", "tornado", "traitlets", "typing_extensions", "typing_inspection", "zmq",
    }
)  # fmt: skip
"""What a trainee's kernel imports beside Python's own. Each costs memory in every kernel, and time at every start of one."""

MODULES = 880
"""How many modules these and Python's own may be together; on Python 3.11 they were 856."""

MADE_BY_COMPILERS = re.compile(
    r"__main__|_cython_\w+|cython_runtime|_distutils_hack|_sysconfigdata.*|\w*__mypyc|mypy_\w+|_\w+_cffi"
)
"""Names that no line of code imports."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A data folder with the shipped library, as a server opens it."""
    opened = open_house(tmp_path_factory.mktemp("house") / "data")
    write_runtime(opened.runtime())
    return opened


@pytest.fixture(scope="module")
def household(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    """Kernels that are forked as a server forks those of trainees."""
    known = {VARIABLE: str(house.data / "run" / "kernel.json")}
    opened = Household(tmp_path_factory.mktemp("kernels"), "fork", ZYGOTES["python3"], **known)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def kernel(house: House, household: Household) -> Living:
    """A kernel that belongs to the owner of the machine and shows the library."""
    started = household.start()
    owner = house.store.local_person()
    roles = frozenset({Role.TRAINEE})
    house.store.bind_kernel(started.kernel_id, owner.id, roles, "/learn", datetime.now(UTC))
    assert started.do(SHOW) == ""
    return started


def test_a_trainees_kernel_imports_nothing(house: House, kernel: Living) -> None:
    """When the library is shown there is no module in the kernel that its zygote had not imported."""
    warmed = (
        "import sys; from roleplay.zygote.__main__ import warm; "
        f"warm({list(ZYGOTES['python3'].steps)!r}); print(*sys.modules)"
    )  # fmt: skip
    environment = {**kernel.household.environment, VARIABLE: str(house.data / "run" / "kernel.json")}
    found = subprocess.run(
        [sys.executable, "-P", "-c", warmed], check=True, capture_output=True, env=environment, text=True
    )
    assert set(kernel.tell("list(__import__('sys').modules)")) - set(found.stdout.split()) <= {
        "runpy"
    }  # by which it was run


def test_a_trainees_kernel_stays_light(kernel: Living) -> None:
    """With the library shown it holds the listed packages, no other, and no more modules than they had."""
    loaded = kernel.tell("[name for name, module in __import__('sys').modules.items() if module is not None]")
    packages = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - OF_THE_MACHINE
    assert {name for name in packages if not MADE_BY_COMPILERS.fullmatch(name)} <= PACKAGES
    assert len(loaded) <= MODULES


def test_the_library_was_read_before_the_fork(household: Household, kernel: Living) -> None:
    """A new kernel knows the scenarios, though it has no connection to the database, nor has its zygote; nor a thread."""
    assert kernel.tell("stage.screen['name']") == "library"
    assert household.start().tell("len(__import__('roleplay.services.shelf').services.shelf.Bookshelf._read)") > 0
    zygote = kernel.process.parent()
    assert zygote is not None
    assert not [file for file in zygote.open_files() if "roleplay.db" in file.path]
    assert len(zygote.threads()) == 1
    assert not [one for one in zygote.net_connections("inet") if one.status == psutil.CONN_LISTEN]


def test_a_zygote_has_read_nothing_personal(house: House, household: Household, kernel: Living) -> None:
    """What a person did is not in the memory that all kernels share."""
    zygote = kernel.process.parent()
    assert zygote is not None
    secret = house.store.local_person().id
    assert secret not in memory(zygote.pid)
    assert secret in memory(kernel.pid)
    assert household.start().tell("len(__import__('ipywidgets').widgets.widget._instances)") == 0


def memory(pid: int) -> str:
    """All that a process has in memory that it can write to."""
    found = []
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", buffering=0) as whole:
        for line in maps:
            place, rights, *rest = line.split()
            if rights.startswith("rw") and (len(rest) < 4 or rest[3] == "[heap]"):
                begin, end = (int(number, 16) for number in place.split("-"))
                whole.seek(begin)
                found.append(whole.read(end - begin))
    return b"".join(found).decode("latin-1")


TABLE = """
import sys
before = set(sys.modules)
import pandas
rows = pandas.DataFrame({"who": ["a", "b", "a"], "level": [1, 4, 3], "at": pandas.to_datetime(["2026-11-22"] * 3)})
means = rows.groupby("who").agg({"level": ["mean", "count"]})
shown = means.to_html() + means.to_csv() + means.style.to_html() + repr(rows.pivot_table(index="who", values="level"))
print(*(set(sys.modules) - before))
"""


def test_a_table_is_made_without_an_import(house: House, tmp_path: Path) -> None:
    """A kernel for tables has all that pandas imports to group, pivot and show, and has the library as well."""
    known = {VARIABLE: str(house.data / "run" / "kernel.json")}
    household = Household(tmp_path, "fork", ZYGOTES[TABLES], TABLES, **known)
    try:
        kernel = household.start()
        assert kernel.do(TABLE).split() == []
        assert kernel.tell("'<table' in shown") is True
        assert kernel.tell("len(__import__('roleplay.services.shelf').services.shelf.Bookshelf._read)") > 0
    finally:
        household.close()
