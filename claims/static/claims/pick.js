/* The queue: selecting claims, one by one, a range with shift, the page, everything that matches. */
(() => {
  "use strict";
  const one = (selector) => document.querySelector(`#queue ${selector}`);
  const picks = () => [...document.querySelectorAll("#queue .pick input")];
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
    const box = row?.querySelector?.(".pick input");
    if (!box) return;
    box.checked = on ?? !box.checked;
    last = box;
    tally();
  };

  document.addEventListener("click", ({ target: box, shiftKey }) => {
    if (box.id === "pick-all") picks().forEach((other) => { other.checked = box.checked; });
    else if (!box.matches?.("#queue .pick input")) return;
    else {
      if (shiftKey && last?.isConnected) {
        const boxes = picks();
        const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
        boxes.slice(from, to + 1).forEach((other) => { other.checked = box.checked; });
      }
      last = box;
    }
    tally();
  });
  document.addEventListener("reset", () => setTimeout(tally));
  let sent = false;
  document.addEventListener("submit", ({ target }) => { sent ||= target.id === "bulk"; });
  addEventListener("htmx:responseError", () => { sent = false; });
  addEventListener("htmx:sendError", () => { sent = false; });

  const walk = (by) => {
    pick(one(".row.now"), true);
    pick(desk.step(by), true);
  };
  const keys = { x: () => pick(one(".row.now")), J: () => walk(1), K: () => walk(-1) };
  document.addEventListener("desk:key", (asked) => {
    if (asked.defaultPrevented) return;
    const { key } = asked.detail;
    const act = keys[key] ?? (picked.size ? one(`[data-bulk-key="${CSS.escape(key)}"]`) : null);
    if (!act) return;
    asked.preventDefault();
    if (act instanceof Element) desk.push(act);
    else act();
  });
  // Enter in a field does what its sheet is for, and in a row's box nothing.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("#bulk .sheet input, #queue .pick input")) return;
    event.preventDefault();
    event.target.closest(".sheet")?.querySelector(".button.main").click();
  });
  document.addEventListener("desk:escape", () => {
    if (picked.size) document.getElementById("bulk").reset();
  });

  // Rows that come again keep their ticks while they are the same.
  const ready = () => {
    if (sent) picked.clear();
    sent = false;
    picks().forEach((box) => { box.checked ||= picked.has(box.value); });
    tally();
  };
  document.getElementById("main").classList.add("picking");
  addEventListener("htmx:afterSettle", ready);
  ready();
  desk.picks = true;
  desk.release();
})();
