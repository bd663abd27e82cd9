"""What is wrong with the form of a file, each place once."""

from __future__ import annotations

from roleplay.authoring.diagnostic import Diagnostic, Places, Steps


class Complaints:
    """Collects diagnostics: the first of each place, and none about what lies inside of a place complained about."""

    def __init__(self, places: Places) -> None:
        self.places = places
        """Where each part of the file stands."""
        self._found: dict[Steps, Diagnostic] = {}

    def add(
        self, code: str, steps: Steps, message: str, fix: str = "", *, missing: str = "", key: bool = False
    ) -> None:
        """Complain about a part, about its `key`, or about a field that is `missing` in it."""
        where = (*steps, missing) if missing else steps
        if not any(where[:length] in self._found for length in range(1, len(where) + 1)):
            at_key = key or bool(missing) or code == "RP108"
            self._found[where] = self.places.report(code, steps, message, fix, key=at_key)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All complaints, by place."""
        return tuple(sorted(self._found.values()))


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
