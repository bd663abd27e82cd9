"""Paper: a PDF set by typst from a template of ours. Nothing is fetched, and fonts are in the file.

The file is tagged and follows PDF/UA-1: headings, tables with heads, and a text for each drawing. People write what
they like, emoji and any script, and the font of ours does not have it all: then the fonts of the machine help out, and
what none of them has is a box. Such a file is tagged all the same, and no longer says that it follows the standard.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from roleplay.errors import Misconfigured


def typeset(template: str, data: Mapping[str, Any], made: date) -> bytes:
    """The PDF that a template of this package makes of data. Raises `Misconfigured` where typst is not installed."""
    try:
        import typst  # noqa: PLC0415 - it is large, and not everybody has it
    except ImportError as error:
        fix = "Install it: python -m pip install 'roleplay[reports]'"
        raise Misconfigured("A PDF needs typst, which is not installed.", fix) from error
    stamp = int(datetime(made.year, made.month, made.day, tzinfo=UTC).timestamp())

    def set_by(path: Path, *, only_ours: bool, strictly: bool) -> bytes:
        whole: bytes = typst.compile(
            str(path),
            format="pdf",
            ignore_system_fonts=only_ours,
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"] if strictly else None,
            timestamp=stamp,
        )
        return whole

    with as_file(files(__package__) / template) as found:
        for only_ours in (True, False):
            with suppress(typst.TypstError):  # a character that no font has
                return set_by(found, only_ours=only_ours, strictly=True)
        return set_by(found, only_ours=False, strictly=False)
