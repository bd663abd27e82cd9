"""Plays a scenario: `step(state, event) -> state`, pure and fast, on a compiled scenario."""

from roleplay.engine.compiled import Compiled, Offer, compile_scenario
from roleplay.engine.state import Passage, Phase, State

__all__ = ["Compiled", "Offer", "Passage", "Phase", "State", "compile_scenario"]
