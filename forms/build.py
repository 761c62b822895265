"""From a questionnaire to the form that reads a citizen's answers."""

from wtforms.form import BaseForm

from forms.fields import BUILDERS, Answered, BallotField, Translate
from forms.messages import ANSWER_MISSING, HEADLINE_MISSING
from forms.questionnaire import Questionnaire


def identity(sentence: str) -> str:
    """Leave a sentence in Vietnamese."""
    return sentence


class BallotForm(BaseForm):
    """The WTForms form of one questionnaire, its fields named by item code.

    WTForms' plain base, because its declarative ``Form`` would make attributes of the fields, and an item may
    well be coded ``data`` or ``errors``.
    """

    def __init__(self, questionnaire: Questionnaire, translate: Translate) -> None:
        needed = {item.code: ANSWER_MISSING for item in questionnaire.items if item.required}
        only_one = set(needed) <= {questionnaire.headline}
        needed[questionnaire.headline] = HEADLINE_MISSING if only_one else ANSWER_MISSING
        answered = {sentence: (Answered(translate(sentence)),) for sentence in needed.values()}
        super().__init__(
            (item.code, BUILDERS[item.kind](item, translate, answered.get(needed.get(item.code, ""), ())))
            for item in questionnaire.items
        )
        self.questionnaire = questionnaire

    @property
    def ballot_fields(self) -> list[BallotField]:
        """The fields in page order."""
        return [field for field in self if isinstance(field, BallotField)]


def build_form(questionnaire: Questionnaire, translate: Translate = identity) -> BallotForm:
    """Build the form of a questionnaire; one instance serves request after request, but only one thread.

    ``translate`` is asked while the form is built, not for each request: keep a form for each language.

    >>> from forms.reading import load_instrument
    >>> "Q1" in build_form(load_instrument("QUICK"))
    True
    """
    return BallotForm(questionnaire, translate)
