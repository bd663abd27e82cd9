"""The site's settings: the file, what each means, how one is changed."""

from __future__ import annotations

import re
import stat
from datetime import date
from pathlib import Path

import pytest

from roleplay.errors import Misconfigured, NotFound
from roleplay.model.site import POLICIES, Attestation, CrisisLine, Site, YesNo
from roleplay.services.settings import (
    MEANINGS,
    add_line,
    attest,
    gaps,
    read_site,
    remove_line,
    set_value,
    site_file,
    template,
)

DOCUMENT = Path(__file__).parents[2] / "docs" / "site-settings.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A settings file that is not there yet."""
    return site_file(tmp_path)


def test_without_a_file_nothing_is_set(file: Path) -> None:
    """Nor with one that holds only comments."""
    assert read_site(file).site == Site()
    file.write_text("# later\n\n")
    assert read_site(file) == read_site(file.with_name("none"))


def test_every_setting_is_explained_in_the_file(file: Path) -> None:
    """The template sets nothing, and has each setting in the order of the model with what it means and can be."""
    file.write_text(template())
    assert read_site(file).site == Site()
    assert re.findall(r"^(\w+):", template(), re.MULTILINE) == list(Site.model_fields) == list(MEANINGS)
    for name, values in POLICIES.items():
        before = template().partition(f"\n{name}: unset")[0].rpartition("\n\n")[2]
        assert f"# One of: {', '.join(values[1:])}." in before


def test_the_first_change_writes_the_explained_file(file: Path) -> None:
    """It is its owner's only; all comments are there, and only the one setting differs."""
    site = set_value(file, "mandated_reporter", "yes")
    assert site == read_site(file).site == Site(mandated_reporter=YesNo.YES)
    assert file.read_text() == template().replace("mandated_reporter: unset", "mandated_reporter: yes")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


WRITTEN = """\
# ours

supervisor_title: "team lead"  # since May
crisis_lines:   # called by Kim each January
  # for the night
  - name: Night line  # run by the city
    reach: 116 123

  # for those who do not speak
  - {name: Text line, reach: "85258"}   # free
# what the law says
report_to: both   # checked

attested:
  by: Kim
  on: 2026-01-01
  review_by: 2026-12-31
# the end
"""


def test_a_change_keeps_what_people_wrote(file: Path) -> None:
    """Every other character: comments beside and between, order, quotes, empty lines."""
    file.write_text(WRITTEN)
    set_value(file, "report_to", "authority")
    set_value(file, "supervisor_title", "Leuchtturm: Haus 3 # Süd")
    set_value(file, "attested", None)
    assert file.read_text() == (
        WRITTEN.replace("both", "authority")
        .replace('"team lead"', "'Leuchtturm: Haus 3 # Süd'")
        .replace("attested:\n  by: Kim\n  on: 2026-01-01\n  review_by: 2026-12-31\n", "attested:\n")
    )


def test_a_change_of_crisis_lines_keeps_what_people_wrote(file: Path) -> None:
    """Added, replaced and removed: only that line."""
    file.write_text(WRITTEN)
    add_line(file, "Day line", "117", about="Volunteers.")
    added = "   # free\n  - name: Day line\n    reach: '117'\n    about: Volunteers.\n"
    assert file.read_text() == WRITTEN.replace("   # free\n", added)
    remove_line(file, "Day line")
    assert file.read_text() == WRITTEN
    add_line(file, "Night line", "116 124", "at night")
    add_line(file, "Text line", "+1 2")
    replaced = WRITTEN.replace(
        "Night line  # run by the city\n    reach: 116 123", "Night line\n    reach: 116 124\n    hours: at night"
    )
    assert file.read_text() == replaced.replace('{name: Text line, reach: "85258"}', "name: Text line\n    reach: +1 2")
    assert read_site(file).problems == ()
    remove_line(file, "Night line")
    assert "  # for the night\n\n  # for those who do not speak\n" in file.read_text()
    assert [line.name for line in remove_line(file, "Text line").crisis_lines] == []
    assert "# what the law says\nreport_to: both   # checked\n" in file.read_text()


def test_a_file_of_comments_takes_a_first_setting(file: Path) -> None:
    """The comments stay."""
    file.write_text("# written by hand\n")
    set_value(file, "emergency_number", "112")
    assert file.read_text().startswith("# written by hand\n")
    assert read_site(file).site == Site(emergency_number="112")


def test_a_number_is_kept_as_it_is_dialled(file: Path) -> None:
    """Neither a leading zero nor a plus is lost."""
    for number in ("112", "0800 111", "+44 1", "0o17", "1e3"):
        assert set_value(file, "emergency_number", number).emergency_number == number
        assert read_site(file).site == Site(emergency_number=number)


def test_a_setting_is_taken_back(file: Path) -> None:
    """It is as if nobody had answered it."""
    set_value(file, "supervisor_title", "coach")
    add_line(file, "Line", "1")
    set_value(file, "supervisor_title", None)
    assert set_value(file, "crisis_lines", None) == Site()
    assert file.read_text() == template()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("mandated_reporter", "yess", 'Did you mean "yes"'),
        ("report_to", "", "cannot be"),
        ("organisation", " ", "empty"),
        ("organisation", "x" * 201, "at most 200"),
        ("crisis_lines", "Line|1", "roleplay site add-line"),
        ("attested", "Kim", "roleplay site attest"),
    ],
)
def test_a_value_that_a_setting_cannot_have_is_refused(file: Path, name: str, value: str, said: str) -> None:
    """With what it can have; no file is written."""
    with pytest.raises(Misconfigured) as refused:
        set_value(file, name, value)
    assert said in str(refused.value)
    assert not file.exists()


def test_a_setting_that_there_is_not_is_refused(file: Path) -> None:
    """The nearest is suggested, or all are named."""
    with pytest.raises(NotFound, match='Did you mean "report_to"'):
        set_value(file, "report-to", "both")
    with pytest.raises(NotFound, match="organisation, supervisor_title"):
        set_value(file, "zzz", "both")


def test_crisis_lines_are_added_replaced_and_removed(file: Path) -> None:
    """By their names, in the order in which they came."""
    add_line(file, "Night line", "116 123", "at night", "Volunteers.")
    add_line(file, "Text line", "send HELLO to 85258")
    site = add_line(file, "Night line", "116 124")
    assert site == read_site(file).site
    assert site.crisis_lines == (
        CrisisLine(name="Night line", reach="116 124"),
        CrisisLine(name="Text line", reach="send HELLO to 85258"),
    )
    with pytest.raises(NotFound, match='Did you mean "Night line"'):
        remove_line(file, "Night lime")
    assert [line.name for line in remove_line(file, "Night line").crisis_lines] == ["Text line"]
    assert remove_line(file, "Text line") == Site()


def test_a_crisis_line_that_nobody_could_reach_is_refused(file: Path) -> None:
    """The place in the list is named."""
    with pytest.raises(Misconfigured, match="reach"):
        add_line(file, "Line", "  ")
    assert not file.exists()


def test_somebody_vouches_until_a_date(file: Path) -> None:
    """The date comes later than the day; the whole is one setting."""
    site = attest(file, "Kim, lead", date(2026, 3, 1), date(2027, 3, 1))
    assert site == read_site(file).site
    assert site.attested == Attestation(by="Kim, lead", on=date(2026, 3, 1), review_by=date(2027, 3, 1))
    with pytest.raises(Misconfigured, match="would not come after"):
        attest(file, "Kim, lead", date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("mandated_reporter: maybe\n", 1, "It can be: unset, yes, no."),
        ("\nmandatedreporter: yes\n", 2, 'Did you mean "mandated_reporter"'),
        ("emergency_number: 112\n", 1, "in quotes"),
        ("crisis_lines:\n  - name: Line\n", 2, 'no "reach"'),
        ("organisation: [\n", 2, "cannot be read as YAML"),
        ("report_to: both\nreport_to: both\n", 2, "second time"),
        ("- a\n", 1, "no fields"),
        (b"organisation: \xff\n", 1, "UTF-8"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_stops_changes(
    file: Path, content: str | bytes, line: int, said: str
) -> None:
    """Line and column, what is wrong, how to mend it; a change does not write over what somebody is about to mend."""
    raw = content if isinstance(content, bytes) else content.encode()
    file.write_bytes(raw)
    read = read_site(file)
    assert read.site is None
    assert re.match(rf"{re.escape(str(file))}:{line}:\d+ ", read.problems[0])
    assert said in read.problems[0]
    with pytest.raises(Misconfigured, match=rf"{re.escape(str(file))}:{line}:\d+ "):
        set_value(file, "supervisor_title", "coach")
    assert file.read_bytes() == raw


def test_what_is_missing_is_listed_with_what_follows() -> None:
    """Everything at first, nothing when all is answered, and the review once it is due."""
    today = date(2026, 3, 1)
    assert [name for name, _ in gaps(Site(), today)] == [name for name in MEANINGS if name != "supervisor_title"]
    answers = {name: values[1] for name, values in POLICIES.items()}
    complete = Site.model_validate(
        {
            **answers,
            "organisation": "Lighthouse",
            "emergency_number": "112",
            "crisis_lines": [{"name": "Line", "reach": "1"}],
            "attested": {"by": "Kim", "on": today, "review_by": date(2027, 3, 1)},
        }
    )
    assert list(gaps(complete, date(2027, 3, 1))) == []
    ((name, follows),) = gaps(complete, date(2027, 3, 2))
    assert (name, "due on 2027-03-01" in follows) == ("attested", True)


def test_the_document_describes_every_setting() -> None:
    """docs/site-settings.md has a section for each, with its question, its values, and what follows while it is not set."""
    sections = {
        part.partition("\n")[0].strip("` "): " ".join(part.split())
        for part in DOCUMENT.read_text(encoding="utf-8").split("\n### ")[1:]
    }
    assert list(sections) == list(MEANINGS)
    for name, meaning in MEANINGS.items():
        assert meaning.asks in sections[name]
        assert meaning.unset in sections[name]
        assert re.findall(r"^|`([\w-]+)`:", sections[name]) is not None
        for value in POLICIES.get(name, ())[1:]:
            assert f"- `{value}`: " in sections[name]
