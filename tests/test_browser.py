from support.browser import axe_violations

GOOD = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Góp ý</title></head>
<body><main><h1>Góp ý</h1><label>Tuổi <input name="tuoi"></label></main></body></html>"""


def test_axe_finds_nothing_on_a_sound_page(page):
    page.set_content(GOOD)
    assert axe_violations(page) == []


def test_axe_finds_a_field_that_lost_its_label(page):
    page.set_content(GOOD.replace("label>", "p>"))
    assert [violation.split()[0] for violation in axe_violations(page)] == ["label"]


def test_the_browser_reaches_no_other_machine(page):
    failures = []
    page.on("requestfailed", lambda request: failures.append(request.failure))
    page.set_content(GOOD.replace("</main>", '<img src="http://phieu.example/a.png" alt=""></main>'))
    assert failures == ["net::ERR_NAME_NOT_RESOLVED"]
