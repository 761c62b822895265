"""The doctor: counts everything again from the responses and compares with what the pages read."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from forms.label_words import upside_down
from survey_app.disk_reserve import MEGABYTE
from survey_app.platform import Platform
from survey_app.questionnaires import Questionnaires
from survey_app.services.counting_state import look_at_counting
from survey_app.services.crowds import crowd_words, list_crowds
from survey_app.services.drafting.changing import read_draft
from survey_app.services.key_state import key_sentences, look_at_keys
from survey_app.services.setting_up import at_head
from survey_app.services.waiting import waiting_words
from survey_app.store import box_shapes, drafts, health, responses, sums, templates
from survey_app.store.counts import Dimension, ResponseCounts, TallyCounts, Where

_MOST_NAMED = 20
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: what was looked at, what is wrong (nothing, where it is sound), and what is to be known besides."""

    check: str
    wrong: tuple[str, ...]
    told: tuple[str, ...] = ()


def examine(platform: Platform, *, tick: Tick = lambda _n: None) -> list[Finding]:
    """Look through the whole database; each month in one read transaction, beside a running server."""
    database = platform.database
    with database.reading() as connection:
        findings = [
            _finding(
                "cấu trúc", [] if at_head(connection) else ["cơ sở dữ liệu chưa ở bản mới nhất: hailong init"]
            ),
            _finding("ràng buộc", health.list_broken_rules(connection)),
            _finding("cây đơn vị", _shortened(health.list_torn_branches(connection))),
            _finding("bản mẫu phiếu", _altered_versions(connection)),
            _finding("thang đo", _turned_scales(connection, platform.questionnaires)),
            _finding(
                "khóa hòm phiếu", list(key_sentences(look_at_keys(platform, connection, open_all=True)))
            ),
            _counting(platform, connection),
            _room(platform),
            Finding(
                check="số phiếu mỗi buổi của một quầy",
                wrong=(),
                told=crowd_words(list_crowds(platform, connection)),
            ),
        ]
        months = responses.list_sealed_months(connection)
    for month in months:
        with database.reading(repeatable=True) as connection:
            findings.append(
                _finding(f"bảng đếm tháng {month % 100:02d}/{month // 100}", _month(connection, month))
            )
            findings.append(
                _finding(
                    f"tổng theo hòm phiếu và theo cặp câu hỏi tháng {month % 100:02d}/{month // 100}",
                    _sums(connection, platform.questionnaires, month),
                )
            )
        tick(1)
    return findings


def _counting(platform: Platform, connection: Connection) -> Finding:
    """Whether what is acknowledged is counted in time, and what is not counted yet."""
    found = look_at_counting(platform, connection)
    few = (
        "Có mẫu phiếu mà cả cây đơn vị còn dưới 5 phiếu chờ từ trước tháng vừa khép: phải chờ thêm phiếu.",
    )
    return Finding(
        check="đóng buổi và kiểm phiếu",
        wrong=tuple(alarm.sentence for alarm in found.alarms if alarm.reason != "keys"),
        told=waiting_words(found.waiting) + (few if found.overdue.few else ()),
    )


def _room(platform: Platform) -> Finding:
    """What is free on the disk beside what a seal needs; too little is an alarm."""
    platform.disk.weigh()
    room = platform.disk.look()
    free, reserve = room.free // MEGABYTE, -(-room.reserve // MEGABYTE)
    return Finding(
        check="chỗ trên ổ đĩa", wrong=(), told=(f"Còn {free} MB; giữ lại {reserve} MB để kiểm phiếu.",)
    )


def _finding(check: str, wrong: list[str]) -> Finding:
    return Finding(check=check, wrong=tuple(wrong))


def _shortened(wrong: list[str]) -> list[str]:
    """The first of many, and how many more."""
    more = len(wrong) - _MOST_NAMED
    return [*wrong[:_MOST_NAMED], f"và {more} đơn vị nữa"] if more > 0 else wrong


def _altered_versions(connection: Connection) -> list[str]:
    wrong = []
    for version in templates.list_versions(connection):
        document = templates.find_document(connection, version.id) or ""
        if hashlib.sha256(document.encode()).hexdigest() != version.sha256:
            wrong.append(f"{version.template} bản {version.number}: chữ không khớp mã SHA-256")
    return wrong


def _turned_scales(connection: Connection, questionnaires: Questionnaires) -> list[str]:
    """Versions and drafts in which a better word has fewer points: an ascending scale that came in upside down."""
    texts = [
        (f"{version.template} bản {version.number}", questionnaires.find(connection, version.id))
        for version in templates.list_versions(connection)
    ]
    texts += [
        (f"bản nháp {row.code}", read_draft(row).questionnaire) for row in drafts.list_drafts(connection)
    ]
    return [
        f"{name}, thang {scale.code}: mức “{turned[0].label}” bị xếp dưới mức “{turned[1].label}”"
        for name, questionnaire in texts
        for scale in questionnaire.scales
        if (turned := upside_down(scale.levels)) is not None
    ]


def _month(connection: Connection, month: int) -> list[str]:
    where, by = Where({Dimension.MONTH: (month,)}), tuple(Dimension)
    told = TallyCounts(connection).counts(where, by).cells
    counted = ResponseCounts(connection).counts(where, by).cells
    differing = _differing(told, counted)
    wrong = [f"{differing} ô đếm khác với phiếu"] if differing else []
    miscounted = responses.list_seals_that_miscount(connection, month)
    if miscounted:
        wrong.append(f"{len(miscounted)} đợt kiểm phiếu có số phiếu không khớp")
    return wrong


def _sums(connection: Connection, questionnaires: Questionnaires, month: int) -> list[str]:
    from survey_app.services.summing import recount

    boxes, moments, shapes = recount(connection, questionnaires, month)
    differing = {
        "tổng theo hòm phiếu": _differing(sums.list_month(connection, month), boxes),
        "bảng tổng theo cặp câu hỏi": _differing(sums.list_moments(connection, months=[month]), moments),
        "bảng hình dạng hòm phiếu": _differing(box_shapes.list_month(connection, month), shapes),
    }
    return [f"{n} {what} khác với phiếu" for what, n in differing.items() if n]


def _differing(told: Mapping[Any, object], counted: Mapping[Any, object]) -> int:
    return sum(told.get(key) != counted.get(key) for key in told.keys() | counted.keys())
