"""`roleplay serve`: start the workbook on this machine."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import ssl

DataFolder = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The data folder (default: the platform's own place).")
]


def _warned(url: str | None) -> str | None:
    """The URL of a database; whoever gives one with a password in it is told who can read it meanwhile."""
    if url is not None and re.match(r"[^/]*://[^/@]*:[^/@]+@", url):
        said = "Whoever can list the processes of this machine reads that password meanwhile. --database-file hides it."
        typer.echo(said, err=True)
    return url


DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        help="The database (default: a SQLite file in the data folder).",
        callback=_warned,
    ),
]
DatabaseFile = Annotated[
    Path | None,
    typer.Option("--database-file", metavar="FILE", help="A file that holds the URL, where it has a password in it."),
]


class Kernels(StrEnum):
    """How kernels start."""

    FORK = "fork"
    SPAWN = "spawn"


class LogFormat(StrEnum):
    """How a line of the log looks."""

    TEXT = "text"
    JSON = "json"


class LogLevel(StrEnum):
    """From which weight on something is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def data_folder(given: Path | None) -> Path:
    """The data folder: as given, else the platform's own place for this user."""
    from platformdirs import user_data_dir

    return (given or Path(user_data_dir("roleplay"))).expanduser().resolve()


def serve(  # noqa: PLR0917 - each is an option of the command
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port (default: 8866, or the next that is free)."),
    ] = None,
    ip: Annotated[
        str, typer.Option(help="The address to listen on. Any but this machine's own needs accounts.")
    ] = "127.0.0.1",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    data: DataFolder = None,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
    preheat: Annotated[
        int, typer.Option(min=0, max=50, help="The most pages held ready; how many there are follows demand.")
    ] = 10,
    base_url: Annotated[str, typer.Option("--base-url", help="Where it lives on its host.")] = "/",
    kernels: Annotated[
        Kernels | None,
        typer.Option(
            help="How a page's kernel starts: forked from a warm process, or spawned (default: what works here)."
        ),
    ] = None,
    host_name: Annotated[
        list[str] | None,
        typer.Option(
            "--host-name",
            metavar="NAME[:PORT]",
            help="A name that browsers reach it by; the first is used in links. Can be given several times.",
        ),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            metavar="ADDRESS",
            help="A proxy with TLS in front of it, or a range of them (10.0.0.0/24). Only these are believed about "
            "whom they ask for. Can be given several times.",
        ),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Speak TLS with this certificate (PEM, with its chain).")
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The key of that certificate (PEM).")] = None,
    most_kernels: Annotated[
        int | None,
        typer.Option(min=1, help="The most pages that may be open at once (default: what the free memory allows)."),
    ] = None,
    most_each: Annotated[int, typer.Option(min=1, help="The most pages that one person may have open.")] = 4,
    log_format: Annotated[LogFormat, typer.Option(help="How a line of the log looks.")] = LogFormat.TEXT,
    log_level: Annotated[LogLevel, typer.Option(help="What is logged: this and what weighs more.")] = LogLevel.WARNING,
) -> None:
    """Start the workbook on this machine and print a link to it. The link works once."""
    import asyncio
    import os

    from roleplay.errors import Misconfigured
    from roleplay.server import listening as at
    from roleplay.server.app import RoleplayServer, Settings
    from roleplay.server.forking import forks_here
    from roleplay.server.greeting import Greeting
    from roleplay.server.logs import keep_log
    from roleplay.server.notebooks import module_pages, notebook_folder
    from roleplay.server.page import AUTHOR_ROLES, DESK_ROLES, REPORT_ROLES, WATCH_ROLES, WORKSHOP_ROLES, Page
    from roleplay.server.proxies import network
    from roleplay.server.run import RunFolder
    from roleplay.server.signin import mint_link
    from roleplay.services.database import chosen_database
    from roleplay.services.opening import open_house

    if kernels is Kernels.FORK and os.name != "posix":
        raise Misconfigured("This system cannot fork kernels.", "Leave --kernels out, or say --kernels spawn.")
    names = [at.host_name(name) for name in host_name or ()]
    proxies = [network(one) for one in proxy or ()]
    encryption = _encryption(certificate, key)
    at.require_name(ip, names)
    keep_log(log_format.value, log_level.value)
    folder = data_folder(data)
    kept_in = chosen_database(folder, database, database_file)
    sockets = at.listen(ip, port)
    run_folder = RunFolder(folder)
    run_folder.claim()
    house = open_house(folder, tuple(library or ()), database=kept_in)
    at.require_accounts(ip, names, proxied=bool(proxies), has_accounts=house.store.has_accounts())
    for warning in (
        *house.warnings,
        at.readable_by_others(ip, proxied=bool(proxies), encrypted=encryption is not None),
    ):
        if warning is not None:
            print(warning)
    local = at.url_of(ip, sockets, at.clean_base_url(base_url), "http" if encryption is None else "https")
    url = at.public_url(names, local, proxied=bool(proxies))
    settings = Settings(
        store=house.store,
        pages=[
            Page("/learn", notebook_folder() / "trainee.ipynb", "Practise conversations"),
            *module_pages(notebook_folder()),
            Page("/desk", notebook_folder() / "evaluator.ipynb", "Mark attempts", DESK_ROLES, preheat=False),
            Page("/reports", notebook_folder() / "program_report.ipynb", "Reports", REPORT_ROLES, preheat=False),
            Page("/workshops/watching", notebook_folder() / "facilitator.ipynb", "Watch", WATCH_ROLES, preheat=False),
            Page("/workshops", notebook_folder() / "facilitator.ipynb", "Workshops", WORKSHOP_ROLES, preheat=False),
            Page("/author", notebook_folder() / "author.ipynb", "Write scenarios", AUTHOR_ROLES, preheat=False),
        ],
        run_folder=run_folder,
        runtime=house.runtime(),
        first_paint=Greeting(house.store),
        refresh=house.refresh,
        base_url=at.clean_base_url(base_url),
        host_names=at.answers_to(ip, names),
        local_url=local,
        proxies=proxies,
        certificate=str(certificate.absolute()) if certificate else "",
        encryption=encryption,
        preheat=preheat,
        each=most_each,
        in_all=most_kernels,
        forks=forks_here() if kernels is None else kernels is Kernels.FORK,
    )
    server = RoleplayServer(settings, sockets, url)

    def announce() -> None:
        if at.is_for_others(ip, names, proxied=bool(proxies)):
            # No link: what a service prints is kept in logs, and a link lets in whoever reads it.
            print(f"\nThe workbook is open at\n\n    {url}\n")
            print("`roleplay url` prints a link for the owner of this machine. Ctrl+C ends the workbook.", flush=True)
            return
        link = mint_link(house.store, house.store.local_person().id, url)
        print(f"\nThe workbook is open at\n\n    {link}\n")
        if house.store.has_accounts():
            print(f"It is yours; everybody else signs in at {url}")
        print("The link works once; `roleplay url` prints another. Ctrl+C ends the workbook.", flush=True)
        if not no_browser:
            _open_browser(link)

    asyncio.run(server.serve(announce))
    print("\nThe workbook is closed. Everything is saved.")


def _encryption(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    from roleplay.errors import Misconfigured
    from roleplay.server.listening import read_certificate

    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        missing, given = ("--key", "--certificate") if key is None else ("--certificate", "--key")
        raise Misconfigured(f"{given} was given without {missing}.", f"TLS needs both: add {missing} FILE.")
    return read_certificate(certificate, key)


def _open_browser(link: str) -> None:
    import threading
    import webbrowser

    # In a thread: a browser in the terminal would not return before it is closed.
    threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
