"""Words by which names of people are told from other words. Where nothing else is said: small letters without accents."""

from survey_app.masking.spans import bare


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Without accents these are also other words: ba (three), co (there is), chi (only), di (go).
ACCENTED_TITLES = _words("ông bà anh chị cô chú bác cậu mợ thím dì dượng")
TITLES = frozenset(map(bare, ACCENTED_TITLES))
SURNAMES = _words(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh doan trinh mai truong dao ha luong "
    "quach cao lam luu tong thai ta vuong kieu dam giang khuc nghiem to trieu chu la ninh vi lo sung vang"
)
GIVEN = _words(
    "lan huong hang hanh nga ngoc nhung oanh phuong quyen thao thuy trang tuan tung hung dung cuong son long linh huyen ha "
    "hai hoang khanh loan ly nguyet phuc quang quan quynh tai thang thanh minh mai hoa hien hieu hoai huy kien lam lien "
    "luan manh my nam ngan nghia nhan nhi phong tam tan thu thuan tien toan trung truong tu van viet vinh vy xuan yen an "
    "anh bach bich binh chau chi chien cuc dat diep doanh duc duy duyen giang hau hoan hong hop huan hue khai khoa"
)
MIDDLE = _words("thi van")
# In small letters some names are words of every day: a title before them is no proof.
EVERY_DAY = _words(
    "hoa mai thu hien nam an tam van thanh ha hai chi anh dat my tai thang tu long hong hop tan phong phuc tien toan nghia "
    "xuan yen manh minh chien duc hau hoan khoa khai kien lam quan trung truong ly binh chau duyen hieu nhan vinh"
)
# With accents. What stands behind a title with a capital where somebody writes so, and is no name.
NEVER = _words(
    "cán bộ chủ ban phòng quầy ủy uỷ sở phó giám phường xã huyện tỉnh tôi và là thì để cho không đã đang rất ở tại về đến đi "
    "làm việc này kia đó ấy nói bảo hướng trả hẹn xin vui cảm cám hãy có bị được mình nào cũng nên phải vẫn sẽ chưa"
)
NEVER_BARE = frozenset(map(bare, NEVER)) - SURNAMES - {"minh"}
OFFICES = frozenset(
    tuple(pair.split("-"))
    for pair in _words(
        "trung-tâm thành-phố công-an công-chức công-dân công-nhân công-ty nhân-viên nhân-dân văn-phòng văn-thư mặt-trận "
        "tổ-trưởng trưởng-thôn hội-đồng bí-thư tiếp-dân"
    )
)
NO_NAME = NEVER | (ACCENTED_TITLES - {"anh"})
NO_NAME_BARE = NEVER_BARE | (TITLES - SURNAMES)
CAN_BE = SURNAMES | GIVEN | MIDDLE
GOES_ON = GIVEN | MIDDLE
ALONE = GIVEN - EVERY_DAY
PLACES = _words(
    "duong pho truong phuong xa ngo ngach cau cho vien quan khu lang thon quoc lo dai hem toa chung"
)
