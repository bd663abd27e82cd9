"""The first file of a new scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from roleplay.authoring.exploration import prove, to_data
from roleplay.authoring.folders import shipped
from roleplay.authoring.library import load_some
from roleplay.authoring.starter import CannotStart, start, starter
from roleplay.model.scenario import Pillar


@pytest.mark.parametrize("pillar", Pillar)
def test_it_passes_the_check_with_its_proofs_in_every_pillar(pillar: Pillar, tmp_path: Path) -> None:
    """A scenario that was just begun has nothing to mend, and can be played."""
    path = start(f"{pillar}/late-bus", tmp_path)
    library = load_some((path,))
    assert [one for one in library.diagnostics if one.path == path] == []
    assert library.playable[f"{pillar}/late-bus"].pillar is pillar


def test_it_is_proved_to_be_whole(tmp_path: Path) -> None:
    """Every place and choice can be reached, every level attained, the standard met: a beginning worth copying."""
    library = load_some((start("team/late-bus", tmp_path),))
    proof = to_data(prove(library.playable["team/late-bus"], library.competencies))
    assert (proof["node_coverage"], proof["choice_coverage"]) == (1, 1)
    assert proof["levels"] == {"active-listening": [1, 2, 3, 4]}
    assert proof["met_standard"]["possible"]


def test_it_has_decisions_worth_the_name_and_notes_that_teach() -> None:
    """Two decisions or more with three or four choices, and a note on most of what there is."""
    lines = starter("team/late-bus").splitlines()
    assert sum(line == "    choices:" or line.startswith("    choices:  #") for line in lines) >= 2
    assert sum("#" in line for line in lines) >= 20
    assert len(lines) < 180


def test_the_title_is_made_of_the_name_or_given(tmp_path: Path) -> None:
    """Any title is written so that it reads as it was given, whatever stands in it."""
    odd = 'Late: "the" bus #9'
    assert load_some((start("team/late-bus", tmp_path),)).playable["team/late-bus"].title == "Late bus"
    assert load_some((start("team/a", tmp_path, odd),)).playable["team/a"].title == odd


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    """What somebody has written stays as it is."""
    path = start("team/late-bus", tmp_path)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(CannotStart, match="already"):
        start("team/late-bus", tmp_path)
    assert path.read_text(encoding="utf-8") == "mine"


def test_an_id_that_another_file_has_is_refused(tmp_path: Path) -> None:
    """Also one deeper in the folder, and one that comes with the workbook: ids are given once."""
    start("team/late-bus", tmp_path / "practice")
    with pytest.raises(CannotStart, match="already"):
        start("team/late-bus", tmp_path)
    scenario = next(path for path in sorted((shipped() / "practice").rglob("*.yml")))
    with pytest.raises(CannotStart, match="already"):
        start(f"{scenario.parent.name}/{scenario.stem}", tmp_path)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("late-bus", "everyday/late-bus"),
        ("everyday/Late Bus", "everyday/late-bus"),
        ("everyday/../../late-bus", "everyday/late-bus"),
        ("everyday/", "everyday/late-bus"),
        ("", "everyday/late-bus"),
        ("evryday/late-bus", 'Did you mean "everyday"?'),
        ("work/late-bus", "disclosure, de-escalation, referral, everyday, team"),
    ],
)
def test_a_bad_id_is_refused_with_the_form_that_is_wanted(wanted: str, said: str, tmp_path: Path) -> None:
    """Nothing is written, and the message shows an id as it should be."""
    with pytest.raises(CannotStart) as refused:
        start(wanted, tmp_path)
    assert said in refused.value.fix
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("title", [" ", "x" * 201])
def test_a_bad_title_is_refused(title: str, tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(CannotStart, match="title"):
        start("team/late-bus", tmp_path, title)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """With a message instead of a traceback."""
    (tmp_path / "mine").write_text("", encoding="utf-8")
    with pytest.raises(CannotStart, match="Nothing can be written"):
        start("team/late-bus", tmp_path / "mine")
