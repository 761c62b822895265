"""How a form is shown and taken, as its address says: the language, and whether somebody helps to fill it in."""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

from forms.questionnaire import Questionnaire
from survey_app.translating import SOURCE, known, offered

LANGUAGE, ASSISTED = "ngon-ngu", "ho-tro"
YES = "co"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")


@dataclass(frozen=True, slots=True)
class Manner:
    language: str = SOURCE
    assisted: bool = False

    @property
    def interface(self) -> str:
        """The language of what the page itself says: Vietnamese beside a template in Khmer."""
        return known(self.language)

    def for_words_of(self, questionnaire: Questionnaire) -> "Manner":
        """The same in a language that this questionnaire is offered in; Vietnamese where it is not."""
        if self.language == SOURCE or self.language in offered(questionnaire.languages):
            return self
        return replace(self, language=SOURCE)

    @property
    def query(self) -> str:
        """What the next address carries on; nothing for most people."""
        words = {}
        if self.language != SOURCE:
            words[LANGUAGE] = self.language
        if self.assisted:
            words[ASSISTED] = YES
        return f"?{urlencode(words)}" if words else ""

    def switched(self, language: str) -> str:
        """The same form in another language."""
        return Manner(language, self.assisted).query or "?"


def manner() -> Manner:
    """The manner of this request. A word we do not know is no fault: the form comes in Vietnamese."""
    if not request.query_string:
        return Manner()
    wanted = request.args.get(LANGUAGE, SOURCE)
    language = wanted if _TAG.fullmatch(wanted) else SOURCE
    return Manner(language, request.args.get(ASSISTED) == YES)
