import pytest
from support.page_checker import check_page

CITIZEN = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Ý kiến của Ông/Bà</title>
<link rel="icon" href="data:,"><link rel="canonical" href="https://phieu.example/K/7K4M2QXB">
<style>main{max-width:34rem}</style></head><body><main>
<h1>Quầy 3</h1>
<form method="post" action="/K/7K4M2QXB" novalidate><input type="hidden" name="k" value="khóa">
<fieldset><legend>Ông/Bà hài lòng thế nào?</legend>
<label><input type="radio" name="Q1" value="5">Rất hài lòng</label>
<label><input type="radio" name="Q1" value="1">Rất không hài lòng</label></fieldset>
<label for="gop-y">Góp ý</label><p id="nhac">Xin đừng ghi họ tên.</p>
<textarea id="gop-y" name="Q2" aria-describedby="nhac"></textarea>
<label>Tuổi <select name="Q3"><option value="1">18–30</option></select></label>
<button>Gửi ý kiến</button></form>
<img src="/static/con-dau.png" alt=""><a href="#gop-y">Góp ý</a><a href="https://chinhphu.example/">Cổng</a>
<svg role="img" viewBox="0 0 1 1"><title>Biểu đồ</title><rect width="1" height="1"/></svg>
<table><caption>Kết quả</caption><tbody><tr><td>82,83 %</td></tr></tbody></table>
</main></body></html>"""

STAFF = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Đơn vị</title>
<script src="/static/htmx.js" defer></script></head><body><h1>Đơn vị</h1>
<form method="get" action="/quan-tri/don-vi"><input type="search" name="q" aria-label="Tìm"><button>Tìm</button></form>
<form id="luu" method="post" action="/quan-tri/don-vi">
<input type="hidden" name="csrf_token" value="khóa"></form>
<button form="luu">Lưu</button>
<table><thead><tr><th scope="col">Tên</th></tr></thead><tbody><tr><td>Phủ Lý</td></tr></tbody></table>
</body></html>"""

FAULTS = [
    pytest.param("<!doctype html>\n", "", "no HTML5", id="no doctype"),
    pytest.param("</fieldset>", "", "no HTML5", id="an element left open"),
    pytest.param("<h1>", "<h1>&khong;", "no HTML5", id="an unknown entity"),
    pytest.param('lang="vi"', 'lang="en"', 'not "vi"', id="another language"),
    pytest.param('lang="vi"', "", 'lang=""', id="no language"),
    pytest.param("Ý kiến của Ông/Bà</title>", " </title>", "one title", id="an empty title"),
    pytest.param("</title>", "</title><title>Hai</title>", "one title", id="two titles"),
    pytest.param("<h1>Quầy 3</h1>", "<p>Quầy 3</p>", "one h1", id="no heading"),
    pytest.param("<h1>Quầy 3</h1>", "<h1>Quầy 3</h1><h1>Đất đai</h1>", "one h1", id="two headings"),
    pytest.param('id="nhac"', 'id="gop-y"', 'id "gop-y" stands 2 times', id="an id twice"),
    pytest.param('"nhac"></t', '"mat"></t', 'aria-describedby="mat"', id="a hint that is nowhere"),
    pytest.param('href="#gop-y"', 'href="#mat"', '"#mat"', id="a link to nowhere in the page"),
    pytest.param(
        '<label for="gop-y">', '<label for="mat">', "points at no control", id="a label for nothing"
    ),
    pytest.param(
        '<label for="gop-y">Góp ý</label>', "", 'name="Q2"> has no label', id="a control without label"
    ),
    pytest.param("Rất hài lòng</label>", "</label>", 'name="Q1"> has no label', id="an empty label"),
    pytest.param(
        "Tuổi <select", "<select", 'name="Q3"> has no label', id="a list named by its choices alone"
    ),
    pytest.param("Gửi ý kiến", "", "button without words", id="a button without words"),
    pytest.param(
        "<button>Gửi ý kiến</button>", '<input type="submit">', "button without words", id="a bare submit"
    ),
    pytest.param('method="post" ', "", 'has method ""', id="a form without method"),
    pytest.param('action="/K/7K4M2QXB" ', "", "no action", id="a form without action"),
    pytest.param('name="k"', 'name="csrf_token"', "hidden field k", id="a form without the citizen's key"),
    pytest.param('value="khóa"', 'value=""', "hidden field k", id="an empty key"),
    pytest.param('method="post"', 'method="get"', "into the address", id="a key in an address"),
    pytest.param("<h1>", '<h1 style="color:red">', "inline style=", id="a style attribute"),
    pytest.param("<button>", '<button onclick="gui()">', "inline onclick=", id="an event attribute"),
    pytest.param('href="#gop-y"', 'href="javascript:gui()"', "script in href=", id="a script address"),
    pytest.param("/static/con-dau.png", "https://anh.example/a.png", "another host", id="a foreign picture"),
    pytest.param(
        "/static/con-dau.png", "//anh.example/a.png", "another host", id="a foreign host, any scheme"
    ),
    pytest.param(
        'alt=""', 'alt="" srcset="/a.png 1x, //b.example/b.png 2x"', "another host", id="a foreign srcset"
    ),
    pytest.param(
        'rel="icon" href="data:,"', 'rel="icon" href="http://a.example/"', "another host", id="a foreign icon"
    ),
    pytest.param(
        'action="/K', 'action="https://thu.example/K', "another host", id="a form that sends elsewhere"
    ),
    pytest.param(
        "main{", "@font-face{src:url(//phong.example/f)}main{", "a <style> loads", id="a foreign font"
    ),
    pytest.param("</title>", '</title><base href="/a/">', "moves every address", id="a base"),
    pytest.param(
        "</main>", '<script src="/a.js"></script></main>', "citizen's page", id="a script for citizens"
    ),
    pytest.param(' alt=""', "", "has no alt", id="a picture without alt"),
    pytest.param("<title>Biểu đồ</title>", "", "picture without a name", id="a chart without a name"),
    pytest.param("<caption>Kết quả</caption>", "", "neither a caption", id="a table without head"),
    pytest.param("Quầy 3", "Qua\u0302\u0300y 3", "not NFC", id="decomposed text"),
    pytest.param("Quầy 3", "Qu&#226;&#768;y 3", "not NFC", id="decomposed text behind entities"),
]


@pytest.mark.parametrize(("page", "door"), [(CITIZEN, "citizen"), (CITIZEN, "kiosk"), (STAFF, "staff")])
def test_a_page_that_keeps_every_rule_passes(page, door):
    check_page(page, door=door)


@pytest.mark.parametrize(("sound", "planted", "complaint"), FAULTS)
def test_a_planted_fault_is_found(sound, planted, complaint):
    assert sound in CITIZEN
    with pytest.raises(AssertionError, match="the page has faults") as caught:
        check_page(CITIZEN.replace(sound, planted, 1), door="citizen")
    assert complaint in str(caught.value)


def test_a_staff_form_without_its_token_is_found():
    with pytest.raises(AssertionError, match="hidden field csrf_token"):
        check_page(STAFF.replace('name="csrf_token"', 'name="k"'), door="staff")


def test_scripts_may_stand_on_a_kiosk_but_not_on_a_citizens_page():
    page = CITIZEN.replace("</main>", '<script src="/static/kiosk.js"></script></main>')
    check_page(page, door="kiosk")
    with pytest.raises(AssertionError, match="citizen's page"):
        check_page(page, door="citizen")


def test_a_page_in_another_language_says_so():
    check_page(STAFF.replace('lang="vi"', 'lang="en"'), door="staff", lang="en")


def test_all_faults_are_told_at_once():
    page = CITIZEN.replace("<h1>", '<h1 style="color:red">').replace(' alt=""', "").replace('name="k"', "")
    with pytest.raises(AssertionError, match="the page has faults") as caught:
        check_page(page, door="citizen")
    for complaint in ("inline style=", "has no alt", "hidden field k"):
        assert complaint in str(caught.value)
