// Small comforts; every page works without them.
(() => {
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A second press while the first is on its way must not send twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("data-many")) return;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sent === "yes") event.preventDefault();
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  for (const box of document.querySelectorAll("textarea[maxlength][data-count]")) {
    const left = document.getElementById(box.dataset.count);
    if (!left) continue;
    const words = left.textContent;
    const show = () => (left.textContent = words.replace(/\d+/, String(box.maxLength - box.value.length)));
    box.addEventListener("input", show);
    show();
  }
})();
