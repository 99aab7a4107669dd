// Acts on their way: sent at once and one after the other, kept until they arrived, tried again when the connection is back.
import { address, announce, desk, parsed, text, word } from "./state.js";
import { loaded, replace } from "./text.js";
import { byKey, current, relight, choose } from "./lights.js";

const shelf = `sijill-unsent-${desk.dataset.report}-${desk.dataset.who}-${desk.dataset.lane}`;
const saved = document.getElementById("saved");
const own = new Map(); // the latest review of a value by the person, as answers tell
let waiting = restored();
let busy = false;
let pause = 0;

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(shelf) || "[]").map((one) => ({ ...one, again: true }));
  } catch {
    return [];
  }
}
function shelve() {
  try {
    if (waiting.length) sessionStorage.setItem(shelf, JSON.stringify(waiting.map(({ path, fields, last, again }) => ({ path, fields, last, again }))));
    else sessionStorage.removeItem(shelf);
  } catch {
    // A browser that keeps nothing still has it in memory.
  }
}

export const unsent = () => waiting.length;
// The cookie first: it is another one after signing in again in another tab.
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];

// Sends fields ([name, value] pairs) to a path of the report; the promise is kept when the answer has come, with the answer, or with {error}.
export function send(path, fields) {
  return new Promise((done) => {
    waiting.push({ path, fields, last: desk.dataset.last, again: false, done });
    shelve();
    tell();
    next();
  });
}

function tell() {
  saved.classList.toggle("bad", pause > 0);
  saved.textContent = pause ? word("unsent", waiting.length) : waiting.length ? word("saving") : saved.textContent && word("saved");
}

// What the person said before of the same value counts as seen by them.
const fresh = ([name, value]) => {
  const at = value.lastIndexOf("@");
  const mine = at > 0 && ["accept", "reject", "change", "keep", "many"].includes(name) ? own.get(value.slice(0, at)) : undefined;
  return [name, mine !== undefined && mine > Number(value.slice(at + 1)) ? `${value.slice(0, at)}@${mine}` : value];
};

async function next() {
  if (busy || !waiting.length) return;
  busy = true;
  const one = waiting[0];
  const fields = [...one.fields.map(fresh), ["last", one.last], ["digest", desk.dataset.digest], ["chunks", loaded().join(",")], ...(one.again ? [["again", "1"]] : [])];
  let answer = null;
  try {
    const sent = await fetch(address(one.path), {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body: new URLSearchParams(fields),
      signal: AbortSignal.timeout(20000),
    });
    const json = (sent.headers.get("Content-Type") || "").startsWith("application/json");
    if (sent.ok && json) answer = await sent.json();
    else if (json && sent.status < 500) answer = { error: (await sent.json()).error, status: sent.status };
    else if (sent.redirected || sent.status === 403) return failed(one, word("away"));
  } catch {
    // No connection: below.
  }
  if (!answer) return failed(one);
  pause = 0;
  waiting.shift();
  shelve();
  busy = false;
  if (answer.error) announce(word("refused", answer.error));
  else await apply(answer);
  if (!answer.error && !waiting.length) saved.textContent = word("saved");
  tell();
  if (answer.error) saved.textContent = one.done ? "" : word("refused", answer.error);
  one.done?.(answer);
  next();
}

function failed(one, why) {
  one.again = true;
  shelve();
  pause = Math.min(pause ? pause * 2 : 1000, 15000);
  tell();
  if (why) saved.textContent = why;
  announce(saved.textContent);
  setTimeout(() => {
    busy = false;
    next();
  }, pause);
}

// Puts an answer on the page: cards made anew, the text where its marks changed; what was chosen stays chosen.
export async function apply(answer) {
  const chosen = current()?.dataset.key ?? null;
  const focused = document.activeElement?.closest?.(".v[data-key]") !== null && document.activeElement !== document.body;
  for (const [slot, review] of Object.entries(answer.own ?? {})) own.set(slot, review);
  desk.dataset.last = answer.last;
  if (answer.all) return location.reload();
  for (const [number, html] of Object.entries(answer.text)) replace(number, html);
  desk.dataset.digest = answer.digest;
  for (const [ident, html] of answer.cards) {
    const old = document.getElementById(`c-${ident}`);
    if (html === null) old?.remove();
    else if (old) old.replaceWith(parsed(html));
    else place(ident, html, answer.order);
  }
  if (answer.said) announce(answer.said);
  asks(answer);
  const value = chosen === null ? null : (byKey(chosen) ?? document.querySelector(`#c-${CSS.escape(chosen.split("/")[0])} .v`));
  if (value) await choose(value, { focus: focused && !document.querySelector("dialog[open]") && !document.getElementById("panel").contains(document.activeElement), scroll: false });
  else relight();
  return undefined;
}

// How much is judged, and what is asked before all is accepted or the coding handed in.
function asks({ judged, hand, accept }) {
  const steps = document.getElementById("steps"), shown = document.getElementById("judged"), all = document.getElementById("accept-all");
  if (shown) shown.textContent = judged;
  if (all) all.dataset.ask = accept;
  if (!steps || !shown) return;
  if (hand) steps.dataset.confirm = hand;
  else delete steps.dataset.confirm;
}

// A card that was not there before, where the order has it.
function place(ident, html, order) {
  const list = document.getElementById("list");
  const behind = order.slice(order.indexOf(ident) + 1).map((one) => document.getElementById(`c-${one}`)).find(Boolean);
  list.insertBefore(parsed(html), behind ?? list.querySelector("p.more"));
}

window.addEventListener("beforeunload", (event) => {
  if (waiting.length) event.preventDefault();
});
window.addEventListener("online", () => {
  pause = 0;
  busy = false;
  next();
});
if (waiting.length) {
  tell();
  next();
}
text.dataset.ready = "";
