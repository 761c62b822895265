"""Every sentence of this room that a citizen can see: short, polite, with what to do next.

They are the keys of the interface's catalogue: ``translate`` is called with the sentence as it stands here,
names in braces are filled in afterwards.
"""


def marked(sentence: str) -> str:
    """Mark a sentence for the catalogue of the interface: it is translated where it is shown."""
    return sentence


HEADLINE_MISSING = marked("Xin Ông/Bà chọn một mức cho câu này. Đây là câu duy nhất bắt buộc.")
ANSWER_MISSING = marked("Xin Ông/Bà trả lời câu này. Câu này bắt buộc.")
CHOOSE_LEVEL = marked("Xin Ông/Bà chọn một mức cho câu này.")
CHOOSE_ONE = marked("Xin Ông/Bà chọn một câu trả lời có sẵn cho câu này.")
CHOOSE_LISTED = marked("Xin Ông/Bà chỉ chọn những ý có sẵn trong câu này.")
ONLY_ONE = marked("Xin Ông/Bà chỉ chọn một câu trả lời cho câu này.")
WRITE_ONCE = marked("Xin Ông/Bà chỉ ghi một câu trả lời cho câu này.")
WRITE_NUMBER = marked("Xin Ông/Bà ghi một số nguyên từ {minimum} đến {maximum}, chỉ dùng chữ số 0–9.")
SHORTEN = marked("Xin Ông/Bà rút ngắn câu trả lời còn tối đa {limit} ký tự.")
REMOVE_STRANGE = marked("Xin Ông/Bà xóa các ký tự lạ, chỉ để lại chữ, số và dấu câu, rồi gửi lại.")

MESSAGES = (
    HEADLINE_MISSING,
    ANSWER_MISSING,
    CHOOSE_LEVEL,
    CHOOSE_ONE,
    CHOOSE_LISTED,
    ONLY_ONE,
    WRITE_ONCE,
    WRITE_NUMBER,
    SHORTEN,
    REMOVE_STRANGE,
)
