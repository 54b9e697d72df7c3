// Shows the passkey button where the browser knows passkeys, and a sentence when one does not answer.
(function () {
  'use strict'
  if (!window.PublicKeyCredential) return
  document.querySelectorAll('[data-needs-passkeys]').forEach(function (part) { part.hidden = false })
  document.addEventListener('allauth.error', function (event) {
    event.preventDefault()
    document.querySelectorAll('[data-passkey-problem]').forEach(function (part) { part.hidden = false })
  })
  document.querySelectorAll('[data-passkey-job]').forEach(function (part) {
    const ids = Object.assign({}, part.dataset)
    const job = ids.passkeyJob
    delete ids.passkeyJob
    window.allauth.webauthn.forms[job]({ ids: ids })
  })
})()
