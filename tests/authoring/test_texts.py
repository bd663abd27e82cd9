"""Every text that anybody reads is looked at."""

from __future__ import annotations

from roleplay.authoring.texts import texts
from tests.authoring.files import SCENARIOS, check

SKIPPED = {"format", "id", "pillar", "use", "medium", "role", "order", "start", "goto", "pronouns", "name", "at", "who"}
"""Fields that hold a word or an id, or a name."""


def strings(value: object) -> set[str]:
    """Every text in a scenario's data, ids and words left out."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {text for key, item in value.items() if key not in SKIPPED for text in strings(item)}
    if isinstance(value, (list, tuple)):
        return {text for item in value for text in strings(item)}
    return set()


def test_no_text_is_forgotten() -> None:
    """What the passes read is every text that the model holds, but for ids, words and conditions."""
    for path in sorted((SCENARIOS / "features").iterdir()):
        loaded = check(path.read_bytes(), f"features/{path.name}")
        assert loaded.thing is not None
        data = loaded.thing.model_dump(
            mode="json",
            exclude={"assesses": True, "state": True, "profiles": True, "topics": True},
            exclude_defaults=True,
        )
        for node in data["nodes"]:
            node.pop("ticks", None)
            node.pop("otherwise", None)
            node.get("reply", {}).pop("looks_for", None)
            for line in node.get("say", ()):
                line.pop("only_if", None)
            for choice in node.get("choices", ()):
                for name in ("ticks", "repairs", "effects", "shown_if"):
                    choice.pop(name, None)
                choice.get("enabled_if", {}).pop("when", None)
                for line in choice.get("response", ()):
                    line.pop("only_if", None)
        read = {one.text for one in texts(loaded.thing, loaded.places)}
        assert strings(data) - read == set(), path.name
        assert all(one.steps in loaded.places for one in texts(loaded.thing, loaded.places)), path.name
