"""A questionnaire as a phone shows it: the citizens' own page, at which nothing can be sent."""

from flask import Response, request
from flask_babel import force_locale

from forms.questionnaire import Questionnaire
from survey_app.services.answering import OpenForm
from survey_app.services.audio_clips import KnownClips
from survey_app.store.counters import CounterDoor, OwnQuestion
from survey_app.translating import SOURCE, offered
from survey_app.translating import gettext as _
from survey_app.views.citizen.manner import Manner
from survey_app.views.citizen.pages import Pages
from survey_app.views.staff.house import platform


def preview_of(questionnaire: Questionnaire, *, version_id: int = 0) -> Response:
    form = OpenForm(door=_sample_door(), version_id=version_id, questionnaire=questionnaire, key="-")
    how = Manner(shown_language(questionnaire))
    with force_locale(how.interface):
        page = Pages(demo=False, clips=KnownClips(platform()).of).form(form, how, key="-", is_preview=True)
    response = Response(page.html)
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{page.style_hash}'; img-src data:; media-src 'self'; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'"
    )
    return response


def shown_language(questionnaire: Questionnaire) -> str:
    """The language this request wants to look at, where the questionnaire is offered in it."""
    wanted = request.args.get("xem", SOURCE)
    return wanted if wanted in offered(questionnaire.languages) else SOURCE


def _sample_door() -> CounterDoor:
    return CounterDoor(
        counter_id=0,
        code="00000000",
        name=_("Quầy mẫu"),
        unit_name=_("Tên đơn vị"),
        parent_name=None,
        grandparent_name=None,
        closed=False,
        revoked=False,
        version_id=0,
        moved_to=None,
        own=OwnQuestion(id=0, words=_("Câu hỏi riêng của đơn vị hiện ở đây"), choices=()),
    )
