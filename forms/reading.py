"""The door for documents: from JSON to a questionnaire with every fault named, and back."""

from functools import cache
from importlib.resources import files

from forms.canonical import canonical_json
from forms.faults import Fault, Faults, QuestionnaireError
from forms.json_text import load_json
from forms.questionnaire import Factor, Questionnaire
from forms.reading_factors import PlacedFactor, read_factors
from forms.reading_items import MAX_ITEMS, Placed, note_repeats, read_scale, read_section
from forms.record import MAX_LEAD, Record
from forms.references import check_conditions, check_factors, check_headline
from forms.scale import Scale
from forms.writing import FORMAT, to_document

__all__ = [
    "Fault",
    "QuestionnaireError",
    "canonical_json",
    "instruments",
    "load_instrument",
    "parse_json",
    "parse_questionnaire",
    "to_document",
]

MAX_SCALES = 40
MAX_SECTIONS = 60
MAX_LANGUAGES = 60


def parse_questionnaire(document: object) -> Questionnaire:
    """Read a document as ``json.loads`` gives it; QuestionnaireError carries every fault, nothing else is raised.

    Parts refer to one another, so references are compared last, each fault at the place of the one who refers.

    >>> try:
    ...     parse_questionnaire({"format": "other"})
    ... except QuestionnaireError as error:
    ...     print(error.faults[0].place)
    format
    """
    faults = Faults()
    root = Record(document, "", faults)
    if faults:
        raise QuestionnaireError(faults.told())
    if root.value("format") != FORMAT:
        root.fault("format", "Tệp này không ghi đúng dạng phiếu.", f'Ghi "format": "{FORMAT}".')
    questionnaire = _read(root)
    root.close()
    if faults:
        raise QuestionnaireError(faults.told())
    return questionnaire


def _read(root: Record) -> Questionnaire:
    placed: Placed = []
    placed_scales = _read_scales(root)
    scales = {scale.code: scale for _, scale in placed_scales}
    placed_sections = [
        (part, read_section(part, scales, placed)) for part in root.records("sections", MAX_SECTIONS)
    ]
    questionnaire = Questionnaire(
        code=root.code("code"),
        name=root.text("name"),
        about=root.text("about", MAX_LEAD),
        consent=root.text("consent", MAX_LEAD),
        closing=root.text("closing", MAX_LEAD),
        headline=root.code("headline"),
        scales=tuple(scale for _, scale in placed_scales),
        sections=tuple(section for _, section in placed_sections),
        factors=_read_factors(root, placed),
        unit_question=root.flag("unit_question"),
    )
    note_repeats((part, section.code) for part, section in placed_sections)
    _check(root, questionnaire.headline, placed, questionnaire.languages)
    return questionnaire


def _read_scales(root: Record) -> list[tuple[Record, Scale]]:
    if not root.has_entries("scales"):
        return []
    placed = [(part, read_scale(part)) for part in root.records("scales", MAX_SCALES)]
    note_repeats((part, scale.code) for part, scale in placed)
    return placed


def _read_factors(root: Record, placed: Placed) -> tuple[Factor, ...]:
    if not root.has_entries("factors"):
        return ()
    placed_factors: list[PlacedFactor] = []
    factors = read_factors(root, placed_factors)
    note_repeats((part, factor.code) for part, factor in placed_factors)
    check_factors(placed_factors, placed)
    return factors


def _check(root: Record, headline: str, placed: Placed, languages: tuple[str, ...]) -> None:
    if len(placed) > MAX_ITEMS:
        root.fault("sections", f"Phiếu có quá {MAX_ITEMS} câu hỏi.", "Rút ngắn hoặc chia thành nhiều phiếu.")
    if len(languages) > MAX_LANGUAGES:
        root.fault("", f"Phiếu có quá {MAX_LANGUAGES} ngôn ngữ.", "Bỏ bớt ngôn ngữ.")
    note_repeats((part, item.code) for part, item in placed)
    check_conditions(placed)
    if headline:
        check_headline(root, headline, placed)


def parse_json(source: bytes) -> Questionnaire:
    """Read a questionnaire's file; a file that is no JSON is one more QuestionnaireError, with line and column."""
    return parse_questionnaire(load_json(source))


def instruments() -> tuple[str, ...]:
    """List the codes of the instruments that ship with the product, in order of code."""
    names = (entry.name for entry in files("forms").joinpath("library").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@cache
def load_instrument(code: str) -> Questionnaire:
    """Read an instrument of the library, once per process; LookupError when the library has none of this code.

    >>> load_instrument("QUICK").headline
    'Q1'
    """
    if code not in instruments():
        raise LookupError(f"no instrument {code!r}; there are {', '.join(instruments())}")
    return parse_json(files("forms").joinpath("library", f"{code}.json").read_bytes())
