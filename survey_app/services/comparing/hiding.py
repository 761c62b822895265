"""Which members may be shown, and what may be said of those that may not."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import protect
from survey_app.services.comparing.comparison import Hidden
from survey_app.services.comparing.counts import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """For each member why it is hidden, None where it is shown; and whether the total may stand."""

    hidden: tuple[Hidden | None, ...]
    total_shown: bool

    @property
    def shown(self) -> list[int]:
        """Places of the members that may be shown."""
        return [place for place, reason in enumerate(self.hidden) if reason is None]


def draw_veil(window: Window, *, minimum: int) -> Veil:
    """A group of respondents under the minimum is hidden, with others where it could be worked out.

    Members whose respondents are enough but who hardly answered this question are set aside too: that protects
    nobody (inside a shown group the answers are shown), but fewer than five answers say nothing.
    """
    sizes = [0 if place in window.thin else n for place, n in enumerate(window.respondents)]
    decided = protect(sizes, minimum=minimum)
    few = [0 < n < minimum for n in sizes]
    telling = _may_be_told_apart(sizes, decided.shown.tolist(), decided.total_shown, minimum)
    hidden: list[Hidden | None] = []
    for place, is_shown in enumerate(decided.shown.tolist()):
        if place in window.thin and window.respondents[place]:
            hidden.append(window.thin[place])
        elif not is_shown:
            hidden.append(("few" if few[place] else "complement") if telling else "one_of")
        else:
            hidden.append(_reason(window, place, minimum))
    # Where thin members are all there is, the total is theirs.
    alone = bool(window.thin) and not any(
        n for n, reason in zip(window.respondents, hidden, strict=True) if reason is None
    )
    return Veil(hidden=tuple(hidden), total_shown=decided.total_shown and not alone)


def _reason(window: Window, place: int, minimum: int) -> Hidden | None:
    if not window.respondents[place] and place in window.left_out:
        return "split"
    return "few" if 0 < sum(window.table[place]) < minimum else None


def _may_be_told_apart(sizes: Sequence[int], shown: Sequence[bool], total_shown: bool, minimum: int) -> bool:
    """Whether one may say which of the hidden members are small without giving their sizes away.

    The reader knows what the hidden ones come to together, that those hidden for the others' sake are of one size,
    less than the smallest shown, and that they are hidden only where they are needed. So for each sum the small ones
    may have, ask whether it fits; saying which they are is safe while two sums do.
    """
    veiled = [n for n, is_shown in zip(sizes, shown, strict=True) if not is_shown]
    small = sum(n < minimum for n in veiled)
    large = len(veiled) - small
    if not large or not total_shown:
        return True
    together = sum(veiled)
    smallest_shown = min(
        (n for n, is_shown in zip(sizes, shown, strict=True) if is_shown and n), default=together
    )
    most = small * (minimum - 1)
    fitting = [
        of_small
        for of_small in range(small, most + 1)
        if (small == 1 or of_small < minimum or of_small in {small, most})
        and (together - of_small) % large == 0
        and minimum <= (together - of_small) // large < smallest_shown
    ]
    return len(fitting) > 1
