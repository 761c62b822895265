"""What is wrong with a questionnaire's document, said to the person who wrote it."""

from dataclasses import dataclass


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


class QuestionnaireError(ValueError):
    """A document is no questionnaire; ``faults`` holds every fault found, in the order of the document."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.place}: {fault.problem}" for fault in faults))
        self.faults = faults


class EditError(ValueError):
    """A step of editing cannot be done; the text is a sentence for the person who tried."""
