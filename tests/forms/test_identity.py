"""Questions that ask who somebody is or when he came are known in any spelling; questions of service are let pass."""

import unicodedata
from time import thread_time

import pytest

from forms.identity import asks_who_or_when, identifying
from forms.linting import advise
from forms.reading import instruments, load_instrument

WHO_OR_WHEN = [
    "Họ tên, số điện thoại, mấy giờ?", "Ông/Bà tên gì?", "Xin cho biết quý danh", "Ho va ten ong ba", "HỌ VÀ TÊN", "Tên của anh chị",
    "Số điện thoại để liên hệ lại", "so dien thoai", "S.Đ.T?", "s đ t", "SĐT", "Zalo của bạn", "Số máy di động",
    "Số CCCD", "căn cước", "Số CMND?", "Số thẻ BHYT", "mã số thuế", "So dinh danh ca nhan", "hộ chiếu số",
    "Địa chỉ nhà", "dia chi", "Số nhà", "Ông bà ở thôn nào?", "Nơi ở hiện nay", "Hộ khẩu thường trú ở đâu", "Quê quán",
    "Ngày sinh", "năm sinh của ông bà", "ngay thang nam sinh", "Sinh năm bao nhiêu",
    "E-mail", "email của anh", "Thư điện tử", "gmail",
    "Ông/Bà đến lúc mấy giờ?", "may gio den", "Đến ngày nào?", "Hôm nào Ông/Bà nộp hồ sơ?", "Thời điểm đến", "Khung giờ giao dịch", "Khi nào Ông/Bà đến?",
    "Số thứ tự của Ông/Bà", "8h30 hay 9h15", "7:30",
    "Mã hồ sơ", "Số hồ sơ của Ông/Bà", "ma so ho so", "Số biên nhận", "Số phiếu hẹn", "hồ sơ số mấy",
    "Biển số xe", "bien so", "biển kiểm soát", "BKS",
    "Your full name?", "First name", "Phone number", "Home address", "Date of birth", "What time did you come?", "ID card number", "Case number", "License plate",
    "ឈ្មោះរបស់អ្នក", "លេខទូរស័ព្ទ", "ເບີໂທ", "您的姓名", "电话号码", "车牌",
    "Xin đừng ngại. Họ tên của Ông/Bà?", "H ọ   t ê n", "H\N{ZERO WIDTH SPACE}ọ t\N{ZERO WIDTH SPACE}ên", "ｈọ ｔên", "họ_tên", "Họ-tên",
]  # fmt: skip
SERVICE = [
    "Ghế chờ có đủ không?", "Công chức có đeo biển tên không?", "Cơ quan có trả kết quả đúng giờ hẹn không?", "Giờ làm việc có thuận tiện không?",
    "Số điện thoại đường dây nóng có được niêm yết không?", "Địa chỉ cơ quan có dễ tìm không?", "Ông/Bà chờ bao lâu?", "Ông/Bà thấy thái độ của công chức thế nào?",
    "Cần thêm gì?", "Nhà vệ sinh có sạch không?", "Chỗ để xe có đủ không?", "Có bảng tên từng quầy không?", "Độ tuổi của Ông/Bà", "Giới tính", "Nghề nghiệp",
    "Ông/Bà làm thủ tục thuộc lĩnh vực nào?", "Có thiếu giấy tờ nào không được hướng dẫn không?", "Was the waiting area clean?", "Did staff wear name tags?",
    "Ông/Bà phải đi lại mấy lần?", "Hồ sơ có được hướng dẫn một lần, đầy đủ không?", "Quầy số mấy phục vụ tốt nhất?", "Dưới 1 giờ", "Từ 1 đến 2 giờ", "Ông/Bà góp ý thêm điều gì?",
    "Xin đừng ghi họ tên, số điện thoại hay số giấy tờ.", "Ông/Bà biết thông tin qua kênh nào? Zalo, Facebook, điện thoại", "Hồ sơ được trả khi nào?", "Please do not write names.",
]  # fmt: skip


@pytest.mark.parametrize("words", WHO_OR_WHEN)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_question_of_who_or_when_is_known_from_any_keyboard(words, form):
    assert asks_who_or_when(unicodedata.normalize(form, words))


@pytest.mark.parametrize("words", SERVICE)
def test_a_question_of_the_service_is_let_pass(words):
    assert asks_who_or_when(words) is None


def test_no_shipped_instrument_asks_who_or_when():
    for code in instruments():
        questionnaire = load_instrument(code)
        assert [(item.code, identifying(item)) for item in questionnaire.items if identifying(item)] == []
        assert "identifying" not in {advice.rule.code for advice in advise(questionnaire)}


@pytest.mark.parametrize(
    "piece", ["ho ", "a ", "so ", "gio nao", ". ", "ma so ", "1:", "ten", "dia chi co quan "]
)
def test_reading_twice_as_much_takes_no_more_than_about_twice_as_long(piece):
    def seconds(times):
        words = (piece * times)[: 1000 * times]
        best = []
        for _ in range(3):
            begin = thread_time()
            asks_who_or_when("z" + words.replace("ten", "tenx"))
            best.append(thread_time() - begin)
        return min(best)

    assert seconds(4000) < 8 * seconds(1000) + 0.02
