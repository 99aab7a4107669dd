// What the parts of the reading page share: the page's own element, its words, small helpers.
export const desk = document.getElementById("desk");
export const text = document.getElementById("text");
export const cards = document.getElementById("cards");
export const base = desk.dataset.base;
const said = document.getElementById("words");
const words = said ? JSON.parse(said.textContent) : {};

// A sentence in the person's language; %s stands for what is given.
export const word = (name, ...given) => given.reduce((out, one) => out.replace("%s", one), words[name] ?? name);
export const editable = () => "editable" in desk.dataset;
export const lane = () => (desk.dataset.lane ? `lane=${encodeURIComponent(desk.dataset.lane)}` : "");
export const address = (path, query = "") => `${base}${path}?${[query, lane()].filter(Boolean).join("&")}`;

const live = document.getElementById("live");
// Tells a screen reader; the same words twice are told twice.
export function announce(message) {
  live.textContent = live.textContent === message ? `${message}\u00a0` : message;
}

// What was sent as HTML, as elements.
export function parsed(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// Scrolls only the pane that holds a node, and only as far as needed to have it in sight with something around it.
export function reveal(node, around = 48) {
  const pane = node.closest(".text, #cards");
  if (!pane || getComputedStyle(pane).overflowY === "visible") return node.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  const own = node.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  const tall = Math.min(own.height, frame.height - 2 * around);
  let by = 0;
  if (own.top < frame.top + around) by = own.top - frame.top - around;
  else if (own.top + tall > frame.bottom - around) by = own.top + tall - frame.bottom + around;
  if (by) pane.scrollBy({ top: by, behavior: calm ? "auto" : "smooth" });
}
