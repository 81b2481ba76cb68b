/* Words selected in a text with data-text fill the form of that id, once the button beside them is
   pressed: the quote, and where it stands in code points. */
(() => {
  "use strict";
  const sheetOf = (found) => document.getElementById(found?.box.dataset.text ?? "");
  let button, timer;

  // A node outside the line stands for its end, or its start.
  const place = (line, node, offset, outside) => {
    const before = document.createRange();
    before.selectNodeContents(line);
    if (line.contains(node)) before.setEnd(node, offset);
    else if (!outside) before.collapse(true);
    return Number(line.dataset.start) + [...before.toString()].length;
  };

  const read = () => {
    const chosen = getSelection();
    const quote = chosen.toString().trim();
    if (!quote) return null;
    const range = chosen.getRangeAt(0);
    const from = range.startContainer;
    const box = (from.closest ? from : from.parentElement)?.closest("[data-text]");
    const lines = box ? [...box.querySelectorAll("[data-start]")] : [];
    const [first, last] = [0, -1].map((n) => lines.filter((p) => range.intersectsNode(p)).at(n));
    return last && {
      box, range, last, quote, document: box.dataset.document,
      start: place(first, from, range.startOffset, false),
      end: place(last, range.endContainer, range.endOffset, true),
    };
  };

  const fill = (found) => {
    const form = sheetOf(found).querySelector("form");
    const statement = form.querySelector("[data-pick=statement]");
    if (statement.value === (statement.dataset.given ?? "")) {
      found.statement = statement.dataset.given = found.quote.replace(/\s+/g, " ");
    }
    form.querySelectorAll("[data-pick]").forEach((field) => {
      field.value = found[field.dataset.pick] ?? field.value;
    });
    statement.dispatchEvent(new Event("input", { bubbles: true }));
    return statement;
  };

  const offer = (found) => {
    const pick = (event) => {
      event.stopPropagation();
      // Read again: the selection may have gone on since the button came.
      const now = read() ?? found;
      button.remove();
      sheetOf(now).open = true;
      setTimeout(() => fill(now).focus());
    };
    button = Object.assign(document.createElement("button"), {
      type: "button", className: "button main tiny picker", onclick: pick,
      textContent: found.box.dataset.offer,
    });
    found.last.after(button);
    const end = [...found.range.getClientRects()].at(-1).bottom;
    button.style.top = `${end - button.parentElement.getBoundingClientRect().top + 6}px`;
  };

  const look = () => {
    if (button && document.activeElement === button) return;
    button?.remove();
    const found = read();
    if (sheetOf(found)) (sheetOf(found).open ? fill : offer)(found);
  };
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  look();

  // Words that were changed are looked for anew.
  addEventListener("input", ({ target }) => {
    if (target.dataset.pick !== "quote") return;
    for (const field of target.form.querySelectorAll("[data-pick=start], [data-pick=end]")) field.value = null;
  });
})();
