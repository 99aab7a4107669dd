// What the keys and buttons do to the coding.
import { address, announce, cards, desk, editable, parsed, word } from "./state.js";
import { selected } from "./text.js";
import { byKey, cardOf, choose, current, moveEvent, moveOpen, values } from "./lights.js";
import { apply, send, token, unsent } from "./queue.js";
import { isOpen, many, open, reject, remark } from "./panel.js";
import { on } from "./keys.js";

const FIELDS = ["type", "time", "places", "agent", "target", "figures", "means", "attribution"];
const LISTS = new Set(["places", "agent", "target", "figures", "means", "attribution"]);

const named = (value) => `${value.dataset.key}@${value.dataset.seen || 0}`;
const label = (value) => value.textContent.replace(/\s+/g, " ").trim();
const chosen = () => {
  const value = current();
  if (!value) announce(word("none"));
  return value;
};

// Marks at once what was said, before the answer has come.
function sketch(value, verdict) {
  (value.closest("li") ?? value).classList.add("pending", `s-${verdict}`);
  value.dataset.verdict = verdict;
}

function accept() {
  const value = chosen();
  if (!value) return;
  // The heading stands for the whole event; its values are looked at one by one.
  if (value.classList.contains("whole")) {
    const first = values(cardOf(value)).find((one) => !one.dataset.verdict && one !== value && !one.classList.contains("gap"));
    return void (first ? choose(first) : announce(word("judged")));
  }
  sketch(value, "accepted");
  send("acts/", [["accept", named(value)]]);
  moveOpen();
}

function acceptEvent() {
  const value = chosen();
  const whole = value && cardOf(value).querySelector(".whole");
  if (!whole) return value && accept();
  sketch(whole, "accepted");
  send("acts/", [["accept", named(whole)]]);
  return moveEvent(1);
}

function correct() {
  const value = chosen();
  if (!value) return;
  if (value.classList.contains("whole")) {
    const type = byKey(`${cardOf(value).dataset.ident}/type`);
    if (!type) return void announce(word("whole"));
    choose(type, { scroll: false });
    return void open(type.dataset.key);
  }
  open(value.dataset.key);
}

function rejectChosen(whole) {
  const value = chosen();
  if (!value) return;
  const of = whole ? (cardOf(value).querySelector(".whole") ?? value) : value;
  if ("needed" in of.dataset || "empty" in of.dataset) return void announce(word("needed"));
  reject([["reject", named(of)]], of.classList.contains("whole") ? label(of) : [cardOf(of).querySelector(".n")?.textContent, label(of)].filter(Boolean).join(" · "));
}

function addToList() {
  const value = chosen();
  if (!value) return;
  const [ident, dimension] = value.dataset.key.split("/");
  if (LISTS.has(dimension)) open(`${ident}/${dimension}`);
  else open(value.dataset.key);
}

// What is selected becomes a value of the chosen event: added to a list, or in place of the one that is there.
function give(dimension) {
  const value = current();
  if (!selected()) return void announce(word("first"));
  const card = cardOf(value);
  if (!card || !card.querySelector(".whole")) return void announce(word("none"));
  open(`${card.dataset.ident}/${dimension}`);
}

function whole(kind) {
  if (!selected()) return void announce(word("first"));
  open(`report/${kind}`);
}

async function history() {
  const value = chosen();
  if (!value) return;
  const dialog = document.getElementById("history");
  const answer = await fetch(address("history/", new URLSearchParams({ part: "1", key: value.dataset.key })));
  if (!answer.ok) return;
  dialog.querySelector(".body").replaceChildren(parsed(await answer.text()));
  dialog.showModal();
}

function takeWaiting() {
  const button = (current()?.closest("li, header") ?? document.createElement("p")).querySelector(".rivals .rival:last-of-type button[name=take]");
  if (button) send("acts/", [["take", button.value]]);
}

const DOES = { accept, "accept-event": acceptEvent, correct, reject: () => rejectChosen(false), add: addToList, remark: () => chosen() && remark(current().dataset.key, label(current())), history };
document.getElementById("inspector").addEventListener("click", (event) => {
  const button = event.target.closest("#about [data-do]");
  if (button) DOES[button.dataset.do]();
});
on("h", history);
if (document.querySelector("#about [data-do=remark]")) on("m", DOES.remark);

if (editable()) {
  on("a", accept);
  on("shift+a", acceptEvent);
  on("c", correct);
  on("r", () => rejectChosen(false));
  on("shift+r", () => rejectChosen(true));
  on("l", addToList);
  on("b", () => many(current()?.dataset.key));
  on("x", takeWaiting);
  on("e", () => whole("event"));
  on("s", () => whole("statement"));
  on("u", () => send("undo/", []));
  on("shift+u", () => send("undo/", [["redo", "1"]]));
  FIELDS.forEach((dimension, i) => on(String(i + 1), () => give(dimension)));

  // Forms of the page that work without a script are sent by the same way.
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!event.target.matches("#bulk, #undo")) return;
    event.preventDefault();
    if (button?.dataset.ask && !window.confirm(button.dataset.ask)) return;
    const undoing = event.target.id === "undo" && !button?.formAction.endsWith("/acts/");
    const fields = [...new FormData(event.target)].filter(([name]) => name !== "csrfmiddlewaretoken").map(([name, value]) => [name, String(value)]);
    send(undoing ? "undo/" : "acts/", button?.name ? [...fields, [button.name, button.value]] : fields);
  });
  document.getElementById("many").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    many(current()?.dataset.key);
  });
  const all = document.querySelector("[data-do=reject-all]");
  all.hidden = false;
  all.addEventListener("click", () => reject([["bulk", "reject"]], word("all")));
}
desk.classList.add("js");

// -- others ---------------------------------------------------------------------------------------------------

const others = document.getElementById("others");
export async function look() {
  if (document.hidden && unsent() === 0 && Math.random() < 0.8) return; // a page in the background looks seldom
  const answer = await fetch(address("here/"), { method: "POST", headers: { "X-CSRFToken": token() } }).catch(() => null);
  if (!answer?.ok) return;
  const { others: names, last } = await answer.json();
  others.hidden = !names.length;
  others.textContent = names.length ? word("here", names.join("، ")) : "";
  if (last > Number(desk.dataset.last) && !unsent() && !isOpen()) {
    const news = await fetch(address("changes/", new URLSearchParams({ since: desk.dataset.last, digest: desk.dataset.digest, chunks: [...document.querySelectorAll(".chunk.loaded")].map((c) => c.dataset.chunk).join(",") })));
    if (!news.ok || unsent() || isOpen()) return;
    const theirs = await news.json();
    await apply(theirs);
    if (theirs.said) document.getElementById("saved").textContent = theirs.said;
    for (const [ident] of theirs.cards) document.getElementById(`c-${ident}`)?.classList.add("news");
  }
}
look();
setInterval(look, Number(cards.dataset.poll || 10) * 1000);
