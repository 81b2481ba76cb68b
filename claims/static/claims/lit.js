/* A claim and its place in the text of its document light up together. */
const lightUp = () => {
  const id = /^#(?:claim|place)-(\d+)$/.exec(location.hash)?.[1];
  document.querySelectorAll("#document .now").forEach((part) => part.classList.remove("now"));
  if (!id) return;
  document
    .querySelectorAll(`#document [data-claims~="${id}"], #claim-${id}`)
    .forEach((part) => part.classList.add("now"));
};
addEventListener("hashchange", lightUp);
addEventListener("htmx:load", lightUp);
lightUp();
