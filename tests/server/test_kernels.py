"""Kernels: their environment, whose they are, and the reserve."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
import zmq
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, NoSuchKernel
from zmq.utils.monitor import recv_monitor_message

from roleplay.server.kernels import TABLES, ZYGOTES, OwnPythonOnly, kernel_environment
from roleplay.server.notebooks import notebook_folder
from tests.server.visiting import OTHER, House, Visitor, eventually, start_house

HOUSES = pytest.mark.parametrize("which", ["house", "spawned_house", "warm_house"])


def state(visitor: Visitor, path: str) -> dict[str, object]:
    """What the widget of a page that is opened now has to say."""
    page = visitor.get(path)
    channel = visitor.channel(page.kernel_id)
    try:
        return channel.state(page.model_id)
    finally:
        channel.close()


@HOUSES
def test_a_kernel_sees_nothing_of_the_servers_environment(which: str, request: pytest.FixtureRequest) -> None:
    """Passwords and keys of whoever started the server stay outside, cold and in reserve; the way to the store is there."""
    house: House = request.getfixturevalue(which)
    base = house.url.removeprefix(house.origin)
    environment = state(house.visitor(), f"{base}learn/environment?secret=in-the-query")["environment"]
    assert isinstance(environment, dict)
    assert not {"DATABASE_PASSWORD", "AWS_SECRET_ACCESS_KEY"} & set(environment)
    assert "hunter2" not in str(environment)
    assert environment["ROLEPLAY_RUN"] == str(house.data / "run" / "kernel.json")
    assert environment["PATH"]
    known = json.loads((house.data / "run" / "kernel.json").read_text())
    assert set(known) == {"database", "data", "libraries", "texts"}
    secret = (house.data / "run" / "cookie_secret").read_bytes()
    assert secret.hex() not in str(environment)
    assert "in-the-query" not in str(environment)


@HOUSES
def test_a_page_can_ask_for_a_kernel_with_pandas(which: str, request: pytest.FixtureRequest) -> None:
    """Its notebook's metadata say so. A forked kernel has it before it is asked; the kernels of other pages never have."""
    house: House = request.getfixturevalue(which)
    base = house.url.removeprefix(house.origin)
    found = state(house.visitor(), f"{base}tables")
    assert "<table" in str(found["table"])
    assert found["there"] is (which != "spawned_house")
    plain = psutil.Process(int(str(state(house.visitor(), f"{base}learn/without")["pid"])))
    assert not any("/pandas/" in one.path for one in plain.memory_maps())


def test_nothing_is_imported_for_pages_that_nobody_opens(own_house: Callable[..., House]) -> None:
    """The process with pandas starts with the first page that needs it, and not a moment before; then it stays."""
    house = own_house("--preheat", "1")

    def warmed() -> list[bool]:
        direct = [one.cmdline() for one in psutil.Process(house.process.pid).children()]  # kernels are further down
        return sorted("pandas" in words for words in direct if "roleplay.zygote" in words)

    assert state(house.visitor(), "/learn")["said"] == "nothing yet"
    assert warmed() == [False]
    for _ in range(2):
        assert state(house.visitor(), "/tables")["there"] is True
        assert warmed() == [False, True]


def test_every_kernel_is_this_python() -> None:
    """Under all its names, of which only Python's own is listed, so that no notebook gets another by mistake."""
    specs = OwnPythonOnly(forks=True)
    assert set(specs.get_all_specs()) == {NATIVE_KERNEL_NAME}
    for name in ZYGOTES:
        spec = specs.get_kernel_spec(name)
        assert spec.argv[0] == sys.executable
        assert spec.metadata["kernel_provisioner"] == {"provisioner_name": "roleplay-forked"}
    with pytest.raises(NoSuchKernel):
        specs.get_kernel_spec("ir")


def test_jupyterlab_knows_the_kernel_of_every_notebook() -> None:
    """A notebook that asks for another kernel of ours does so beside its kernelspec, which is Python's for all of them."""
    own = set()
    for file in [*notebook_folder().glob("*.ipynb"), *Path(__file__).parent.glob("*.ipynb")]:
        metadata = json.loads(file.read_text(encoding="utf-8"))["metadata"]
        assert metadata["kernelspec"]["name"] == NATIVE_KERNEL_NAME, file
        own.add(metadata.get("roleplay", {}).get("kernel", NATIVE_KERNEL_NAME))
    assert own <= set(ZYGOTES)
    assert TABLES in own


def test_only_listed_variables_are_kept() -> None:
    """The environment of a kernel is a list of what is let in, not of what is kept out."""
    whole = {"PATH": "/bin", "LC_ALL": "C", "PGPASSWORD": "x", "SECRET": "y", "ROLEPLAY_RUN": "/old", "path_to": "z"}
    kept = kernel_environment(whole, "/run/kernel.json")
    assert {name: kept[name] for name in kept if name in whole} == {
        "PATH": "/bin",
        "LC_ALL": "C",
        "ROLEPLAY_RUN": "/run/kernel.json",
    }


@HOUSES
def test_a_kernel_is_bound_before_a_byte_of_its_page_is_sent(which: str, request: pytest.FixtureRequest) -> None:
    """When the first bytes of a page arrive, the store already says whose its kernel is and what was asked for."""
    house: House = request.getfixturevalue(which)
    base = house.url.removeprefix(house.origin)
    visitor = house.visitor(OTHER)
    cookie = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    asked = "/learn/play/bound%20early?node=x"
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as connection:
        lines = [f"GET {base}{asked[1:]} HTTP/1.1", f"Host: 127.0.0.1:{house.port}", f"Cookie: {cookie}", "", ""]
        connection.sendall("\r\n".join(lines).encode())
        first = connection.recv(16)
        known = house.asked()
    assert first.startswith(b"HTTP/1.1 200")
    assert "/learn/play/bound early?node=x" in known


def test_a_binding_names_the_person_who_asked(warm_house: House) -> None:
    """Pages of two people in turn, from the reserve or cold, are bound each to their own."""
    people = {OTHER: warm_house.visitor(OTHER), warm_house.local: warm_house.visitor()}
    taken = {}
    for turn in range(2):
        for person, visitor in people.items():
            path = f"/learn/{turn}"
            taken[visitor.get(f"/training/book{path}").kernel_id] = (person, path)
    assert len(taken) == 4
    for kernel_id, (person, path) in taken.items():
        binding = warm_house.store.binding(kernel_id)
        assert binding is not None
        assert (binding.person_id, binding.asked) == (person, path)
        wanted = warm_house.store.person(person)
        assert wanted is not None
        assert binding.roles == wanted.roles


def test_a_kernel_in_reserve_belongs_to_nobody(warm_house: House) -> None:
    """Before it is taken, a kernel in reserve opens to nobody who is signed in."""
    assert eventually(lambda: len(warm_house.kernels()) > len(warm_house.asked()))
    connections = warm_house.data / "run" / "kernels"
    ids = {path.stem.removeprefix("kernel-") for path in connections.glob("kernel-*.json")}
    idle = [kernel_id for kernel_id in ids if warm_house.store.binding(kernel_id) is None]
    assert idle
    for kernel_id in idle:
        assert warm_house.visitor().get(f"/training/book/api/kernels/{kernel_id}").status == 404


def test_the_reserve_is_used_and_filled_again(warm_house: House) -> None:
    """A page takes the kernel that waited, and another is started in its place."""
    visitor = warm_house.visitor()

    def waiting() -> set[int]:
        bound = {warm_house.kernel(kernel_id).pid for kernel_id in _bound(warm_house)}
        return {kernel.pid for kernel in warm_house.kernels()} - bound

    assert eventually(waiting)
    before = waiting()
    pid = warm_house.kernel(visitor.get("/training/book/learn/reserve").kernel_id).pid
    assert pid in before
    assert eventually(lambda: waiting() - before)


def _bound(house: House) -> list[str]:
    ids = [path.stem.removeprefix("kernel-") for path in (house.data / "run" / "kernels").glob("kernel-*.json")]
    return [kernel_id for kernel_id in ids if house.store.binding(kernel_id) is not None]


def test_a_kernel_that_died_in_reserve_is_not_handed_out(warm_house: House) -> None:
    """When the waiting kernel was killed, the page gets another that works."""
    visitor = warm_house.visitor()
    eventually(lambda: len(warm_house.kernels()) > len(_bound(warm_house)))
    killed = warm_house.kernels()
    for kernel in killed:
        kernel.kill()
    psutil.wait_procs(killed, timeout=10)
    assert state(visitor, "/training/book/learn/after-death")["said"] == "nothing yet"


def test_runtime_files_are_for_their_owner_only(house: House) -> None:
    """Keys, connection files and addresses in the run folder can be read by nobody else on the machine."""
    house.visitor().get("/learn/files")
    files = [path for path in (house.data / "run").rglob("*") if path.is_file()]
    assert {"cookie_secret", "server.json", "kernel.json"} <= {path.name for path in files}
    assert any(path.parent.name == "kernels" for path in files)
    folders = [house.data / "run", house.data / "run" / "kernels"]
    assert {oct(path.stat().st_mode & 0o077) for path in [*files, *folders]} == {"0o0"}


def test_kernels_cannot_be_overheard(house: House) -> None:
    """Sockets between server and kernel ask for a key: another user of the machine cannot listen to a conversation."""
    kernel_id = house.visitor().get("/learn/overheard").kernel_id
    file = Path(house.data / "run" / "kernels" / f"kernel-{kernel_id}.json")
    known = json.loads(file.read_text())
    assert known["curve_publickey"]
    context = zmq.Context()
    listener = context.socket(zmq.SUB)
    watch = listener.get_monitor_socket()
    listener.subscribe(b"")
    listener.connect(f"tcp://{known['ip']}:{known['iopub_port']}")
    seen = set()
    while watch.poll(5000) and zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL not in seen and zmq.EVENT_DISCONNECTED not in seen:
        event = recv_monitor_message(watch)["event"]
        seen.add(event)
        if event == zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL:
            break
    listener.disable_monitor()
    watch.close(0)
    listener.close(0)
    context.term()
    assert zmq.EVENT_HANDSHAKE_SUCCEEDED not in seen
    assert seen & {zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL, zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq.EVENT_DISCONNECTED}


SECRETS = {
    "PGPASSWORD": "sesame-1", "PGPASSFILE": "/sesame-2", "PGSERVICEFILE": "/sesame-3", "PGHOST": "sesame-4",
    "DATABASE_URL": "postgresql://u:sesame-5@h/d", "ROLEPLAY_DATABASE": "sesame-6", "ROLEPLAY_TEXT_KEY": "sesame-7",
    "SSH_AUTH_SOCK": "/sesame-8", "KRB5CCNAME": "/sesame-9", "HTTPS_PROXY": "http://u:sesame-10@h", "NOTIFY_SOCKET": "/sesame-11",
}  # fmt: skip
"""What the environment of a service may hold that opens something."""


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_no_process_of_a_kernel_holds_a_secret(tmp_path: Path, way: str) -> None:
    """Whatever opens a database, a session or a proxy is neither in a kernel nor in what it was forked from, nor told by Linux."""
    house = start_house(tmp_path, "--kernels", way, "--preheat", "1", env=SECRETS)
    try:
        environment = state(house.visitor(), "/learn/secrets")["environment"]
        assert isinstance(environment, dict)
        assert not set(SECRETS) & set(environment)
        assert "sesame" not in str(environment)
        processes = house.processes()
        assert len(processes) >= 2
        for process in processes:
            assert "sesame" not in str(process.environ()), process.cmdline()
        assert "sesame" in str(psutil.Process(house.process.pid).environ())
    finally:
        house.stop()
