// The inbox: choosing several reports; files dropped, checked before they are sent, and sent with their progress shown.
// On a telephone the filters would fill the first screen.
const more = document.querySelector("[data-narrow]");
if (more && !("asked" in more.dataset) && window.matchMedia("(max-width: 50rem)").matches) more.open = false;

const all = document.querySelector("[data-all]");
if (all) {
  const form = all.closest("form");
  const boxes = () => [...form.querySelectorAll("input[name=report]")];
  const said = form.querySelector("[data-count]");
  const before = said ? said.textContent : "";
  const count = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && !all.checked;
    if (said) said.textContent = chosen ? `${chosen.toLocaleString(document.documentElement.lang)} ${said.dataset.said}` : before;
  };
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
}

const form = document.getElementById("files");
if (form) {
  const field = form.querySelector("input[type=file]");
  const drop = form.querySelector(".drop");
  const list = form.querySelector("[data-list]");
  const shown = form.querySelector("[data-progress]");
  const bar = shown.querySelector("progress");
  const said = shown.querySelector("[data-said]");
  const MB = 1 << 20;
  const number = (value) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

  // What is wrong with the choice as a whole; empty where nothing is.
  const fault = () => {
    const files = [...field.files];
    if (files.length > Number(form.dataset.most)) return form.dataset.tooMany;
    const sum = files.reduce((total, file) => total + file.size, 0);
    return sum > Number(form.dataset.together) * MB ? form.dataset.tooMuch : "";
  };
  const look = () => {
    list.replaceChildren(...[...field.files].slice(0, 200).map((file) => {
      const item = document.createElement("li");
      const name = document.createElement("bdi");
      name.textContent = file.name;
      const large = file.size > Number(form.dataset.largest) * MB;
      item.append(name, ` ${number(file.size / MB)} MB${large ? `: ${form.dataset.tooLarge}` : ""}`);
      item.classList.toggle("bad", large);
      return item;
    }));
    field.setCustomValidity(fault());
  };
  field.addEventListener("change", look);

  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const together = new DataTransfer();
    for (const file of [...field.files, ...event.dataTransfer.files]) together.items.add(file);
    field.files = together.files;
    look();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const request = new XMLHttpRequest();
    const stop = (why) => {
      button.disabled = false;
      said.textContent = why;
    };
    button.disabled = true;
    shown.hidden = false;
    said.textContent = form.dataset.sending;
    request.upload.addEventListener("progress", (sent) => {
      if (!sent.lengthComputable) return;
      bar.value = (100 * sent.loaded) / sent.total;
      said.textContent = `${form.dataset.sending} ${number(sent.loaded / MB)} / ${number(sent.total / MB)} MB`;
    });
    request.addEventListener("load", () => {
      if (request.status < 300 && request.responseURL.includes("/jobs/")) {
        window.location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      stop((page.querySelector("[role=alert], .fault") || {}).textContent || form.dataset.broken);
    });
    request.addEventListener("error", () => stop(form.dataset.broken));
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
