/* What every page of the desk does beyond htmx. All of it works without. */
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

  // Leaving a form with words in it that are neither saved nor kept asks first.
  let unsaved = null;
  addEventListener("input", ({ target }) => {
    if (target.matches("[data-count]")) count(target);
    unsaved = target.closest("form[data-guard]") ?? unsaved;
  });
  addEventListener("submit", ({ target }) => {
    if (target === unsaved) unsaved = null;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved?.isConnected && !("kept" in unsaved.dataset)) event.preventDefault();
  });

  // Sheets close with Escape, and when something else is clicked.
  const openSheet = () => document.querySelector("details.menu[open]");
  const closeSheets = (except) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu === except) continue;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  };
  addEventListener("click", (event) => {
    const part = event.target.closest("details.menu, [data-opens], [data-text]");
    const { opens, text } = part?.dataset ?? {};
    const sheet = document.getElementById(opens ?? text) ?? part;
    if (opens) {
      event.preventDefault();
      sheet.open = true;
    }
    closeSheets(sheet);
  });
  const focusIn = (menu) =>
    (menu.querySelector('.sheet [data-key="1"]') ||
      menu.querySelector(".sheet :is(textarea, select, input:not([type=hidden]))"))?.focus();
  addEventListener("toggle", (event) => {
    if (event.target.matches("details.menu[open]:not(:has(.sheet :focus))")) focusIn(event.target);
  }, true);

  // Keys: what carries `data-key` is pressed by it, an open sheet's own parts before all others.
  const isTyping = (part) =>
    part.closest?.("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
  const push = (part) => {
    if (part.matches("input")) {
      part.focus();
      part.select();
    } else if (part.matches("summary")) {
      // At once, so that the next key is already the sheet's.
      part.parentElement.open = true;
      focusIn(part.parentElement);
    } else part.click();
  };
  const press = (key) => {
    const scope = openSheet() || document;
    const found = [...scope.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter((part) =>
      part.checkVisibility());
    // Of several decisions it is the last one that is taken back.
    const part = key === "z" ? found.at(-1) : found[0];
    if (part) push(part);
    return Boolean(part);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (isTyping(event.target) && !openSheet()) {
        // A search field would be emptied.
        event.preventDefault();
        event.target.blur();
      } else if (openSheet()) closeSheets();
      else document.dispatchEvent(new Event("desk:escape"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    // A key that is held down goes on, and decides nothing.
    if (event.repeat && !"jk".includes(event.key)) return;
    if (event.key.length === 1 && document.body.dataset.keys === "off") return;
    const asked = new CustomEvent("desk:key", { detail: event, cancelable: true });
    const isTaken = !openSheet() && !document.dispatchEvent(asked);
    if (isTaken || (event.key.length === 1 && event.key !== " " && press(event.key))) {
      event.preventDefault();
    }
  });

  // Scripts that a page can do without at first come when they are needed.
  const later = document.getElementById("main").dataset;
  const bring = (name) => {
    if (!later[name]) return;
    import(later[name]);
    delete later[name];
  };
  const typing = ({ target }) => target.closest("[data-autosave]") && bring("drafts");
  addEventListener("focusin", typing);
  typing({ target: document.activeElement });
  document.addEventListener("selectionchange", () => bring("select"));
  setTimeout(() => ["liveScript", "pick", "lit"].forEach(bring), 300);

  // Notices go when they have been read: after ten seconds, but not under the pointer or the focus.
  const fade = (notice) => {
    if (notice.matches(":hover, :focus-within, .stays")) setTimeout(fade, 2000, notice);
    else notice.remove();
  };
  addEventListener("submit", ({ target }) => {
    // htmx still needs the form.
    const notice = target.closest(".notice");
    if (!notice) return;
    notice.hidden = true;
    target.addEventListener("htmx:afterRequest", () => notice.remove());
  });
  const fadeAll = () => {
    document.querySelectorAll(".notice:not([data-seen])").forEach((notice) => {
      notice.dataset.seen = "";
      setTimeout(fade, 10000, notice);
    });
  };
  const tell = (words, kind = "error") => {
    const notice = document.createElement("div");
    notice.className = `notice ${kind}`;
    notice.append(Object.assign(document.createElement("p"), { textContent: words }));
    document.getElementById("notices")?.append(notice);
    fadeAll();
    return notice;
  };

  // What htmx could not bring is said.
  const failed = (event) => {
    const status = event.detail.xhr?.status;
    tell(status === 403
      ? "Your role doesn’t cover this, or you logged in anew. Reload the page."
      : status === 404 ? "This isn’t here any more. Reload the page." : "The desk didn’t answer. Try again.");
  };
  addEventListener("htmx:responseError", failed);
  addEventListener("htmx:sendError", failed);
  addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "keys-help") event.target.showModal();
  });

  const ready = (root) => {
    root.querySelectorAll("[data-count]").forEach(count);
    fadeAll();
  };
  ready(document);
  addEventListener("htmx:load", (event) => ready(event.target));
  window.desk = { tell, isTyping, push, bring };
})();
