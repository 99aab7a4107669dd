// The reason is asked for only where names are given out, and is then needed before the form is sent.
const form = document.querySelector("form.giving");
const reason = form?.querySelector(".reason");
if (reason) {
  const field = reason.querySelector("textarea");
  const turn = () => {
    const open = form.elements.names.value === "open";
    reason.hidden = !open;
    field.required = open;
  };
  form.addEventListener("change", turn);
  turn();
}
