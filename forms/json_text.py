"""From the bytes of a file to JSON values, with the row and column of what is wrong."""

import json
from collections import Counter

from forms.faults import Fault, QuestionnaireError
from forms.record import shown


def load_json(source: bytes) -> object:
    """Parse UTF-8 JSON strictly: no key twice, no NaN, no bottomless nesting; QuestionnaireError otherwise.

    >>> load_json(b'{"a": [1, true]}')
    {'a': [1, True]}
    """
    try:
        return json.loads(source.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise _failure(
            f"byte {error.start}", "Tệp không phải là UTF-8.", "Lưu lại tệp với bảng mã UTF-8."
        ) from None
    except json.JSONDecodeError as error:
        place = f"dòng {error.lineno}, cột {error.colno}"
        raise _failure(
            place, "Tệp không đúng cú pháp JSON.", "Xem lại dấu phẩy, ngoặc và dấu nháy ở đó."
        ) from None
    except RecursionError:
        raise _failure("", "Tệp lồng nhau quá sâu.", "Dùng tệp do chương trình xuất ra.") from None
    except QuestionnaireError:
        raise
    except ValueError:  # the interpreter refuses integers of thousands of digits
        raise _failure("", "Tệp có số quá dài.", "Sửa số đó.") from None


def _failure(place: str, problem: str, remedy: str) -> QuestionnaireError:
    return QuestionnaireError((Fault(place=place, problem=problem, remedy=remedy),))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        repeated = counts.most_common(1)[0][0]
        raise _failure(shown(repeated), "Khóa này ghi hai lần trong một nhóm.", "Bỏ một lần.")
    return values


def _refuse(constant: str) -> object:
    raise _failure(constant, "Giá trị này không phải là số.", "Ghi một số hoặc bỏ khóa này.")
