"""What Flask-Security can say on our pages, in Vietnamese: the library ships no such catalogue."""

from forms.messages import marked

MINIMUM_PASSWORD = 10

_WRONG = marked(
    "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi thử lại."
)

# Whatever is wrong at the login is told in one and the same sentence: it must not say whether a name exists.
LOGIN_WORDS: dict[str, tuple[str, str]] = {
    f"SECURITY_MSG_{name}": (sentence, "error")
    for name, sentence in {
        "GENERIC_AUTHN_FAILED": _WRONG,
        "USER_DOES_NOT_EXIST": _WRONG,
        "USERNAME_NOT_PROVIDED": _WRONG,
        "EMAIL_NOT_PROVIDED": _WRONG,
        "INVALID_EMAIL_ADDRESS": _WRONG,
        "INVALID_INPUT": _WRONG,
        "API_ERROR": _WRONG,
        "DISABLED_ACCOUNT": _WRONG,
        "CONFIRMATION_REQUIRED": _WRONG,
        # The login page shows one sentence whatever stands here; these are for changing one's own password.
        "INVALID_PASSWORD": marked("Mật khẩu hiện tại không đúng."),
        "PASSWORD_NOT_PROVIDED": marked("Hãy nhập mật khẩu vào ô này."),
        "PASSWORD_IS_THE_SAME": marked("Mật khẩu mới phải khác mật khẩu hiện tại."),
        "RETYPE_PASSWORD_MISMATCH": marked("Hai lần nhập mật khẩu mới chưa giống nhau."),
        "PASSWORD_MISMATCH": marked("Hai lần nhập mật khẩu mới chưa giống nhau."),
        "PASSWORD_INVALID_LENGTH": marked("Mật khẩu cần từ %(length)s đến 128 ký tự."),
        "PASSWORD_TOO_SIMPLE": marked(
            "Mật khẩu này dễ đoán: gồm từ hay dùng, dãy phím, năm, hoặc tên của Ông/Bà hay đơn vị. "
            "Hãy đặt một câu dài hơn, chỉ mình biết."
        ),
        "INVALID_REDIRECT": marked("Địa chỉ chuyển tiếp không thuộc hệ thống này."),
        "UNAUTHENTICATED": marked("Hãy đăng nhập để xem trang này."),
        "UNAUTHORIZED": marked("Tài khoản này không có quyền xem trang này."),
        "LOGIN": marked("Hãy đăng nhập để xem trang này."),
        "ANONYMOUS_USER_REQUIRED": marked("Ông/Bà đã đăng nhập."),
        "TWO_FACTOR_INVALID_TOKEN": marked(
            "Mã không đúng, đã hết hạn hoặc đã dùng. Hãy nhập mã mới mà ứng dụng đang hiện."
        ),
        "TWO_FACTOR_PERMISSION_DENIED": marked("Bước xác thực đã hết hạn. Hãy đăng nhập lại từ đầu."),
        "TWO_FACTOR_METHOD_NOT_AVAILABLE": marked("Không dùng được cách xác thực này."),
        "TWO_FACTOR_SETUP_EXPIRED": marked("Mã QR đã hết hạn sau 30 phút. Hãy bắt đầu lại."),
        "INVALID_RECOVERY_CODE": marked("Mã khôi phục không đúng hoặc đã dùng."),
    }.items()
} | {
    f"SECURITY_MSG_{name}": (sentence, "success")
    for name, sentence in {
        "PASSWORD_CHANGE": marked(
            "Đã đổi mật khẩu. Các máy khác đang đăng nhập tài khoản này đã bị đăng xuất."
        ),
        "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": marked("Đã bật xác thực hai bước."),
        "TWO_FACTOR_DISABLED": marked("Đã tắt xác thực hai bước."),
        "TWO_FACTOR_LOGIN_SUCCESSFUL": marked("Đã đăng nhập bằng hai bước."),
    }.items()
}
