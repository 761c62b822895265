"""When a question is asked at all."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Ask only those who chose one of these levels of an earlier item.

    >>> unhappy = Condition(item="Q1", levels=frozenset({"1", "2"}))
    >>> unhappy.holds({"Q1": "2"}), unhappy.holds({"Q1": "~skipped"}), unhappy.holds({})
    (True, False, False)
    """

    item: str
    levels: frozenset[str]

    def holds(self, answers: Mapping[str, str | tuple[str, ...]]) -> bool:
        """Say whether the condition is met; a parent that was skipped or not asked meets none.

        The markers of such parents begin with a tilde, which no level code can.
        """
        answer = answers.get(self.item)
        if isinstance(answer, tuple):
            return not self.levels.isdisjoint(answer)
        return answer in self.levels
