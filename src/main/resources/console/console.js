// What every page needs of a script: it works without, but for what htmx does.
"use strict";

// The server writes times in the reader's zone, which only the browser knows.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").includes("caravan_zone=" + encodeURIComponent(zone))) {
  document.cookie = "caravan_zone=" + encodeURIComponent(zone) + "; path=/console; max-age=31536000; samesite=lax";
}

document.addEventListener("htmx:configRequest", event => {
  event.detail.headers["X-CSRF-TOKEN"] = document.querySelector("meta[name=csrf]").content;
});

document.addEventListener("htmx:sendError", () => say("unreached"));
document.addEventListener("htmx:responseError", event => say("answer", event.detail.xhr.status));

// The page brings the words, in the reader's language.
function say(key, value) {
  const notices = document.getElementById("notices");
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.textContent = notices.dataset[key].replace("{0}", value);
  notices.replaceChildren(notice);
}

// What scrolls can be reached with the keyboard; what does not is no stop on the way.
const SCROLLS = ".table, pre, .diff, .lines";
const reachable = new ResizeObserver(seen => seen.forEach(({target}) => {
  if (target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight) {
    target.tabIndex = 0;
  } else {
    target.removeAttribute("tabindex");
  }
}));
document.addEventListener("htmx:load", event => {
  [event.target, ...event.target.querySelectorAll(SCROLLS)].filter(each => each.matches(SCROLLS)).forEach(each => reachable.observe(each));
});

// A form that has data-confirm asks before it is sent.
document.addEventListener("submit", event => {
  const asks = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (asks && !confirm(asks)) {
    event.preventDefault();
  }
});

// "/" leads to the search, Escape closes a menu.
document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    document.querySelectorAll("details.menu[open]").forEach(menu => menu.removeAttribute("open"));
  }
  const writes = event.target.closest("input, textarea, select, [contenteditable], .ace_editor");
  if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.querySelector("[data-key='/']")?.focus();
  }
});

document.addEventListener("click", event => {
  document.querySelectorAll("details.menu[open]").forEach(menu => {
    if (!menu.contains(event.target)) {
      menu.removeAttribute("open");
    }
  });
});
