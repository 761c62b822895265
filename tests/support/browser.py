"""Debian's Chromium for pytest-playwright, and axe."""

import ctypes
import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from support.required import absent

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

QUIET_AND_ALONE = [
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The browser's share of "sockets off": no name but this machine's has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def chromium_launch_args() -> dict[str, Any]:
    """Give Playwright's launch arguments for this machine's Chromium; without one the test skips."""
    chosen = os.environ.get("HAILONG_TEST_CHROMIUM") or "chromium"
    path = shutil.which(chosen)
    if path is None:
        absent("Chromium (Debian package chromium, or HAILONG_TEST_CHROMIUM)")
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        absent("libatomic (Debian package libatomic1), which Playwright's Node needs")
    # Chromium's sandbox refuses to run as root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {"executable_path": path, "args": [*QUIET_AND_ALONE, *sandbox]}


def axe_violations(page: Page) -> list[str]:
    """Say in a sentence each what WCAG 2.2 A and AA find wrong on the open page."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG_22_AA}})
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {_places(violation)}"
        for violation in result.response["violations"]
    ]


def _places(violation: dict[str, Any]) -> str:
    return ", ".join(str(part) for node in violation["nodes"] for part in node["target"])


# What a key should reach; of several radio buttons with one name the browser visits one.
_REACHABLE = """() => {
  const all = [...document.querySelectorAll(
    'a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex="0"]')];
  const seen = all.filter(e => !e.disabled && e.checkVisibility({visibilityProperty: true}));
  const name = e => e.type === 'radio' ? `radio ${e.form && e.form.action} ${e.name}` : all.indexOf(e);
  window.stops = new Map();
  for (const e of seen) window.stops.set(e, String(name(e)));
  return [...new Set(window.stops.values())];
}"""
_FOCUSED = """() => {
  const e = document.activeElement;
  if (!window.stops.has(e)) return null;
  const near = [e, e.closest('label'), e.nextElementSibling, e.parentElement].filter(Boolean);
  const marked = near.some(n => {
    const s = getComputedStyle(n);
    return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  });
  const box = e.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight;
  return {stop: window.stops.get(e), what: e.outerHTML.slice(0, 120), marked, inside};
}"""


def keyboard_faults(page: Page) -> list[str]:
    """Walk the open page by Tab alone: everything one can use is reached, in view and marked."""
    left = page.evaluate(_REACHABLE)
    most = 2 * len(left) + 20
    faults = []
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate(_FOCUSED)
        if found is None:
            continue
        if found["stop"] in left:
            left.remove(found["stop"])
            faults += [f"no mark on {found['what']}"] * (not found["marked"])
            faults += [f"out of view: {found['what']}"] * (not found["inside"])
        if not left:
            break
    return faults + [f"out of reach: {stop}" for stop in left]
