"""What is wrong with a questionnaire's document, said to the person who wrote it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOST_TOLD = 1_000  # nobody mends more at one sitting, and each costs its share of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: where it is, what is wrong, and what to do about it (both in Vietnamese).

    A fault of a spreadsheet also carries the sheet, the row as the spreadsheet counts it, and the heading of the column.
    """

    place: str
    problem: str
    remedy: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    count: int = 1  # how many faults it stands for


class QuestionnaireError(ValueError):
    """A document is no questionnaire; ``faults`` holds every fault found, in the order of the document."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.problem}" for fault in faults))
        self.faults = faults

    def __reduce__(self) -> tuple[type["QuestionnaireError"], tuple[tuple[Fault, ...]]]:
        """Go from one process to another with the faults."""
        return type(self), (self.faults,)


class Faults:
    """Faults in the order in which they are found: the first thousand are kept, the others only counted.

    >>> found = Faults()
    >>> for row in range(1_250):
    ...     found.add(Fault(place=f"dòng {row}", problem="Sai.", remedy="Sửa."))
    >>> len(found), len(found.told()), found.told()[-1].problem
    (1250, 1001, 'Còn ít nhất 250 lỗi khác chưa ghi ra đây.')
    """

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._beyond = 0

    def add(self, fault: Fault) -> None:
        """Keep a fault, or count it where there are many already."""
        if len(self._kept) < MOST_TOLD:
            self._kept.append(fault)
        else:
            self._beyond += 1

    @property
    def are_enough(self) -> bool:
        """Whether a reader may stop: what it finds from here on would only be counted."""
        return self._beyond > 0

    def __len__(self) -> int:
        return len(self._kept) + self._beyond

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._kept)

    def told(self) -> tuple[Fault, ...]:
        """Give what is kept, and where that is not all, one more that says how many are left."""
        if not self._beyond:
            return tuple(self._kept)
        rest = Fault(
            place="tệp",
            problem=f"Còn ít nhất {self._beyond} lỗi khác chưa ghi ra đây.",
            remedy="Sửa các lỗi đã ghi rồi nhập lại để xem tiếp.",
            count=self._beyond,
        )
        return (*self._kept, rest)


def count_of(faults: Iterable[Fault]) -> int:
    """Give how many faults there are, those that are only counted among them."""
    return sum(fault.count for fault in faults)


class EditError(ValueError):
    """A step of editing cannot be done; the text is a sentence for the person who tried."""
