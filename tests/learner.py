"""Somebody who goes through modules by commands as the browser sends them, and knows what is right."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from roleplay.apps.trainee import TraineeApp
from roleplay.engine import Phase
from roleplay.model.event import Chose
from roleplay.model.rubric import Kind
from roleplay.scoring.score import machine_ticks
from roleplay.services.attempts import Playing

MOST_TURNS = 60
"""No way through a scenario is that long."""


@dataclass
class Learner:
    """A trainee in front of a page."""

    app: TraineeApp
    """What they work with."""
    screen: Any = None
    """What is shown."""
    wire: list[str] = field(default_factory=list)
    """Everything that was ever sent to them."""
    worst: bool = False
    """Whether they say what harms most, and not what shows most."""

    def does(self, do: str, **fields: Any) -> Any:
        """Send a command; what comes back, with the screen taken over."""
        answer = self.app.handle({"do": do, **fields})
        self.wire.append(json.dumps([answer.screen, answer.played, answer.kept, answer.readers, answer.notice]))
        if answer.screen is not None:
            self.screen = answer.screen
        return answer

    def opens(self, path: str) -> Any:
        """Go to an address; the screen."""
        self.does("go", path=path)
        return self.screen

    def is_refused(self, do: str, **fields: Any) -> str:
        """Send a command that ends in a notice and in no new screen; what it says."""
        answer = self.does(do, **fields)
        assert answer.notice is not None, answer
        assert answer.notice["tone"] == "problem"
        assert (answer.screen, answer.played, answer.kept) == (None, None, None)
        return str(answer.notice["text"])

    # --- checks ---

    def right(self, *, wrong: bool = False) -> list[str]:
        """The numbers of what is right in the question that is shown, or of one thing that is not."""
        question = self.screen["question"]
        item = self.app.desk.studying().item(question["item"])
        assert item is not None
        texts = {option.text for option in item.options if option.right != wrong}
        numbers = [option["id"] for option in question["options"] if option["text"] in texts]
        return numbers[:1] if wrong else numbers

    def answers(self, options: list[str]) -> Any:
        """Answer the question that is shown; the review."""
        question = self.screen["question"]
        self.does("answer_item", seq=self.screen["seq"], item=question["item"], options=options)
        return self.screen["review"]

    def takes_check(self, check: str, wrong: int = 0) -> Any:
        """Begin a check and answer it to its end, the first few wrongly; the result."""
        self.does("begin_check", check=check)
        while self.screen["question"] is not None:
            right = self.answers(self.right(wrong=wrong > 0))["right"]
            assert right is (wrong <= 0)
            wrong -= 1
            self.opens(self.screen["path"])
        return self.screen["result"]

    # --- playing ---

    @property
    def playing(self) -> Playing:
        """The attempt that is on the screen."""
        return self.app.desk.attempts.resume(self.app.desk.actor, self.screen["attempt"])

    def best(self) -> str:
        """Of what is on offer, the number of what shows most and harms nobody; or of the worst."""
        playing = self.playing
        rubrics = self.app.desk.rubrics(playing)
        kinds = {behaviour.id: behaviour.kind for rubric in rubrics.values() for behaviour in rubric.behaviours}
        offers = playing.game.offers(playing.state)

        def worth(number: int) -> int:
            after = playing.game.step(playing.state, Chose(playing.state.node, offers[number].id))
            return sum(
                -99 if kinds[tick.behaviour] is Kind.HARMFUL else 1 for tick in machine_ticks(playing.game, after)
            )

        open_ = [number for number, offer in enumerate(offers) if offer.open]
        return str((min if self.worst else max)(open_, key=worth) + 1)

    def plays(self, scenario: str) -> Any:
        """Play a scenario to its end, as well as it goes; the debrief."""
        self.does("start", scenario=scenario, mode="practice", feedback="each", say_first=False)
        return self.plays_on()

    def plays_on(self) -> Any:
        """Play what is on the screen to its end; the debrief."""
        assert self.screen["name"] == "player", self.screen
        seq, now = self.screen["seq"], self.screen["now"]
        for _ in range(MOST_TURNS):
            if self.playing.state.phase is not Phase.ENACT and now["kind"] not in {"anticipate", "compare"}:
                break
            match now["kind"]:
                case "anticipate":
                    answer = self.does("expect", seq=seq, text=None)
                case "choices":
                    answer = self.does("choose", seq=seq, node=now["node"], choice=self.best())
                case "reply":
                    answer = self.does("write", seq=seq, node=now["node"], text="I heard you. I will be there.")
                case _:
                    answer = self.does("compare", seq=seq, node=now["node"], behaviours=[])
            assert answer.played is not None, answer
            seq, now = answer.played["seq"], answer.played["now"]
        if now["kind"] == "reflect":
            self.does("reflect", seq=seq, texts=[None] * len(now["questions"]))
        else:
            self.does("finish", seq=seq)
        assert self.screen["name"] == "debrief", self.screen
        return self.screen

    # --- modules ---

    def keeps(self, form: Any, answers: dict[str, str]) -> Any:
        """Keep a page; when it was kept."""
        answer = self.does("keep_page", page=form["id"], answers=answers, seen=form["at"])
        assert answer.kept is not None, answer
        return answer.kept["at"]

    def finishes(self, module: str) -> Any:
        """Go through a module from its page to its end; its screen."""
        path = f"/modules/{module}"
        assert self.opens(path)["name"] == "module", self.screen
        if not self.screen["module"]["checked"]:
            assert self.takes_check(module)["passed"]
        for place in range(len(self.opens(path)["places"])):
            shown = self.opens(path)["places"][place]
            if shown["filled"] is None:
                self.plays(shown["plays"][0]["id"])
        form = self.opens(path)["reflection"]
        self.keeps(form, {form["questions"][0]["id"]: "My aunt, at the sink."})
        return self.opens(path)
