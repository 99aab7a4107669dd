// The chosen value, and what lights up: pointing at a value shows its characters, pointing at characters shows their values.
import { address, cards, desk, parsed, reveal, text, word } from "./state.js";
import { ensure, wordsOf } from "./text.js";

const inspector = document.getElementById("inspector");
let key = null; // of the chosen value, so that it is found again when its card was made anew
let hover = 0;

export const values = (within = cards) => [...within.querySelectorAll(".v[data-key]:not([hidden])")];
export const current = () => (key === null ? null : byKey(key));
export const byKey = (wanted) => cards.querySelector(`.v[data-key="${CSS.escape(wanted)}"]`);
export const cardOf = (value) => value?.closest("article") ?? null;
const spans = (value) => (value.dataset.where || "").split(" ").filter(Boolean).map((one) => one.split("-").map(Number));
const marksOf = (wanted) => text.querySelectorAll(`mark[data-v~="${CSS.escape(wanted)}"]`);

// The marks of a value; those of a whole event are its trigger's, which are its type's, too.
function standing(value) {
  const [first] = spans(value);
  const trigger = value.classList.contains("whole") && first ? document.getElementById(`t${first[0]}`) : null;
  return [...(trigger ? [trigger] : []), ...marksOf(value.dataset.key)];
}

// Chooses a value: lights it on both sides; focus goes to it unless told otherwise.
export async function choose(value, { focus = true, scroll = true } = {}) {
  if (!value) return;
  const before = current();
  if (before && before !== value) before.tabIndex = -1;
  for (const card of cards.querySelectorAll(".event.current")) if (card !== cardOf(value)) card.classList.remove("current");
  cardOf(value).classList.add("current");
  key = value.dataset.key;
  value.tabIndex = 0;
  if (focus) value.focus({ preventScroll: true });
  inspect(value);
  relight();
  if (scroll) {
    reveal(value);
    await show(value);
  }
}

// Lights the chosen value's card and characters again, after marks or cards were made anew.
export function relight() {
  const value = current();
  for (const mark of text.querySelectorAll("mark.mine, mark.now, mark.on")) mark.classList.remove("mine", "now", "on");
  for (const lit of cards.querySelectorAll("li.on, .gaps a.on")) lit.classList.remove("on");
  text.classList.toggle("chosen", Boolean(value) && cardOf(value).dataset.ident !== "report");
  if (!value) return;
  const card = cardOf(value);
  card.classList.add("current");
  const own = `${card.dataset.ident}/`;
  for (const mark of text.querySelectorAll("mark")) if (mark.dataset.v.split(" ").some((one) => one.startsWith(own))) mark.classList.add("mine");
  for (const mark of standing(value)) mark.classList.add("now", "on");
  (value.closest("li") ?? value).classList.add("on");
}

async function show(value) {
  const [first] = spans(value);
  if (!first) return;
  await ensure(first[0]);
  if (value.dataset.key !== key) return; // another was chosen meanwhile
  const mark = standing(value)[0];
  if (mark && !mark.classList.contains("now")) relight();
  if (mark) reveal(mark, 96);
}

const put = (id, said) => {
  document.getElementById(id).textContent = said || "";
};

// What the chosen value stands on: its words, its rule, how sure that is, who said what of it, or why there is none.
export function inspect(value) {
  inspector.hidden = false;
  const { rule, share, gap, verdict, who, why, before } = value.dataset;
  const name = value.closest(".f")?.querySelector("dt")?.textContent ?? (value.classList.contains("whole") ? word("event") : value.textContent);
  put("i-name", name);
  put("i-label", value.classList.contains("gap") ? "" : value.textContent.replace(/\s+/g, " ").trim());
  put("i-state", verdict ? [word(verdict), who, why, before && word("before", before)].filter(Boolean).join(" · ") : "");
  put("i-words", spans(value).map(([a, b]) => `«${wordsOf(a, b)}»`).join(" … "));
  put("i-gap", gap ? word("because", gap) : "");
  put("i-rule", rule);
  put("i-sure", share ? word("sure", share) : "");
}

// -- moving -------------------------------------------------------------------------------------------------

const step = (list, at, by) => list[Math.max(0, Math.min(list.length - 1, at + by))];

// Further cards, where the list has more than are here.
export async function more() {
  const link = document.getElementById("more");
  if (!link) return false;
  const answer = await fetch(address("cards/", `after=${link.dataset.after}`));
  if (!answer.ok) return false;
  link.closest("p").replaceWith(parsed(await answer.text()));
  return true;
}

export async function moveValue(by, fits = (value) => !value.classList.contains("gap") && !value.classList.contains("whole")) {
  const all = values();
  const at = all.indexOf(current());
  let to = at + by;
  while (to >= 0 && to < all.length && !fits(all[to])) to += by;
  if (to >= 0 && to < all.length) return choose(all[to]);
  if (by > 0 && (await more())) return moveValue(by, fits);
  return undefined;
}

export async function moveEvent(by) {
  const all = [...cards.querySelectorAll("article")];
  const at = all.indexOf(cardOf(current()));
  if (by > 0 && at === all.length - 1 && (await more())) return moveEvent(by);
  const to = at < 0 ? all[0] : step(all, at, by);
  return to ? choose(to.querySelector(".v")) : undefined;
}

export const moveAny = (by) => moveValue(by, () => true);
export const moveDoubtful = () => moveValue(1, (value) => Boolean(value.closest("li.doubt")) && !cardOf(value).classList.contains("gone"));
export const moveOpen = () => moveValue(1, (value) => !value.dataset.verdict && !value.classList.contains("whole") && !value.classList.contains("gap"));

// -- pointing ------------------------------------------------------------------------------------------------

function light(keys, on) {
  for (const one of keys) {
    for (const mark of marksOf(one)) if (!mark.classList.contains("now")) mark.classList.toggle("on", on);
    const value = byKey(one);
    if (value && one !== key) (value.closest("li") ?? value).classList.toggle("on", on);
  }
}

function pointed(event, on) {
  const mark = event.target.closest("mark[data-v]"), value = event.target.closest(".event li")?.querySelector(".v") ?? event.target.closest(".v[data-key]");
  clearTimeout(hover);
  if (mark) {
    const keys = mark.dataset.v.split(" ");
    light(keys, on);
    const first = byKey(keys[0]);
    if (on && first) hover = setTimeout(() => reveal(first), 250);
  } else if (value) {
    light([value.dataset.key], on);
    const [found] = standing(value);
    if (on && found) hover = setTimeout(() => reveal(found, 96), 250);
  }
}

desk.addEventListener("mouseover", (event) => pointed(event, true));
desk.addEventListener("mouseout", (event) => pointed(event, false));
desk.addEventListener("focusin", (event) => {
  const value = event.target.closest(".v[data-key]");
  if (value && value.dataset.key !== key) choose(value, { focus: false });
});
cards.addEventListener("click", (event) => {
  const value = event.target.closest(".v[data-key]");
  if (value) {
    if (!event.ctrlKey && !event.metaKey) event.preventDefault();
    choose(value);
  } else if (event.target.id === "more") {
    event.preventDefault();
    more();
  }
});
text.addEventListener("click", async (event) => {
  const mark = event.target.closest("mark[data-v]");
  if (!mark || !document.getSelection().isCollapsed) return;
  // The chosen event's values come first where several share the characters.
  const keys = mark.dataset.v.split(" "), own = `${cardOf(current())?.dataset.ident}/`;
  const found = keys.find((one) => one.startsWith(own) && byKey(one) && one !== key) ?? keys.find(byKey);
  if (found) await choose(byKey(found), { focus: true });
});
for (const value of values().slice(0, 1)) value.tabIndex = 0;
if (location.hash.startsWith("#t")) choose(byKey(document.getElementById(location.hash.slice(1))?.dataset.v.split(" ")[0] ?? ""), { focus: false });
