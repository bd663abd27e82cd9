"""The trainee's screen of role-play stations."""

from __future__ import annotations

from typing import Literal, TypedDict

from roleplay.apps.view.cards import Persona


class StationInvitation(TypedDict):
    """A station to which somebody is asked."""

    id: str
    """Id of the sitting."""
    title: str
    """The station."""
    state: Literal["asked", "agreed", "running", "ended"]
    """How far it has come."""
    minutes: int
    """How long."""
    intensity: int
    """1 or 2."""
    medium: str
    """How the two talk."""
    content_notes: list[str]
    """What comes up."""
    competencies: list[str]
    """What is watched for, in words."""
    asked_by: str
    """Who set it up."""
    actor: str
    """Who plays; empty for somebody of the team."""
    observers: list[str]
    """Who watches."""
    setting: str
    """Where, when, who."""
    task: str
    """What the trainee is to do."""
    with_whom: str
    """What the mentor knows of the other person."""
    mentor: Persona
    """Whom the trainee plays."""
    result_path: str | None
    """What came back; None before."""


class StationsScreen(TypedDict):
    """All stations to which somebody is asked."""

    name: Literal["stations"]
    path: str
    title: str
    invitations: list[StationInvitation]
    """The newest first."""
