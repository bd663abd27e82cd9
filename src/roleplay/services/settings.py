"""The site's settings: the file `site.yml` in the data folder, what each setting means, and how one is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from roleplay.authoring import Diagnostic
from roleplay.authoring.shape import shape
from roleplay.authoring.source import parse
from roleplay.errors import Misconfigured, NotFound, did_you_mean
from roleplay.model.site import POLICIES, Site
from roleplay.services.private import write_owner_only
from roleplay.services.yaml_text import append, put, remove, replace

_HEADER = """\
# What law, policy and custom say where your program runs. There is no default for any country.
# `roleplay site check` says what is not set yet, and what follows from that."""

EDITED_APART = {"crisis_lines": "roleplay site add-line", "attested": "roleplay site attest"}
"""Settings that are no single value -> the command that changes them."""


class Meaning(NamedTuple):
    """What a setting is about."""

    asks: str
    """The question that it answers."""
    unset: str
    """What follows while it is not answered."""


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
    parts = [_HEADER]
    for name, meaning in MEANINGS.items():
        values = [value for value in POLICIES.get(name, ()) if value != "unset"]
        one_of = f"\n# One of: {', '.join(values)}." if values else ""
        default = Site().model_dump(mode="json")[name]
        shown = "" if default is None else "[]" if default == [] else default
        parts.append(f"# {meaning.asks}{one_of}\n# While not set: {meaning.unset}\n{name}: {shown}".rstrip())
    return "\n\n".join(parts) + "\n"


def read_site(file: Path) -> SiteRead:
    """Read the settings, with everything that is to mend."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return SiteRead(Site(), ())
    except OSError as error:
        return SiteRead(None, (f"{file} cannot be read: {error.strerror}. Check its permissions.",))
    site, found = _understand(file, content)
    return SiteRead(site, tuple(_line(diagnostic) for diagnostic in found))


def _understand(file: Path, content: bytes) -> tuple[Site | None, tuple[Diagnostic, ...]]:
    if _only_comments(content):
        return Site(), ()
    source = parse(file, content)
    if source.diagnostics:
        return None, source.diagnostics
    shaped = shape(Site, source.data, source.places)
    return shaped.thing, shaped.diagnostics


def _only_comments(content: bytes) -> bool:
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in content.splitlines())


def _line(found: Diagnostic) -> str:
    return f"{found.path}:{found.line}:{found.column} {found.message} {found.fix}".strip()


def set_value(file: Path, name: str, value: str | None) -> Site:
    """Change one setting, or take it back with None; comments and the other settings stay. Returns all settings.

    Raises `NotFound` for a setting that there is not, and `Misconfigured` for a value that it cannot have.
    """
    if name not in Site.model_fields:
        fix = did_you_mean(name, Site.model_fields).strip() or f"There are: {', '.join(Site.model_fields)}."
        raise NotFound(f'There is no setting "{name}".', fix)
    if value is not None and name in EDITED_APART:
        raise Misconfigured(f'"{name}" is no single value.', f"Change it with `{EDITED_APART[name]}`.")
    new = Site().model_dump(mode="json")[name] if value is None else value.strip()
    _refuse_bad_value(name, new)
    return _rewrite(file, put(_text(file), name, new))


def add_line(file: Path, name: str, reach: str, hours: str | None = None, about: str | None = None) -> Site:
    """Add a crisis line at the end, or replace the one with this name. Returns all settings. Raises `Misconfigured`."""
    given = {"name": name, "reach": reach, "hours": hours, "about": about}
    line = {key: value.strip() for key, value in given.items() if value is not None}
    _refuse_bad_value("crisis_lines", [line])
    text = _text(file)
    names = _names(file, text)
    if line["name"] in names:
        return _rewrite(file, replace(text, "crisis_lines", names.index(line["name"]), line))
    return _rewrite(file, append(text, "crisis_lines", line))


def remove_line(file: Path, name: str) -> Site:
    """Remove a crisis line. Returns all settings. Raises `NotFound` when there is none with this name."""
    text = _text(file)
    names = _names(file, text)
    if name.strip() not in names:
        raise NotFound.of("crisis line", name, names)
    return _rewrite(file, remove(text, "crisis_lines", names.index(name.strip())))


def attest(file: Path, by: str, on: date, review_by: date) -> Site:
    """Let a named person vouch for the settings until a date. Returns all settings. Raises `Misconfigured`."""
    if review_by <= on:
        raise Misconfigured(f"The review on {review_by} would not come after {on}.", "Give a later date.")
    said = {"by": by.strip(), "on": on, "review_by": review_by}
    _refuse_bad_value("attested", said)
    return _rewrite(file, put(_text(file), "attested", said))


def _text(file: Path) -> str:
    """The file as it is, or a new one. Raises `Misconfigured` when it cannot be read, or has something to mend."""
    content = file.read_bytes() if file.exists() else template().encode()
    if found := _understand(file, content)[1]:
        raise _to_mend(found)
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def _names(file: Path, text: str) -> list[str]:
    site = _understand(file, text.encode())[0] or Site()
    return [line.name for line in site.crisis_lines]


def _rewrite(file: Path, text: str) -> Site:
    site, found = _understand(file, text.encode())
    if site is None:
        raise _to_mend(found)
    write_owner_only(file, text)
    return site


def _refuse_bad_value(name: str, value: Any) -> None:
    """Say what is wrong with the value itself, before what else stands in the file."""
    try:
        Site.model_validate({name: value})
    except ValidationError as error:
        source = parse(Path(name), b"")
        found = shape(Site, {name: value}, source.places).diagnostics
        raise Misconfigured(found[0].message, found[0].fix) from error


def _to_mend(found: tuple[Diagnostic, ...]) -> Misconfigured:
    lines = "\n".join(_line(diagnostic) for diagnostic in found)
    return Misconfigured(lines, "Mend this first; nothing was changed.")


def gaps(site: Site, today: date) -> Iterator[tuple[str, str]]:
    """What is not set, or due to be looked at again: name of the setting, and what follows."""
    for name, meaning in MEANINGS.items():
        value = getattr(site, name)
        if value in (None, (), "unset"):
            yield name, meaning.unset
    if site.attested is not None and site.attested.review_by < today:
        yield "attested", f"The review was due on {site.attested.review_by}. {MEANINGS['attested'].unset}"
