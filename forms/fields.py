"""Lean WTForms fields: one small builder for each kind of item.

The stock choice fields build an object for each choice of each request. These keep their codes in a dict made
once, so that a form that is reused costs a few microseconds a field.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from wtforms.fields.core import Field, UnboundField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from forms import messages
from forms.cleaning import has_unwelcome, in_one_line, is_hopeless, tidy
from forms.questionnaire import Item, Kind

Translate = Callable[[str], str]

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}")
_NUMBER_LENGTH = 12


def _nothing() -> None:
    """Stand in for a default: WTForms calls it, while a plain None would cost an exception a field."""


class BallotField(Field):
    """What all fields of a ballot share: ``data`` is the answer or None, ``given`` what the page shows again.

    Raising ValueError while the form's data are read is WTForms' way of noting an error.
    """

    is_text: ClassVar[bool] = False

    def __init__(self, *, item: Item, translate: Translate, **options: Any) -> None:
        super().__init__(label=item.code, default=_nothing, **options)
        self.item = item
        self.given: tuple[str, ...] = ()
        self._prepare(item, translate)

    def _prepare(self, item: Item, translate: Translate) -> None:
        """Make once what every request needs."""

    def process_data(self, value: Any) -> None:
        """Forget the citizen before: the form is used again and again."""
        self.data = value
        self.given = ()


class ChoiceField(BallotField):
    """One code of a fixed set: the level of a scale, one choice of a list, yes or no."""

    def _prepare(self, item: Item, translate: Translate) -> None:
        self._alone = {option.code: (option.code,) for option in item.options}
        self._choose = translate(messages.CHOOSE_LEVEL if item.kind is Kind.SCALE else messages.CHOOSE_ONE)
        self._only_one = translate(messages.ONLY_ONE)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take one known code; an empty value is no answer."""
        if not valuelist:
            return
        if len(valuelist) > 1:
            raise ValueError(self._only_one)
        known = self._alone.get(valuelist[0])
        if known is not None:
            self.data = known[0]
            self.given = known
        elif valuelist[0]:
            raise ValueError(self._choose)


class SeveralField(BallotField):
    """Any number of codes of a fixed set, kept in the order of the page."""

    def _prepare(self, item: Item, translate: Translate) -> None:
        self._codes = tuple(option.code for option in item.options)
        self._known = frozenset(self._codes) | {""}
        self._choose = translate(messages.CHOOSE_LISTED)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the known codes; the same box sent twice is ticked once."""
        if not valuelist:
            return
        sent = frozenset(valuelist)
        self.given = tuple(code for code in self._codes if code in sent)
        if not sent <= self._known:
            raise ValueError(self._choose)
        self.data = self.given or None


class NumberField(BallotField):
    """A whole number in a range, typed with the digits 0 to 9."""

    def _prepare(self, item: Item, translate: Translate) -> None:
        self._range = (item.minimum or 0, item.maximum or 0)
        minimum, maximum = self._range
        self._write = translate(messages.WRITE_NUMBER).format(minimum=minimum, maximum=maximum)
        self._once = translate(messages.WRITE_ONCE)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number in its shortest writing, so that ``007`` and ``7`` are one answer."""
        if not valuelist:
            return
        shown = in_one_line(tidy(valuelist[0], _NUMBER_LENGTH))[:_NUMBER_LENGTH]
        self.given = (shown,) if shown else ()
        if len(valuelist) > 1:
            raise ValueError(self._once)
        typed = valuelist[0].strip()
        if not typed:
            return
        # The pattern stands before int(): it also takes other scripts' digits, and refuses long ones loudly.
        if not _WHOLE_NUMBER.fullmatch(typed) or not self._range[0] <= int(typed) <= self._range[1]:
            raise ValueError(self._write)
        self.data = str(int(typed))


class TextField(BallotField):
    """Free text up to a number of characters, counted in NFC."""

    is_text = True

    def _prepare(self, item: Item, translate: Translate) -> None:
        self._limit = item.max_length or 0
        self._one_line = item.kind is Kind.SHORT_TEXT
        self._shorten = translate(messages.SHORTEN).format(limit=self._limit)
        self._remove = translate(messages.REMOVE_STRANGE)
        self._once = translate(messages.WRITE_ONCE)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the cleaned text; blanks alone are no answer."""
        if not valuelist or not valuelist[0]:
            return
        raw = valuelist[0]
        text = tidy(raw, self._limit)
        if self._one_line:
            text = in_one_line(text)
        self.given = (text[: self._limit],) if text else ()
        if len(valuelist) > 1:
            raise ValueError(self._once)
        if has_unwelcome(raw):
            raise ValueError(self._remove)
        if len(text) > self._limit or is_hopeless(raw, self._limit):
            raise ValueError(self._shorten)
        self.data = text or None


class Answered:
    """Validator of a required item: an answer must be there."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: BaseForm, field: Field, /) -> None:
        """Stop with the sentence unless there is an answer, or already an error that says more."""
        if field.data is None and not field.errors:
            raise StopValidation(self.message)


# In quotes: WTForms' own class takes no type argument, only its stubs do.
Builder: TypeAlias = "Callable[[Item, Translate, tuple[Answered, ...]], UnboundField[Any]]"


def _builder(field_class: type[BallotField]) -> Builder:
    def build(item: Item, translate: Translate, validators: tuple[Answered, ...]) -> "UnboundField[Any]":
        return UnboundField(field_class, item=item, translate=translate, validators=validators)

    return build


BUILDERS: dict[Kind, Builder] = {
    Kind.SCALE: _builder(ChoiceField),
    Kind.SINGLE: _builder(ChoiceField),
    Kind.YES_NO: _builder(ChoiceField),
    Kind.SEVERAL: _builder(SeveralField),
    Kind.SHORT_TEXT: _builder(TextField),
    Kind.LONG_TEXT: _builder(TextField),
    Kind.NUMBER: _builder(NumberField),
}
