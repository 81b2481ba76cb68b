"""What is measured on a page: accessibility, sizes, widths, focus, layout shift."""

import json
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# One reader of the library's file for the whole run.
AXE = Axe()


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds against WCAG and its own best practices, or these rules alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("(options) => axe.run(options)", options)["violations"]
    return [
        f"{one['id']}: {json.dumps([node['target'] for node in one['nodes']][:3])}" for one in found
    ]


def small_targets(page: Page) -> list[str]:
    """Controls under 24 pixels either way (WCAG 2.2, 2.5.8), links within a line of text aside."""
    return page.evaluate(SMALL_TARGETS)


def too_wide(page: Page) -> list[str]:
    """What sticks out to the right of the window, where that makes the page scroll sideways."""
    return page.evaluate(TOO_WIDE)


def faults(page: Page, what: str) -> list[str]:
    """All of these, of the page as it stands: light and dark, wide, at 200 % zoom, on a phone.

    It leaves the page as wide as it was.
    """
    size = page.viewport_size
    found: list[str] = []
    page.emulate_media(color_scheme="light")
    found += [f"{what}, light: {fault}" for fault in violations(page)]
    # All other rules are about what does not change with the colours.
    page.emulate_media(color_scheme="dark")
    found += [f"{what}, dark: {fault}" for fault in violations(page, "color-contrast")]
    for width in (1440, 720, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{what}, {width} px wide: too wide: {part}" for part in too_wide(page)]
        found += [f"{what}, {width} px wide: small: {part}" for part in small_targets(page)]
    if size:
        page.set_viewport_size(size)
    return found


def watch_shifts(page: Page) -> None:
    """Have the next pages of this tab add up how far their parts move unasked."""
    page.add_init_script(WATCH_SHIFTS)


def shift(page: Page) -> float:
    """How far parts of the page moved by themselves since the last call: Chromium's CLS."""
    return page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {"
        "const sum = window.shifts; window.shifts = 0; done(sum); }, 50)))"
    )


def tab_stops(page: Page, most: int = 200) -> list[dict[str, Any]]:
    """Everything that Tab leads to from the top of the page, and how its focus is shown."""
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    stops: list[dict[str, Any]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (len(stops) > 1 and stop["number"] == 0):
            break
        if stops and stop["number"] == stops[-1]["number"]:
            # The parts of one control, such as the days, months and calendar of a date.
            stops[-1]["isShown"] |= stop["isShown"]
        else:
            stops.append(stop)
    return stops


SMALL_TARGETS = """
() => {
  const inLine = (one) => {
    const display = getComputedStyle(one).display;
    const line = "p, dd, li, figcaption, h1, h2, h3, span, small";
    return one.matches("a") && display === "inline" && one.closest(line);
  };
  // A link that is stretched over what stands round it is as large as that.
  const room = (one) => {
    const { content, position, inset } = getComputedStyle(one, "::after");
    const isStretched = content !== "none" && position === "absolute" && inset === "0px";
    return isStretched ? one.offsetParent : one.closest("label") ?? one;
  };
  return [...document.querySelectorAll(
      "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button]"
    )]
    .filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((one) => !one.closest(".visually-hidden, .skip") && !inLine(one))
    .map((one) => [room(one).getBoundingClientRect(), one])
    .filter(([{ width, height }]) => Math.min(width, height) < 23.99)
    .map(([{ width, height }, one]) =>
      `${width.toFixed(1)}x${height.toFixed(1)} ${one.outerHTML.slice(0, 140)}`);
}
"""

TOO_WIDE = """
() => document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
    .map((one) => one.outerHTML.slice(0, 120)).slice(-3)
"""

WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    // What moves within half a second of a click or key does so because of it.
    if (!entry.hadRecentInput) window.shifts += entry.value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""

FOCUSED = """
() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  window.stops ??= [];
  if (!window.stops.includes(one)) window.stops.push(one);
  const shown = (part, pseudo) => {
    const { outlineStyle, outlineWidth, content } = getComputedStyle(part, pseudo);
    if (pseudo && content === "none") return false;
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
  };
  const box = one.getBoundingClientRect();
  return {
    number: window.stops.indexOf(one),
    html: one.outerHTML.slice(0, 140),
    isShown: shown(one) || shown(one.closest("label") ?? one) || shown(one, "::after"),
    isOnScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isVisible: one.checkVisibility(),
  };
}
"""
