// Keys: what can be done at the reading page is done without a mouse. Letters are those of the place on the keyboard, so that they work under an Arabic layout, too.
import { moveAny, moveDoubtful, moveEvent, moveValue } from "./lights.js";
import { text } from "./state.js";

const help = document.getElementById("help");
const actions = new Map();

// The letter that a key stands for, whatever the layout writes.
const letter = (event) => {
  if (/^[a-z?]$/iu.test(event.key)) return event.key.toLowerCase();
  if (event.shiftKey && event.code === "Slash") return "?";
  return event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.code.startsWith("Digit") ? event.code.slice(5) : event.key;
};
const typing = (target) => target.closest?.("input, select, textarea, dialog, [contenteditable]");

// What a key does: "a", "shift+a", "?".
export const on = (name, action) => actions.set(name, action);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
  const found = letter(event);
  const action = actions.get(event.shiftKey && found !== "?" ? `shift+${found}` : found);
  if (!action || (action.length && action(event) === false)) return;
  if (!action.length) action();
  event.preventDefault();
});

on("j", () => moveEvent(1));
on("k", () => moveEvent(-1));
on("n", () => moveValue(1));
on("p", () => moveValue(-1));
on("d", () => moveDoubtful());
on("t", () => text.focus());
on("?", () => help.showModal());
document.getElementById("cards").addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by || typing(event.target) || !event.target.closest(".v")) return;
  moveAny(by);
  event.preventDefault();
});

const open = document.getElementById("help-open");
open.hidden = false;
open.addEventListener("click", () => help.showModal());
