"""What a save changed."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from roleplay.authoring.library import load_some
from roleplay.authoring.watching import News, Watched, look, news
from tests.authoring.files import COFFEE, SCENARIOS, changed

SLIP = ("start: opening", "start: opning")
UNKNOWN = ("ticks: [asks-openly]", "ticks: [asks-openly, orders-abuot]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library with one good scenario."""
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    write(tmp_path, COFFEE)
    return tmp_path


def write(folder: Path, text: str, name: str = "everyday/coffee.yml") -> Path:
    """Save a file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def codes(some: News) -> tuple[list[str], list[str], list[str]]:
    """New, mended, left."""
    return ([d.code for d in some.new], [d.code for d in some.mended], [d.code for d in some.left])


def test_what_is_new_mended_and_left_is_told_apart(folder: Path) -> None:
    """Over three saves: a slip, a second one, the first mended."""
    watched = Watched.of((folder,))
    looks = [look(watched)]
    for changes in ((UNKNOWN,), (UNKNOWN, SLIP), (SLIP,)):
        write(folder, changed(*changes))
        looks.append(look(watched, looks[-1]))
    assert [codes(news(*pair)) for pair in pairwise(looks)] == [
        (["RP230"], [], []),
        (["RP201"], [], ["RP230"]),
        ([], ["RP230"], ["RP201"]),
    ]


def test_it_finds_what_a_check_finds(folder: Path) -> None:
    """For a folder, for a file, and for a file whose rubrics lie somewhere else."""
    path = write(folder, changed(UNKNOWN, SLIP))
    elsewhere = write(folder / "elsewhere", COFFEE)
    for paths, folders in (((folder,), ()), ((path,), ()), ((elsewhere,), ()), ((elsewhere,), (folder / "rubrics",))):
        watched = Watched.of(paths, folders)
        checked = [d for d in load_some(paths, folders).diagnostics if d.path in set(watched.files)]
        assert list(look(watched).found) == checked


def test_a_finding_that_moves_to_another_line_is_left(folder: Path) -> None:
    """Neither new nor mended, and told where it stands now."""
    watched = Watched.of((folder,))
    write(folder, changed(SLIP))
    before = look(watched)
    write(folder, "# one more line\n" + changed(SLIP))
    after = news(before, look(watched, before))
    assert codes(after) == ([], [], ["RP201"])
    assert after.left[0].line == before.found[0].line + 1


def test_the_same_finding_twice_counts_twice(folder: Path) -> None:
    """A second line with the same slip is new."""
    watched = Watched.of((folder,))
    once = changed(UNKNOWN)
    write(folder, once)
    before = look(watched)
    write(folder, changed(("ticks: [orders-about]", "ticks: [orders-about, orders-abuot]"), text=once))
    assert codes(news(before, look(watched, before))) == (["RP230"], [], ["RP230"])


def test_a_file_that_is_gone_has_not_been_mended(folder: Path) -> None:
    """It is named, and its findings go with it."""
    watched = Watched.of((folder,))
    path = write(folder, changed(SLIP))
    before = look(watched)
    path.unlink()
    what = news(before, look(watched, before))
    assert (what.gone, what.mended) == ((path,), ())


def test_a_rubric_that_changes_is_noticed_by_the_scenarios(folder: Path) -> None:
    """A behaviour that is renamed is unknown where it is ticked."""
    watched = Watched.of((folder / "everyday/coffee.yml",))
    before = look(watched)
    rubric = folder / "rubrics/listening.yml"
    stamps = watched.stamps()
    text = rubric.read_text(encoding="utf-8")
    rubric.write_text(text.replace("asks-openly", "asks-wide-open"), encoding="utf-8")
    assert watched.stamps() != stamps
    assert "RP230" in [d.code for d in news(before, look(watched, before)).new]


def test_what_did_not_change_is_not_checked_again(folder: Path) -> None:
    """The very same result is kept for it."""
    write(folder, changed(("everyday/coffee", "everyday/tea")), "everyday/tea.yml")
    watched = Watched.of((folder,))
    before = look(watched)
    write(folder, changed(SLIP))
    after = look(watched, before)
    kept = [look.library.kept.loaded for look in (before, after) if look.library is not None]
    assert kept[0][folder / "everyday/tea.yml"] is kept[1][folder / "everyday/tea.yml"]
    assert kept[0][folder / "everyday/coffee.yml"] is not kept[1][folder / "everyday/coffee.yml"]


def test_a_quick_look_leaves_the_proof_out(folder: Path) -> None:
    """What stands in the file is found at once; what only a proof can find is found by a whole look after it."""
    watched = Watched.of((folder,))
    before = look(watched)
    write(folder, changed(("        effects: {warm: true}\n", "        effects: {warm: false}\n")))
    quick = look(watched, before, prove=False)
    whole = look(watched, quick)
    assert [d.code for d in quick.found if d.code.startswith("RP3")] == []
    assert [d.code for d in whole.found if d.code.startswith("RP3")] == ["RP311"]
    assert quick.library is not None
    assert whole.library is not None
    assert quick.library.kept.sources == whole.library.kept.sources
    assert look(watched, whole).library is whole.library


def test_a_quick_look_leaves_nothing_out_for_good(tmp_path: Path) -> None:
    """A twin that went away is missed by the look that proves, though no file changed since the quick one."""
    folder = shutil.copytree(SCENARIOS / "diagnostics/RP340/passes", tmp_path / "twins")
    shutil.copytree(SCENARIOS / "rubrics", tmp_path / "rubrics")
    watched = Watched.of((folder,))
    before = look(watched)
    (folder / "everyday/goes.yml").unlink()
    quick = look(watched, before, prove=False)
    assert [[d.code for d in one.found] for one in (before, quick, look(watched, quick))] == [[], [], ["RP340"]]


def test_a_file_being_written_has_no_stamp(folder: Path) -> None:
    """One that is empty or missing for a moment is told from one that changed."""
    path = folder / "everyday/coffee.yml"
    watched = Watched.of((path,))
    assert watched.stamps()[path] is not None
    path.write_text("", encoding="utf-8")
    assert watched.stamps()[path] is None
    path.unlink()
    assert watched.stamps()[path] is None
    now = look(watched)
    assert (now.files, now.found) == ((), ())


def test_further_rubrics_are_found_in_folders_that_are_named(tmp_path: Path, folder: Path) -> None:
    """Also one that is added later."""
    alone = write(tmp_path / "alone", COFFEE, "everyday/coffee.yml")
    watched = Watched.of((alone,), (folder / "rubrics",))
    assert look(watched).found == ()
    extra = folder / "rubrics/more.yml"
    stamps = watched.stamps()
    shutil.copy(folder / "rubrics/listening.yml", extra)
    assert set(watched.stamps()) - set(stamps) == {extra}
