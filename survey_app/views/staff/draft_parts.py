"""/thiet-ke/…/soan/cau, /phan, /thang, /yeu-to, /chung: one part of a draft on a page of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms import editing, editing_factors
from forms.questionnaire import Kind, Questionnaire
from forms.scale import Choice
from forms.texts import FALLBACK
from survey_app.access import DESIGNER, requires
from survey_app.services.drafting import changing, entries
from survey_app.services.drafting.changing import Draft, StaleError, UnknownDraftError
from survey_app.services.drafting.entries import Typed
from survey_app.services.drafting.parts import NOTHING, find_part, fingerprint
from survey_app.views.staff.drafting import REFUSALS, me, sentences_of
from survey_app.views.staff.house import platform

blueprint = Blueprint("draft_parts", __name__, url_prefix="/thiet-ke/<template>/soan")

Document = dict[str, Any]
Put = Callable[[Questionnaire, Document | None], Questionnaire]
More = Callable[[Draft, Typed], Document]


def typed() -> Typed:
    """What this request brought."""
    return Typed(request.form.to_dict(flat=False))


@blueprint.route("/cau/<item>", methods=["GET", "POST"])
@requires(DESIGNER)
def item(template: str, item: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, old: Document | None) -> Questionnaire:
        return editing.put_item(
            questionnaire, entries.read_item(typed(), questionnaire, old), instead_of=item
        )

    def more(draft: Draft, filled: Typed) -> Document:
        questionnaire = draft.questionnaire
        own = questionnaire.item(item)
        parent = filled.get("when_item")
        return {
            "item": own,
            "kinds": list(Kind),
            "parents": entries.parents_of(questionnaire, item),
            "parent": next((each for each in questionnaire.items if each.code == parent), None),
            "rows": _rows(own.options if own.kind in entries.LISTED else ()),
        }

    return PartPage(
        template=template,
        part=f"item/{item}",
        page="staff/designer/item.html",
        put=put,
        more=more,
        anchor=f"cau-{item}",
    ).answer()


@blueprint.route("/chung", methods=["GET", "POST"])
@requires(DESIGNER)
def header(template: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, _old: Document | None) -> Questionnaire:
        texts = entries.read_header(typed(), questionnaire)
        return editing.put_header(
            questionnaire,
            texts,
            headline=request.form.get("headline") or None,
            unit_question=request.form.get("unit_question") == "yes",
        )

    def more(draft: Draft, _typed: Typed) -> Document:
        return {"candidates": [each for each in draft.questionnaire.items if each.satisfied_levels]}

    return PartPage(
        template=template, part="header", page="staff/designer/header.html", put=put, more=more
    ).answer()


@blueprint.route("/phan/<section>", methods=["GET", "POST"])
@requires(DESIGNER)
def section(template: str, section: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, old: Document | None) -> Questionnaire:
        return editing.put_section(questionnaire, section, entries.read_section(typed(), old))

    return PartPage(
        template=template, part=f"section/{section}", page="staff/designer/section.html", put=put
    ).answer()


@blueprint.route("/thang/<scale>", methods=["GET", "POST"])
@requires(DESIGNER)
def scale(template: str, scale: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, old: Document | None) -> Questionnaire:
        return editing.put_scale(questionnaire, entries.read_scale(typed(), old), instead_of=scale)

    def more(draft: Draft, _typed: Typed) -> Document:
        own = next(each for each in draft.questionnaire.scales if each.code == scale)
        asked = [each.code for each in draft.questionnaire.items if each.scale == scale]
        return {"rows": _rows(own.levels), "asked": asked}

    return PartPage(
        template=template, part=f"scale/{scale}", page="staff/designer/scale.html", put=put, more=more
    ).answer()


@blueprint.route("/thang-moi", methods=["GET", "POST"])
@requires(DESIGNER)
def new_scale(template: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, _old: Document | None) -> Questionnaire:
        return editing.put_scale(questionnaire, entries.read_scale(typed(), None))

    def more(_draft: Draft, _typed: Typed) -> Document:
        return {"rows": _rows(()), "asked": []}

    return PartPage(
        template=template, part="scale/", page="staff/designer/scale.html", put=put, more=more
    ).answer()


@blueprint.route("/yeu-to/<factor>", methods=["GET", "POST"])
@requires(DESIGNER)
def factor(template: str, factor: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, old: Document | None) -> Questionnaire:
        return editing_factors.put_factor(questionnaire, entries.read_factor(typed(), old), instead_of=factor)

    return PartPage(
        template=template,
        part=f"factor/{factor}",
        page="staff/designer/factor.html",
        put=put,
        more=_for_factor,
    ).answer()


@blueprint.route("/yeu-to-moi", methods=["GET", "POST"])
@requires(DESIGNER)
def new_factor(template: str) -> ResponseReturnValue:
    def put(questionnaire: Questionnaire, _old: Document | None) -> Questionnaire:
        found = entries.read_factor(typed(), None)
        inside = request.form.getlist("group")
        if inside and not found.get("items"):
            return editing_factors.group_factors(questionnaire, found, inside)
        return editing_factors.put_factor(questionnaire, found, under=request.form.get("under") or None)

    return PartPage(
        template=template, part="factor/", page="staff/designer/factor.html", put=put, more=_for_factor
    ).answer()


def _for_factor(draft: Draft, _typed: Typed) -> Document:
    return {
        "scored": [
            each for each in draft.questionnaire.items if each.is_scored and each.kind is not Kind.SEVERAL
        ]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """A part on a page of its own. What was typed is never lost: a refusal shows it again, a change of others beside theirs."""

    template: str
    part: str  # of one that is not there yet only the kind: scale/
    page: str
    put: Put
    more: More = lambda _draft, _typed: {}
    anchor: str | None = None

    @property
    def is_new(self) -> bool:
        return self.part.endswith("/")

    def answer(self) -> ResponseReturnValue:
        try:
            draft = changing.find_draft(platform(), code=self.template)
        except UnknownDraftError:
            abort(404)
        old = self._old(draft.questionnaire)
        if old is None and not self.is_new:
            abort(404)
        if request.method == "GET":
            return self._page(draft, _typed(old))
        if request.form.get("step") == "again":  # more of the page depends on what was chosen
            return self._page(draft, typed(), seen=request.form.get("seen"))
        return self._change(draft)

    def _change(self, draft: Draft) -> ResponseReturnValue:
        seen = request.form.get("seen", NOTHING)
        try:
            changing.change(
                platform(),
                code=self.template,
                by=me(),
                step="add" if self.is_new else "edit",
                part=self.part,
                seen=None if self.is_new else seen,
                do=lambda questionnaire: self.put(questionnaire, self._old(questionnaire)),
            )
        except StaleError as error:
            now = changing.find_draft(platform(), code=self.template)
            return self._page(now, typed(), faults=[str(error)], theirs=self._old(now.questionnaire)), 409
        except REFUSALS as error:
            return self._page(draft, typed(), faults=sentences_of(error), seen=seen), 422
        return redirect(url_for("drafting.draft", template=self.template, _anchor=self.anchor), code=303)

    def _old(self, questionnaire: Questionnaire) -> Document | None:
        return None if self.is_new else find_part(questionnaire, self.part)

    def _page(
        self,
        draft: Draft,
        filled: Typed,
        *,
        faults: Sequence[str] = (),
        seen: str | None = None,
        theirs: Document | None = None,
    ) -> str:
        return render_template(
            self.page,
            template=self.template,
            draft=draft,
            typed=filled.fit_to_show(),
            faults=faults,
            theirs=None if theirs is None else _typed(theirs),
            seen=seen or fingerprint(draft.questionnaire, self.part),
            **self.more(draft, filled),
        )


def _typed(part: Document | None) -> Typed:
    """The fields of a part as the page fills them in: Vietnamese texts, plain values, lists of codes."""
    found: dict[str, list[str]] = {}
    for key, value in (part or {}).items():
        if isinstance(value, dict) and FALLBACK in value:
            found[key] = [value[FALLBACK]]
        elif key == "when":
            found |= {"when_item": [value["item"]], "when_level": value["in"]}
        elif key == "items":
            found["item"] = value
        elif key == "required":
            found[key] = ["yes"]
        elif isinstance(value, str | int | float):
            found[key] = [str(value)]
    return Typed(found)


def _rows(levels: Sequence[Choice]) -> list[entries.ChoiceRow]:
    filled = entries.choice_rows(typed().fit_to_show()) if request.method == "POST" else []
    return filled or entries.rows_of(levels)
