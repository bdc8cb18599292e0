// Buttons for passkeys: allauth's scripts do the work; this says which, and what went wrong.
const show = (id) => document.getElementById(id)?.removeAttribute("hidden");
for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const { passkey, credential } = button.dataset;
  const ids = { login: button.id, signup: button.id, authenticate: button.id, credential, data: "js_data" };
  window.allauth.webauthn.forms[passkey]({ ids });
  button.hidden = false;
}
if (!window.PublicKeyCredential) show("passkey-missing");
document.addEventListener("allauth.error", (event) => {
  // Handled here, so nothing goes to the console.
  event.preventDefault();
  const known = event.detail.exception?.name === "InvalidStateError";
  show(known ? "passkey-known" : "passkey-failed");
});
// Before the button acts, so that what it says then stays.
const forget = () => {
  for (const id of ["passkey-failed", "passkey-known"]) document.getElementById(id)?.setAttribute("hidden", "");
};
document.addEventListener("click", forget, { capture: true });
