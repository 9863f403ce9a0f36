// Like Xero: one main button. Picking another organisation turns Continue into Allow access.
const form = document.querySelector("#consent[data-later]");
const allow = form?.querySelector("[data-allow]");
const carryOn = form?.querySelector("[data-continue]");

function showTheOneThatApplies() {
  const picked = form.querySelector("select") ? form.querySelector("select").value : form.querySelector(":checked");
  allow.hidden = !picked;
  carryOn.hidden = Boolean(picked);
}

if (allow && carryOn) {
  form.addEventListener("change", showTheOneThatApplies);
  window.addEventListener("pageshow", showTheOneThatApplies);
  showTheOneThatApplies();
}
