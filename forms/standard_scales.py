"""Scales every designer needs, ready to add. The best level stands first, as on the citizens' page."""

from collections.abc import Mapping
from typing import Any

from forms.texts import FALLBACK

Document = dict[str, Any]


def _level(code: str, vi: str, en: str, score: int, *, satisfied: bool = False) -> Document:
    level: Document = {"code": code, "label": {FALLBACK: vi, "en": en}, "score": score}
    return level | {"satisfied": True} if satisfied else level


_NO_OPINION: Document = {
    "code": "NA",
    "label": {FALLBACK: "Không có ý kiến", "en": "No opinion"},
    "not_applicable": True,
}
STANDARD_SCALES: Mapping[str, Document] = {
    "HL5": {
        "code": "HL5",
        "levels": [
            _level("5", "Rất hài lòng", "Very satisfied", 5, satisfied=True),
            _level("4", "Hài lòng", "Satisfied", 4, satisfied=True),
            _level("3", "Bình thường", "Neutral", 3),
            _level("2", "Không hài lòng", "Dissatisfied", 2),
            _level("1", "Rất không hài lòng", "Very dissatisfied", 1),
            _NO_OPINION,
        ],
    },
    "HL3": {
        "code": "HL3",
        "levels": [
            _level("3", "Hài lòng", "Satisfied", 3, satisfied=True),
            _level("2", "Bình thường", "Neutral", 2),
            _level("1", "Không hài lòng", "Dissatisfied", 1),
            _NO_OPINION,
        ],
    },
    "HL4": {
        "code": "HL4",
        "levels": [
            _level("4", "Rất hài lòng", "Very satisfied", 4, satisfied=True),
            _level("3", "Hài lòng", "Satisfied", 3, satisfied=True),
            _level("2", "Không hài lòng", "Dissatisfied", 2),
            _level("1", "Rất không hài lòng", "Very dissatisfied", 1),
            _NO_OPINION,
        ],
    },
    "DY5": {
        "code": "DY5",
        "levels": [
            _level("5", "Rất đồng ý", "Strongly agree", 5, satisfied=True),
            _level("4", "Đồng ý", "Agree", 4, satisfied=True),
            _level("3", "Phân vân", "Undecided", 3),
            _level("2", "Không đồng ý", "Disagree", 2),
            _level("1", "Rất không đồng ý", "Strongly disagree", 1),
            _NO_OPINION,
        ],
    },
    "TX4": {
        "code": "TX4",
        "levels": [
            _level("4", "Luôn luôn", "Always", 4, satisfied=True),
            _level("3", "Thường xuyên", "Often", 3, satisfied=True),
            _level("2", "Thỉnh thoảng", "Sometimes", 2),
            _level("1", "Không bao giờ", "Never", 1),
            _NO_OPINION,
        ],
    },
}
