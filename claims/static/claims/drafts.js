/* What is typed into a form with data-autosave is kept by the desk until it is saved. Such a form
   has data-kept while the desk has all of it. */
(() => {
  "use strict";
  const DELAY = 800;
  // A browser sends no more than this while it leaves the page.
  const SMALL = 60_000;
  const waiting = new Map();
  const running = new WeakMap();

  const say = (form, words) => {
    const line = form.querySelector("output.kept");
    if (line && line.textContent !== words) line.textContent = words;
  };

  const stop = (form) => {
    clearTimeout(waiting.get(form));
    waiting.delete(form);
    running.get(form)?.abort();
  };

  const keep = async (form, leaving) => {
    stop(form);
    const body = new URLSearchParams(new FormData(form)).toString();
    const keepalive = body.length < SMALL;
    const control = new AbortController();
    running.set(form, control);
    if (leaving && keepalive) form.dataset.kept = "";
    try {
      const answer = await fetch(`/autosave/${form.dataset.autosave}/`, {
        method: "POST", body, keepalive, signal: control.signal,
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      if (answer.redirected) {
        return say(form, "Not kept: you are logged out. Copy your text before you log in again.");
      }
      const told = await answer.json();
      say(form, told.problem ?? `Kept ${told.kept}`);
      if (answer.ok && !waiting.has(form)) form.dataset.kept = "";
    } catch (error) {
      if (error.name !== "AbortError") say(form, "Not kept: the desk didn’t answer.");
    }
  };

  const typed = ({ target }) => {
    const form = target.form;
    if (!form?.dataset.autosave) return;
    delete form.dataset.kept;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(keep, DELAY, form));
  };
  // What was typed before this script came counts as well.
  const told = "textarea, input:not([type=hidden], [type=radio], [type=checkbox])";
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const changed = [...form.querySelectorAll(told)].find((field) => field.value !== field.defaultValue);
    if (changed) typed({ target: changed });
  }
  addEventListener("input", typed);
  addEventListener("change", typed);

  // What is saved or discarded is not kept again on the way out.
  addEventListener("submit", ({ target }) => stop(target), true);

  // Captured: before anybody asks whether data-kept is there.
  const leave = () => [...waiting.keys()].forEach((form) => keep(form, true));
  addEventListener("beforeunload", leave, true);
  addEventListener("pagehide", leave);
})();
