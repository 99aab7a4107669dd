// Selecting words with the keyboard: arrows go from word to word, Shift takes more, Ctrl goes by letters, Enter takes them.
import { announce, calm, reveal, text, word } from "./state.js";
import { offsetAt, rangeOf, selected } from "./text.js";
import { current } from "./lights.js";
import { first, isOpen, open, repoint } from "./panel.js";

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
let words = []; // [start, end] of every word that is loaded, in order
let made = null; // of which state of the text
let anchor = 0, head = 0; // indexes of the words between which is selected
let pointing = false; // a mouse button is held: what is selected is the browser's affair
let nudge = [0, 0]; // letters that were cut off or added at the start and at the end

function count() {
  const state = text.innerHTML.length;
  if (made === state && words.length) return;
  made = state;
  words = [];
  for (const paragraph of text.querySelectorAll("p[data-s]")) {
    const string = paragraph.textContent;
    let at = 0, points = Number(paragraph.dataset.s);
    for (const found of string.matchAll(WORD)) {
      points += [...string.slice(at, found.index)].length;
      const length = [...found[0]].length;
      words.push([points, points + length]);
      points += length;
      at = found.index + found[0].length;
    }
  }
}

const range = () => {
  const [a, b] = anchor <= head ? [anchor, head] : [head, anchor];
  const start = words[a][0] + nudge[0], end = words[b][1] + nudge[1];
  return start < end ? [start, end] : [words[a][0], words[b][1]];
};

function draw(speak = true) {
  const shown = rangeOf(...range());
  if (!shown) return;
  document.getSelection().setBaseAndExtent(shown.startContainer, shown.startOffset, shown.endContainer, shown.endOffset);
  const end = rangeOf(...words[head]);
  const box = end.getBoundingClientRect(), frame = text.getBoundingClientRect();
  if (getComputedStyle(text).overflowY !== "visible") {
    if (box.top < frame.top + 60) text.scrollBy({ top: box.top - frame.top - 60, behavior: calm ? "auto" : "smooth" });
    else if (box.bottom > frame.bottom - 60) text.scrollBy({ top: box.bottom - frame.bottom + 60, behavior: calm ? "auto" : "smooth" });
  } else reveal(end.startContainer.parentElement);
  if (speak) announce(word("picked", shown.toString()));
}

const nearest = (offset) => {
  let at = words.findIndex(([, end]) => end > offset);
  return at < 0 ? words.length - 1 : at;
};

text.addEventListener("focus", () => {
  count();
  // A selection made here would be the one that the mouse goes on from.
  if (!words.length || pointing) return;
  const there = selected();
  const where = there ?? (current()?.dataset.where || "").split(" ").filter(Boolean).map((one) => one.split("-").map(Number))[0];
  nudge = [0, 0];
  if (where) {
    anchor = nearest(where[0]);
    head = Math.max(anchor, nearest(where[1] - 1));
    nudge = [where[0] - words[anchor][0], where[1] - words[head][1]];
  } else anchor = head = 0;
  announce(word("words"));
  draw(false);
});
text.addEventListener("mousedown", () => {
  pointing = true;
  made = null;
});
window.addEventListener("mouseup", () => {
  pointing = false;
});
text.addEventListener("mouseup", () => {
  count();
  const there = selected(), { focusNode, focusOffset } = document.getSelection();
  if (there) {
    anchor = nearest(there[0]);
    head = Math.max(anchor, nearest(there[1] - 1));
    nudge = [there[0] - words[anchor][0], there[1] - words[head][1]];
  } else if (words.length && text.contains(focusNode)) {
    anchor = head = nearest(offsetAt(focusNode, focusOffset) ?? 0);
    nudge = [0, 0];
  }
});

// The word above or below, by where they stand on the page.
function across(by) {
  const own = rangeOf(...words[head]).getBoundingClientRect();
  const middle = (own.left + own.right) / 2;
  let best = head, least = Infinity, line = null;
  for (let i = head + by; i >= 0 && i < words.length; i += by) {
    const box = rangeOf(...words[i]).getBoundingClientRect();
    if (Math.abs(box.top - own.top) < own.height / 2) continue;
    if (line === null) line = box.top;
    if (Math.abs(box.top - line) > own.height / 2) break;
    const away = Math.abs((box.left + box.right) / 2 - middle);
    if (away < least) [best, least] = [i, away];
  }
  return best;
}

text.addEventListener("keydown", (event) => {
  if (event.altKey || event.metaKey) return;
  count();
  if (!words.length) return;
  const right = getComputedStyle(rangeOf(...words[head])?.startContainer.parentElement.closest("p") ?? text).direction === "rtl" ? -1 : 1;
  const by = { ArrowRight: right, ArrowLeft: -right }[event.key];
  if (by && event.ctrlKey) {
    // By letters: the end with Shift, the start without.
    nudge = event.shiftKey ? [nudge[0], nudge[1] + by] : [nudge[0] + by, nudge[1]];
  } else if (by || event.key === "ArrowDown" || event.key === "ArrowUp") {
    const before = nudge;
    head = by ? Math.max(0, Math.min(words.length - 1, head + by)) : across(event.key === "ArrowDown" ? 1 : -1);
    if (!event.shiftKey) anchor = head;
    nudge = event.shiftKey ? [before[0], 0] : [0, 0];
  } else if (event.key === "Enter") {
    if (isOpen()) {
      repoint();
      setTimeout(first, 350);
    } else if (current()?.dataset.key && !current().classList.contains("whole")) open(current().dataset.key);
    event.preventDefault();
    return;
  } else if (event.key === "Escape") {
    if (isOpen()) first();
    else {
      document.getSelection().removeAllRanges();
      current()?.focus({ preventScroll: true });
    }
    event.preventDefault();
    return;
  } else if (event.key === "F2" && isOpen()) {
    first();
    event.preventDefault();
    return;
  } else return;
  event.preventDefault();
  draw();
});
