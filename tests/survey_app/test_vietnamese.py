import unicodedata

from survey_app.vietnamese import sort_key


def test_names_stand_in_the_order_of_a_vietnamese_dictionary():
    names = [
        "An",
        "Ân",
        "Ba",
        "Bà",
        "Bả",
        "Bã",
        "Bá",
        "Bạ",
        "Ca",
        "Da",
        "Đa",
        "Em",
        "Ê",
        "Lê Hồ",
        "Lý",
        "Ô",
        "Ơ",
        "Úy",
        "Ư",
    ]
    assert sorted(names, key=sort_key) == names


def test_tones_count_only_where_the_letters_are_equal():
    assert sort_key("Bá An") < sort_key("Ba Ân") < sort_key("Bà Ân")


def test_spelling_and_case_do_not_change_the_place():
    for form in ("NFC", "NFD", "NFKD"):
        assert sort_key(unicodedata.normalize(form, "PHƯỜNG PHỦ LÝ")) == sort_key("Phường Phủ Lý")


def test_numbers_stand_before_letters_and_both_engines_see_plain_signs():
    assert sort_key("Phường 1") < sort_key("Phường 9") < sort_key("Phường An")
    assert sort_key("Phường Đồng Văn").isascii()
