"""The factors of a document."""

from forms.questionnaire import Factor
from forms.reading_items import MAX_ITEMS
from forms.record import CODE, FACTOR_CODE, Record

MAX_FACTORS = 60
MAX_DEPTH = 3

# A factor with its place and the placed factors below it.
PlacedFactor = tuple[Record, Factor]


def read_factors(record: Record, placed: list[PlacedFactor], depth: int = 1) -> tuple[Factor, ...]:
    """Read the factors under a record, each added to ``placed`` with its place; three storeys at most."""
    if depth > MAX_DEPTH:
        record.value("factors")  # a known key, only too deep
        record.fault("factors", f"Yếu tố lồng nhau quá {MAX_DEPTH} tầng.", "Gộp bớt các tầng.")
        return ()
    return tuple(_read_factor(part, placed, depth) for part in record.records("factors", MAX_FACTORS))


def _read_weight(record: Record) -> float:
    weight = record.score("weight")
    if weight is not None and not weight > 0:
        record.fault("weight", "Trọng số phải lớn hơn 0.", "Ghi một số dương, hoặc bỏ khóa này.")
    return 1.0 if weight is None or not weight > 0 else weight


def _read_factor(record: Record, placed: list[PlacedFactor], depth: int) -> Factor:
    nested, direct = record.has("factors"), record.has("items")
    if nested is direct:
        record.fault("items", "Yếu tố phải gồm các câu hỏi hoặc các yếu tố con.", "Ghi đúng một trong hai.")
    factor = Factor(
        code=record.code("code", FACTOR_CODE),
        name=record.text("name"),
        items=record.codes("items", CODE, MAX_ITEMS) if direct else (),
        factors=read_factors(record, placed, depth + 1) if nested else (),
        weight=_read_weight(record),
    )
    record.close()
    placed.append((record, factor))
    return factor
