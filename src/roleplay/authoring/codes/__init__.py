"""Every diagnostic code: what it means, why it matters, how to mend it. docs/diagnostics.md is made from these.

RP1xx the file and its format; RP2xx what the parts of a scenario are to each other; RP3xx what a proof finds; RP4xx
what probes find; RP5xx wording; RP6xx modules and the curriculum; RP7xx stations; RP8xx anchors; RP9xx plans for
workshops. A family is a module; a further one is added to the list below.
"""

from __future__ import annotations

from roleplay.authoring.codes import (
    anchor,
    course,
    file,
    memory,
    people,
    plan,
    probe,
    proof,
    station,
    tick,
    twin,
    way,
    wording,
)
from roleplay.authoring.codes.code import Code, Severity

__all__ = ["CODES", "Code", "Severity"]

CODES: dict[str, Code] = {
    code.id: code
    for family in (file, way, memory, tick, people, proof, twin, probe, wording, course, station, anchor, plan)
    for code in family.CODES
}
"""Code -> what it means."""
