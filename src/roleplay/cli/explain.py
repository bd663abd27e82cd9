"""`roleplay explain`: what a diagnostic means, why it matters, how to mend it, with an example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from roleplay.authoring.codes import CODES, Code
from roleplay.authoring.examples import difference
from roleplay.errors import NotFound


def explain(
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE]...", help="Codes such as RP201 (default: list them all).")
    ] = None,
) -> None:
    """Explain what `roleplay check` found: what it means, why it matters, how to mend it, and an example."""
    if not codes:
        for code in CODES.values():
            print(f"{code.id}  {code.severity:7}  {code.title}")
        return
    print("\n\n".join("\n".join(_told(known(code))) for code in codes))


def known(wanted: str) -> Code:
    """The code that is meant by `RP201`, `rp201` or `201`. Raises `NotFound`."""
    written = wanted.strip().upper()
    code = CODES.get(written) or CODES.get(f"RP{written}")
    if code is None:
        error = NotFound.of("diagnostic", wanted, CODES)
        near = NotFound.of("diagnostic", f"RP{written.removeprefix('RP')}", CODES).fix
        raise NotFound(error.message, f"{near} `roleplay explain` lists them all.".strip())
    return code


def _told(code: Code) -> Iterator[str]:
    yield f"{code.id} ({code.severity}): {code.title}"
    yield ""
    yield code.why
    yield f"To mend it: {code.mend}"
    example = difference(code.id)
    if example:
        yield ""
        yield "For example (- before, + mended):"
        yield from (f"  {line}".rstrip() for line in example)
