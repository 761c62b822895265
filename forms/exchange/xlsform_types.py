"""The types of XLSForm, new and old, and what they are here."""

import re
from difflib import get_close_matches

from forms.questionnaire import Kind

BEGIN = re.compile(r"begin[ _](?:(looped group|lgroup|repeat|loop)(?: over .*)?|group)", re.IGNORECASE)
END = re.compile(r"end[ _](?:looped group|lgroup|repeat|loop|group)", re.IGNORECASE)
SELECT = re.compile(
    r"(?P<how>select[ _](?:one|multiple)[ _]from[ _]file|select_one_external|rank"
    r"|(?:add )?select[ _]?(?:1|one|multiple|all that apply)(?: prompt)?(?: (?:from|using))?) (?P<list>[^ ].*?)"
    r"(?P<other> or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
KINDS = {
    "text": Kind.SHORT_TEXT,
    "string": Kind.SHORT_TEXT,
    "q string": Kind.SHORT_TEXT,
    "add text prompt": Kind.SHORT_TEXT,
    "integer": Kind.NUMBER,
    "int": Kind.NUMBER,
    "q int": Kind.NUMBER,
    "add integer prompt": Kind.NUMBER,
    "range": Kind.NUMBER,
}
_DECIMAL = (Kind.NUMBER, "Số lẻ: ở đây chỉ nhận số nguyên.")
_MOMENT = (Kind.SHORT_TEXT, "Ngày giờ: ở đây là một câu trả lời ngắn bằng chữ.")
# Kinds that come close: what they become here, and what is lost.
NEAR = {
    "decimal": _DECIMAL,
    "q decimal": _DECIMAL,
    "add decimal prompt": _DECIMAL,
    "percentage": (Kind.NUMBER, "Phần trăm: ở đây là một số nguyên."),
    "date": _MOMENT,
    "time": _MOMENT,
    "datetime": _MOMENT,
    "date time": _MOMENT,
    "q date": _MOMENT,
    "q date time": _MOMENT,
    "q datetime": _MOMENT,
    "add date prompt": _MOMENT,
    "add date time prompt": _MOMENT,
    "add datetime prompt": _MOMENT,
}
NOTES = {"note", "q note", "add note prompt"}
_WITH_ARGUMENT = {"osm", "include", "cascading_select", "xml-external", "csv-external"}


_USUAL_TYPES = (
    "text",
    "integer",
    "note",
    "select_one",
    "select_multiple",
    "begin_group",
    "end_group",
    "decimal",
    "date",
)


def meant_by(kind: str) -> str:
    """The usual type that a misspelled one is close to, if any."""
    return next(iter(get_close_matches(kind.partition(" ")[0], _USUAL_TYPES, n=1)), "")


def is_known(kind: str) -> bool:
    """Say whether pyxform knows a type that is not read here, so that it is lacking and not misspelled."""
    try:
        from pyxform import aliases
        from pyxform.question_type_dictionary import QUESTION_TYPE_DICT
    except ImportError:
        return False
    known = {*QUESTION_TYPE_DICT, *aliases.select, *aliases.cascading, *aliases.osm}
    return kind in {name.lower() for name in known} or kind.split(" ", maxsplit=1)[0] in _WITH_ARGUMENT
