"""RP1xx: the file and its format."""

from __future__ import annotations

from roleplay.authoring.codes.code import Code

CODES: tuple[Code, ...] = (
    Code(
        "RP101",
        "The file cannot be read",
        "Only UTF-8 text of moderate size can be read the same way everywhere. Invisible characters come with pasted "
        "text, look like nothing, and break ids and searches.",
        'Save the file with the encoding "UTF-8", delete the character at the place named, or split the file.',
    ),
    Code(
        "RP102",
        "The file is not YAML",
        "Nothing after this place can be understood, so nothing else was checked.",
        "Look at this line and the one before it: indentation (spaces, never tabs), quotation marks that are not "
        'closed, brackets, and texts that hold ": " without quotes around them.',
    ),
    Code(
        "RP103",
        "A part of YAML that these files do without",
        "Anchors, aliases, tags, merges, further documents and deep nesting make a file hard to read in a diff, and "
        "let a small file unfold into a huge one.",
        "Write the part out. If it is meant as text, put it in double quotes.",
    ),
    Code(
        "RP104",
        "The same field or id twice in one place",
        "Only one of them could count, and readers of the file would not know which.",
        "Rename one, or remove it.",
    ),
    Code(
        "RP105",
        "A field or id that YAML reads as a number, true, false or nothing",
        "What refers to it would be read as a number or a truth, and would never match.",
        "Choose a word, e.g. `first` for `1`.",
    ),
    Code(
        "RP106",
        "The file holds no fields",
        "A scenario, station, rubric, module, curriculum, anchor or plan is a list of fields, from `format` on.",
        "Start the file with `format: scenario/1`, `station/1`, `rubric/1`, `module/1`, `curriculum/1`, `anchor/1` or "
        "`plan/1`.",
    ),
    Code(
        "RP107",
        "The format is missing or unknown",
        "The first field says what kind of file it is and by which version of the format it is read.",
        "Write `format: scenario/1`, `station/1`, `rubric/1`, `module/1`, `curriculum/1`, `anchor/1` or `plan/1`. A "
        "higher number needs a newer version of this software.",
    ),
    Code(
        "RP108",
        "A field that does not exist",
        "A misspelt field would be ignored, and with it what its author meant.",
        "Correct the name; docs/scenarios.md, stations.md, curriculum.md, calibration.md and workshops.md list them "
        "all.",
    ),
    Code(
        "RP109",
        "A field is missing",
        "The scenario or rubric cannot be used without it.",
        "Add it; docs/scenarios.md says what it holds.",
    ),
    Code(
        "RP110",
        "A value of the wrong kind",
        "A number stands where a text belongs, a text where a list belongs, and the like.",
        "Write the kind that is named. A text that looks like a number, true or false belongs in quotes.",
    ),
    Code(
        "RP111",
        "A value that is not allowed",
        "Some fields have a list of words or a range of numbers; texts have a largest length.",
        "Use one of the values that are named.",
    ),
    Code(
        "RP112",
        "An id of the wrong form",
        "Ids are kept for as long as anybody's attempts are kept. They must read the same in addresses, file names "
        "and reports.",
        "Small letters, digits and single hyphens (`ask-first`); variables have underscores (`told_limits`).",
    ),
    Code(
        "RP113",
        "Parts that do not go together",
        "A node does one thing, a variable is of one kind, and a harmful behaviour has a severity.",
        "Keep the one that is meant.",
    ),
    Code(
        "RP120",
        "A choice without feedback",
        "Practice without feedback was measured to make empathy worse. Every choice says what the words did to the "
        "other person and what they left open.",
        "Add `feedback:` with two or three sentences about the moment, not about the trainee.",
    ),
    Code(
        "RP121",
        "No content notes",
        "Many who train have lived through what a scenario shows. They decide beforehand whether to open it today.",
        "Add `content_notes:` with what distressing things come up, or what is the hardest if it is mild.",
    ),
    Code(
        "RP122",
        "No way to opt out",
        "Leaving must be possible at any moment, without a penalty, and close the scene gently.",
        "Add `opt_out:` with `goto:` (a gentle ending) and `grounding:` (a short exercise).",
    ),
    Code(
        "RP123",
        "No resources",
        "Somebody who is moved by a scenario must find help on every page of it.",
        "Add `resources:` with at least one entry of `title:` and `text:`.",
    ),
    Code(
        "RP130",
        "The id does not match the file's place",
        "Authors find a scenario by its id. The file `disclosure/the-first-question.yml` holds the scenario "
        "`disclosure/the-first-question`; a rubric's file is named after the rubric.",
        "Rename the file or, if nobody has played it yet, change the id.",
    ),
    Code(
        "RP131",
        "The use does not fit the folder",
        "What lies in `assessment/` is not to be practised beforehand, and what lies in `practice/` is open to all.",
        "Move the file, or change `use`.",
    ),
    Code(
        "RP132",
        "The same id in two files",
        "Attempts, scores and links name a scenario or rubric by its id alone.",
        "Give the later file another id, or remove it.",
    ),
    Code(
        "RP133",
        "A behaviour in two rubrics",
        "A tick names a behaviour by its id alone, and counts for one competency.",
        "Give one of the two an id that says how it differs.",
    ),
    Code(
        "RP134",
        "A rubric without a harmful behaviour",
        "Every competency can be done in a way that hurts. A rubric that cannot say so rates harm as merely "
        "unfinished.",
        "Add at least one behaviour with `kind: harmful` and a `severity`.",
    ),
    Code(
        "RP135",
        "A rubric without a basic behaviour",
        "The level *helpful* means that the required basics were shown.",
        "Add at least one behaviour with `kind: basic`.",
    ),
)
"""The codes, in their order."""
