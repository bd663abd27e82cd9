"""`roleplay url`: another link to the workbook that runs."""

from __future__ import annotations

from roleplay.cli.serve import DataFolder, data_folder


def url(data: DataFolder = None) -> None:
    """Print a link that signs one browser in to the running workbook. The link works once."""
    from roleplay.errors import Misconfigured
    from roleplay.server.run import RunFolder
    from roleplay.server.signin import mint_link
    from roleplay.services.runtime import read_runtime
    from roleplay.store import connect

    folder = data_folder(data)
    running = RunFolder(folder).running()
    if running is None:
        raise Misconfigured(
            f"No workbook runs on the data folder {folder}.",
            "Start it with `roleplay serve`, or name the folder that it runs on with --data.",
        )
    store = connect(read_runtime(RunFolder(folder).kernel_file).database)
    print(mint_link(store, store.local_person().id, running.url))
