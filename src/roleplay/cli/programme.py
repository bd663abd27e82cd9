"""`roleplay report cohort` and `roleplay report trainee`: how people do, on paper and in files."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from roleplay.cli.owner import Owner, now, owner_at, table
from roleplay.cli.serve import DatabaseFile, DatabaseUrl, DataFolder
from roleplay.errors import Misconfigured

if TYPE_CHECKING:
    from roleplay.reports.section import Report
    from roleplay.services.reporting import Reporting

Pdf = Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write it as a PDF.")]


def cohort(
    cohort: Annotated[str, typer.Argument(metavar="COHORT", help="The name of the cohort.")],
    *,
    pdf: Pdf = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="DIR", help="Write levels and ratings as CSV, without names.")
    ] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="DIR", help="The same as Parquet.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON, without drawings.")] = False,
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """How a cohort does: levels, change, scenarios, agreement. Nobody in it has a name."""
    from roleplay.reports.cohort import cohort_report
    from roleplay.reports.export import Form, files, write
    from roleplay.reports.paper import report_pdf

    owner = owner_at(data, database, database_file)
    found = owner.people.find_cohort(owner.actor, cohort)
    reporting = _reporting(owner)
    for folder, form in ((csv, Form.CSV), (parquet, Form.PARQUET)):
        if folder is not None:
            written = files(reporting.exported(owner.actor, found.id, form), form)
            write(folder, written)
            print(f"{len(written)} tables without names are in {folder}.")
    if pdf is not None:
        report = cohort_report(reporting.exported(owner.actor, found.id, "pdf"))
        _write(pdf, report_pdf(report, now().date()))
        print(f"The report is in {pdf}.")
    if as_json or not (csv or parquet or pdf):
        report = cohort_report(reporting.cohort(owner.actor, found.id))
        print(json.dumps(_plain(report), ensure_ascii=False, indent=2) if as_json else "\n".join(_told(report)))


def trainee(
    login: Annotated[str, typer.Argument(help="By what they sign in.")],
    *,
    pdf: Annotated[Path, typer.Option("--pdf", metavar="FILE", help="Where it is written.")],
    data: DataFolder = None,
    database: DatabaseUrl = None,
    database_file: DatabaseFile = None,
) -> None:
    """A trainee's record: what was returned, what it rests on, and how much was practised. It has their name."""
    from roleplay.reports.paper import record_pdf
    from roleplay.services.keys import sealer_of
    from roleplay.services.records import Records
    from roleplay.services.shelf import Bookshelf

    owner = owner_at(data, database, database_file)
    person = owner.people.find(owner.actor, login)
    sealer = None if owner.store.text_master() is None else sealer_of(owner.store, owner.folder)
    records = Records(owner.store, Bookshelf(owner.store), now, _new_id, sealer=sealer)
    _write(pdf, record_pdf(records.record(owner.actor, person.id)))
    print(f"The record of {person.name} is in {pdf}. Keep it where only they and those who accompany them read it.")


def _reporting(owner: Owner) -> Reporting:
    from roleplay.services.reporting import Reporting
    from roleplay.services.shelf import Bookshelf

    return Reporting(owner.store, Bookshelf(owner.store), now, _new_id)


def _new_id() -> str:
    return secrets.token_urlsafe(12)


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Misconfigured(f"{file} cannot be written: {error.strerror}.", "Name another file.") from error


def _plain(report: Report) -> dict[str, object]:
    """A report for programs: a drawing says nothing that its table does not say."""
    whole = asdict(report)
    for section in whole["sections"]:
        section["charts"] = [{"caption": one["caption"]} for one in section["charts"]]
    return whole


def _told(report: Report) -> list[str]:
    lines = [report.title, "", *report.says]
    for section in report.sections:
        lines += ["", section.title, *(f"  {one}" for one in section.says)]
        for one in section.tables:
            lines += ["", table([tuple(one.head), *(tuple(row) for row in one.rows)])]
    return lines
