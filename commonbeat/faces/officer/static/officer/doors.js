// One household after another: the phone is handed over with the questions on it, what was ticked is sealed at once,
// and the form is empty before the phone comes back. Works from the page, and from its locked copy with no signal.
(() => {
  if (!Queue.isReady) return;
  const LENGTH = 9000; // every answer is sealed as long as any other
  const find = (selector) => document.querySelector(selector);
  let card = null;

  const show = (name) => {
    for (const part of ["doors", "handed", "answered"]) document.getElementById(part).hidden = part !== name;
    document.body.classList.toggle("handed-over", name !== "doors");
    window.scrollTo(0, 0);
  };

  const speak = (tongue) => {
    for (const part of document.querySelectorAll("[data-answer], [data-thanks]")) part.hidden = part.lang !== tongue;
    for (const button of document.querySelectorAll("[data-tongue]"))
      button.setAttribute("aria-pressed", String(button.dataset.tongue === tongue));
  };

  const forget = () => {
    for (const form of document.querySelectorAll("[data-answer]")) {
      form.reset();
      form.elements.pass.value = "";
      form.querySelector("[data-none]").hidden = true;
    }
  };

  const handOver = (form) => {
    card = form.closest(".door");
    forget();
    for (const one of document.querySelectorAll("[data-answer]")) one.elements.pass.value = form.elements.pass.value;
    const tongues = [...document.querySelectorAll("[data-tongue]")].map((button) => button.dataset.tongue);
    speak(tongues.includes(document.documentElement.lang) ? document.documentElement.lang : tongues[0]);
    show("handed");
    find("[data-answer]:not([hidden]) h1").focus();
  };

  const leave = (said) => {
    const next = card?.nextElementSibling?.matches(".door") ? card.nextElementSibling : null;
    card?.remove();
    card = null;
    const open = next || find(".door");
    if (open) open.open = true;
    else document.getElementById("no-doors").hidden = false;
    const line = document.getElementById("door-said");
    if (line) line.textContent = said;
    show("doors");
    open?.querySelector("summary").focus();
    document.dispatchEvent(new Event("page-changed"));
  };

  const answer = async (form) => {
    const said = Object.fromEntries(new FormData(form));
    const { csrfmiddlewaretoken, pass, send, ...replies } = said;
    const isEmpty = !Object.values(replies).some((value) => value.trim() && value !== "skip");
    form.querySelector("[data-none]").hidden = !isEmpty;
    if (isEmpty) return;
    const content = { ...replies, kind: "answer", door_pass: pass, tongue: form.lang };
    const length = new TextEncoder().encode(JSON.stringify(content)).length;
    try {
      await Queue.add(crypto.randomUUID(), { ...content, pad: " ".repeat(Math.max(0, LENGTH - length)) });
    } catch {
      // This phone could not keep it: let the ordinary form do it.
      form.submit();
      return;
    }
    forget();
    show("answered");
    find("[data-thanks]:not([hidden]) h1").focus();
  };

  const knock = async (form) => {
    card = form.closest(".door");
    const note = { kind: "door", door: form.dataset.knock, do: form.elements.do.value, tries: Number(form.dataset.tries) };
    try {
      await Queue.add(crypto.randomUUID(), note);
    } catch {
      form.submit();
      return;
    }
    leave(form.dataset.said);
  };

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const act = form.matches("[data-hand-over]") ? handOver : form.matches("[data-answer]") ? answer : form.matches("[data-knock]") ? knock : null;
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act(form);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.tongue) speak(button.dataset.tongue);
    else if (button?.matches("[data-next-door]")) leave("");
    else if (button?.matches("[data-stop-asking]")) {
      forget();
      show("doors");
      card?.querySelector("summary").focus();
    }
  });
})();
