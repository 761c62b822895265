"""The citizens' pages: one file each, their style inside and allowed by its hash."""

import hashlib
import re
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from threading import Lock
from typing import Any

from flask import render_template
from markupsafe import Markup

from forms.questionnaire import Questionnaire
from survey_app.form_keys import FIELD
from survey_app.services.answering import OpenForm
from survey_app.store.counters import CounterDoor
from survey_app.translating import SOURCE, offered
from survey_app.views.citizen.manner import Manner, manner
from survey_app.views.citizen.packing import PackedPage
from survey_app.views.citizen.styles import conditions_style, sheets

# By version, questionnaire and language: of each item that is read aloud, the recording's SHA-256.
Clips = Callable[[int, Questionnaire, str], Mapping[str, str]]
KEY_MARK = "\N{SYMBOL FOR NULL}key\N{SYMBOL FOR NULL}"
MOST_PAGES = 4096
# Plain values need no quotes in HTML; quotes in texts are escaped, so only attributes are touched.
_BREAKS = re.compile(r">\n\s*(?=<)")  # between two tags; what a citizen wrote stands between a tag and a word
_QUOTED = re.compile(r'="([A-Za-z0-9_.:#-]+)"')


class Again(Enum):
    """Why a form comes once more, with its answers."""

    FAULTS = "faults"
    EXPIRED = "expired"
    NOT_STORED = "not_stored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and the hash of its style for the content policy."""

    html: str
    style_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyForm:
    """A blank form rendered once; only its key is put in for each visitor."""

    form: OpenForm  # without a key
    packed: PackedPage
    style_hash: str
    clips: Mapping[str, str]


@dataclass(slots=True)
class Pages:
    """Renders, and remembers blank forms by counter, version and manner; a renamed counter is rendered anew."""

    demo: bool
    clips: Clips
    _ready: "OrderedDict[tuple[str, int, Manner], ReadyForm]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def blank(self, form: OpenForm, how: Manner) -> ReadyForm:
        how = how.for_words_of(form.questionnaire)
        place = (form.door.moved_from or form.door.code, form.version_id, how)
        clips = self.clips(form.version_id, form.questionnaire, how.language)
        with self._lock:
            ready = self._ready.get(place)
            if ready is not None and ready.form.door == form.door and ready.clips == clips:
                self._ready.move_to_end(place)
                return ready
        page = self.form(form, how, key=KEY_MARK)
        ready = ReadyForm(
            form=replace(form, key=""),
            packed=PackedPage.cut(page.html, KEY_MARK),
            style_hash=page.style_hash,
            clips=clips,
        )
        with self._lock:
            self._ready[place] = ready
            self._ready.move_to_end(place)
            if len(self._ready) > MOST_PAGES:
                self._ready.popitem(last=False)
        return ready

    def remembered(self, code: str, version_id: int, how: Manner) -> OpenForm | None:
        """A form that was shown before, for the hour in which the database cannot be asked."""
        with self._lock:
            ready = self._ready.get((code, version_id, how)) or self._ready.get((code, version_id, Manner()))
        return ready.form if ready else None

    def form(
        self,
        form: OpenForm,
        how: Manner,
        *,
        key: str,
        again: Again | None = None,
        given: Mapping[str, tuple[str, ...]] | None = None,
        problems: Mapping[str, str] | None = None,
        is_preview: bool = False,
    ) -> Page:
        how = how.for_words_of(form.questionnaire)
        spoken = how.language if how.language in form.questionnaire.languages else SOURCE
        clips = self.clips(form.version_id, form.questionnaire, how.language)
        names = [
            "style.css",
            "form.css",
            *(["faults.css"] if again else []),
            *(["audio.css"] if clips else []),
        ]
        return self.render(
            "form.html",
            how=how,
            style=sheets(*names) + conditions_style(form.questionnaire),
            door=form.door,
            questionnaire=form.questionnaire,
            spoken=spoken,
            offered=offered(form.questionnaire.languages),
            key=key,
            field=FIELD,
            again=again.value if again else None,
            given=given or {},
            problems=problems or {},
            clips=clips,
            is_preview=is_preview,
        )

    def render(
        self,
        template: str,
        *,
        how: Manner | None = None,
        style: str | None = None,
        door: CounterDoor | None = None,
        **values: Any,
    ) -> Page:
        marked = self.demo or values.get("is_preview")
        style = (style or sheets("style.css", "message.css")) + (sheets("demo.css") if marked else "")
        html = render_template(
            f"citizen/{template}",
            style=Markup(style),  # noqa: S704  # our own files and codes of items, checked at the door
            demo=self.demo,
            how=how or manner(),
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
