"""A settings file of the data folder: YAML in which every setting is explained, and of which one value is changed.

Comments and everything else that somebody wrote into it stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from roleplay.authoring import Diagnostic
from roleplay.authoring.shape import shape
from roleplay.authoring.source import parse
from roleplay.errors import Misconfigured, NotFound, did_you_mean
from roleplay.model.frozen import Frozen
from roleplay.services.private import write_owner_only
from roleplay.services.yaml_text import put

T = TypeVar("T", bound=Frozen)


class Meaning(NamedTuple):
    """What a setting is about."""

    asks: str
    """The question that it answers."""
    unset: str
    """What follows while it is not answered."""


class Understood(NamedTuple, Generic[T]):
    """What came of reading a settings file."""

    settings: T | None
    """The settings; None when there is something to mend. Without a file, nothing is set."""
    problems: tuple[str, ...]
    """`path:line:column` with what is wrong and how to mend it."""


@dataclass(frozen=True)
class SettingsFile(Generic[T]):
    """A kind of settings file."""

    kind: type[T]
    """What it holds. Every field has a default: nothing is set."""
    header: str
    """The comment at its top."""
    meanings: Mapping[str, Meaning]
    """Every setting, in the order of the file."""
    values: Mapping[str, tuple[str, ...]]
    """Settings that can have one of a few values -> those values."""
    edited_apart: Mapping[str, str]
    """Settings that are no single value -> the command that changes them."""

    def template(self) -> str:
        """A file in which nothing is set, with every setting explained."""
        parts = [self.header]
        defaults = self.kind().model_dump(mode="json")
        for name, meaning in self.meanings.items():
            values = [value for value in self.values.get(name, ()) if value != "unset"]
            one_of = f"\n# One of: {', '.join(values)}." if values else ""
            default = defaults[name]
            shown = "" if default is None else "[]" if default == [] else default
            parts.append(f"# {meaning.asks}{one_of}\n# While not set: {meaning.unset}\n{name}: {shown}".rstrip())
        return "\n\n".join(parts) + "\n"

    def read(self, file: Path) -> Understood[T]:
        """Read the settings, with everything that is to mend."""
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            return Understood(self.kind(), ())
        except OSError as error:
            return Understood(None, (f"{file} cannot be read: {error.strerror}. Check its permissions.",))
        settings, found = self._understand(file, content)
        return Understood(settings, tuple(_line(diagnostic) for diagnostic in found))

    def set_value(self, file: Path, name: str, value: str | None) -> T:
        """Change one setting, or take it back with None; all the rest stays. Returns all settings.

        Raises `NotFound` for a setting that there is not, and `Misconfigured` for a value that it cannot have.
        """
        known = self.kind.model_fields
        if name not in known:
            fix = did_you_mean(name, known).strip() or f"There are: {', '.join(known)}."
            raise NotFound(f'There is no setting "{name}".', fix)
        if value is not None and name in self.edited_apart:
            raise Misconfigured(f'"{name}" is no single value.', f"Change it with `{self.edited_apart[name]}`.")
        settings = self.kind() if value is None else self.checked(name, value.strip())
        return self.rewrite(file, put(self.text(file), name, settings.model_dump(mode="json")[name]))

    def checked(self, name: str, value: Any) -> T:
        """Say what is wrong with a value itself, before what else stands in the file. Raises `Misconfigured`."""
        try:
            return self.kind.model_validate({name: value})
        except ValidationError as error:
            source = parse(Path(name), b"")
            found = shape(self.kind, {name: value}, source.places).diagnostics
            raise Misconfigured(found[0].message, found[0].fix) from error

    def text(self, file: Path) -> str:
        """The file as it is, or a new one. Raises `Misconfigured` when it cannot be read, or has something to mend."""
        content = file.read_bytes() if file.exists() else self.template().encode()
        if found := self._understand(file, content)[1]:
            raise _to_mend(found)
        return content.decode("utf-8-sig").replace("\r\n", "\n")

    def rewrite(self, file: Path, text: str) -> T:
        """Put a text in place of the file, unless there is something to mend in it. Returns all settings."""
        settings, found = self._understand(file, text.encode())
        if settings is None:
            raise _to_mend(found)
        write_owner_only(file, text)
        return settings

    def in_text(self, file: Path, text: str) -> T:
        """What a text of this file sets; nothing when there is something to mend in it."""
        return self._understand(file, text.encode())[0] or self.kind()

    def gaps(self, settings: T) -> Iterator[tuple[str, str]]:
        """What is not set: name of the setting, and what follows."""
        for name, meaning in self.meanings.items():
            if getattr(settings, name) in (None, (), "unset"):
                yield name, meaning.unset

    def _understand(self, file: Path, content: bytes) -> tuple[T | None, tuple[Diagnostic, ...]]:
        if _only_comments(content):
            return self.kind(), ()
        source = parse(file, content)
        if source.diagnostics:
            return None, source.diagnostics
        shaped = shape(self.kind, source.data, source.places)
        return shaped.thing, shaped.diagnostics


def _only_comments(content: bytes) -> bool:
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in content.splitlines())


def _line(found: Diagnostic) -> str:
    return f"{found.path}:{found.line}:{found.column} {found.message} {found.fix}".strip()


def _to_mend(found: tuple[Diagnostic, ...]) -> Misconfigured:
    lines = "\n".join(_line(diagnostic) for diagnostic in found)
    return Misconfigured(lines, "Mend this first; nothing was changed.")
