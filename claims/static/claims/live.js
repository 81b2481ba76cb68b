/* What others do shows within two seconds: the page asks for it, and says what it shows already. */
(() => {
  "use strict";
  const EVERY = 1200;
  const by = (id) => document.getElementById(id);
  const panel = () => document.querySelector("[data-claim][data-at]");

  const question = () => {
    const seen = new Map([...document.querySelectorAll("#queue .row")].map((row) => [row.id.slice(4), row.dataset.at]));
    const query = new URLSearchParams();
    const open = panel();
    if (open) {
      seen.set(open.dataset.claim, open.dataset.at);
      query.set("open", open.dataset.claim);
      query.set("who", by("readers")?.firstElementChild.dataset.who ?? "");
    }
    query.set("seen", [...seen].map((pair) => pair.join(".")).join("-"));
    const queue = by("queue");
    if (queue) {
      query.set("query", queue.dataset.query);
      query.set("newest", queue.dataset.newest);
      query.set("fresh", by("fresh")?.firstElementChild.dataset.count ?? "");
      query.set("reading", by("readings")?.dataset.version ?? "");
    }
    return query;
  };

  // The open claim was changed by somebody: show it as it is, unless something is being typed.
  const show = () => {
    if (by("pane")) {
      const address = document.querySelector("#queue .row.now .said")?.href;
      return htmx.ajax("GET", address || location.href, { target: "#pane", swap: "outerHTML show:none" });
    }
    return htmx.ajax("GET", panel().dataset.address, { target: "#main", select: "#main", swap: "outerHTML show:none" });
  };
  const isBusy = (part) =>
    part.querySelector("details.menu[open]") || (part.contains(document.activeElement) && desk.isTyping(document.activeElement));
  const moved = ({ words, at }) => {
    const part = panel();
    if (!part) return;
    part.dataset.at = at;
    if (!isBusy(part) && !("quiet" in part.dataset)) {
      desk.tell(words, "info");
      show();
      return;
    }
    const notice = desk.tell(isBusy(part) ? `${words} What you are typing is still here.` : words, "info");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: "Show it" });
    button.addEventListener("click", () => (notice.remove(), show()));
    notice.append(button);
  };

  let lost = null;
  let rests = 0;
  const ask = async () => {
    if (!(by("queue") || panel()) || document.querySelector(".htmx-request")) return;
    // In a tab that is hidden only now and then: whoever has a claim open still has it open.
    if (document.hidden && (!panel() || rests++ % 4)) return;
    const asked = `${question()}`;
    let response;
    try {
      response = await fetch(`${by("main").dataset.live}?${asked}`, { headers: { "HX-Request": "true" } });
    } catch {
      lost ??= desk.tell("The desk can’t be reached. What you see may be out of date.", "stays");
      return;
    }
    lost = lost && (lost.remove(), null);
    // Whoever is logged out is asked to log in again, once something is done.
    if (response.status !== 200 || response.headers.has("HX-Redirect")) return;
    const html = await response.text();
    // What was asked about may be gone by now, or another row.
    if (asked !== `${question()}` || document.querySelector(".htmx-request")) return;
    htmx.swap("#notices", html, { swapStyle: "none" });
    const happened = JSON.parse(response.headers.get("HX-Trigger") || "{}")["claim-moved"];
    if (happened) moved(happened);
  };
  const loop = () => ask().catch(() => {}).finally(() => setTimeout(loop, EVERY));
  setTimeout(loop, EVERY);
})();
