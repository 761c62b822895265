"""The use case: compare the units of a level below a parent for a template, an item and a closed period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from forms.questionnaire import Item, Kind, Questionnaire
from survey_app import clock as calendar
from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.results.figures import Table, compare_table, share_change
from survey_app.services.results.places import Places, find_places
from survey_app.services.results.report import MINIMUM, Comparison, NotFoundError, ResultsError
from survey_app.store import closings, responses, templates
from survey_app.store.counts import Dimension, TallyCounts, Where
from survey_app.store.templates import VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The item that is compared, with its levels from worst to best."""

    version: VersionRow
    older: tuple[int, ...]
    questionnaire: Questionnaire
    item: Item

    @property
    def levels(self) -> list[str]:
        scored = [option for option in self.item.options if option.score is not None]
        return [option.code for option in sorted(scored, key=lambda option: option.score or 0)]


def compare(
    platform: Platform,
    *,
    template: str,
    period: Period,
    level: str,
    parent: str | None,
    item: str | None = None,
    minimum: int = MINIMUM,
) -> Comparison:
    """Compare. Raises ResultsError with a sentence, NotFoundError where something does not exist."""
    with platform.database.reading() as connection:
        require_closed(connection, period)
        asked = _find_asked(platform, connection, template, period, item)
        places = find_places(connection, level=level, parent=parent, period=period)
        table = _table(connection, asked, places, period)
        before = _table(connection, asked, places, period.previous())
        running = calendar.month_of(platform.half_day)
        running_answers = responses.count_responses(connection, months=[running])
    figures = compare_table(places, table, minimum)
    return Comparison(
        template=template,
        template_name=asked.version.name,
        version=asked.version.number,
        older_versions=asked.older,
        period=period,
        level=level,
        parent_code=places.parent.code,
        parent_name=places.parent.name,
        item=asked.item.code,
        item_text=asked.item.text.in_language("vi"),
        minimum=minimum,
        units=figures.units,
        total=figures.total,
        change=share_change(table, before, minimum) if figures.total else None,
        kruskal_wallis=figures.kruskal_wallis,
        running_month=running,
        running_answers=running_answers if running_answers >= minimum else None,
        left_out_blocks=places.left_out_blocks,
    )


def require_closed(connection: Connection, period: Period) -> None:
    last = calendar.last_half_day(period.last)
    if (closings.find_last_closed(connection) or 0) < last:
        day = calendar.half_day_end(last)
        raise ResultsError(
            f"Kỳ {period} chưa kết thúc. Kết quả có sau đợt kiểm phiếu cuối tháng, từ ngày {day:%d/%m/%Y}."
        )


def _find_asked(
    platform: Platform, connection: Connection, template: str, period: Period, item: str | None
) -> Asked:
    versions = {version.id: version for version in templates.list_versions(connection, template=template)}
    if not versions:
        raise NotFoundError(f"Không có mẫu phiếu {template}.")
    where = Where({Dimension.VERSION: tuple(versions), Dimension.MONTH: tuple(period.months())})
    answered = TallyCounts(connection).counts(where, (Dimension.VERSION,)).cells
    numbers = sorted((versions[key[0]].number, key[0]) for key in answered if isinstance(key[0], int))
    # Versions are never pooled: the newest that was answered speaks, the others are named.
    version_id = numbers[-1][1] if numbers else max(versions, key=lambda i: versions[i].number)
    questionnaire = platform.questionnaires.find(connection, version_id)
    return Asked(
        version=versions[version_id],
        older=tuple(number for number, _ in numbers[:-1]),
        questionnaire=questionnaire,
        item=_find_item(questionnaire, item),
    )


def comparable_items(questionnaire: Questionnaire) -> list[Item]:
    """Items with levels that some count as satisfied: what a share can be made of."""
    kinds = (Kind.SCALE, Kind.SINGLE)
    return [
        item
        for item in questionnaire.items
        if item.kind in kinds and item.is_scored and item.satisfied_levels
    ]


def _find_item(questionnaire: Questionnaire, code: str | None) -> Item:
    if code is None:
        return questionnaire.headline_item
    found = {item.code: item for item in comparable_items(questionnaire)}
    if code not in found:
        raise NotFoundError(f"Không so sánh được câu “{code}”. Các câu dùng được: {', '.join(found)}.")
    return found[code]


def _table(connection: Connection, asked: Asked, places: Places, period: Period) -> Table:
    """Counts of the item by place and level: one statement, folded up the tree."""
    where = Where(
        {
            Dimension.VERSION: (asked.version.id,),
            Dimension.MONTH: tuple(period.months()),
            Dimension.ITEM: (asked.item.code,),
            places.dimension: places.ids,
        }
    )
    cells = TallyCounts(connection).counts(where, (places.dimension, Dimension.LEVEL)).cells
    return _fold(cells, places, asked)


def _fold(cells: Mapping[tuple[int | str, ...], int], places: Places, asked: Asked) -> Table:
    column = {code: i for i, code in enumerate(asked.levels)}
    counts = [[0] * len(column) for _ in places.places]
    answers = [0] * len(places.places)
    for (holder, level), n in cells.items():
        place = places.place_of[int(holder)]
        answers[place] += n
        if level in column:
            counts[place][column[str(level)]] += n
    return Table(
        counts=counts,
        answers=answers,
        satisfied=_satisfied(asked),
        scores=[_score(asked.item, code) for code in asked.levels],
    )


def _satisfied(asked: Asked) -> Sequence[int]:
    return [i for i, code in enumerate(asked.levels, start=1) if code in asked.item.satisfied_levels]


def _score(item: Item, code: str) -> float:
    return next(option.score or 0.0 for option in item.options if option.code == code)
