// Notes written without signal. Each is sealed at once to the team's key: this phone can hand it in, but not read it again.
const Queue = (() => {
  const holder = document.querySelector("[data-phone]");
  const banner = document.getElementById("queue");
  const encoder = new TextEncoder();
  let sending = null;
  let isSignedOut = false;

  const open = () =>
    new Promise((resolve, reject) => {
      const request = indexedDB.open("commonbeat-phone", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("items", { keyPath: "id" });
        request.result.createObjectStore("kept");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  const within = async (store, mode, work) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const request = work(transaction.objectStore(store));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };

  const items = () => within("items", "readonly", (store) => store.getAll());
  const kept = (name) => within("kept", "readonly", (store) => store.get(name));
  const keep = (name, value) => within("kept", "readwrite", (store) => store.put(value, name));

  const toBase64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  const seal = async (id, content) => {
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const theirs = await crypto.subtle.importKey("raw", fromBase64(await kept("key")), curve, false, []);
    const ours = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
    const sender = await crypto.subtle.exportKey("raw", ours.publicKey);
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt: sender, info: encoder.encode("commonbeat phone") },
      material,
      { name: "AES-GCM", length: 256 },
      false,
      ["encrypt"],
    );
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const plain = encoder.encode(JSON.stringify(content));
    const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: encoder.encode(id) }, key, plain);
    return { key: toBase64(sender), nonce: toBase64(nonce), secret: toBase64(secret) };
  };

  // Resolves only when the note is on this phone's disk; then it can no longer be lost.
  const add = async (id, content) => {
    const whole = { ...content, at: new Date().toISOString(), pass: await kept("pass") };
    const sealed = await seal(id, whole);
    await within("items", "readwrite", (store) => store.put({ id, sealed, sentence: "" }));
    await show();
    send();
  };

  const hand = async () => {
    const waiting = (await items()).filter((item) => !item.sentence).slice(0, 20);
    if (!waiting.length) return false;
    const response = await fetch(holder.dataset.sync, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json", "X-Phone-Pass": (await kept("pass")) || "" },
      body: JSON.stringify({ items: waiting.map(({ id, sealed }) => ({ id, sealed })) }),
    });
    isSignedOut = response.status === 401;
    if (!response.ok) return false;
    const answer = await response.json();
    await keep("pass", answer.pass);
    for (const result of answer.results) {
      if (result.status === "saved") await within("items", "readwrite", (store) => store.delete(result.id));
      else {
        const item = waiting.find((one) => one.id === result.id);
        await within("items", "readwrite", (store) => store.put({ ...item, sentence: result.sentence }));
      }
    }
    document.dispatchEvent(new CustomEvent("handed-in", { detail: answer.results }));
    return true;
  };

  const send = () => {
    sending ??= (async () => {
      try {
        while (await hand());
        await show(isSignedOut ? holder.dataset.signIn : "");
      } catch {
        // No signal: the notes wait.
      } finally {
        sending = null;
      }
    })();
    return sending;
  };

  const words = (count, one, many) => (count === 1 ? one : many).replace("%d", count);

  const show = async (instead = "") => {
    if (!banner) return;
    const all = await items();
    const refused = all.filter((item) => item.sentence);
    const waiting = all.length - refused.length;
    banner.replaceChildren();
    const lines = [];
    if (waiting) lines.push(words(waiting, holder.dataset.waitingOne, holder.dataset.waitingMany));
    if (waiting && instead) lines.push(instead);
    for (const line of lines) banner.append(Object.assign(document.createElement("p"), { textContent: line }));
    for (const item of refused) banner.append(refusal(item));
    banner.hidden = !banner.childElementCount;
  };

  const refusal = (item) => {
    const line = Object.assign(document.createElement("p"), { textContent: item.sentence });
    for (const [label, act] of [
      [holder.dataset.again, () => within("items", "readwrite", (store) => store.put({ ...item, sentence: "" }))],
      [holder.dataset.discard, () => confirm(holder.dataset.sure) && within("items", "readwrite", (store) => store.delete(item.id))],
    ]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "linklike", textContent: label });
      button.addEventListener("click", async () => {
        await act();
        await show();
        send();
      });
      line.append(" ", button);
    }
    return line;
  };

  const start = async () => {
    // A page from the cache must not put an older pass over a newer one.
    const made = Number(holder.dataset.made);
    if (made > ((await kept("made")) || 0)) {
      await keep("key", holder.dataset.key);
      await keep("pass", holder.dataset.pass);
      await keep("made", made);
    }
    await show();
    send();
  };
  if (holder && window.indexedDB && window.crypto?.subtle) {
    navigator.storage?.persist?.();
    start();
    window.addEventListener("online", send);
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
    window.setInterval(send, 20000);
    navigator.serviceWorker?.register(holder.dataset.worker, { scope: holder.dataset.scope });
    return { add, kept, keep, isReady: true };
  }
  return { isReady: false };
})();
