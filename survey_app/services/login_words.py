"""What Flask-Security can say on our pages, in Vietnamese: the library ships no such catalogue."""

MINIMUM_PASSWORD = 10

_WRONG = (
    "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại."
)

# Whatever is wrong at the login is told in one and the same sentence: it must not say whether a name exists.
LOGIN_WORDS: dict[str, tuple[str, str]] = {
    f"SECURITY_MSG_{name}": (sentence, "error")
    for name, sentence in {
        "GENERIC_AUTHN_FAILED": _WRONG,
        "USER_DOES_NOT_EXIST": _WRONG,
        "INVALID_PASSWORD": _WRONG,
        "PASSWORD_NOT_PROVIDED": _WRONG,
        "USERNAME_NOT_PROVIDED": _WRONG,
        "EMAIL_NOT_PROVIDED": _WRONG,
        "INVALID_EMAIL_ADDRESS": _WRONG,
        "INVALID_INPUT": _WRONG,
        "API_ERROR": _WRONG,
        "DISABLED_ACCOUNT": _WRONG,
        "CONFIRMATION_REQUIRED": _WRONG,
        "PASSWORD_INVALID_LENGTH": "Mật khẩu cần từ %(length)s đến 128 ký tự.",
        "INVALID_REDIRECT": "Địa chỉ chuyển tiếp không thuộc hệ thống này.",
        "UNAUTHENTICATED": "Hãy đăng nhập để xem trang này.",
        "UNAUTHORIZED": "Tài khoản này không có quyền xem trang này.",
        "LOGIN": "Hãy đăng nhập để xem trang này.",
        "ANONYMOUS_USER_REQUIRED": "Ông/Bà đã đăng nhập.",
    }.items()
}
