"""Why a verdict is what it is: the parts whose verdict equals the whole's are the reason."""

from __future__ import annotations

from collections.abc import Sequence

from lems_rules.logic.circuit import Part
from lems_rules.logic.condition import AllOf, AnyOf, AtLeast, FirstKnown, Leaf, Measured, Not
from lems_rules.logic.program import Truths, Verdict


class Reasons:
    """The reasons of one patient's verdicts; what several rules share is worked out once."""

    def __init__(self, truths: Truths, patient: int = 0) -> None:
        self._sure, self._possible, self._patient = truths.sure, truths.possible, patient
        # By identity: parts live as long as the rulebook, and comparing them would go deep.
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, part: Part) -> tuple[str, ...]:
        """The items that make this part's verdict what it is, each once, in the order of the rule.

        For a yes or a no these are answered; for an unknown, those whose answer is missing.
        """
        found = self._known.get(id(part))
        if found is not None:
            return found
        if part.parts:
            deciding = self._deciding(part)
            if len(deciding) == 1:
                found = self.of(deciding[0])
            else:
                found = tuple(dict.fromkeys([name for one in deciding for name in self.of(one)]))
        else:
            found = (part.condition.name,) if isinstance(part.condition, Leaf) else ()
        self._known[id(part)] = found
        return found

    def _verdict(self, part: Part) -> int:
        """No, unknown and yes as 0, 1 and 2: this runs for every part of every rule."""
        slot, patient = part.slot, self._patient
        return int((self._sure[slot] >> patient & 1) + (self._possible[slot] >> patient & 1))

    def _deciding(self, part: Part) -> Sequence[Part]:
        """The parts whose verdict is the reason for the whole's."""
        parts, kind = part.parts, type(part.condition)
        if kind is Not:
            return parts
        wanted = self._verdict(part)
        if kind is FirstKnown:
            known = [one for one in parts if self._verdict(one) != _UNKNOWN]
            return known[:1] or parts
        if part.sides and wanted != _UNKNOWN:
            # Each side is a statement of its own: yes rests on the one, no on the other.
            return parts[:1] if wanted == _YES else parts[1:]
        if kind is Measured and len(parts) > 1 and part.condition.op in ("<", "<="):  # type: ignore[union-attr]
            # A total below a limit rests on the points not met, one above it on those met.
            wanted = _YES - wanted
        return [one for one in parts if self._verdict(one) == wanted]


_UNKNOWN, _YES = 1, 2


def unanswered(part: Part, truths: Truths, patient: int = 0) -> set[str]:
    """The items whose answer could still change this verdict; empty once it is settled for good.

    A verdict can be known and still be overruled: a better way of knowing may be answered later,
    or the yes side of a finding may come to hold after its no side did.
    """
    if _stands(part, truths, patient):
        return set()
    if not part.parts:
        return {part.condition.name} if isinstance(part.condition, Leaf) else set()
    open_items: set[str] = set()
    for one in part.parts:
        open_items |= unanswered(one, truths, patient)
        if isinstance(part.condition, FirstKnown) and _stands(one, truths, patient):
            break  # what comes after a way that is known for good is never asked
    return open_items


def _stands(part: Part, truths: Truths, patient: int) -> bool:
    """Whether no further answer can change the verdict of this part."""
    verdict = truths.verdict(part.slot, patient)
    if verdict is Verdict.UNKNOWN:
        return False
    if not part.parts:
        return True
    fixed = [
        truths.verdict(one.slot, patient) if _stands(one, truths, patient) else Verdict.UNKNOWN
        for one in part.parts
    ]
    yes, no = fixed.count(Verdict.YES), fixed.count(Verdict.NO)
    if part.sides:
        return fixed[0] is Verdict.YES or (fixed[0] is Verdict.NO and fixed[1] is Verdict.YES)
    match part.condition:
        case AllOf():
            return no > 0 or yes == len(fixed)
        case AnyOf():
            return yes > 0 or no == len(fixed)
        case AtLeast(at_least=needed):
            return yes >= needed or no > len(fixed) - needed
        case Measured(op=op, limit=limit) if len(part.parts) > 1:  # the total of a score
            needed = int(limit) + (op in (">", "<="))
            return yes >= needed or no > len(fixed) - needed
        case FirstKnown():
            return fixed[0] is not Verdict.UNKNOWN
        case _:
            return yes + no == len(fixed)
