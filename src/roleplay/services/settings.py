"""The site's settings: the file `site.yml` in the data folder, what each setting means, and how one is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from roleplay.errors import Misconfigured, NotFound
from roleplay.model.site import POLICIES, Site
from roleplay.services.settings_file import Meaning, SettingsFile
from roleplay.services.yaml_text import append, put, remove, replace

_HEADER = """\
# What law, policy and custom say where your program runs. There is no default for any country.
# `roleplay site check` says what is not set yet, and what follows from that."""

EDITED_APART = {"crisis_lines": "roleplay site add-line", "attested": "roleplay site attest"}
"""Settings that are no single value -> the command that changes them."""

_OPEN = "Scenarios about {} name no local rule, and leave it to ask the supervisor."

MEANINGS: Mapping[str, Meaning] = {
    "organisation": Meaning("The name of your program.", 'Texts say "the program".'),
    "supervisor_title": Meaning("What a mentor's supervisor is called with you.", 'Texts say "supervisor".'),
    "crisis_lines": Meaning(
        "Whom a trainee can call or write to in a crisis: name, how to reach it, hours, what to expect.",
        '"Get help" says that no crisis line has been set up, and gives general emergency advice only.',
    ),
    "emergency_number": Meaning(
        "The emergency number of your place.",
        '"Get help" tells people to call the emergency number of the place where they are, without the number.',
    ),
    "mandated_reporter": Meaning(
        "Must a peer mentor with you report suspected abuse or neglect by law?", _OPEN.format("abuse or neglect")
    ),
    "report_to": Meaning(
        "Where does a report of suspected abuse or neglect go first?", _OPEN.format("abuse or neglect")
    ),
    "threat_to_others": Meaning(
        "What does a mentor do about a threat to somebody else?", _OPEN.format("a threat to somebody else")
    ),
    "self_harm_policy": Meaning(
        "What does a mentor do about self-harm without the wish to die?", _OPEN.format("self-harm")
    ),
    "ask_or_alert": Meaning(
        "Does a mentor ask about suicide before alerting the supervisor, or alert first? Asking is never wrong.",
        _OPEN.format("thoughts of suicide"),
    ),
    "emergency_route": Meaning("Who is called when danger is imminent?", _OPEN.format("imminent danger")),
    "substance_use_records": Meaning(
        "Are records about substance use under stricter confidentiality with you?", _OPEN.format("confidentiality")
    ),
    "contact_policy": Meaning(
        "How do peers and mentors reach each other between meetings?", _OPEN.format("contact between meetings")
    ),
    "attested": Meaning(
        "Who says that these settings are right for your place, when, and when will they be looked at again?",
        "Scenarios on crisis and confidentiality say that nobody has confirmed yet what holds where you are.",
    ),
}
"""Every setting, in the order of the file."""

_FILE = SettingsFile(Site, _HEADER, MEANINGS, POLICIES, EDITED_APART)


@dataclass(frozen=True, slots=True)
class SiteRead:
    """What came of reading `site.yml`."""

    site: Site | None
    """The settings; None when there is something to mend. Without a file, nothing is set."""
    problems: tuple[str, ...]
    """`path:line:column` with what is wrong and how to mend it."""


def site_file(data: Path) -> Path:
    """Where the settings of a data folder are."""
    return data / "site.yml"


def template() -> str:
    """A file in which nothing is set, with every setting explained."""
    return _FILE.template()


def read_site(file: Path) -> SiteRead:
    """Read the settings, with everything that is to mend."""
    return SiteRead(*_FILE.read(file))


def set_value(file: Path, name: str, value: str | None) -> Site:
    """Change one setting, or take it back with None; comments and the other settings stay. Returns all settings.

    Raises `NotFound` for a setting that there is not, and `Misconfigured` for a value that it cannot have.
    """
    return _FILE.set_value(file, name, value)


def add_line(file: Path, name: str, reach: str, hours: str | None = None, about: str | None = None) -> Site:
    """Add a crisis line at the end, or replace the one with this name. Returns all settings. Raises `Misconfigured`."""
    given = {"name": name, "reach": reach, "hours": hours, "about": about}
    line = {key: value.strip() for key, value in given.items() if value is not None}
    _FILE.checked("crisis_lines", [line])
    text = _FILE.text(file)
    names = _names(file, text)
    if line["name"] in names:
        return _FILE.rewrite(file, replace(text, "crisis_lines", names.index(line["name"]), line))
    return _FILE.rewrite(file, append(text, "crisis_lines", line))


def remove_line(file: Path, name: str) -> Site:
    """Remove a crisis line. Returns all settings. Raises `NotFound` when there is none with this name."""
    text = _FILE.text(file)
    names = _names(file, text)
    if name.strip() not in names:
        raise NotFound.of("crisis line", name, names)
    return _FILE.rewrite(file, remove(text, "crisis_lines", names.index(name.strip())))


def attest(file: Path, by: str, on: date, review_by: date) -> Site:
    """Let a named person vouch for the settings until a date. Returns all settings. Raises `Misconfigured`."""
    if review_by <= on:
        raise Misconfigured(f"The review on {review_by} would not come after {on}.", "Give a later date.")
    said = {"by": by.strip(), "on": on, "review_by": review_by}
    _FILE.checked("attested", said)
    return _FILE.rewrite(file, put(_FILE.text(file), "attested", said))


def _names(file: Path, text: str) -> list[str]:
    return [line.name for line in _FILE.in_text(file, text).crisis_lines]


def gaps(site: Site, today: date) -> Iterator[tuple[str, str]]:
    """What is not set, or due to be looked at again: name of the setting, and what follows."""
    yield from _FILE.gaps(site)
    if site.attested is not None and site.attested.review_by < today:
        yield "attested", f"The review was due on {site.attested.review_by}. {MEANINGS['attested'].unset}"
