// Three taps: the place is suggested, the chat is sealed and kept, sending is the queue's business.
(() => {
  const form = document.getElementById("log");
  if (!form || !Queue.isReady) return;
  const data = document.getElementById("places");
  const places = data ? JSON.parse(data.textContent) : [];
  const done = document.getElementById("saved");
  let begun = performance.now();

  const choose = (place) => {
    let input = form.querySelector(`input[name="place"][value="${place.id}"]`);
    if (!input) {
      const pattern = form.querySelector('input[name="place"]').closest("label");
      const chip = pattern.cloneNode(true);
      input = chip.querySelector("input");
      input.id = `place-${place.id}`;
      input.value = place.id;
      chip.htmlFor = input.id;
      chip.querySelector("span").textContent = place.name;
      pattern.before(chip);
    } else {
      const chips = input.closest("label").parentElement;
      chips.prepend(input.closest("label"));
    }
    input.checked = true;
  };

  // The position never leaves this function: it becomes the nearest place on our list, or nothing.
  const suggest = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        const east = Math.cos((coords.latitude * Math.PI) / 180);
        const away = (place) => Math.hypot((place.lon - coords.longitude) * east, place.lat - coords.latitude) * 111320;
        const near = places.map((place) => [away(place), place]).sort((a, b) => a[0] - b[0]);
        if (near.length && near[0][0] < 250) choose(near[0][1]);
      },
      () => {},
      { maximumAge: 60000, timeout: 8000 },
    );
  const here = document.getElementById("here");
  if (here && navigator.geolocation) {
    here.hidden = false;
    here.addEventListener("click", suggest);
    navigator.permissions?.query({ name: "geolocation" }).then((permission) => {
      if (permission.state === "granted") suggest();
    });
  }

  // The same code as safety/codes.py makes: 26 letters of Crockford's base32 and a check character.
  const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const newCode = () => {
    for (;;) {
      const body = Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => byte & 31);
      const check = body.reduce((sum, number) => (sum * 32 + number) % 37, 0);
      if (check < 32) return [...body, check].map((number) => LETTERS[number]).join("");
    }
  };
  const handed = document.getElementById("handed");
  const showCode = (code) => {
    handed.hidden = !code;
    const groups = code.match(/.{1,3}/g) || [];
    handed.querySelector("output").replaceChildren(
      ...groups.flatMap((group) => [Object.assign(document.createElement("span"), { textContent: group }), " "]),
    );
  };

  const promise = document.getElementById("promise-words");
  const showPromise = () => {
    const due = form.querySelector('input[name="due"]:checked');
    promise.hidden = !due?.value;
  };
  form.addEventListener("change", showPromise);
  showPromise();

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const said = Object.fromEntries(new FormData(form));
    const words = form.elements.promise;
    const isMissing = Boolean(said.due) && !said.promise.trim();
    words.setCustomValidity(isMissing ? form.dataset.promiseMissing : "");
    if (isMissing) return void words.reportValidity();
    const code = said.wants_code ? newCode() : "";
    const content = {
      kind: "contact",
      code,
      place: said.place || "",
      what: said.what || "",
      feeling: said.feeling || "",
      need: said.need || "",
      words: said.words || "",
      due: said.due || "",
      promise: said.due ? said.promise : "",
      seconds: Math.round((performance.now() - begun) / 1000),
    };
    try {
      await Queue.add(said.client_id, content);
    } catch {
      // This phone could not keep it: let the ordinary form do it.
      form.submit();
      return;
    }
    form.reset();
    form.elements.client_id.value = crypto.randomUUID();
    showPromise();
    showCode(code);
    done.hidden = false;
    done.focus();
    window.scrollTo(0, 0);
    begun = performance.now();
  }, true);
  form.addEventListener("input", () => {
    form.elements.promise.setCustomValidity("");
    if (handed.hidden) done.hidden = true;
  });
})();
