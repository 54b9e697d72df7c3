// Today and the doors with no signal: marks go through the queue; the page itself is kept encrypted, for this sitting only.
(() => {
  if (!Queue.isReady) return;
  const main = document.getElementById("main");
  const IDLE = 30 * 60 * 1000;
  const NAME = location.pathname.endsWith("/doors/") ? "doors" : "today";

  document.addEventListener(
    "submit",
    async (event) => {
      const form = event.target;
      if (!form.dataset.item) return;
      event.preventDefault();
      event.stopPropagation();
      const said = Object.fromEntries(new FormData(form));
      const id = said.client_id || crypto.randomUUID();
      delete said.csrfmiddlewaretoken;
      delete said.client_id;
      if (said.minutes) said.minutes = Number(said.minutes);
      try {
        await Queue.add(id, { ...said, kind: form.dataset.item });
      } catch {
        form.submit();
        return;
      }
      const stop = form.closest("[data-stop]");
      const line = Object.assign(document.createElement("p"), { className: "small soft", textContent: form.dataset.done });
      if (stop) {
        for (const one of stop.querySelectorAll("form, details")) one.remove();
        stop.classList.replace("now", "done");
        stop.lastElementChild.append(line);
      } else form.replaceWith(line);
      remember();
    },
    true,
  );

  // The key lives only in this tab; after half an hour without a touch, or a restart, the copy cannot be opened.
  const key = async (make) => {
    const raw = sessionStorage.getItem("sitting");
    const isIdle = Date.now() - Number(sessionStorage.getItem("touched") || 0) > IDLE;
    if (raw && !isIdle) return crypto.subtle.importKey("jwk", JSON.parse(raw), "AES-GCM", false, ["encrypt", "decrypt"]);
    sessionStorage.removeItem("sitting");
    if (!make) return null;
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    sessionStorage.setItem("sitting", JSON.stringify(await crypto.subtle.exportKey("jwk", fresh)));
    return fresh;
  };
  const touch = () => sessionStorage.setItem("touched", Date.now());

  const remember = async () => {
    touch();
    const copy = main.cloneNode(true);
    // Our pages have no inline styles; what an extension put there would be refused when the copy is shown.
    for (const one of copy.querySelectorAll("[style]")) one.removeAttribute("style");
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const heading = document.querySelector("h1").textContent;
    const plain = new TextEncoder().encode(JSON.stringify([heading, copy.innerHTML]));
    const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, await key(true), plain);
    await Queue.keep(NAME, { nonce, secret, on: document.body.dataset.on || new Date().toDateString() });
  };

  const recall = async () => {
    const copy = await Queue.kept(NAME);
    const opener = await key(false);
    if (!copy || !opener) return;
    try {
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: copy.nonce }, opener, copy.secret);
      const [heading, inside] = JSON.parse(new TextDecoder().decode(plain));
      document.querySelector("h1").textContent = heading;
      main.innerHTML = inside;
      document.getElementById("offline-note")?.removeAttribute("hidden");
      touch();
    } catch {
      await Queue.keep(NAME, null);
    }
  };

  if (main.dataset.page === "offline" || document.getElementById("offline")) recall();
  else remember();
  document.addEventListener("page-changed", remember);
  document.addEventListener("pointerdown", touch);
  // Whoever signs out takes the key along.
  document.querySelector("a[data-sign-out]")?.addEventListener("click", () => sessionStorage.clear());
})();
