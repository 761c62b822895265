"""A draft as its page shows it: parts in order, advice at each, what others did in the last minutes."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.linting import Advice, advise, reading_seconds
from forms.questionnaire import Factor, Item, Questionnaire
from survey_app.platform import Platform
from survey_app.services.drafting.changing import Draft, find
from survey_app.store import accounts, drafts, import_notes
from survey_app.store.drafts import ChangeRow

RECENT_SECONDS = 15 * 60
SHOWN_STEPS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    draft: Draft
    advice: Mapping[str, tuple[Advice, ...]]
    steps: tuple[ChangeRow, ...]
    others: tuple[str, ...]
    names: Mapping[str, str]
    minutes: float
    has_notes: bool

    @property
    def questionnaire(self) -> Questionnaire:
        return self.draft.questionnaire

    @property
    def last_step(self) -> ChangeRow | None:
        """What the undo button takes back."""
        return self.steps[0] if self.steps and self.steps[0].revision == self.draft.row.revision else None

    def levels_of(self, item: Item) -> list[str]:
        """In words, the answers after which an item is asked."""
        if item.when is None:
            return []
        options = self.questionnaire.item(item.when.item).options
        return [str(option.label) for option in options if option.code in item.when.levels]

    def factors_of(self, item: Item) -> list[str]:
        return [
            factor.code
            for top in self.questionnaire.factors
            for factor in _leaves(top)
            if item.code in factor.items
        ]


def outline_of(platform: Platform, *, code: str, reader: str) -> Outline:
    """Raises UnknownDraftError."""
    with platform.database.reading() as connection:
        draft = find(connection, code)
        steps = drafts.list_changes(connection, draft.row.id, last=SHOWN_STEPS)
        has_notes = bool(import_notes.list_notes(connection, code))
        names = accounts.display_names(
            connection, {step.by for step in steps} | {draft.row.submitted_by or ""}
        )
    since = platform.clock.now().timestamp() - RECENT_SECONDS
    advice: dict[str, tuple[Advice, ...]] = {}
    for each in advise(draft.questionnaire):
        advice[each.part] = (*advice.get(each.part, ()), each)
    others = {step.by for step in steps if step.at >= since and step.by != reader}
    return Outline(
        draft=draft,
        advice=advice,
        steps=tuple(steps),
        others=tuple(sorted(names.get(name, name) for name in others)),
        names=names,
        minutes=reading_seconds(draft.questionnaire) / 60,
        has_notes=has_notes,
    )


def _leaves(factor: Factor) -> list[Factor]:
    if not factor.factors:
        return [factor]
    return [leaf for inner in factor.factors for leaf in _leaves(inner)]
