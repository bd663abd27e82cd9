"""`roleplay status`: how the workbook stands that runs on a data folder."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from roleplay.cli.serve import DataFolder, data_folder

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")


def status(
    data: DataFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Say whether the workbook runs and how it stands. Ends with 1 when it does not run, or is not well."""
    import json

    known = _known(data)
    if as_json:
        print(json.dumps(known, indent=2))
    else:
        for line in _lines(known):
            print(line)
    if not known["healthy"]:
        raise typer.Exit(1)


def _known(data: DataFolder) -> dict[str, Any]:
    from dataclasses import asdict
    from datetime import UTC, datetime

    from roleplay.server.run import RunFolder
    from roleplay.server.standing import look_at, standing, used_database

    folder = RunFolder(data_folder(data))
    running = folder.running()
    backup = folder.last_backup()
    kept = {
        "data": str(folder.path.parent),
        "database": asdict(look_at(used_database(folder))),
        "last_backup": {"at": backup.at.isoformat(), "path": str(backup.path)} if backup else None,
    }
    if running is None:
        return {"running": False, "healthy": False, **kept}
    return {
        "running": True,
        "url": running.url,
        "since": datetime.fromtimestamp(running.since, UTC).isoformat(timespec="seconds"),
        "version": running.version,
        "pid": running.pid,
        **asdict(standing(folder, running)),
        **kept,
    }


def _lines(known: dict[str, Any]) -> list[str]:
    database, backup = known["database"], known["last_backup"]
    size = "not there" if database["size"] is None else _readable(database["size"])
    last = [
        f"database     {database['kind']}, {size}",
        f"last backup  {backup['at'][:16].replace('T', ' ')} UTC, {backup['path']}" if backup else "last backup  none",
    ]
    if not known["running"]:
        return [f"No workbook runs on the data folder {known['data']}.", *last]
    kernels = known["kernels"]
    counted = (
        f"{kernels['connected']} connected, {kernels['alone']} without a connection, {kernels['reserve']} in reserve; "
        f"at most {kernels['most']}"
        if kernels
        else "not told"
    )
    memory = known["memory_mib"]
    return [
        f"{known['url']}",
        f"well         {'yes' if known['healthy'] else 'no: it does not answer, or its database does not'}",
        f"since        {known['since'][:19].replace('T', ' ')} UTC, process {known['pid']}",
        f"version      {known['version']}",
        f"kernels      {counted}",
        f"people       {'not told' if known['people'] is None else known['people']} with a page open",
        f"memory       {'not told here' if memory is None else f'{memory:,.0f} MiB'}, kernels included",
        *last,
    ]


def _readable(size: float) -> str:
    for unit in _UNITS[:-1]:
        if size < 1024:
            return f"{size:,.0f} {unit}" if unit == "bytes" else f"{size:,.1f} {unit}"
        size /= 1024
    return f"{size:,.1f} {_UNITS[-1]}"
