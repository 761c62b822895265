"""Public addresses: short, without database ids, the same on screen, paper and in a QR code."""

from survey_app.form_keys import ALPHABET

CODE_LENGTH = 8
ALPHABET_SET = frozenset(ALPHABET)
_READ_AS = str.maketrans("ILO", "110")


def counter_address(public_url: str, code: str) -> str:
    return f"{public_url}/K/{code}"


def grouped(code: str) -> str:
    """A code as people read it, in fours; the blanks do not break."""
    return "\u00a0".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_code(text: str) -> str | None:
    """A counter's code as typed or read aloud: any case, blanks and hyphens dropped, I L O read as 1 1 0.

    None where it cannot be the code of any counter.
    """
    code = "".join(text.split()).replace("-", "").upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and not set(code) - ALPHABET_SET else None
