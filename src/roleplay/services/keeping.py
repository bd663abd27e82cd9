"""How long what is kept: the file `privacy.yml` in the data folder. Before somebody sets a period, nothing goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field

from roleplay.errors import Misconfigured
from roleplay.model.frozen import Frozen
from roleplay.services.settings_file import Meaning, SettingsFile, Understood

LONGEST = 36_500
"""Days. Who wants to keep something for longer leaves the setting empty."""

Days = Annotated[int, Field(ge=1, le=LONGEST)]
"""A period."""


class ErasedScores(StrEnum):
    """What becomes of attempts whose owner is erased, or whose period is over."""

    REMOVE = "remove"
    """They go, with their logs."""
    KEEP_ANONYMOUS = "keep-anonymous"
    """Finished ones stay, without texts, as nobody's, with no more than the month in which something happened."""


class Keeping(Frozen):
    """For how many days an organisation keeps what is personal. None is for good."""

    private_texts: Days | None = None
    """A number of days after which expectations, first words and reflections are erased."""
    attempts: Days | None = None
    """A number of days after which attempts go."""
    workshops: Days | None = None
    """A number of days after which names, words and ticks of workshops go."""
    unanswered_invitations: Days | None = None
    """A number of days after which accounts go that nobody ever came in by."""
    disabled_accounts: Days | None = None
    """A number of days after which disabled accounts are erased."""
    erased_scores: ErasedScores = ErasedScores.REMOVE
    """Whether attempts stay as numbers without a name."""


_HEADER = """\
# How long what is kept, in days. As long as a period is empty, nothing goes by itself.
# What is due goes with `roleplay retention run`; `roleplay retention run --dry-run` only says what would go.
#
# Not settings: somebody who has signed in is signed out after 30 days, or after 7 without a visit. The audit log says
# who did what, by ids and without anything personal; the database refuses to change or shorten it."""

MEANINGS: Mapping[str, Meaning] = {
    "private_texts": Meaning(
        "After how many days are expectations, first words and reflections erased, shared ones too? "
        "Replies to a peer go with their attempt; pages that people keep for themselves stay.",
        "They stay as long as the attempt that they were written in.",
    ),
    "attempts": Meaning(
        "After how many days do attempts go, counted from their end, or from the last step of one that was not ended?",
        "They stay as long as the person whose they are.",
    ),
    "workshops": Meaning(
        "After how many days do names, what participants wrote, wished and ticked, and messages of a workshop go, "
        "counted from its end, or from the last thing that happened in one that was not ended? Totals of votes stay, "
        "and so does who with an account was there for how long.",
        "They stay; a guest can have their own forgotten for two days after the end.",
    ),
    "unanswered_invitations": Meaning(
        "After how many days do accounts go that were added and never used?", "They stay until somebody erases them."
    ),
    "disabled_accounts": Meaning(
        "After how many days are disabled accounts erased, with all that is theirs?",
        "They stay until somebody erases them.",
    ),
    "erased_scores": Meaning(
        "What becomes of attempts when somebody is erased, or their period is over? `remove`: they go. "
        "`keep-anonymous`: finished ones stay as numbers, without texts or names, with months instead of days.",
        "They go.",
    ),
}
"""Every setting, in the order of the file."""

PERIODS = tuple(name for name in MEANINGS if name != "erased_scores")
"""The settings that are periods."""

_FILE = SettingsFile(Keeping, _HEADER, MEANINGS, {"erased_scores": tuple(ErasedScores)}, {})


def privacy_file(data: Path) -> Path:
    """Where the settings of a data folder are."""
    return data / "privacy.yml"


def template() -> str:
    """A file in which nothing is set, with every setting explained."""
    return _FILE.template()


def read_keeping(file: Path) -> Understood[Keeping]:
    """Read the settings, with everything that is to mend."""
    return _FILE.read(file)


def require_keeping(file: Path) -> Keeping:
    """The settings. Raises `Misconfigured` when there is something to mend: nobody guesses what was meant to stay."""
    read = _FILE.read(file)
    if read.settings is None:
        raise Misconfigured("\n".join(read.problems), "Mend this first; nothing was changed.")
    return read.settings


def set_keeping(file: Path, name: str, value: str | None) -> Keeping:
    """Change one setting, or take it back with None; comments and the other settings stay. Returns all settings.

    Raises `NotFound` for a setting that there is not, and `Misconfigured` for a value that it cannot have.
    """
    return _FILE.set_value(file, name, value)


def keeping_gaps(keeping: Keeping) -> Iterator[tuple[str, str]]:
    """The periods that are not set, and what follows."""
    return _FILE.gaps(keeping)
