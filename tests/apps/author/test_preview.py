"""A preview: played from any place with any values, with everything behind it laid open."""

from __future__ import annotations

from typing import Any

import pytest

from tests.apps.author.conftest import FILE, Author, edited


def values(screen: Any) -> dict[str, Any]:
    """Name -> value, of the declared variables."""
    return {card["name"]: card["value"] for card in screen["values"]}


def choices(screen: Any) -> dict[str, Any]:
    """Id -> choice, of what is asked now."""
    return {choice["id"]: choice for choice in screen["now"]["choices"]}


def test_it_begins_where_the_scenario_does(wanda: Author) -> None:
    """Without a word about place or values; of words that vary it takes the first, and no policy is set."""
    screen = wanda.goes(f"/author/preview/{FILE}")
    assert (screen["node"], screen["start"], screen["path"]) == (
        "opening",
        "opening",
        f"/author/preview/{FILE}/opening",
    )
    assert values(screen) == {"trust": 1, "asked": False, "weather": "rain"}
    assert {card["value"] for card in screen["site"]} == {"unset"}
    assert (screen["seq"], screen["can_undo"], screen["ticks"]) == (0, False, [])
    assert screen["nodes"][0] == "opening"
    assert [item["thought"] for item in screen["items"]] == ["Say something."]


def test_it_begins_anywhere_with_any_values(wanda: Author) -> None:
    """What conditions read is what was chosen, from the first line on."""
    screen = wanda.previews("opening", values={"weather": "sun"})
    assert [item["text"] for item in screen["items"]] == ["Sun at last."]
    screen = wanda.previews("asking", values={"trust": 3, "asked": True})
    assert {c["state"] for c in choices(screen).values()} == {"open"}
    screen = wanda.previews("warm-end")
    assert (screen["now"]["kind"], screen["now"]["peer_view"]) == ("end", "I stayed.")
    assert screen["items"][-1]["title"] == "Warm"


def test_a_place_without_a_decision_leads_on(wanda: Author) -> None:
    """The preview's start stays the place that was asked for."""
    screen = wanda.previews("middle")
    assert (screen["start"], screen["node"]) == ("middle", "asking")
    assert [item["text"] for item in screen["items"]] == ["A pause, supervisor passes.", "And you?"]


def test_hidden_and_closed_choices_say_why(wanda: Author) -> None:
    """Each part of a condition with the value that it reads, and what a trainee is told."""
    found = choices(wanda.previews("asking", values={"trust": 0}))
    assert [(c["id"], c["state"], c["place"] is None) for c in found.values()][-1] == ("brief", "hidden", True)
    assert found["brief"]["conditions"] == [
        {
            "kind": "shown_if",
            "text": "trust >= 3",
            "holds": False,
            "atoms": [{"text": "trust >= 3", "name": "trust", "value": 0, "holds": False}],
        }
    ]
    assert (found["ask"]["state"], found["ask"]["reason"]) == ("closed", "She has turned away.")
    assert [(c["kind"], c["holds"]) for c in found["ask"]["conditions"]] == [("enabled_if", False)]
    assert (found["sorry"]["state"], found["sorry"]["conditions"]) == ("open", [])
    assert sorted(c["place"] for c in found.values() if c["place"]) == [1, 2]


def test_every_part_of_a_condition_is_weighed_by_itself(wanda: Author) -> None:
    """Words, flags, numbers and policies of the site, under `not` and `or` as well."""
    text = "not (weather == sun or asked) and trust < 2 and site.contact_policy == scheduled-only"
    wanda.saves(edited(lambda s: s["nodes"]["asking"]["choices"]["brief"].update(shown_if=text)))
    wanda.looks()
    screen = wanda.previews("asking", site={"contact_policy": "scheduled-only"}, values={"asked": True})
    (card,) = choices(screen)["brief"]["conditions"]
    assert (card["text"], card["holds"]) == (text, False)
    assert [(a["text"], a["value"], a["holds"]) for a in card["atoms"]] == [
        ("weather == sun", "rain", False),
        ("asked", True, True),
        ("trust < 2", 1, True),
        ("site.contact_policy == scheduled-only", "scheduled-only", True),
    ]
    read = {policy["name"]: policy["read"] for policy in screen["site"]}
    assert [name for name, is_read in read.items() if is_read] == ["contact_policy"]
    assert screen["site"][0]["name"] == "contact_policy"


def test_a_choice_shows_what_it_is_worth_before_it_is_taken(wanda: Author) -> None:
    """Behaviours with their conditions, effects on the present values, target and feedback."""
    talk = choices(wanda.previews("opening"))["talk"]
    assert [(t["behaviour"], t["kind"], t["competency"]) for t in talk["ticks"]] == [
        ("talks-over", "harmful", "listening"),
        ("shares-unasked", "harmful", "sharing"),
    ]
    assert [t["condition"] and t["condition"]["holds"] for t in talk["ticks"]] == [None, True]
    assert talk["effects"] == [{"name": "trust", "before": 1, "after": 0}]
    assert (talk["target"], talk["feedback"]) == ("middle", "F3.")
    sorry = choices(wanda.previews("asking"))["sorry"]
    assert sorry["repairs"] == ["talks-over"]


def test_ticks_and_levels_stand_raw_while_it_is_played(wanda: Author) -> None:
    """After every step: what was shown and where, what it repairs, and each level as it is."""
    screen = wanda.previews("opening")
    assert [level["level"] for level in screen["levels"]] == [None, None]
    screen = wanda.takes("talk")
    assert [(t["behaviour"], t["where"], t["turn"], t["repaired"]) for t in screen["ticks"]] == [
        ("talks-over", "opening/talk", 1, False),
        ("shares-unasked", "opening/talk", 1, False),
    ]
    assert [(v["name"], v["value"], v["start"]) for v in screen["values"] if v["changed"]] == [("trust", 0, 1)]
    screen = wanda.takes("sorry")
    assert screen["ticks"][0]["repaired"]
    assert (screen["ticks"][2]["behaviour"], screen["ticks"][2]["turn"]) == ("names-the-slip", 2)
    assert [(level["competency"], level["level"], level["harmful"]) for level in screen["levels"]] == [
        ("listening", 1, 1),
        ("sharing", 1, 1),
    ]
    assert not screen["met_standard"]


def test_the_standard_is_met_as_soon_as_it_is(wanda: Author) -> None:
    """What is required and was shown is told apart from what is still missing."""
    wanda.previews("opening")
    screen = wanda.takes("wait")
    assert [[r["shown"] for r in level["required"]] for level in screen["levels"]] == [[True], [False]]
    assert not screen["met_standard"]
    screen = wanda.takes("brief")
    assert ([level["level"] for level in screen["levels"]], screen["met_standard"]) == ([4, 4], True)


def test_a_written_reply_stands_beside_the_model_answer(wanda: Author) -> None:
    """Before it is written, and after; a skipped one as well."""
    screen = wanda.previews("writing")
    assert screen["now"]["model_answer"] == "Dear Dana."
    assert [tick["behaviour"] for tick in screen["now"]["looks_for"]] == ["reflects"]
    screen = wanda.does("write", seq=0, text="Hello you.")
    reply = next(item for item in screen["items"] if item["kind"] == "reply")
    assert (reply["text"], reply["comparison"]["model_answer"]) == ("Hello you.", "Dear Dana.")
    wanda.does("undo", seq=1)
    screen = wanda.does("write", seq=0, text=None)
    assert next(item["text"] for item in screen["items"] if item["kind"] == "reply") is None


def test_steps_are_taken_back_one_by_one_or_all_at_once(wanda: Author) -> None:
    """Undo leads to exactly what was there before; restart to the start, with its values."""
    first = wanda.previews("opening", values={"trust": 2})
    second = wanda.takes("talk")
    wanda.takes("sorry")
    assert wanda.does("undo", seq=2) == second
    assert wanda.does("undo", seq=1) == first
    assert wanda.does("undo", seq=0) == first
    wanda.takes("wait")
    assert wanda.does("restart") == first


def test_a_profile_sets_what_single_policies_then_change(wanda: Author) -> None:
    """The profile comes first; what it does not name is unset."""
    profiles = {"strict": {"mandated_reporter": "yes", "report_to": "authority"}}
    wanda.saves(edited(lambda s: s.update(profiles=profiles)))
    wanda.looks()
    screen = wanda.previews(profile="strict", site={"report_to": "both"})
    site = {policy["name"]: policy["value"] for policy in screen["site"]}
    assert (site["mandated_reporter"], site["report_to"], site["contact_policy"]) == ("yes", "both", "unset")
    assert (screen["profile"], screen["profiles"]) == ("strict", [{"name": "strict", "policies": profiles["strict"]}])


@pytest.mark.parametrize("seq", [-1, 1, 10**30])
def test_a_step_from_another_time_changes_nothing(wanda: Author, seq: int) -> None:
    """The page is told where the preview stands."""
    before = wanda.previews("opening")
    assert wanda.does("take", seq=seq, choice="wait") == before
    assert wanda.notice["tone"] == "info"


def test_a_rubric_with_errors_takes_the_levels_away_and_not_the_preview(wanda: Author) -> None:
    """The conversation goes on; what rests on the rubric is not told."""
    wanda.previews("opening")
    (wanda.folder / "rubrics" / "sharing.yml").write_text("format: rubric/1\nid: sharing\n")
    wanda.looks()
    screen = wanda.takes("talk")
    assert (screen["levels"], screen["met_standard"]) == ([], None)
    assert [(t["behaviour"], t["kind"]) for t in screen["ticks"]] == [
        ("talks-over", "harmful"),
        ("shares-unasked", None),
    ]
