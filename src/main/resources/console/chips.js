// A field of several words: what is typed becomes a chip at Enter, at a comma, or when one of those offered is chosen.
"use strict";

document.querySelectorAll("[data-chips]").forEach(box => {
  const input = box.querySelector("input[list]");
  const name = box.dataset.chips;

  function changed() {
    box.dispatchEvent(new Event("change", {bubbles: true}));
  }

  function add(text) {
    const value = text.trim();
    input.value = "";
    const there = [...box.querySelectorAll("input[type=hidden]")].some(chip => chip.value === value);
    if (!value || there) {
      return;
    }
    const chip = document.createElement("span");
    chip.className = "chip";
    const hidden = Object.assign(document.createElement("input"), {type: "hidden", name, value});
    const word = document.createElement("span");
    word.textContent = value;
    const button = Object.assign(document.createElement("button"), {type: "button", textContent: "×"});
    button.setAttribute("aria-label", box.dataset.remove + " " + value);
    chip.append(hidden, word, button);
    input.before(chip);
    changed();
  }

  box.addEventListener("click", event => {
    const chip = event.target.closest(".chip");
    if (event.target.closest(".chip button")) {
      chip.remove();
      input.focus();
      changed();
    } else if (event.target === box) {
      input.focus();
    }
  });
  input.addEventListener("keydown", event => {
    if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      add(input.value);
    } else if (event.key === ",") {
      event.preventDefault();
      add(input.value);
    } else if (event.key === "Backspace" && !input.value) {
      box.querySelector(".chip:last-of-type button")?.click();
    }
  });
  // One of those offered comes whole; what is typed comes letter by letter.
  input.addEventListener("input", event => {
    const offered = [...input.list?.options ?? []].some(option => option.value === input.value);
    if (offered && event.inputType !== "insertText" && event.inputType !== "deleteContentBackward") {
      add(input.value);
    }
  });
  input.addEventListener("change", event => {
    event.stopPropagation();
    add(input.value);
  });
});
