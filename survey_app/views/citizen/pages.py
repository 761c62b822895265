"""The citizens' pages: one file each, their style inside and allowed by its hash."""

import hashlib
import re
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any

from flask import render_template
from markupsafe import Markup

from forms.questionnaire import Item, Kind, Questionnaire
from survey_app.form_keys import FIELD
from survey_app.services.answering import OpenForm
from survey_app.store.counters import CounterDoor
from survey_app.views.citizen.packing import PackedPage

KEY_MARK = "\N{SYMBOL FOR NULL}key\N{SYMBOL FOR NULL}"
LEVELS_WITH_COLOUR = 5
MOST_PAGES = 4096
# Plain values need no quotes in HTML; quotes in texts are escaped, so only attributes are touched.
_BREAKS = re.compile(r">\n\s*(?=<)")  # between two tags; what a citizen wrote stands between a tag and a word
_QUOTED = re.compile(r'="([A-Za-z0-9_.:#-]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and the hash of its style for the content policy."""

    html: str
    style_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyForm:
    """A blank form rendered once; only its key is put in for each visitor."""

    packed: PackedPage
    style_hash: str


@dataclass(slots=True)
class Pages:
    """Renders, and remembers blank forms by version, counter (as it is named today) and language."""

    demo: bool
    _ready: "OrderedDict[tuple[int, CounterDoor, str], ReadyForm]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def blank(self, form: OpenForm, language: str) -> ReadyForm:
        place = (form.version_id, form.door, language)
        with self._lock:
            ready = self._ready.get(place)
            if ready is not None:
                self._ready.move_to_end(place)
                return ready
        page = self.form(form, language, key=KEY_MARK)
        ready = ReadyForm(packed=PackedPage.cut(page.html, KEY_MARK), style_hash=page.style_hash)
        with self._lock:
            self._ready[place] = ready
            if len(self._ready) > MOST_PAGES:
                self._ready.popitem(last=False)
        return ready

    def form(
        self,
        form: OpenForm,
        language: str,
        *,
        key: str,
        given: Mapping[str, tuple[str, ...]] | None = None,
        problems: Mapping[str, str] | None = None,
        expired: bool = False,
    ) -> Page:
        sheets = ("style.css", "form.css", "faults.css") if problems or expired else ("style.css", "form.css")
        return self.render(
            "form.html",
            language=language,
            style=_style(*sheets) + conditions_style(form.questionnaire),
            door=form.door,
            questionnaire=form.questionnaire,
            key=key,
            field=FIELD,
            given=given or {},
            problems=problems or {},
            expired=expired,
        )

    def render(
        self,
        template: str,
        *,
        language: str = "vi",
        style: str | None = None,
        door: CounterDoor | None = None,
        **values: Any,
    ) -> Page:
        style = style or _style("style.css", "message.css")
        html = render_template(
            f"citizen/{template}",
            style=Markup(style),  # noqa: S704  # our own files and codes of items, checked at the door
            demo=self.demo,
            language=language,
            door=door,
            place=place_of(door) if door else "",
            **values,
        )
        digest = b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
        head, end, body = html.partition("</style>")
        return Page(html=head + end + _BREAKS.sub(">", _QUOTED.sub(r"=\1", body)), style_hash=digest)


def place_of(door: CounterDoor) -> str:
    """The unit and the uppermost body above it, as one line."""
    top = door.grandparent_name or door.parent_name
    return f"{door.unit_name}, {top[0].lower()}{top[1:]}" if top else door.unit_name


def conditions_style(questionnaire: Questionnaire) -> str:
    """Hide what is not asked while its condition is false, where the browser can look (`:has`)."""
    rules = []
    for item in questionnaire.items:
        if item.when is not None:
            levels = ",".join(
                f'[name={item.when.item}][value="{level}"]:checked' for level in sorted(item.when.levels)
            )
            rules.append(f"form:not(:has({levels})) #f-{item.code}{{display:none}}")
    return f"@supports selector(:has(*)){{{''.join(rules)}}}" if rules else ""


def coloured(item: Item) -> bool:
    """Whether the quiet bars from best to worst stand beside the levels of this item."""
    scored = [option.score for option in item.options if option.score is not None]
    best_first = scored == sorted(scored, reverse=True)
    return (
        item.kind is Kind.SCALE
        and len(scored) == LEVELS_WITH_COLOUR
        and best_first
        and bool(item.satisfied_levels)
    )


@cache
def _style(*sheets: str) -> str:
    """Style sheets of this door in one line."""
    folder = files("survey_app").joinpath("templates/citizen")
    return "".join(
        line.strip()
        for sheet in sheets
        for line in folder.joinpath(sheet).read_text(encoding="utf-8").splitlines()
    )
