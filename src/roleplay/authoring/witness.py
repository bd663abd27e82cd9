"""Ways to a state, so that whatever a proof finds can be seen by playing it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from roleplay.authoring.product import Product, Setting, Step


class Ways:
    """A way with as few choices as any to every state that can be reached by steps that are `allowed`."""

    def __init__(self, product: Product, allowed: Callable[[Step], bool] = lambda _: True) -> None:
        self.product = product
        """The states."""
        self._came: dict[int, tuple[int, str | None] | None] = {0: None}
        count = {0: 0}
        waiting = deque([0])
        while waiting:
            here = waiting.popleft()
            for step in product.steps[here]:
                taken = count[here] + (step.choice is not None)
                if not allowed(step) or count.get(step.target, taken + 1) <= taken:
                    continue
                count[step.target], self._came[step.target] = taken, (here, step.choice)
                (waiting.append if step.choice is not None else waiting.appendleft)(step.target)

    def __contains__(self, state: int) -> bool:
        return state in self._came

    def to(self, state: int) -> tuple[str, ...]:
        """The choices of the way, each as `node/choice`."""
        choices: list[str] = []
        before = self._came[state]
        while before is not None:
            here, choice = before
            if choice is not None:
                choices.append(f"{self.product.nodes[here]}/{choice}")
            before = self._came[here]
        return tuple(reversed(choices))


def told_way(way: Sequence[str]) -> str:
    """A way in words: `after opening/ask > invited/share`."""
    return f"after {' > '.join(way)}" if way else "at the beginning"


def told_setting(setting: Setting) -> str:
    """A setting in words, with the comma before it; empty where there is only one."""
    parts = [f'the profile "{setting.profile}"'] if setting.profile else []
    parts += [f"{name} == {word}" for name, word in setting.vary.items()]
    return f" under {' and '.join(parts)}" if parts else ""
