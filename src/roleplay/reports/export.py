"""A cohort as tables to be taken along: CSV or Parquet. `docs/reports.md` says what each column is.

What comes in has no names already (`services.reporting`): pseudonyms, months instead of days, and no text.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pandas as pd

from roleplay.errors import Misconfigured
from roleplay.scoring.kept import read
from roleplay.services.reporting import Cohort


class Form(StrEnum):
    """What files there are."""

    CSV = "csv"
    PARQUET = "parquet"


_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every file in an archive: when it was made is nobody's business


def tables(cohort: Cohort) -> Mapping[str, pd.DataFrame]:
    """Name -> table: attempts, their levels, ratings, and the levels of these."""
    played, rated = cohort.played, cohort.rated
    results = [None if text is None else read(text) for text in played.result]
    reviews = [None if text is None else read(text) for text in played.official]
    marks = [None if text is None else read(text) for text in rated.levels]
    attempts = pd.DataFrame(
        {
            "attempt": played.attempt,
            "trainee": played.owner,
            "scenario": played.scenario,
            "version": played.version,
            "mode": played.mode,
            "feedback": [json.loads(text).get("feedback") for text in played.options],
            "exposure": pd.array(played.exposure, dtype="Int64"),
            "month": [moment[:7] for moment in played.ended],
            "review": played.state,
            "choices_harmful": pd.array([None if one is None else len(one.harm) for one in results], dtype="Int64"),
            "choices_met_standard": pd.array([None if one is None else one.met for one in results], dtype="boolean"),
        }
    )
    ratings = pd.DataFrame(
        {
            "attempt": rated.attempt,
            "number": pd.array(rated.seq, dtype="Int64"),
            "rater": rated.rater,
            "month": rated.month,
            "decides": pd.array([None if one is None else one.decides for one in marks], dtype="boolean"),
        }
    )
    levels = [
        (attempt, competency, level, None if review is None else review.levels.get(competency), review and review.basis)
        for attempt, result, review in zip(played.attempt, results, reviews, strict=True)
        for competency, level in (() if result is None else result.levels.items())
    ]
    marked = [
        (attempt, seq, competency, level)
        for attempt, seq, one in zip(rated.attempt, rated.seq, marks, strict=True)
        for competency, level in (() if one is None else one.levels.items())
    ]
    found = {
        "attempts": attempts,
        "attempt_levels": _whole(
            pd.DataFrame(levels, columns=["attempt", "competency", "choices", "review", "review_basis"]),
            "choices",
            "review",
        ),
        "ratings": ratings,
        "rating_levels": _whole(pd.DataFrame(marked, columns=["attempt", "number", "competency", "level"]), "level"),
    }
    # In the order in which they were kept they would say who came first.
    return {name: table.sort_values(list(table.columns), ignore_index=True) for name, table in found.items()}


def files(cohort: Cohort, form: Form) -> Mapping[str, bytes]:
    """Name -> content. Raises `Misconfigured` for Parquet where the library for it is not installed."""
    return {f"{name}.{form}": _bytes(table, form) for name, table in tables(cohort).items()}


def write(folder: Path, found: Mapping[str, bytes]) -> None:
    """Put files into a folder, which is made. Raises `Misconfigured` where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in found.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise Misconfigured(f"{folder} cannot be written: {error.strerror}.", "Name another folder.") from error


def archive(found: Mapping[str, bytes]) -> bytes:
    """The same as one zip file, for a browser."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in found.items():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def _whole(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return table.astype(dict.fromkeys(columns, "Int64"))


def _bytes(table: pd.DataFrame, form: Form) -> bytes:
    if form is Form.CSV:
        text: str = table.to_csv(index=False, lineterminator="\n")
        return text.encode()
    target = io.BytesIO()
    try:
        table.to_parquet(target, index=False, engine="pyarrow")
    except ImportError as error:
        fix = "Install it: python -m pip install 'roleplay[reports]'"
        raise Misconfigured("Parquet needs the library pyarrow, which is not installed.", fix) from error
    return target.getvalue()
