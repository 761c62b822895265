"""Vietnamese comments with things planted in them that name or reach a person, and with things that only look so."""

import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass


def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = _words("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh")
MIDDLES = ["Thị", "Văn", "Thị Thu", "Thị Ngọc", "Đức", "Minh", "Hữu", "Quang", "Thanh", "Xuân", ""]
GIVEN = _words(
    "Lan Hương Hằng Hạnh Nga Ngọc Nhung Oanh Phương Quyên Thảo Thủy Trang Tuấn Tùng Hùng Dũng Cường Sơn Linh Huyền Hoàng Loan "
    "Nguyệt Quân Quỳnh Hiếu Huy Diệp Hòa Mai Thu An Bình Tâm Hoa Phúc Đạt Minh Thành Trung Công Nhân Mến Sáu"
)
PLAIN_GIVEN = _words(
    "lan hương hằng hạnh nga ngọc nhung oanh phương thảo thủy trang tuấn hùng dũng cường linh huyền loan quỳnh"
)
TITLES = _words("ông bà anh chị cô chú")
NUMBER_WORDS = _words("không một hai ba bốn năm sáu bảy tám chín")

# Around what is planted: nothing in these is to be masked.
PLACES = (
    "Hôm nay {} tiếp tôi rất chu đáo.",
    "Tôi chờ {} hơn một giờ mà không thấy ai.",
    "Xin liên hệ {} để trả lời.",
    "Đề nghị xem lại, {} nói chưa rõ, cảm ơn.",
    "Vui lòng nhắc {} vì đã hẹn hai lần.",
    "{}",
)
DECOYS = (
    "Phí 1.500.000 đồng là quá cao.",
    "Nộp 150000000 đồng tiền đất, thêm 250 000 000 đồng nữa.",
    "Ngày 05-09-2025 08:30 tôi đến, ngày 12/10/2026 mới xong.",
    "Hẹn ngày 5 tháng 9 năm 2025 lúc 8h30.",
    "Theo Nghị định 61/2018/NĐ-CP và Luật 91/2025/QH15 thì phải trả trong 15 ngày.",
    "Ông/Bà vui lòng xem lại bảng giá.",
    "Các anh chị ở bộ phận một cửa nhiệt tình, anh em đều cảm ơn.",
    "Bà con nhân dân rất hài lòng, cô giáo cũng khen.",
    "Quầy số 3 có 2 người, phải chờ 10 - 15 phút, từ 2024 đến 2026.",
    "Tổng đài 1900 1009 gọi mãi không được, 18001091 cũng vậy.",
    "Tôi ở đường Nguyễn Trãi, gần trường Lê Hồng Phong, phường Trần Hưng Đạo.",
    "Một hai ba lần đều thế, năm lần bảy lượt.",
    "Thửa đất 1250, tờ bản đồ số 14, diện tích 125.5 m2.",
    "Anh ấy không nói gì, chị đó cũng vậy, ông thì bảo mai quay lại.",
    "Chi phí cao, co so cu, ba ngay moi xong.",
    "Xe để ở sân 2 tầng, cao 3.5 m, giá gửi 5.000 đồng.",
    "Mức 1.200.000.000 đồng trong năm 2025 2026 là nhiều.",
)


@dataclass(frozen=True, slots=True)
class Planted:
    text: str
    secrets: tuple[str, ...]  # none of them may be left


def _phone(chance: random.Random) -> tuple[str, str]:
    digits = "0" + chance.choice("35789") + "".join(chance.choices("0123456789", k=8))
    shown = chance.choice(
        [
            digits,
            f"{digits[:4]}.{digits[4:7]}.{digits[7:]}",
            f"{digits[:4]} {digits[4:7]} {digits[7:]}",
            f"{digits[:3]}-{digits[3:6]}-{digits[6:]}",
            " ".join(digits),
            f"+84 {digits[1:4]} {digits[4:7]} {digits[7:]}",
            f"84{digits[1:]}",
            f"({digits[:4]}) {digits[4:]}",
            digits.replace("0", "O", 1),
            digits.replace("1", "l").replace("0", "o", 1),
            " ".join(NUMBER_WORDS[int(digit)] for digit in digits),
            " ".join(_unaccented(NUMBER_WORDS[int(digit)]) for digit in digits),
            f"{' '.join(NUMBER_WORDS[int(digit)] for digit in digits[:4])} {digits[4:7]} {digits[7:]}",
        ]
    )
    return chance.choice(["số ", "sđt ", "số điện thoại: ", "máy ", "zalo "]) + shown, shown


def _landline(chance: random.Random) -> tuple[str, str]:
    digits = "02" + "".join(chance.choices("0123456789", k=9))
    shown = chance.choice(
        [digits, f"{digits[:4]} {digits[4:7]} {digits[7:]}", f"({digits[:4]}) {digits[4:]}"]
    )
    return f"số máy {shown}", shown


def _paper(chance: random.Random) -> tuple[str, str]:
    citizen = "0" + "".join(chance.choices("0123456789", k=11))
    nine = "1" + "".join(chance.choices("0123456789", k=8))
    shown = chance.choice(
        [citizen, f"{citizen[:3]} {citizen[3:6]} {citizen[6:9]} {citizen[9:]}", nine, f"B{nine[1:]}"]
    )
    return chance.choice(
        ["CCCD ", "căn cước số ", "CMND: ", "cmnd ", "số giấy tờ ", "", "hộ chiếu "]
    ) + shown, shown


def _plate(chance: random.Random) -> tuple[str, str]:
    place, letter = chance.randint(11, 99), chance.choice("ABCDEFHKLMNPSTUV")
    last = "".join(chance.choices("0123456789", k=5))
    motorbike = f"{letter}{chance.randint(1, 9)}"
    shown = chance.choice(
        [
            f"{place}{letter}-{last[:3]}.{last[3:]}",
            f"{place}{letter}-{last}",
            f"{place}{letter} {last[:3]}.{last[3:]}",
            f"{place}-{motorbike} {last[:3]}.{last[3:]}",
            f"{place}{motorbike}-{last}",
            f"{place}{motorbike}-{last[:4]}",
        ]
    )
    return chance.choice(["xe ", "biển số ", "BKS "]) + shown, shown


def _mail(chance: random.Random) -> tuple[str, str]:
    name = (
        f"{_unaccented(chance.choice(PLAIN_GIVEN))}{chance.choice(['.', '_', ''])}{chance.randint(1, 9999)}"
    )
    host = chance.choice(["gmail.com", "yahoo.com.vn", "ninhbinh.gov.vn", "outlook.com"])
    shown = chance.choice(
        [
            f"{name}@{host}",
            f"{name} @ {host}",
            f"{name} a còng {host.replace('.', ' chấm ')}",
            f"{name.upper()}@{host.upper()}",
        ]
    )
    return chance.choice(["thư ", "email: ", "mail "]) + shown, shown


def _dossier(chance: random.Random) -> tuple[str, str]:
    date, number = (
        f"26{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}",
        f"{chance.randint(1, 9999):04d}",
    )
    shown = chance.choice(
        [
            f"000.00.{chance.randint(10, 99)}.H{chance.randint(10, 63)}-{date}-{number}",
            f"H{chance.randint(10, 63)}.{chance.randint(10, 99)}-{date}-{number}",
            f"G{chance.randint(10, 63)}-{date}-{number}",
        ]
    )
    return chance.choice(["hồ sơ ", "mã hồ sơ ", "mã hồ sơ: ", "biên nhận số ", "ma ho so "]) + shown, shown


def _name(chance: random.Random) -> tuple[str, str]:
    title, given = chance.choice(TITLES), chance.choice(GIVEN)
    full = " ".join(part for part in (chance.choice(SURNAMES), chance.choice(MIDDLES), given) if part)
    small = chance.choice(PLAIN_GIVEN)
    manner = chance.randrange(6)
    if manner == 0:
        return f"{title.capitalize()} {full}", full
    if manner == 1:
        return f"{title} {given}", given
    if manner == 2:
        return f"{title} {small}", small
    if manner == 3:
        lower = f"{chance.choice(SURNAMES)} {chance.choice(['thị', 'văn'])} {small}".lower()
        return f"{title} {lower}", lower
    return f"{title} {full}", full


KINDS: Sequence[Callable[[random.Random], tuple[str, str]]] = (
    _phone,
    _phone,
    _landline,
    _paper,
    _plate,
    _mail,
    _dossier,
    _name,
    _name,
    _name,
)


def planted_texts(seed: int, count: int) -> list[Planted]:
    chance = random.Random(seed)  # noqa: S311  # texts, not secrets
    return [_planted(chance) for _ in range(count)]


def _planted(chance: random.Random) -> Planted:
    parts, hidden = [], []
    for kind in chance.sample(KINDS, k=chance.choice([0, 1, 1, 2])):
        said, secret = kind(chance)
        parts.append(chance.choice(PLACES).format(said))
        hidden.append(secret)
    parts += chance.sample(DECOYS, k=chance.choice([1, 2, 3]))
    chance.shuffle(parts)
    text = " ".join(parts)
    if chance.random() < 0.1:
        text = unicodedata.normalize("NFD", text)
    return Planted(text, tuple(hidden))


def _unaccented(text: str) -> str:
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))
