// Copies what is shown once.
"use strict";

document.addEventListener("click", async event => {
  const button = event.target.closest("[data-copy]");
  if (!button) {
    return;
  }
  const source = document.querySelector(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = button.dataset.copied;
  } catch {
    // Browsers allow it on https and localhost only: then it is marked, to be copied by hand.
    getSelection().selectAllChildren(source);
  }
});
