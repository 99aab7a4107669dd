"use strict";
// Pointing at a value shows its characters, pointing at characters shows their values.
const places = new Map();
for (const node of document.querySelectorAll("[data-v]"))
  for (const id of node.dataset.v.split(" "))
    places.set(id, [...(places.get(id) || []), node]);
const show = (event, on) => {
  const node = event.target.closest("[data-v]");
  if (!node) return;
  for (const id of node.dataset.v.split(" "))
    for (const other of places.get(id)) other.classList.toggle("on", on);
};
for (const [name, on] of [["mouseover", true], ["focusin", true], ["mouseout", false], ["focusout", false]])
  document.addEventListener(name, (event) => show(event, on));
document.addEventListener("click", (event) => {
  const node = event.target.closest("[data-v]");
  if (!node) return;
  const other = places.get(node.dataset.v.split(" ")[0]).find((x) => (x.tagName === "MARK") !== (node.tagName === "MARK"));
  if (other) other.scrollIntoView({ block: "nearest", behavior: "smooth" });
});
