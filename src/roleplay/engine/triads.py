"""Groups for triads, by what people have wished, and everybody's part in each round.

Seats are filled one layer after the other, each by an optimal assignment of the people who are left to the groups as
they stand; then two people change places as long as that makes all groups together better. The same people with the
same wishes always get the same groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from roleplay.engine.assignment import assign
from roleplay.engine.display import shuffled
from roleplay.errors import RefusedEvent
from roleplay.model.gathering import Part, Seats
from roleplay.model.wishes import Prefers, Wishes

SMALLEST = 3
"""A mentor, a peer, and somebody who observes."""

APART, TOGETHER, STYLE, EQUAL = 1000.0, 4.0, 2.0, 1.0
"""How much it weighs that somebody would rather not be with somebody, that they would like to, that styles fit, and
that two have practised equally much (mixed groups are better)."""

_ROUNDS_OF_CHANGING = 20
_PAIR = 2  # a mentor and a peer can still play when somebody has left


@dataclass(frozen=True, slots=True)
class Groups:
    """What came out."""

    members: tuple[tuple[str, ...], ...]
    """The groups."""
    rounds: tuple[tuple[Seats, ...], ...]
    """For each round the groups with everybody's part."""
    against: int
    """How often two are together of whom one would rather not; 0 wherever that can be."""


def form_groups(
    people: Sequence[str],
    wishes: Mapping[str, Wishes],
    rounds: int,
    seed: int,
    *,
    played: Sequence[Sequence[Seats]] = (),
    notes: Sequence[str] = (),
) -> Groups:
    """Groups of three, of four or more where needed, and parts that change from round to round.

    `played` are rounds before these: whoever was the mentor in them is it later. `notes` say what comes up in what is
    played. Nobody plays the peer who does not want to; who would only watch this observes in every round, and who would
    rather not be there has no place. Raises `RefusedEvent` for fewer than three people, and where too few would play.
    """
    people = [one for one in people if one not in wishes or not wishes[one].stays_away(notes)]
    if len(people) < SMALLEST:
        raise RefusedEvent(f"Triads need at least {SMALLEST} people.", "Play with the whole room instead.")
    if rounds < 1:
        raise RefusedEvent("There are no rounds.", "Plan at least one.")
    order = [people[place] for place in shuffled(seed, "triads", len(people))]
    said = {one: wishes.get(one, Wishes()).about(notes) for one in order}
    willing = [one for one in order if said[one].plays_peer]
    players = sum(said[one].plays for one in order)
    if not willing or players < _PAIR:
        raise RefusedEvent(
            "Nobody here would like to play the peer.", "Play the peer yourselves, or play with the whole room."
        )
    many = min(len(order) // SMALLEST, len(willing), players // _PAIR)
    members = _improve(_fill(order, willing, many, said), said)
    return seat_groups(members, wishes, rounds, played=played, notes=notes)


def seat_groups(
    members: Sequence[Sequence[str]],
    wishes: Mapping[str, Wishes],
    rounds: int,
    *,
    played: Sequence[Sequence[Seats]] = (),
    notes: Sequence[str] = (),
) -> Groups:
    """Everybody's part in groups that somebody has put together; `notes` say what comes up in what is played.

    Raises `RefusedEvent` for a group that cannot play: with fewer than two who would, or nobody for the peer.
    """
    said = {one: wishes.get(one, Wishes()).about(notes) for group in members for one in group}
    for group in members:
        if not _can_play(group, said):
            raise RefusedEvent("One of the groups could not play like that.", "Put other people together.")
    been = Counter(seat for groups in played for group in groups for seat in group)
    parts = [_parts(group, said, rounds, been) for group in members]
    return Groups(
        tuple(tuple(group) for group in members),
        tuple(tuple(one[number] for one in parts) for number in range(rounds)),
        sum(_against(said, first, second) for group in members for first, second in combinations(group, 2)),
    )


def _can_play(group: Sequence[str], said: Mapping[str, Wishes]) -> bool:
    return sum(said[one].plays for one in group) >= _PAIR and any(said[one].plays_peer for one in group)


def strain(first: Wishes, second: Wishes, a: str, b: str) -> float:
    """How badly two people fit: below 0 they fit well. It is the same from both sides."""
    whole = APART * ((b in first.rather_not) + (a in second.rather_not))
    whole -= TOGETHER * ((b in first.rather_with) + (a in second.rather_with))
    if first.style is not None and second.style is not None:
        alike = first.style is second.style
        for one in (first, second):
            if one.prefers is not None:
                whole += -STYLE if (one.prefers is Prefers.ALIKE) == alike else STYLE
    return whole + EQUAL * (first.practised == second.practised)


def _fill(order: Sequence[str], willing: Sequence[str], many: int, said: Mapping[str, Wishes]) -> list[list[str]]:
    """A first layer of people who would play the peer, then layer by layer whoever fits best."""
    firsts = sorted(willing, key=lambda one: -said[one].practised)[:many]
    groups = [[one] for one in firsts]
    # A second one who would play the peer, where there are enough, so that the first can be the mentor, too.
    waiting = [one for one in order if one not in firsts]
    waiting.sort(key=lambda one: (not said[one].plays, not said[one].plays_peer))
    while waiting:
        layer, waiting = waiting[:many], waiting[many:]
        cost = [[_strain_in(said, one, group) for group in groups] for one in layer]
        for one, column in zip(layer, assign(cost), strict=True):
            groups[column].append(one)
    return groups


class _Fits(dict[tuple[str, str], float]):
    """How badly two people fit, worked out once for each two."""

    def __init__(self, said: Mapping[str, Wishes]) -> None:
        super().__init__()
        self.said = said

    def __missing__(self, pair: tuple[str, str]) -> float:
        one, other = pair
        self[one, other] = self[other, one] = strain(self.said[one], self.said[other], one, other)
        return self[pair]


def _improve(groups: list[list[str]], said: Mapping[str, Wishes]) -> list[list[str]]:
    """Let two people change places as long as that makes it better, and leaves each group somebody for the peer."""
    fits = _Fits(said)
    settled: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for _ in range(_ROUNDS_OF_CHANGING):
        changed = False
        for left, right in combinations(range(len(groups)), 2):
            two = tuple(groups[left]), tuple(groups[right])
            if two in settled:
                continue
            if _best_change(groups, left, right, fits):
                changed = True
            else:
                settled.add(two)
        if not changed:
            break
    return groups


def _best_change(groups: list[list[str]], left: int, right: int, fits: _Fits) -> bool:
    before = _whole(groups[left], fits) + _whole(groups[right], fits)
    best, found = before, None
    for i, one in enumerate(groups[left]):
        for j, other in enumerate(groups[right]):
            new_left = [*groups[left][:i], other, *groups[left][i + 1 :]]
            new_right = [*groups[right][:j], one, *groups[right][j + 1 :]]
            after = _whole(new_left, fits) + _whole(new_right, fits)
            if after < best - 1e-9:
                best, found = after, (new_left, new_right)
    if found is None:
        return False
    groups[left], groups[right] = found
    return True


def _whole(group: Sequence[str], fits: _Fits) -> float:
    pairs = sum(fits[pair] for pair in combinations(group, 2))
    if not _can_play(group, fits.said):
        return pairs + 1e9
    # With only one who would play the peer, that one is never the mentor.
    return pairs + (10.0 if sum(fits.said[one].plays_peer for one in group) == 1 else 0.0)


def _strain_in(said: Mapping[str, Wishes], one: str, group: Sequence[str]) -> float:
    return sum(strain(said[one], said[other], one, other) for other in group)


def _against(said: Mapping[str, Wishes], a: str, b: str) -> int:
    return int(b in said[a].rather_not or a in said[b].rather_not)


def _parts(
    group: Sequence[str], said: Mapping[str, Wishes], rounds: int, been: Mapping[tuple[str, str], int]
) -> list[Seats]:
    """Everybody who plays is the mentor in turn; the peer is whoever of the others has played it least and would."""
    willing = [one for one in group if said[one].plays_peer]
    mentors = [one for one in group if said[one].plays and (len(willing) > 1 or one not in willing)]
    mentors.sort(key=lambda one: been.get((one, Part.MENTOR), 0))
    played = {one: been.get((one, Part.PEER), 0) for one in willing}
    found: list[Seats] = []
    for number in range(rounds):
        mentor = mentors[number % len(mentors)]
        after = group.index(mentor)
        ring = [group[(after + step) % len(group)] for step in range(1, len(group))]
        peer = min((one for one in ring if one in played), key=played.__getitem__)
        played[peer] += 1
        others = [one for one in group if one not in {mentor, peer}]
        found.append(((mentor, Part.MENTOR), (peer, Part.PEER), *((one, Part.OBSERVER) for one in others)))
    return found
