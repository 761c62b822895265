"""The minimum of a counter in words, and what it cannot prevent."""

from survey_app.translating import lazy_gettext

LEAST_ANSWERS, LEAST_HALF_DAYS = 10, 3
TOO_THIN = lazy_gettext(
    "Số liệu của một quầy, hoặc của một đơn vị chỉ có một quầy, chỉ hiện khi có từ 10 phiếu, gửi trong ít nhất ba buổi: nếu ít hơn, ai tự gửi vài phiếu sẽ đọc được phiếu của người khác."
)
CANNOT = lazy_gettext(
    "Mã mở thì ai cũng gửi được nhiều phiếu: người tự gửi chín phiếu trong ba buổi vẫn đọc được phiếu thứ mười; ngưỡng này chỉ làm việc ấy khó hơn."
)
