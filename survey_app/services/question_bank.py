"""Every question that was ever approved or ships with the product: its history, where it is used, how it performs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

from sqlalchemy import Connection

from forms.answers import NOT_ASKED, SKIPPED
from forms.borrowing import borrow_item
from forms.questionnaire import Item, Questionnaire
from forms.reading import instruments, load_instrument
from survey_app.clock import last_half_day
from survey_app.platform import Platform
from survey_app.services.comparing.question import all_factors, can_be_compared
from survey_app.services.drafting import changing
from survey_app.services.drafting.changing import DraftingError
from survey_app.store import closings, drafts, publications, responses, sums, template_events, templates
from survey_app.store.counts import Dimension, Key, TallyCounts, Where
from survey_app.store.templates import VersionRow
from survey_app.translating import gettext as _
from survey_app.vietnamese import without_marks

MONTHS = 12  # of answers that a question is judged by
LEAST_SHOWN = 5
MOST_PLACES = 500  # a counter's month each; enough to correlate by


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """A question as it stands in the newest version of its template, or in an instrument nobody has used yet."""

    template: str
    name: str
    item: Item
    also_in: tuple[str, ...]  # other templates that ask the same words

    @property
    def code(self) -> str:
        return f"{self.template}/{self.item.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """Of the last twelve sealed months: how many answered, and what is not an answer."""

    asked: int
    answered: int
    not_applicable: int
    skipped: int
    item_rest: float | None = None
    beside: int = 0  # with how many other items it is correlated

    @property
    def not_applicable_share(self) -> float:
        return self.not_applicable / self.asked

    @property
    def skipped_share(self) -> float:
        return self.skipped / self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The question in one version: its words, its mark to the version before, where it is open, how it performs."""

    number: int
    text: str
    mark: str | None
    open_at: int
    performance: Performance | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPage:
    entry: BankEntry
    history: tuple[Past, ...]
    open_drafts: tuple[str, ...]


def list_entries(platform: Platform, *, wanted: str = "") -> tuple[BankEntry, ...]:
    """Questions whose words, code or template have these words; marks do not matter."""
    with platform.database.reading() as connection:
        found = _newest(platform, connection)
    asked: dict[tuple[str, str], list[str]] = {}
    for questionnaire in found:
        for item in questionnaire.items:
            asked.setdefault(_same(item), []).append(questionnaire.code)
    entries = (
        BankEntry(
            template=questionnaire.code,
            name=str(questionnaire.name),
            item=item,
            also_in=tuple(sorted(set(asked[_same(item)]) - {questionnaire.code})),
        )
        for questionnaire in found
        for item in questionnaire.items
    )
    words = without_marks(wanted).split()
    return tuple(
        entry
        for entry in entries
        if all(word in without_marks(f"{entry.code} {entry.name} {entry.item.text}") for word in words)
    )


def find_entry(platform: Platform, *, template: str, item: str) -> BankPage | None:
    entries = list_entries(platform)
    entry = next((e for e in entries if (e.template, e.item.code) == (template, item)), None)
    if entry is None:
        return None
    with platform.database.reading() as connection:
        versions = templates.list_versions(connection, template=template)
        marks = template_events.list_marks(connection, [version.id for version in versions])
        open_at = publications.count_open_by_version(connection, today=platform.today)
        # Of closed months alone: what moves while somebody looks would tell of one box.
        closed = closings.find_last_closed(connection) or 0
        months = [m for m in responses.list_sealed_months(connection) if last_half_day(m) <= closed][-MONTHS:]
        texts = {v.id: platform.questionnaires.find(connection, v.id) for v in versions}
        held = [version for version in versions if item in {each.code for each in texts[version.id].items}]
        done = _performances(connection, {v.id: texts[v.id] for v in held}, item, months)
        open_drafts = tuple(row.code for row in drafts.list_drafts(connection) if row.state == "writing")
    return BankPage(
        entry=entry,
        history=tuple(
            Past(
                number=version.number,
                text=str(texts[version.id].item(item).text),
                mark=marks.get(version.id, {}).get(item),
                open_at=open_at.get(version.id, 0),
                performance=done.get(version.id),
            )
            for version in reversed(held)
        ),
        open_drafts=open_drafts,
    )


def reuse(platform: Platform, *, draft: str, code: str, by: str) -> str:
    """Copy a question, by its code as TEMPLATE/ITEM, to the end of a draft; gives its code there.

    Raises DraftingError where no question has this code, and whatever a step of a draft raises.
    """
    template, _slash, item = (part.strip() for part in code.strip().upper().partition("/"))
    with platform.database.reading() as connection:
        source = next((q for q in _newest(platform, connection) if q.code == template), None)
    if source is None or item not in {each.code for each in source.items}:
        raise DraftingError(_("Kho không có câu hỏi mang mã này. Mã gồm mẫu và câu, ví dụ SIP5/TC1."))
    done = changing.change(
        platform,
        code=draft,
        by=by,
        step="add",
        part="item",
        do=lambda questionnaire: borrow_item(questionnaire, source, item),
    )
    return done.questionnaire.items[-1].code


def _newest(platform: Platform, connection: Connection) -> list[Questionnaire]:
    """The newest version of each template, and the instruments that are none yet."""
    versions: list[VersionRow] = templates.list_versions(connection)
    newest = {code: max(group, key=_number) for code, group in groupby(versions, key=lambda v: v.template)}
    found = [platform.questionnaires.find(connection, version.id) for version in newest.values()]
    found += [load_instrument(code) for code in instruments() if code not in newest]
    return sorted(found, key=lambda questionnaire: questionnaire.code)


def _number(version: VersionRow) -> int:
    return version.number


def _same(item: Item) -> tuple[str, str]:
    return item.kind.value, " ".join(str(item.text).casefold().split())


def _performances(
    connection: Connection, texts: Mapping[int, Questionnaire], item: str, months: list[int]
) -> dict[int, Performance]:
    headlines = {questionnaire.headline for questionnaire in texts.values()}
    where = Where(
        {
            Dimension.VERSION: tuple(texts),
            Dimension.MONTH: tuple(months),
            Dimension.ITEM: tuple({item, *headlines}),
        }
    )
    by = (Dimension.VERSION, Dimension.ITEM, Dimension.LEVEL)
    cells = TallyCounts(connection).counts(where, by).cells
    found = {}
    for version_id, questionnaire in texts.items():
        everybody = _levels(cells, version_id, questionnaire.headline)
        given = _levels(cells, version_id, item)
        asked = sum(everybody.values()) - given.get(NOT_ASKED, 0)
        if asked < LEAST_SHOWN:
            continue
        not_applicable = sum(given.get(level, 0) for level in questionnaire.item(item).not_applicable_levels)
        beside = _beside(questionnaire, item)
        found[version_id] = Performance(
            asked=asked,
            answered=asked - not_applicable - given.get(SKIPPED, 0),
            not_applicable=not_applicable,
            skipped=given.get(SKIPPED, 0),
            item_rest=_item_rest(connection, version_id, item, beside, months) if beside else None,
            beside=len(beside),
        )
    return found


def _levels(cells: Mapping[Key, int], version_id: int, item: str) -> dict[str, int]:
    return {
        str(level): n for (version, code, level), n in cells.items() if (version, code) == (version_id, item)
    }


def _beside(questionnaire: Questionnaire, item: str) -> tuple[str, ...]:
    """The items with which it makes up a factor; where it is in none, all opinions on a scale."""
    scales = [each.code for each in questionnaire.items if can_be_compared(each)]
    if item not in scales:
        return ()
    smallest = min(
        (factor for factor in all_factors(questionnaire) if item in factor.all_items),
        key=lambda factor: len(factor.all_items),
        default=None,
    )
    members = smallest.all_items if smallest else tuple(scales)
    return tuple(code for code in scales if code in members and code != item)


def _item_rest(
    connection: Connection, version_id: int, item: str, beside: Sequence[str], months: list[int]
) -> float | None:
    """The corrected item-total correlation; None where nothing varies or too few answered both."""
    # Numerical libraries are loaded when somebody asks for a number, not when the door opens.
    from analysis.reliability import item_statistics
    from survey_app.item_moments import ItemMoments

    contents: list[str] = []
    for month in reversed(months):
        if len(contents) < MOST_PLACES:
            contents += sums.list_moments(connection, months=[month], version_ids=[version_id]).values()
    wanted = (item, *beside)
    read = [ItemMoments.from_json(content).aligned(wanted, wanted) for content in contents[:MOST_PLACES]]
    if not read:
        return None
    together = reduce(ItemMoments.merge, read).levels
    if together.n.min() < LEAST_SHOWN:
        return None
    found = float(item_statistics(together).item_rest[0])
    return None if math.isnan(found) else found
