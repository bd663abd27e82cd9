"""From behaviours that were shown to levels. The level is derived, never typed in."""

from roleplay.scoring.level import Level, derive
from roleplay.scoring.missed import Missed, missed_cues
from roleplay.scoring.official import Official, official
from roleplay.scoring.score import CompetencyScore, Score, score
from roleplay.scoring.tick import Source, Tick

__all__ = [
    "CompetencyScore",
    "Level",
    "Missed",
    "Official",
    "Score",
    "Source",
    "Tick",
    "derive",
    "missed_cues",
    "official",
    "score",
]
