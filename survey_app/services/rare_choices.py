"""What few people chose is told together, where those who read it know the people."""

from collections.abc import Sequence

from survey_app.translating import gettext as _


def common_and_rest(
    chosen: Sequence[tuple[str, int]], *, minimum: int, counted: bool
) -> Sequence[tuple[str, int]]:
    """What enough people chose, and the others as one, so many together that nothing is told of a few.

    Where one may choose several things (not `counted`) the others are left without a number: their sum counts nobody.
    """
    rare = [(label, n) for label, n in chosen if n < minimum]
    common = sorted(((n, label) for label, n in chosen if n >= minimum), reverse=True)
    if not any(n for _, n in rare):
        return chosen
    while counted and common and sum(n for _, n in rare) < minimum:
        n, label = common.pop()
        rare.append((label, n))
    kept = {label for _, label in common}
    told = [(label, n) for label, n in chosen if label in kept]
    return [*told, (_("các ý còn lại, gộp vì ít người chọn"), sum(n for _, n in rare))] if counted else told
