"use strict";
const root = document.documentElement;
const form = document.querySelector(".filters");
const cards = [...document.querySelectorAll(".card")];
const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
const value = (name) => form.querySelector(`[data-filter="${name}"]`).value;
// A card is shown when all that is chosen fits; values of lost events only when asked for, or when their cause is chosen.
const apply = () => {
  const cause = value("cause"), words = form.querySelector("[data-search]").value.trim().toLowerCase();
  const follows = form.querySelector("[data-follows]").checked;
  const chosen = ["dimension", "side", "type", "doc"].map((name) => [name, value(name)]).filter(([, wanted]) => wanted);
  let shown = 0;
  for (const section of document.querySelectorAll("section[data-cause]")) {
    const open = cause ? section.dataset.cause === cause : follows || section.dataset.followsEvent === undefined;
    let count = 0;
    for (const card of section.querySelectorAll(".card")) {
      const fits = open && chosen.every(([name, wanted]) => card.dataset[name] === wanted) && (!words || texts.get(card).includes(words));
      card.hidden = !fits;
      if (fits) count += 1;
    }
    section.hidden = !count;
    section.querySelector("[data-count]").textContent = count;
    shown += count;
  }
  form.querySelector("[data-shown]").textContent = `${shown} / ${cards.length}`;
};
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(apply));
document.addEventListener("click", (event) => {
  const pick = event.target.closest("[data-pick]");
  if (!pick) return;
  form.querySelector('[data-filter="cause"]').value = pick.dataset.pick;
  apply();
  form.scrollIntoView();
});
document.getElementById("language").addEventListener("click", (event) => {
  const english = root.dataset.lang === "ar";
  root.dataset.lang = root.lang = english ? "en" : "ar";
  root.dir = english ? "ltr" : "rtl";
  event.target.textContent = english ? "العربية" : "English";
  event.target.lang = english ? "ar" : "en";
});
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
apply();
