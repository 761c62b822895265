"""Take out of what people wrote whatever names or reaches a person: before anybody of a unit reads it.

Numbers of telephones and papers, plates, e-mail addresses, codes of dossiers, and names after "ông, bà, anh, chị …". Written
with dots, spaces or in words, without accents, in small letters, with a reader's slips (O for 0). Every pattern is
bounded, so the time grows with the length of the text and no faster. What no pattern finds is told in docs/threats.md.
"""

import unicodedata

from survey_app.masking import codes, names, numbers
from survey_app.masking.spans import replace


def mask(text: str) -> str:
    """The text with a word in brackets for each thing found.

    >>> mask("Chị Nguyễn Thị Lan gọi tôi ở số 0912.345.678")
    'Chị [tên] gọi tôi ở số [số điện thoại]'
    """
    text = unicodedata.normalize("NFC", text)
    for find in (codes.find, numbers.find, names.find):
        text = replace(text, find(text))
    return text
