"""A month in words."""

from babel.dates import get_month_names

from survey_app.translating import SOURCE, language
from survey_app.translating import gettext as _


def month_name(month: int) -> str:
    """A month in words: tháng 10/2026, in English October 2026."""
    tag, number = language(), month % 100
    named = number if tag == SOURCE else get_month_names("wide", locale=tag)[number]
    return _("tháng %(month)s/%(year)s", month=named, year=month // 100)
