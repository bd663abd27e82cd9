"""`roleplay serve`: start the workbook on this machine."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DataFolder = Annotated[
    Path | None, typer.Option("--data", metavar="DIR", help="The data folder (default: the platform's own place).")
]


class Kernels(StrEnum):
    """How kernels start."""

    FORK = "fork"
    SPAWN = "spawn"


def data_folder(given: Path | None) -> Path:
    """The data folder: as given, else the platform's own place for this user."""
    from platformdirs import user_data_dir

    return (given or Path(user_data_dir("roleplay"))).expanduser().resolve()


def serve(  # noqa: PLR0917 - each is an option of the command
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port (default: 8866, or the next that is free)."),
    ] = None,
    ip: Annotated[str, typer.Option(help="The address to listen on; only this machine's own.")] = "127.0.0.1",
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    data: DataFolder = None,
    library: Annotated[
        list[Path] | None,
        typer.Option("--library", metavar="DIR", help="A folder with more scenarios. Can be given several times."),
    ] = None,
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
) -> None:
    """Start the workbook on this machine and print a link to it. The link works once."""
    import asyncio
    import os

    from roleplay.errors import Misconfigured
    from roleplay.identity import Role
    from roleplay.server import Page, RoleplayServer, Settings, notebook_folder
    from roleplay.server.forking import forks_here
    from roleplay.server.greeting import Greeting
    from roleplay.server.listening import clean_base_url, listen, url_of
    from roleplay.server.run import RunFolder
    from roleplay.server.signin import mint_link
    from roleplay.services.opening import open_house

    if kernels is Kernels.FORK and os.name != "posix":
        raise Misconfigured("This system cannot fork kernels.", "Leave --kernels out, or say --kernels spawn.")
    folder = data_folder(data)
    sockets = listen(ip, port)
    run_folder = RunFolder(folder)
    run_folder.claim()
    house = open_house(folder, tuple(library or ()))
    for warning in house.warnings:
        print(warning)
    url = url_of(ip, sockets, clean_base_url(base_url))
    settings = Settings(
        store=house.store,
        pages=[
            Page("/learn", notebook_folder() / "trainee.ipynb", "Practise conversations"),
            Page("/author", notebook_folder() / "author.ipynb", "Write scenarios", role=Role.AUTHOR, preheat=False),
        ],
        run_folder=run_folder,
        runtime=house.runtime(),
        first_paint=Greeting(house.store),
        refresh=house.refresh,
        base_url=clean_base_url(base_url),
        preheat=preheat,
        forks=forks_here() if kernels is None else kernels is Kernels.FORK,
    )
    server = RoleplayServer(settings, sockets, url)

    def announce() -> None:
        link = mint_link(house.store, house.store.local_person().id, url)
        print(f"\nThe workbook is open at\n\n    {link}\n")
        print("The link works once; `roleplay url` prints another. Ctrl+C ends the workbook.", flush=True)
        if not no_browser:
            _open_browser(link)

    asyncio.run(server.serve(announce))
    print("\nThe workbook is closed. Everything is saved.")


def _open_browser(link: str) -> None:
    import threading
    import webbrowser

    # In a thread: a browser in the terminal would not return before it is closed.
    threading.Thread(target=webbrowser.open, args=(link,), daemon=True).start()
