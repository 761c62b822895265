"""How a form is shown and taken, as its address says: the language, and whether somebody helps to fill it in."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

from survey_app.translating import SOURCE, known

LANGUAGE, ASSISTED = "ngon-ngu", "ho-tro"
YES = "co"


@dataclass(frozen=True, slots=True)
class Manner:
    language: str = SOURCE
    assisted: bool = False

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
    return Manner(known(request.args.get(LANGUAGE)), request.args.get(ASSISTED) == YES)
