"""Questions that ask who somebody is or when exactly he came: an anonymous form never does.

Words are compared without accents, case, dots and spaces between letters, so that "S.Đ.T", "so dien thoai" and
"SỐ ĐIỆN THOẠI" (typed on any keyboard) are one. It reads Vietnamese, English, Khmer, Lao and Chinese. It cannot read
minds: a person approves, and what is written in answer is masked all the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from forms.messages import marked
from forms.questionnaire import Item
from forms.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for, as a key of the catalogue, and the words that gave it away."""

    what: str
    found: str


# Said of the place and its people, not of who answers: taken out before anything is looked for.
_HARMLESS = re.compile(
    r"(?<!\w)(?:(?:bien|bang|the|deo) ten(?: chuc danh)?|name (?:tags?|badges?|plates?)|"
    r"ten (?:thu tuc|linh vuc|dich vu|loai|mien)(?: \w+)?|"
    r"(?<!dien thoai )duong day nong|gio (?:hen|lam viec|hanh chinh|mo cua|dong cua|nghi)|gio giac|dung gio|bay gio|bao gio(?= chua)|mot gio|nua gio|ngoai gio|may gio (?:dong ho )?cho|"
    r"so dien thoai (?:duong day nong|nong|cua (?:co quan|bo phan|don vi|trung tam))|"
    r"dia chi (?:cua )?(?:co quan|bo phan|tru so|don vi|trung tam|trang)(?: \w+)?)(?!\w)"
)
_WORDS = {
    marked("họ tên"): (
        r"(?:ho va |ho )?ten|ho ten|danh tinh|quy danh|ky ten|xung danh|(?:ong ba|anh chi|ban|quy vi) la ai|nguoi viet don|"
        r"(?:full |your |first |last |sur|family )names?|who are you"
    ),
    marked("số điện thoại, tài khoản mạng"): (
        r"so dien thoai|dien thoai (?:lien (?:lac|he)|cua|nao|so)|\Adien thoai\Z|so may (?:cua|lien)|so (?:goi|lien (?:lac|he))|cach lien (?:lac|he)|lien (?:lac|he) lai|sdt|dtdd|di dong|"
        r"(?:so|ten|tai khoan|nick|link) (?:zalo|facebook|viber|telegram|messenger|fb)|(?:zalo|facebook|viber|telegram|messenger|fb) (?:cua|cua ban)|(?:phone|mobile|telephone) (?:number|no)|your (?:tele)?phone|your mobile"
    ),
    marked("số giấy tờ tùy thân"): (
        r"can cuoc|cccd|cmnd|cmt|chung minh (?:nhan dan|thu)|dinh danh|ho chieu|(?:so|ma) (?:the )?(?:bhyt|bao hiem(?: y te| xa hoi)?)|"
        r"ma so thue|so tai khoan|passport|id (?:card|number|no)|identity (?:card|number)|tax (?:code|number)"
    ),
    marked("địa chỉ"): (
        r"dia chi(?! (?:web|internet))|so nha|cho o|noi o|nha o dau|o (?:thon|xom|ap|to|khu pho) nao|thuong tru|tam tru|ho khau|que quan|"
        r"(?:home |your |postal )?address|where do you live"
    ),
    marked("ngày sinh"): (
        r"(?:ngay|thang|nam)(?: thang)?(?: nam)? sinh|sinh (?:ngay|nam|thang)|tuoi con gi|birth ?(?:day|date)?|date of birth|dob|born"
    ),
    marked("thư điện tử"): r"e ?mail|gmail|thu dien tu|hom thu",
    marked("ngày giờ đến"): (
        r"may gio|gio (?:nao|may|den|toi|vao|ra|nop|lam thu tuc|giao dich|ve)|luc (?:nao|may|den)|thoi (?:diem|gian) (?:den|nop|nao|giao dich|lam thu tuc)|"
        r"(?:ngay|hom|buoi|thu) (?:nao|may|den|nop)|ngay gio|(?:den|nop|toi|lam) khi nao|khi nao (?:ong|anh|chi|ban|quy vi|minh)|khung gio|(?:den|nop) (?:luc|ngay|hom|khi)(?! (?:hen|tra))|so thu tu|"
        r"what (?:time|day|date)|which day|when did you (?:come|visit|arrive|submit|go)|date of (?:your )?visit|time of (?:your )?visit"
    ),
    marked("số hồ sơ"): (
        r"(?:so|ma)(?: so)?(?: tiep nhan)?(?: cua)? (?:ho so|bien nhan|phieu hen|giay hen|don|van ban)|ho so so|phieu hen so|"
        r"(?:case|file|dossier|receipt|application|reference) (?:number|no|code)"
    ),
    marked("biển số xe"): r"bien (?:so|kiem soat)|bks|(?:licen[cs]e|number) plates?|plate number",
}  # fmt: skip
_FOLDED = {what: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for what, words in _WORDS.items()}
# Scripts without spaces between words; "name" in Lao also means "honest", so a person or a number stands beside it.
_AS_WRITTEN = {
    "họ tên": re.compile("ឈ្មោះ|ຊື່ ?(?:ແລະ|ຂອງ|ເຕັມ)|姓名|名字"),
    "số điện thoại, tài khoản mạng": re.compile("ទូរស័ព្ទ|ໂທລະສັບ|ເບີໂທ|电话|手机|電話|微信"),
    "số giấy tờ tùy thân": re.compile("អត្តសញ្ញាណ|ບັດປະຈຳຕົວ|身份证|护照"),
    "địa chỉ": re.compile("អាសយដ្ឋាន|ທີ່ຢູ່|地址|住址"),
    "ngày sinh": re.compile("កំណើត|ວັນເດືອນປີເກີດ|出生|生日"),
    "thư điện tử": re.compile("អ៊ីមែល|ອີເມ[ລວ]|邮箱|邮件"),
    "ngày giờ đến": re.compile("ម៉ោងប៉ុន្មាន|ថ្ងៃណា|ຈັກໂມງ|ມື້ໃດ|几点|什么时候|哪天"),
    "số hồ sơ": re.compile("លេខសំណុំ|ເລກທີເອກະສານ|档案号|受理号"),
    "biển số xe": re.compile("ផ្លាកលេខ|ປ້າຍລົດ|车牌"),
}
# "Xin đừng ghi họ tên…" is what an anonymous form should say.
_ASKS_NOT_TO = re.compile(
    r"\A(?:xin |vui long |hay |please )*(?:dung|khong(?: can| phai)?|do not|don t|dont) "
    r"(?:ghi|viet|neu|de lai|dien|khai|write|give|enter|leave|put|state) "
    r"(?:ho|ten|so|dia chi|thong tin|names?|phone|your)(?!\w)"
)
_SENTENCES = re.compile(r"(?<=[.!?;\n])\s+")
_CLOCK = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-3]) ?(?::|h|g|giờ) ?[0-5]\d(?!\d)|(?<!\w)\d{1,2} ?(?:h|giờ) ?(?:sáng|chiều|tối|trưa)",
    re.IGNORECASE,
)
_LONE_LETTERS = re.compile(r"(?<!\w)(\w) (?=\w(?!\w))")
_SPREAD_NAME = re.compile(r"(?<!\w)h ?o ?t ?e ?n(?!\w)")


def asks_who_or_when(*texts: str) -> Asked | None:
    """Tell what of a person these texts ask for, or None.

    >>> asks_who_or_when("Họ tên, số điện thoại, mấy giờ?").what
    'họ tên'
    >>> asks_who_or_when("Công chức có đeo biển tên, đúng giờ hẹn không?") is None
    True
    """
    for written in _sentences(texts):
        folded = _fold(written)
        if _ASKS_NOT_TO.match(folded):
            continue
        folded = " ".join(_HARMLESS.sub(" ", folded).split())
        for what, pattern in _FOLDED.items():
            hit = pattern.search(folded)
            if hit:
                return Asked(what=what, found=hit[0])
        for what, pattern in _AS_WRITTEN.items():
            hit = pattern.search(written)
            if hit:
                return Asked(what=what, found=hit[0])
        clock = _CLOCK.search(written)
        if clock:
            return Asked(what="ngày giờ đến", found=clock[0])
    return None


def _sentences(texts: Iterable[str]) -> Iterator[str]:
    for words in texts:
        yield from _SENTENCES.split(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", words)))


def identifying(item: Item) -> Asked | None:
    """The same of a question of a questionnaire: its words, hint, lead and choices in every language."""
    return asks_who_or_when(*_in_every_language(_texts(item)))


def _texts(item: Item) -> Iterator[Text]:
    yield from (text for text in (item.text, item.lead, item.hint) if text is not None)
    yield from (option.label for option in item.options)


def _in_every_language(texts: Iterable[Text]) -> Iterator[str]:
    for text in texts:
        for _tag, words in text.entries:
            yield words


def _fold(words: str) -> str:
    """Letters and digits without accents, one blank between words; letters that stand alone are one word."""
    spread = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    kept = "".join(
        sign if sign.isalnum() else " "
        for sign in spread
        if not unicodedata.category(sign).startswith("M") and unicodedata.category(sign) != "Cf"
    )
    return _SPREAD_NAME.sub("ho ten", _LONE_LETTERS.sub(r"\1", " ".join(kept.split())))
