// The forms under the panes: correcting, adding, rejecting, remarking. The words selected in the text are the evidence of what is given in them.
import { address, announce, parsed, reveal, text, word } from "./state.js";
import { rangeOf, selected, wordsOf } from "./text.js";
import { byKey, choose, current, moveEvent, moveOpen, moveValue } from "./lights.js";
import { send } from "./queue.js";

const inspector = document.getElementById("inspector"), about = document.getElementById("about"), panel = document.getElementById("panel");
let opened = ""; // what the form held when it was opened
let asked = 0; // of the latest form asked for, so that a late answer is dropped

export const isOpen = () => !panel.hidden;
const form = () => panel.querySelector("form");
const state = () => new URLSearchParams(new FormData(form())).toString();
const changed = () => isOpen() && Boolean(form()) && state() !== opened;
// Whether the form that is open stays, because the person would lose what they filled in.
const stays = () => changed() && !window.confirm(word("drop"));
const fault = (why) => {
  const line = form().querySelector(".fault");
  line.textContent = why;
  line.hidden = !why;
};

function show(made) {
  panel.replaceChildren(made);
  for (const button of panel.querySelectorAll("[data-do]")) button.hidden = button.dataset.do === "point" && !form().dataset.shape;
  for (const select of panel.querySelectorAll("select[data-ahead]")) ahead(select);
  inspector.hidden = false;
  about.hidden = true;
  panel.hidden = false;
  opened = state();
  const value = current();
  if (value) reveal(value);
}

// Shows the words that a form points to, whatever else is selected meanwhile.
function lit(span) {
  const range = span && rangeOf(...span);
  if (globalThis.CSS?.highlights) range ? CSS.highlights.set("picked", new Highlight(range)) : CSS.highlights.delete("picked");
  if (range) reveal(range.startContainer.parentElement.closest("mark, p"), 96);
}

export function close() {
  asked += 1;
  panel.hidden = true;
  about.hidden = false;
  panel.replaceChildren();
  document.getSelection().removeAllRanges();
  lit(null);
  const value = current();
  if (value) choose(value, { scroll: false });
}

// The form of a value, or of one that is added; span is what is selected in the text.
export async function open(key, { span = selected(), name = "", focus = true } = {}) {
  const again = form()?.dataset.key === key;
  if (!again && stays()) return first();
  const mine = ++asked;
  const query = new URLSearchParams({ part: "form", key });
  if (span) query.set("span", `${span[0]}-${span[1]}`);
  if (name) query.set("name", name);
  const answer = await fetch(address("value/", query)).catch(() => null);
  if (mine !== asked) return;
  if (!answer?.ok) return announce(word("refused", answer ? String(answer.status) : ""));
  const kept = again && form()?.dataset.key === key ? new Map([...new FormData(form())].filter(([field]) => field === "why_else" || (form().dataset.shape === "event" && !["span", "add", "value", "pick", "csrfmiddlewaretoken"].includes(field)))) : new Map();
  const picks = again && form()?.dataset.shape === "event" ? panel.querySelector(".picks") : null;
  show(parsed(await answer.text()));
  if (picks) panel.querySelector(".picks").replaceWith(picks);
  if (again) opened = ""; // other words were pointed to
  for (const [field, value] of kept) if (form().elements[field]) form().elements[field].value = value;
  lit(span);
  if (span) announce(word("picked", wordsOf(...span)));
  if (focus) first();
}

const first = () => {
  const field = form()?.querySelector(".fieldrow input:not([type=hidden]), .fieldrow select, .ahead input, .whys button");
  (form()?.querySelector(".fieldrow .ahead input") ?? (form()?.querySelector(".fieldrow input[type=radio]:checked") || field))?.focus();
  if (document.activeElement?.select) document.activeElement.select();
};

// A form that needs nothing but a reason or a text.
function plain(id, said) {
  show(document.getElementById(id).content.cloneNode(true));
  panel.querySelector(".of").textContent = said;
}

export function reject(pairs, said) {
  if (stays()) return first();
  asked += 1;
  plain("reject", said);
  const given = form().querySelector("input[name=reject]");
  given.remove();
  for (const [name, value] of pairs) form().append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  opened = state();
  panel.querySelector(".whys button").focus();
  return undefined;
}

export function remark(key, said) {
  if (stays()) return first();
  asked += 1;
  plain("remark", said);
  form().elements.key.value = key;
  opened = state();
  form().elements.text.focus();
  return undefined;
}

// One value for a field of many events; opened from a value, those that hold the same are ticked.
export async function many(key, field = "", span = selected()) {
  if (stays()) return first();
  const mine = ++asked;
  const query = new URLSearchParams({ part: "form", key: key ?? "", field });
  if (span) query.set("span", `${span[0]}-${span[1]}`);
  const answer = await fetch(address("many/", query)).catch(() => null);
  if (mine !== asked) return undefined;
  if (!answer?.ok) return announce(word("refused", answer ? String(answer.status) : ""));
  show(parsed(await answer.text()));
  form().addEventListener("change", count);
  form().addEventListener("click", (event) => {
    const link = event.target.closest("a[data-field]");
    if (!link) return;
    event.preventDefault();
    many(key, link.dataset.field, span);
  });
  lit(span);
  announce(panel.querySelector(".chosen legend")?.firstChild.textContent + panel.querySelector(".count")?.textContent);
  return first();
}

const boxes = () => [...panel.querySelectorAll("input[name=many]:not(:disabled)")];
function count() {
  const shown = panel.querySelector(".count"), zero = shown.dataset.zero.codePointAt(0);
  shown.textContent = String(boxes().filter((box) => box.checked).length).replace(/\d/gu, (digit) => String.fromCodePoint(zero + Number(digit)));
}
function tick(which) {
  for (const box of boxes()) box.checked = which !== "none" && which in box.dataset;
  count();
}

// -- a list that narrows as one types: names in either language, codes ---------------------------------------

const folded = (said) => said.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f\u064b-\u065f\u0640]/gu, "").replace(/[أإآٱ]/gu, "ا").replace(/ى/gu, "ي").replace(/ة/gu, "ه").replace(/_/gu, " ");

function ahead(select) {
  const box = document.createElement("span");
  box.className = "ahead";
  const input = Object.assign(document.createElement("input"), { type: "text", autocomplete: "off", size: 18 });
  const list = document.createElement("ul");
  list.id = `ahead-${asked}-${select.name}`;
  list.role = "listbox";
  list.hidden = true;
  input.role = "combobox";
  input.dir = "auto";
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-label", select.closest("label").querySelector("span").textContent);
  const options = [...select.options].filter((option) => option.value);
  let shown = [], at = 0;
  const draw = () => {
    const typed = folded(input.value.trim());
    shown = options.filter((option) => !typed || folded(`${option.label} ${option.dataset.also ?? ""}`).includes(typed)).slice(0, 60);
    // Names that begin with what was typed come first.
    shown.sort((a, b) => Number(folded(b.label).startsWith(typed)) - Number(folded(a.label).startsWith(typed)));
    at = Math.max(0, input.value === select.selectedOptions[0]?.label ? shown.indexOf(select.selectedOptions[0]) : 0);
    if (!shown.length) {
      list.replaceChildren(Object.assign(document.createElement("li"), { className: "none", textContent: word("nobody") }));
      input.removeAttribute("aria-activedescendant");
      announce(word("nobody"));
      return;
    }
    list.replaceChildren(...shown.map((option, i) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${option.value}`;
      item.role = "option";
      item.textContent = option.label;
      item.setAttribute("aria-selected", String(i === at));
      item.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(option);
      });
      return item;
    }));
    mark();
  };
  const mark = () => {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    list.children[at]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  };
  const unfold = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  };
  const take = (option) => {
    select.value = option.value;
    input.value = option.label;
    unfold(false);
  };
  input.value = select.value ? select.selectedOptions[0].label : "";
  input.addEventListener("input", () => {
    draw();
    unfold(true);
    select.value = shown.length && input.value.trim() ? shown[at].value : "";
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    unfold(false);
    input.value = select.value ? select.selectedOptions[0].label : "";
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      if (list.hidden) {
        const kept = input.value;
        input.value = "";
        draw();
        input.value = kept;
        at = Math.max(0, shown.indexOf(select.selectedOptions[0]));
        unfold(true);
      } else at = Math.max(0, Math.min(shown.length - 1, at + by));
      if (shown[at]) {
        mark();
        select.value = shown[at].value;
        input.value = shown[at].label;
      }
      event.preventDefault();
    } else if (event.key === "Enter" && !list.hidden && shown[at]) {
      take(shown[at]);
      // Enter goes on to the form as well: what is chosen is what is meant.
    } else if (event.key === "Escape" && !list.hidden) {
      unfold(false);
      event.stopPropagation();
      event.preventDefault();
    }
  });
  select.hidden = true;
  select.required = false;
  box.append(input, list);
  select.after(box);
}

// -- sending -------------------------------------------------------------------------------------------------

panel.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = form(), button = event.submitter;
  const fields = [...new FormData(sent)].filter(([name]) => name !== "csrfmiddlewaretoken").map(([name, value]) => [name, String(value)]);
  const asks = "corrects" in sent.dataset || sent.classList.contains("reject");
  const why = button?.name === "why" ? button.value : (sent.elements.why_else?.value ?? "").trim();
  for (const select of sent.querySelectorAll("select[data-ahead]")) if (!select.value) {
      fault(word("pick"));
      return select.parentElement.querySelector(".ahead input").focus();
    }
  const together = sent.classList.contains("many");
  if (together && !boxes().some((box) => box.checked)) {
    fault(word("nothing"));
    return boxes()[0]?.focus();
  }
  if (asks && !why) {
    fault(word("reason"));
    return sent.querySelector(".whys button").focus();
  }
  fault("");
  if (button?.name === "why") fields.push(["why", button.value]);
  const remarked = sent.classList.contains("remark"), rejected = sent.classList.contains("reject");
  const key = current()?.dataset.key;
  for (const one of sent.querySelectorAll("button")) one.disabled = true;
  const answer = await send(remarked ? "comments/" : "acts/", fields);
  if (answer.error) {
    if (form() === sent) {
      for (const one of sent.querySelectorAll("button")) one.disabled = false;
      fault(answer.error);
    }
    return undefined;
  }
  if (form() === sent) close();
  if (together) return undefined;
  const fresh = answer.fresh && byKey(answer.fresh);
  if (fresh && fresh.classList.contains("whole")) await choose(fresh);
  else if (fresh) await choose(fresh);
  else if (!remarked && !answer.contested.length && current()?.dataset.key === key) await (rejected && current()?.classList.contains("whole") ? moveEvent(1) : rejected ? moveOpen() : moveValue(1));
  return undefined;
});

panel.addEventListener("click", (event) => {
  const what = event.target.closest("[data-do]")?.dataset.do;
  if (what === "close") close();
  if (what === "point") text.focus();
  if (what === "open" || what === "same" || what === "none") tick(what);
});

// Digits choose a reason wherever no text is typed.
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    close();
    event.preventDefault();
  } else if (event.key === "F2") {
    text.focus();
    event.preventDefault();
  } else if (/^Digit[1-9]$/.test(event.code) && event.target.closest(".whys") && !event.target.closest("input, textarea")) {
    panel.querySelectorAll(".whys button[name=why]")[Number(event.code.slice(5)) - 1]?.click();
    event.preventDefault();
  } else if (/^Arrow(Up|Down)$/.test(event.key) && event.target.matches("input[name=many]")) {
    const all = boxes();
    all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches("textarea") && !event.shiftKey) {
    form().requestSubmit();
    event.preventDefault();
  } else if (event.key === "Enter" && event.target.matches("input:not([type=radio])") && !event.defaultPrevented) {
    form().requestSubmit(form().querySelector("button.save"));
    event.preventDefault();
  }
});

// Another name is looked up; what else was filled in stays.
let looking = 0;
panel.addEventListener("input", (event) => {
  if (!event.target.matches("[data-lookup]")) return;
  clearTimeout(looking);
  const typed = event.target, sent = form();
  looking = setTimeout(async () => {
    const query = new URLSearchParams({ part: "form", key: sent.dataset.key, name: typed.value });
    const answer = await fetch(address("value/", query)).catch(() => null);
    if (!answer?.ok || form() !== sent) return;
    const picks = parsed(await answer.text()).querySelector(".picks");
    if (picks) sent.querySelector(".picks").replaceWith(picks);
  }, 250);
});

// New words selected while a form is open are its evidence, and are read anew.
let pointed = 0;
export function repoint() {
  const sent = form();
  if (!sent?.dataset.shape) return;
  clearTimeout(pointed);
  pointed = setTimeout(() => {
    const span = selected();
    if (span && form() === sent && sent.querySelector("input[name=span]")?.value !== `${span[0]}-${span[1]}`) open(sent.dataset.key, { span, focus: false });
  }, 200);
}
text.addEventListener("mouseup", () => setTimeout(repoint));
window.addEventListener("beforeunload", (event) => {
  if (changed()) event.preventDefault();
});
export { first };
