// Does the work an ALTCHA challenge asks for while the person is typing. Without it nothing is refused:
// the submission is only looked at by a person first.
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function solve(field) {
  const challenge = JSON.parse(field.dataset.challenge);
  const { salt, nonce, keyPrefix, keyLength } = challenge.parameters;
  const head = bytes(salt + nonce);
  const data = new Uint8Array(head.length + 4);
  data.set(head);
  const view = new DataView(data.buffer);
  for (let counter = 0; counter < 2 ** 32; counter += 1) {
    view.setUint32(head.length, counter);
    const derivedKey = hex((await crypto.subtle.digest("SHA-256", data)).slice(0, keyLength));
    if (derivedKey.startsWith(keyPrefix)) {
      field.value = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
      return;
    }
  }
}

if (window.crypto && crypto.subtle) document.querySelectorAll("[data-challenge]").forEach(solve);
