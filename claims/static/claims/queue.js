/* The queue: going through it by keys. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(`#queue ${selector}`)];
  const one = (selector) => document.querySelector(`#queue ${selector}`);

  // The row is marked at once; the pane follows when it has come.
  const mark = (row) => {
    all(".row.now").forEach((other) => {
      other.classList.remove("now");
      other.querySelector(".said").removeAttribute("aria-current");
    });
    row.classList.add("now");
    row.querySelector(".said").setAttribute("aria-current", "true");
  };
  document.addEventListener("click", (event) => {
    const said = event.target.closest?.("#queue .said");
    if (said) mark(said.closest(".row"));
  });
  const step = (by) => {
    const rows = all(".row");
    const row = rows[rows.indexOf(one(".row.now")) + by];
    if (!row) return by > 0 && one("#next-page")?.click();
    row.querySelector(".said").focus();
    row.querySelector(".said").click();
    return row;
  };
  desk.step = step;

  const moves = { j: () => step(1), k: () => step(-1) };
  // Keys that come while a claim or the outcome of a decision is on its way wait for it: they are
  // meant for what it brings, not for what it replaces.
  const held = [];
  document.addEventListener("desk:key", (asked) => {
    const { key, target } = asked.detail;
    const busy = one(".htmx-request");
    if (busy && key.length === 1 && !(busy.matches(".said") && moves[key])) {
      asked.preventDefault();
      held.push(key);
    } else if (key === "Enter" && target.matches(".row.now .said")) {
      asked.preventDefault();
      one('#pane [data-key="Enter"]')?.click();
    } else if (moves[key] && one(".row")) {
      asked.preventDefault();
      moves[key]();
    }
  });
  const failed = () => held.splice(0);
  addEventListener("htmx:responseError", failed);
  addEventListener("htmx:sendError", failed);

  addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "pane") document.getElementById("queue").classList.add("chosen");
    one(".row.now")?.scrollIntoView({ block: "nearest" });
    if (held.length && !one(".htmx-request")) {
      const key = held.shift();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  });
})();
