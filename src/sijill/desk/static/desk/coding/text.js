// The text: chunks of it are loaded as they are needed, and places in it are code points, as records count them.
import { address, parsed, text } from "./state.js";

const paragraphs = () => text.querySelectorAll("p[data-s]");

// The code points of a string before a UTF-16 place in it.
const points = (string, until = string.length) => {
  let count = 0;
  for (let i = 0; i < until; count++) i += string.codePointAt(i) > 0xffff ? 2 : 1;
  return count;
};

// The code point at which a place of the page (node and offset) stands; null outside of the text.
export function offsetAt(node, at) {
  const paragraph = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("p[data-s]");
  if (!paragraph || !text.contains(paragraph)) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, at);
  return Number(paragraph.dataset.s) + points(before.toString());
}

// The paragraph that holds a code point, if it is loaded.
function holding(offset) {
  let found = null;
  for (const paragraph of paragraphs()) {
    if (Number(paragraph.dataset.s) > offset) break;
    found = paragraph;
  }
  return found && offset - Number(found.dataset.s) <= points(found.textContent) ? found : null;
}

function placeAt(offset) {
  const paragraph = holding(offset);
  if (!paragraph) return null;
  let left = offset - Number(paragraph.dataset.s);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const held = points(node.data);
    if (left <= held) {
      let at = 0;
      for (; left > 0; left--) at += node.data.codePointAt(at) > 0xffff ? 2 : 1;
      return [node, at];
    }
    left -= held;
    last = node;
  }
  return last ? [last, last.length] : [paragraph, 0];
}

// The characters from one code point to another as a range of the page; null where they are not loaded.
export function rangeOf(start, end) {
  const first = placeAt(start), last = placeAt(end);
  if (!first || !last) return null;
  const range = document.createRange();
  range.setStart(...first);
  range.setEnd(...last);
  return range;
}

export const wordsOf = (start, end) => rangeOf(start, end)?.toString() ?? "";

// What is selected in the text, as [start, end] without blanks at its ends; null where nothing is.
export function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return null;
  let start = offsetAt(range.startContainer, range.startOffset), end = offsetAt(range.endContainer, range.endOffset);
  if (start === null || end === null || start >= end) return null;
  const string = range.toString();
  start += points(string.match(/^\s*/u)[0]);
  end -= points(string.match(/\s*$/u)[0]);
  return start < end ? [start, end] : null;
}

// Makes sure that the chunk with a code point is loaded.
export async function ensure(offset) {
  for (const chunk of text.querySelectorAll(".chunk:not(.loaded)"))
    if (Number(chunk.dataset.from) <= offset && offset < Number(chunk.dataset.to)) return load(chunk);
}

async function load(chunk) {
  const answer = await fetch(address("text/", `chunk=${chunk.dataset.chunk}`));
  if (answer.ok) chunk.replaceWith(parsed(await answer.text()));
}

export const loaded = () => [...text.querySelectorAll(".chunk.loaded")].map((chunk) => chunk.dataset.chunk);

// Another state of a chunk's marks.
export function replace(number, html) {
  const [start, end] = selected() ?? [];
  text.querySelector(`.chunk[data-chunk="${number}"]`)?.replaceWith(parsed(html));
  if (start !== undefined) {
    const range = rangeOf(start, end);
    if (range) document.getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  }
}

text.addEventListener("click", (event) => {
  const more = event.target.closest(".chunk:not(.loaded) a");
  if (!more) return;
  event.preventDefault();
  load(more.closest(".chunk"));
});
