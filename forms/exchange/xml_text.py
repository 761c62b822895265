"""XML from strangers: no document types, no entities, and the line of what is broken."""

from xml.etree.ElementTree import Element, ParseError

from forms.exchange.sheets import MissingPartError, failure


def read_xml(source: bytes) -> Element:
    """Parse XML; QuestionnaireError where it is broken or defines anything, MissingPartError without the library."""
    try:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import fromstring
    except ImportError:
        raise MissingPartError from None
    try:
        root: Element = fromstring(source, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise failure(
            f"dòng {line}, cột {column + 1}",
            "Tệp không đúng cú pháp XML.",
            "Xuất lại tệp từ chương trình gốc.",
        ) from None
    except DefusedXmlException:
        raise failure(
            "tệp",
            "Tệp XML có định nghĩa DTD hoặc thực thể, có thể gây hại.",
            "Xuất lại tệp từ chương trình gốc.",
        ) from None
    except (LookupError, UnicodeError, ValueError):
        raise failure("tệp", "Bảng mã của tệp XML không đọc được.", "Lưu lại tệp dạng UTF-8.") from None
    return root
