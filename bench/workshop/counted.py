"""The workbook's command, in a process that counts the statements that it sends to its database.

    python bench/workshop/counted.py FILE serve --data DIR

The number of statements so far stands in FILE, half a second old at most. Those of kernels are not in it.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import sqlalchemy as sa

from roleplay.cli.main import run

EVERY_S = 0.5


def count(file: Path) -> None:
    """Count from now on."""
    seen = [0]

    def note(*_: object) -> None:
        seen[0] += 1

    def tell() -> None:
        while True:
            file.write_text(str(seen[0]), encoding="ascii")
            time.sleep(EVERY_S)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    threading.Thread(target=tell, daemon=True).start()


if __name__ == "__main__":
    count(Path(sys.argv.pop(1)))
    run()
