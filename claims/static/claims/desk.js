/* What the desk does in the browser beyond htmx. Every page works without it. */
(() => {
  "use strict";

  // Characters typed, counted as the desk counts them: code points.
  const count = (area) => {
    const output = area.closest(".field")?.querySelector(".count");
    if (!output) return;
    const limit = Number(area.dataset.count);
    const typed = [...area.value].length;
    output.textContent = `${typed.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`;
    output.classList.toggle("over", typed > limit);
  };
  const countAll = (root) => root.querySelectorAll("[data-count]").forEach(count);

  // Leaving a form with words in it that are not saved asks first.
  let unsaved = false;
  addEventListener("input", (event) => {
    if (event.target.matches("[data-count]")) count(event.target);
    if (event.target.closest("form[data-guard]")) unsaved = true;
  });
  addEventListener("submit", (event) => {
    if (event.target.matches("form[data-guard]")) unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });

  // Sheets close with Escape, and when something else is clicked.
  const closeSheets = (except) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  addEventListener("click", (event) => closeSheets(event.target.closest("details.menu")));
  const focusIn = (menu) =>
    menu.querySelector(".sheet :is(textarea, select, input:not([type=hidden]))")?.focus();
  addEventListener("toggle", (event) => {
    if (event.target.matches("details.menu[open]")) focusIn(event.target);
  }, true);

  // A claim and its place in the text light up together.
  const lightUp = () => {
    const id = /^#(?:claim|place)-(\d+)$/.exec(location.hash)?.[1];
    document.querySelectorAll("#document .now").forEach((part) => part.classList.remove("now"));
    if (!id) return;
    document
      .querySelectorAll(`#document [data-claims~="${id}"], #claim-${id}`)
      .forEach((part) => part.classList.add("now"));
  };
  addEventListener("hashchange", lightUp);

  // Keys of the queue, while nothing is being typed.
  const inQueue = (selector) => document.querySelector(`#queue ${selector}`);
  const step = (by) => {
    const rows = [...document.querySelectorAll("#queue .row .said")];
    const at = rows.findIndex((row) => row.closest(".row").classList.contains("now"));
    rows[at + by]?.click();
  };
  const keys = {
    j: () => step(1),
    k: () => step(-1),
    a: () => inQueue('[data-key="a"]')?.click(),
    d: () => {
      const menu = inQueue('[data-key="d"]')?.parentElement;
      if (!menu) return;
      // At once, so that what is typed next goes into the note and is no key of the queue.
      menu.open = true;
      focusIn(menu);
    },
    o: () => inQueue('[data-key="o"]')?.click(),
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSheets();
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    const busy = typing || document.querySelector("details.menu[open]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !inQueue(".row")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // What htmx could not bring is said, not swallowed.
  const failed = (event) => {
    const status = event.detail.xhr?.status;
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent = status === 403
      ? "Your role doesn’t cover this."
      : status === 404 ? "This isn’t here any more. Reload the page." : "The desk didn’t answer. Try again.";
    document.getElementById("notices")?.append(notice);
    fade();
  };
  addEventListener("htmx:responseError", failed);
  addEventListener("htmx:sendError", failed);

  // Notices go when they have been read.
  const fade = () => {
    document.querySelectorAll(".notice:not([data-seen])").forEach((notice) => {
      notice.dataset.seen = "";
      setTimeout(() => notice.remove(), 9000);
    });
  };

  const ready = (root) => {
    countAll(root);
    lightUp();
    fade();
  };
  ready(document);
  addEventListener("htmx:load", (event) => ready(event.target));
})();
