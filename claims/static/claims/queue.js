/* The queue: moving through it, selecting. */
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(`#queue ${selector}`)];
  const one = (selector) => document.querySelector(`#queue ${selector}`);
  const current = () => one(".row.now");

  // Moving. The row is marked at once; the pane follows when it has come.
  const mark = (row) => {
    all(".row.now").forEach((other) => {
      other.classList.remove("now");
      other.querySelector(".said").removeAttribute("aria-current");
    });
    row.classList.add("now");
    row.querySelector(".said").setAttribute("aria-current", "true");
  };
  const step = (by) => {
    const rows = all(".row");
    const row = rows[rows.indexOf(current()) + by];
    if (!row) return by > 0 && one("#next-page")?.click();
    row.querySelector(".said").focus();
    row.querySelector(".said").click();
    return row;
  };
  document.addEventListener("click", (event) => {
    const said = event.target.closest?.("#queue .said");
    if (said) mark(said.closest(".row"));
  });

  // Selecting: one, a range with shift, the page, everything that matches.
  const picks = () => all(".pick input");
  let picked = new Set();
  let last = null;
  const tally = () => {
    const boxes = picks();
    picked = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    if (!boxes.length) return;
    const isAll = picked.size === boxes.length;
    one("#picked").textContent = `${picked.size} selected`;
    one("#pick-beyond").hidden = !isAll || !one("#next-page");
    if (!isAll) one("#pick-beyond input").checked = false;
    const whole = one("#pick-all");
    whole.checked = isAll;
    whole.indeterminate = picked.size > 0 && !isAll;
  };
  const pick = (row, on) => {
    const box = row?.querySelector(".pick input");
    if (!box) return;
    box.checked = on ?? !box.checked;
    last = box;
    tally();
  };
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box.id === "pick-all") picks().forEach((other) => { other.checked = box.checked; });
    else if (!box.matches?.("#queue .pick input")) return;
    else if (event.shiftKey && last?.isConnected) {
      const boxes = picks();
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
    }
    if (box.id !== "pick-all") last = box;
    tally();
  });
  document.addEventListener("reset", () => setTimeout(tally));
  document.addEventListener("submit", (event) => {
    if (event.target.id === "bulk") picked.clear();
  });

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    x: () => pick(current()),
    J: () => (pick(current(), true), pick(step(1), true)),
    K: () => (pick(current(), true), pick(step(-1), true)),
  };
  document.addEventListener("desk:key", (asked) => {
    const { key, target } = asked.detail;
    if (key === "Enter" && target.matches(".row.now .said")) {
      asked.preventDefault();
      one('#pane [data-key="Enter"]')?.click();
    } else if (keys[key] && current()) {
      asked.preventDefault();
      keys[key]();
    } else if (picked.size && one(`[data-bulk-key="${CSS.escape(key)}"]`)) {
      asked.preventDefault();
      one(`[data-bulk-key="${CSS.escape(key)}"]`).click();
    }
  });
  document.addEventListener("desk:escape", () => picked.size && document.getElementById("bulk").reset());

  // Rows that come again keep their ticks while they are the same.
  const ready = () => {
    picks().forEach((box) => { box.checked = picked.has(box.value); });
    tally();
    const whole = one(".pick-all");
    if (whole) whole.hidden = false;
    current()?.scrollIntoView({ block: "nearest" });
  };
  addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "pane") document.getElementById("queue").classList.add("chosen");
    ready();
  });
  ready();
})();
