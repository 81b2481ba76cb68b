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
  // Keys that come while a claim is on its way are meant for it, and wait. While a decision is on
  // its way further ones are dropped: nobody has read the next claim.
  const held = [];
  const busy = () => document.querySelector(":is(a, button, form[method=post]).htmx-request");
  document.addEventListener("desk:key", (asked) => {
    const { key, target } = asked.detail;
    const opens = key === "Enter" && target.matches(".row.now .said");
    const part = busy();
    if (part && (opens || (key.length === 1 && key !== " ")) && !(part.matches(".said") && moves[key])) {
      asked.preventDefault();
      if (part.matches(".said") || "jkz".includes(key)) held.push(key);
    } else if (opens) {
      asked.preventDefault();
      one('#pane [data-key="Enter"]')?.click();
    } else if ("xJK".includes(key) && !desk.picks) {
      asked.preventDefault();
      held.push(key);
      desk.bring("pick");
    } else if (moves[key] && one(".row")) {
      asked.preventDefault();
      moves[key]();
    }
  });
  const drop = (event) => {
    if (event.isTrusted !== false || event.type.startsWith("htmx")) held.splice(0);
  };
  ["htmx:responseError", "htmx:sendError", "click"].forEach((name) => addEventListener(name, drop));
  document.addEventListener("desk:escape", () => held.splice(0));

  desk.release = () => {
    if (desk.isTyping(document.activeElement)) held.splice(0);
    while (held.length && !busy()) {
      const key = held.shift();
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
  };

  addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "pane") document.getElementById("queue").classList.add("chosen");
    one(".row.now")?.scrollIntoView({ block: "nearest" });
    desk.release();
  });
})();
