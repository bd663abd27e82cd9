"""Paper: a PDF set by typst from a template of ours. Nothing is fetched, and fonts are in the file.

The file is tagged and follows PDF/UA-1: headings, tables with heads, and a text for each drawing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
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
    with as_file(files(__package__) / template) as path:
        whole: bytes = typst.compile(
            str(path),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data)},
            pdf_standards=["ua-1"],
            timestamp=stamp,
        )
    return whole
