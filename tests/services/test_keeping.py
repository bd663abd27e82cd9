"""How long what is kept: the file `privacy.yml`."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured, NotFound
from roleplay.services.keeping import (
    MEANINGS,
    PERIODS,
    ErasedScores,
    Keeping,
    keeping_gaps,
    privacy_file,
    read_keeping,
    require_keeping,
    set_keeping,
    template,
)
from roleplay.services.private import claim_data_folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A settings file that is not there yet."""
    return privacy_file(tmp_path)


def test_without_a_file_everything_stays_for_good(file: Path) -> None:
    """No period is set, and the scores of whoever is erased go."""
    assert read_keeping(file).settings == require_keeping(file) == Keeping()
    assert {getattr(Keeping(), name) for name in PERIODS} == {None}
    assert Keeping().erased_scores is ErasedScores.REMOVE
    assert dict(keeping_gaps(Keeping())) == {name: MEANINGS[name].unset for name in PERIODS}


def test_every_setting_is_explained_in_the_file(file: Path) -> None:
    """The template sets nothing, and has each setting in the order of the model."""
    file.write_text(template())
    assert require_keeping(file) == Keeping()
    assert re.findall(r"^(\w+):", template(), re.MULTILINE) == list(Keeping.model_fields) == list(MEANINGS)
    assert "# One of: remove, keep-anonymous." in template()


def test_a_period_is_a_number_of_days(file: Path) -> None:
    """Written as a number into the explained file, which is its owner's only; taken back it is empty again."""
    assert set_keeping(file, "attempts", " 730 ") == require_keeping(file) == Keeping(attempts=730)
    assert file.read_text() == template().replace("\nattempts:\n", "\nattempts: 730\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    set_keeping(file, "erased_scores", "keep-anonymous")
    assert set_keeping(file, "attempts", None) == Keeping(erased_scores=ErasedScores.KEEP_ANONYMOUS)
    assert [name for name, _ in keeping_gaps(Keeping(attempts=1))] == [name for name in PERIODS if name != "attempts"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("attempts", "0", "at least 1"),
        ("attempts", "-3", "at least 1"),
        ("attempts", "36501", "at most 36500"),
        ("attempts", "two years", "a whole number"),
        ("attempts", "1.5", "a whole number"),
        ("attempts", "", "a whole number"),
        ("erased_scores", "keep", 'Did you mean "keep-anonymous"|remove, keep-anonymous'),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_refused(file: Path, name: str, value: str, said: str) -> None:
    """With what it can have; no file is made."""
    with pytest.raises(Misconfigured, match=said):
        set_keeping(file, name, value)
    assert not file.exists()


def test_a_setting_that_there_is_not_is_refused(file: Path) -> None:
    """The audit log has no period, on purpose."""
    with pytest.raises(NotFound, match='Did you mean "attempts"'):
        set_keeping(file, "attempt", "1")
    with pytest.raises(NotFound, match="There are: private_texts"):
        set_keeping(file, "audit", "1")


def test_a_broken_file_is_never_guessed_at(file: Path) -> None:
    """It is named with line and column, and left as it is."""
    file.write_text("attempts: soon\n")
    where = rf"{re.escape(str(file))}:1:\d+ "
    with pytest.raises(Misconfigured, match=where):
        require_keeping(file)
    with pytest.raises(Misconfigured, match=where):
        set_keeping(file, "private_texts", "1")
    assert read_keeping(file).settings is None
    assert file.read_text() == "attempts: soon\n"


def test_a_data_folder_may_begin_with_it(file: Path) -> None:
    """Who prepares a folder can say how long what is kept before anything is."""
    set_keeping(file, "attempts", "30")
    claim_data_folder(file.parent)
