"""RP3xx: what a proof finds."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code, Severity

CODES: tuple[Code, ...] = (
    Code(
        "RP301",
        "A conversation that can go on for ever",
        "It can come back to the same place with nothing changed. Nobody can say how long it takes, nor what it can "
        "lead to.",
        "Let something change on the way that ends it, or lead on to another node.",
    ),
    Code(
        "RP302",
        "Too large to be proved",
        "What cannot be looked at as a whole may hold anything. Nothing is ever cut silently.",
        "Narrow the ranges of variables, read fewer of them late, or split the scenario.",
    ),
    Code(
        "RP303",
        "Too large for its lines to be looked at",
        "Ways and levels are proved. Whether every line is said somewhere is not, because conditions of lines read so "
        "much that there are too many states.",
        "Narrow the ranges of variables that lines read, or read fewer of them late.",
        Severity.WARNING,
    ),
    Code(
        "RP310",
        "A node that cannot be reached",
        "Something leads to it, but under no profile and no variation can anybody take that way.",
        "Mend the conditions on the way to it, or remove it.",
    ),
    Code(
        "RP311",
        "A line that is never said",
        "Its condition never holds when the conversation gets there, under no profile and no variation.",
        "Mend the condition, or remove the line.",
    ),
    Code(
        "RP312",
        "A choice that can never be shown",
        "Its condition never holds when the conversation gets there, under no profile and no variation.",
        "Mend the condition, or what leads up to it; else remove the choice.",
    ),
    Code(
        "RP313",
        "A choice that can never be taken",
        "It is seen, and always closed.",
        "Mend the condition of `enabled_if`, or what leads up to it; else remove the choice.",
    ),
    Code(
        "RP314",
        "A behaviour that can never be shown here",
        "The condition of the tick never holds at this moment, so it never counts.",
        "Mend the condition, or remove the tick.",
    ),
    Code(
        "RP315",
        "A condition that always holds here",
        "It is not always true by itself, but it is whenever the conversation gets here. So it does nothing, and "
        "something else was meant.",
        "Mend it, or remove it.",
        Severity.WARNING,
    ),
    Code(
        "RP316",
        "All choices closed",
        "There are moments when not one choice is open, and the node does not say where to go then.",
        "Leave one choice without condition, or add `otherwise:` to the node.",
    ),
    Code(
        "RP317",
        "A fallback that is never needed",
        "Some choice is open whenever the conversation gets here.",
        "Remove `otherwise:`, or mend the conditions.",
        Severity.WARNING,
    ),
    Code(
        "RP318",
        "A decision with one way only",
        "There are moments when only one choice is open. One choice is no decision, and nothing can be learnt from it.",
        "Leave a second choice open at that moment.",
        Severity.WARNING,
    ),
    Code(
        "RP320",
        "A bound that is never reached",
        "The range is wider than anything that happens, so a condition near that bound would never hold.",
        "Narrow the range, or let choices change it further.",
        Severity.WARNING,
    ),
    Code(
        "RP330",
        "A required behaviour that cannot be shown without harm",
        "What can only be shown after a slip cannot be asked of everybody.",
        "Let a choice on a way without harm show it, or do not require it.",
    ),
    Code(
        "RP331",
        "The standard cannot be met",
        "Under this profile or variation no way without harm shows everything that is required. It cannot be played "
        "there for a score.",
        "Look at the ways that are open there, and let one of them show what is missing.",
    ),
    Code(
        "RP332",
        "A required behaviour with one chance only",
        "Somebody who misses one moment cannot show it any more. People notice things late; a second chance measures "
        "what they can do, not how quick they are.",
        "Let a choice at a later decision show it too.",
        Severity.WARNING,
    ),
    Code(
        "RP333",
        "A level that cannot be reached",
        "Levels 2, 3 and 4 must be possible in each competency that is assessed. Otherwise the level says something "
        "about the scenario, not about the person.",
        "For 2, let a way without harm leave out something required; for 4, let a way that shows everything required "
        "show something advanced too.",
    ),
    Code(
        "RP334",
        "Nothing can go wrong",
        "No choice is harmful in any competency that is assessed. A conversation in which nobody can be hurt does not "
        "tell who is careful.",
        "Add a choice that a decent person might make, and that would hurt.",
    ),
    Code(
        "RP335",
        "A harm that pays",
        "Somebody who does harm and repairs it comes out above everybody who goes the same way without the harm.",
        "Let what the repair shows be shown without a slip as well, or do not assess it here.",
    ),
    Code(
        "RP336",
        "A moment with harmful choices only",
        "Somebody who has done no harm is made to do some.",
        "Leave a choice without harm open at that moment.",
    ),
    Code(
        "RP350",
        "A crisis that ends without a hand-over",
        "Somebody is in danger, nothing harmful was done, and nobody stays with the person or takes over. That teaches "
        "to carry it alone.",
        "Add `handed_over_to:` to the ending, or let the way to it show the harm that it is.",
    ),
)
"""The codes, in their order."""
