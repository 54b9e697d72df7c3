// Dragging a stop to another walk sends the same form that "Keep or move" opens. Everything works without it.
(() => {
  const plan = document.querySelector("[data-plan]");
  const form = document.querySelector("form[data-move]");
  if (!plan || !form || matchMedia("(pointer: coarse)").matches) return;
  const hint = document.querySelector("[data-drag-hint]");
  if (hint) hint.hidden = false;
  let dragged = null;
  for (const stop of plan.querySelectorAll("[data-stop]")) stop.draggable = true;
  plan.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-stop]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.stop);
    dragged.classList.add("dragged");
  });
  const over = (event) => dragged && event.target.closest?.("[data-walk]");
  plan.addEventListener("dragover", (event) => {
    const walk = over(event);
    for (const one of plan.querySelectorAll(".drop")) if (one !== walk) one.classList.remove("drop");
    if (!walk) return;
    event.preventDefault();
    walk.classList.add("drop");
  });
  plan.addEventListener("drop", (event) => {
    const walk = over(event);
    if (!walk) return;
    event.preventDefault();
    form.elements.place.value = dragged.dataset.stop;
    form.elements.walk.value = walk.dataset.walk;
    form.requestSubmit();
  });
  plan.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    for (const one of plan.querySelectorAll(".drop")) one.classList.remove("drop");
    dragged = null;
  });
})();
