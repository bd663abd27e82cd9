"""A site: what law, policy and custom say where the program runs. There is no country default.

Every policy starts as `unset`. Conditions can read the policies (`site.mandated_reporter == yes`); texts can name the
titles (`{site.supervisor_title}`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import Field

from roleplay.model.condition import Domain
from roleplay.model.frozen import Frozen, Short, Text


class YesNo(StrEnum):
    """An answer that may not have been given yet."""

    UNSET = "unset"
    YES = "yes"
    NO = "no"


class ReportTo(StrEnum):
    """Whom a suspicion of abuse or neglect goes to first."""

    UNSET = "unset"
    SUPERVISOR = "supervisor"
    AUTHORITY = "authority"
    BOTH = "both"


class ThreatToOthers(StrEnum):
    """What happens with a threat to somebody else."""

    UNSET = "unset"
    TELL_SUPERVISOR = "tell-supervisor"
    WARN_AND_TELL = "warn-and-tell"


class SelfHarmPolicy(StrEnum):
    """What happens with self-harm without intent to die."""

    UNSET = "unset"
    SUPPORT_AND_TELL = "support-and-tell"
    SUPPORT_AND_OFFER = "support-and-offer"


class AskOrAlert(StrEnum):
    """Whether a mentor asks about suicide before alerting the supervisor, or alerts first. Asking is never wrong."""

    UNSET = "unset"
    ASK_FIRST = "ask-first"
    ALERT_FIRST = "alert-first"


class EmergencyRoute(StrEnum):
    """Who is called when danger is imminent."""

    UNSET = "unset"
    CRISIS_TEAM = "crisis-team"
    EMERGENCY_NUMBER = "emergency-number"


class ContactPolicy(StrEnum):
    """Contact between mentor and peer outside of meetings."""

    UNSET = "unset"
    PROGRAM_PHONE = "program-phone"
    SCHEDULED_ONLY = "scheduled-only"


class CrisisLine(Frozen):
    """Somebody to call or write to, shown under *Get help*."""

    name: Short
    """What it is called."""
    reach: Short
    """Number, address or how to reach it."""
    hours: Short = "at any time"
    """When somebody answers."""
    about: Text | None = None
    """What to expect there."""


class Attestation(Frozen):
    """A named person who says that these settings are right for this place."""

    by: Short
    """Name and standing."""
    on: date
    """When."""
    review_by: date
    """When they are to be looked at again."""


class Site(Frozen):
    """The settings of one organisation. Attempts pin them, so that a score can be read with the rules of its day."""

    organisation: Short | None = None
    """Name of the program."""
    supervisor_title: Short = "supervisor"
    """What the mentor's supervisor is called here."""
    crisis_lines: tuple[CrisisLine, ...] = ()
    """Shown under *Get help*; empty until somebody fills them in."""
    emergency_number: Short | None = None
    """The emergency number of this place."""
    mandated_reporter: YesNo = YesNo.UNSET
    """Whether a peer mentor must by law report suspected abuse or neglect."""
    report_to: ReportTo = ReportTo.UNSET
    """Where such a report goes first."""
    threat_to_others: ThreatToOthers = ThreatToOthers.UNSET
    """The route for threats to somebody else."""
    self_harm_policy: SelfHarmPolicy = SelfHarmPolicy.UNSET
    """The route for self-harm without intent to die."""
    ask_or_alert: AskOrAlert = AskOrAlert.UNSET
    """Ask about suicide first, or alert first."""
    emergency_route: EmergencyRoute = EmergencyRoute.UNSET
    """Who is called first when danger is imminent."""
    substance_use_records: YesNo = YesNo.UNSET
    """Whether records about substance use fall under stricter confidentiality."""
    contact_policy: ContactPolicy = ContactPolicy.UNSET
    """How peers and mentors reach each other between meetings."""
    attested: Attestation | None = Field(default=None)
    """Who vouches for these settings; crisis scenarios do not count for certification before."""

    def policies(self) -> dict[str, str]:
        """Name of each policy -> its value, as conditions read them (`site.` left off)."""
        return {name: str(getattr(self, name)) for name in POLICIES}

    def words(self) -> dict[str, str]:
        """What texts may fill in: `{site.supervisor_title}` and the like (`site.` left off)."""
        return {"supervisor_title": self.supervisor_title, "organisation": self.organisation or "the program"}

    def pinned(self) -> dict[str, str]:
        """What an attempt keeps of the site: its policies, and its words for texts."""
        return {**self.policies(), **self.words()}


POLICIES: dict[str, tuple[str, ...]] = {
    name: tuple(str(member) for member in field.annotation)
    for name, field in Site.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, StrEnum)
}
"""Name of each policy -> the values that it can have."""

SITE_DOMAINS: dict[str, Domain] = {f"site.{name}": Domain(words=words) for name, words in POLICIES.items()}
"""The same, for conditions."""

PLACEHOLDERS = frozenset(f"site.{word}" for word in Site().words())
"""What may stand in braces in a text."""
