"""Somebody who works a page with the mouse, and somebody who has only a keyboard; both count what they do."""

from playwright.sync_api import Locator, Page

MOST_TABS = 400


class Mouse:
    """Each click, choice, tick and filled field is an action, and so is an address typed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions: list[str] = []

    def go(self, address: str) -> None:
        self.actions.append(f"types {address}")
        self.page.goto(address)

    def press(self, role: str, name: str, *, last: bool = False) -> None:
        found = self.page.get_by_role(role, name=name)
        self._press((found.last if last else found.first), f"presses {name}")

    def press_at(self, what: Locator, name: str) -> None:
        self._press(what, f"presses {name}")

    def fill(self, label: str, words: str) -> None:
        self.actions.append(f"fills {label}")
        self._fill(self.page.get_by_label(label, exact=False).first, words)

    def choose(self, label: str, words: str) -> None:
        self.actions.append(f"chooses {words}")
        self._choose(self.page.get_by_label(label, exact=False).first, words)

    def tick(self, label: str) -> None:
        self.actions.append(f"ticks {label}")
        self._tick(self.page.get_by_label(label, exact=False).first)

    def _press(self, what: Locator, told: str) -> None:
        self.actions.append(told)
        # The old page may hold what the new one is awaited for, and a script may change it in place.
        self.page.evaluate("() => { document.querySelector('main').dataset.old = ''; }")
        self._push(what)
        self.page.locator("main:not([data-old])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def _push(self, what: Locator) -> None:
        what.click()

    def _fill(self, field: Locator, words: str) -> None:
        field.fill(words)

    def _choose(self, menu: Locator, words: str) -> None:
        menu.select_option(label=words)

    def _tick(self, box: Locator) -> None:
        box.check()


class Keyboard(Mouse):
    """The same by Tab, letters, arrows, space and Enter alone."""

    def _push(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("Enter")

    def _fill(self, field: Locator, words: str) -> None:
        self._reach(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def _choose(self, menu: Locator, words: str) -> None:
        self._reach(menu)
        wanted = menu.evaluate("(e, words) => [...e.options].findIndex(o => o.text === words)", words)
        assert wanted >= 0, words
        self.page.keyboard.press("Home")
        for _ in range(wanted):
            self.page.keyboard.press("ArrowDown")
        assert menu.evaluate("e => e.selectedOptions[0].text") == words

    def _tick(self, box: Locator) -> None:
        if box.get_attribute("type") != "radio":
            self._reach(box)
            self.page.keyboard.press("Space")
            return
        # Of a group of radio buttons Tab reaches one; arrows lead on.
        name = box.get_attribute("name")
        self._tab_until(f"document.activeElement.name === {name!r}")
        if not box.evaluate("e => e === document.activeElement"):
            for _ in range(30):
                self.page.keyboard.press("ArrowDown")
                if box.is_checked():
                    return
        self.page.keyboard.press("Space")
        assert box.is_checked()

    def _reach(self, what: Locator) -> None:
        what.evaluate("e => { window.wanted = e; }")
        self._tab_until("document.activeElement === window.wanted")

    def _tab_until(self, reached: str) -> None:
        for _ in range(MOST_TABS):
            if self.page.evaluate(reached):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches it: {reached}")
