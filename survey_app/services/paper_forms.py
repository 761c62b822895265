"""A questionnaire drawn on paper: boxes to tick, and a code that says which version it is."""

import hashlib
from collections.abc import Callable
from itertools import groupby
from typing import Any

from forms.canonical import canonical_json
from forms.messages import marked
from forms.questionnaire import Item, Kind, Questionnaire, Section
from forms.texts import Text
from forms.writing import to_document
from survey_app.papers.drawing import draw_pdf
from survey_app.platform import Platform
from survey_app.services.house_settings import find_settings
from survey_app.services.qr import qr_svg
from survey_app.store.counters import CounterRow
from survey_app.translating import SOURCE, translator

MOST_LEVELS_IN_A_TABLE = 6
LINES = {Kind.SHORT_TEXT: 1, Kind.LONG_TEXT: 3}
MOST_DIGITS = 9

Words = Callable[[Text | None], str]
Say = Callable[[str], str]


def paper_form(
    platform: Platform,
    questionnaire: Questionnaire,
    *,
    number: int | None,
    counter: CounterRow | None = None,
    language: str = SOURCE,
) -> bytes:
    """Draw a version, or a draft (no number), as a PDF in one language; for one counter, or for any."""
    say = translator(language)

    def words(text: Text | None) -> str:
        return text.in_language(language) if text else ""

    version = (
        f"{questionnaire.code}, {say('bản nháp')}" if number is None else f"{questionnaire.code}/{number}"
    )
    address = paper_address(platform, questionnaire.code, number, counter)
    mark = say(marked("DỮ LIỆU MÔ PHỎNG")) if platform.is_demo else None
    data: dict[str, Any] = {
        "title": words(questionnaire.name),
        "language": language.partition("-")[0],
        "owner": find_settings(platform).owner_body,
        "name": words(questionnaire.name),
        "about": words(questionnaire.about),
        "consent": words(questionnaire.consent),
        "closing": words(questionnaire.closing),
        "how": say(marked("Đánh dấu X vào ô chọn. Câu nào không muốn trả lời thì để trống.")),
        "clerk": say(marked("Phần của người nhập phiếu – tờ số:")),
        "version": version,
        "foot": version,
        "fingerprint": fingerprint_of(questionnaire)[:16],
        "counter": f"{counter.name}, {counter.unit}" if counter else "",
        "address": address,
        "qr": qr_svg(address, as_written=True),
        "mark": say(marked("BẢN NHÁP – KHÔNG PHÁT")) if number is None else mark,
        "sections": [_section(section, questionnaire, words, say) for section in questionnaire.sections],
    }
    return draw_pdf("paper_form", data)


def paper_address(
    platform: Platform, template: str, number: int | None, counter: CounterRow | None = None
) -> str:
    """Where the papers of a version are typed in; of a draft, where it is written."""
    base = platform.config.public_url.rstrip("/")
    if number is None:
        return f"{base}/thiet-ke/{template}/soan"
    return f"{base}/quan-ly/phieu-giay/{template}/{number}" + (f"/{counter.code}" if counter else "")


def _section(section: Section, questionnaire: Questionnaire, words: Words, say: Say) -> dict[str, Any]:
    def shape(item: Item) -> str:
        return item.scale or "" if len(item.options) <= MOST_LEVELS_IN_A_TABLE else ""

    parts = []
    for scale, group in groupby(section.items, key=shape):
        items = list(group)
        in_table = bool(scale) and len(items) > 1
        parts.append({"table": in_table, "items": [_item(item, questionnaire, words, say) for item in items]})
    return {"title": words(section.title), "lead": words(section.lead), "parts": parts}


def _item(item: Item, questionnaire: Questionnaire, words: Words, say: Say) -> dict[str, Any]:
    notes = [words(item.hint)]
    if item.kind is Kind.SEVERAL and not item.hint:
        notes.append(say(marked("Có thể chọn nhiều ý.")))
    if item.required or item.code == questionnaire.headline:
        notes.append(say(marked("(bắt buộc)")))
    if item.when is not None and item.lead is None:
        notes.append(say(marked("(chỉ trả lời nếu đúng với câu {item})")).format(item=item.when.item))
    return {
        "code": item.code,
        "text": words(item.text),
        "lead": words(item.lead),
        "note": " ".join(note for note in notes if note),
        "options": [words(option.label) for option in item.options],
        "lines": LINES.get(item.kind, 0),
        "digits": min(len(str(item.maximum)), MOST_DIGITS) if item.kind is Kind.NUMBER else 0,
    }


def fingerprint_of(questionnaire: Questionnaire) -> str:
    """The SHA-256 a version of this text has or would have."""
    return hashlib.sha256(canonical_json(to_document(questionnaire)).encode()).hexdigest()
