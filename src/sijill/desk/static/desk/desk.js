// What every page needs: the menu on narrow screens, and forms that ask before they do what cannot be taken back.
const button = document.querySelector("button.menu");
if (button) {
  const rooms = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    rooms.classList.toggle("open", open);
  });
}
document.addEventListener("submit", (event) => {
  const asked = event.target.dataset.confirm;
  if (asked && !window.confirm(asked)) event.preventDefault();
});
