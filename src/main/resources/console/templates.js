// The editor of templates: one Ace editor over the form's texts, its faults at their lines, and a preview as one types.
// Without it the texts are plain fields, and the form works all the same.
"use strict";

const form = document.getElementById("editor");
const preview = document.getElementById("preview");
const may = form.dataset.may === "true";
const sessions = new Map();
const tabs = form.querySelector("[role=tablist]");
const host = document.getElementById("ace");
let ace_ = null;
let current = "content";
let changed = false;
let leaving = false;
let wait = 0;

ace.config.set("useStrictCSP", true);
ace.config.set("basePath", form.dataset.ace);

function parts() {
  return [...form.querySelectorAll(".part")];
}

function text(part) {
  return parts().find(each => each.dataset.part === part).querySelector("textarea");
}

function mode(part, value) {
  const html = part.endsWith(".html") || /^\s*(<!doctype html|<html)/i.test(value);
  const chosen = form.elements.engine.value || (text("content").value.includes("{{") ? "mustache" : "freemarker");
  return "ace/mode/" + (chosen === "freemarker" ? "ftl" : html || value.includes("{{") ? "handlebars" : "plain_text");
}

function dark() {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches;
}

function session(part) {
  if (!sessions.has(part)) {
    const field = text(part);
    const made = ace.createEditSession(field.value, mode(part, field.value));
    made.setUseWrapMode(true);
    made.setUseWorker(false);
    made.setTabSize(2);
    made.on("change", () => {
      field.value = made.getValue();
      touched();
    });
    sessions.set(part, made);
  }
  return sessions.get(part);
}

function touched() {
  changed = true;
  const sign = document.getElementById("changed");
  if (sign) {
    sign.hidden = false;
  }
  later();
}

function later() {
  clearTimeout(wait);
  wait = setTimeout(() => htmx.trigger(preview, "preview"), 350);
}

function show(part) {
  current = part;
  ace_.setSession(session(part));
  ace_.session.setMode(mode(part, ace_.getValue()));
  ace_.setOption("textInputAriaLabel", parts().find(each => each.dataset.part === part).dataset.label);
  draw();
}

function draw() {
  tabs.replaceChildren(...parts().map(part => {
    const tab = Object.assign(document.createElement("button"), {type: "button", textContent: part.dataset.label});
    const active = part.dataset.part === current;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-selected", active);
    tab.setAttribute("aria-controls", "ace");
    tab.tabIndex = active ? 0 : -1;
    tab.dataset.to = part.dataset.part;
    if (sessions.get(part.dataset.part)?.getAnnotations().length) {
      tab.classList.add("faulty");
    }
    return tab;
  }));
  document.getElementById("variant-hint").hidden = current === "content";
}

ace_ = ace.edit(host, {
  theme: dark() ? "ace/theme/one_dark" : "ace/theme/github_light_default",
  readOnly: !may,
  showPrintMargin: false,
  enableKeyboardAccessibility: true,
  useWorker: false,
  fontSize: 14
});
host.hidden = tabs.hidden = false;
parts().forEach(part => {
  part.hidden = true;
  // A field that nobody sees cannot be asked for: the service says so itself.
  part.querySelector("textarea").required = false;
});
show("content");

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
  ace_.setTheme(dark() ? "ace/theme/one_dark" : "ace/theme/github_light_default"));

tabs.addEventListener("click", event => {
  if (event.target.dataset.to) {
    show(event.target.dataset.to);
    ace_.focus();
  }
});
tabs.addEventListener("keydown", event => {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (step) {
    const all = parts();
    const at = all.findIndex(part => part.dataset.part === current);
    show(all[(at + step + all.length) % all.length].dataset.part);
    tabs.querySelector("[aria-selected=true]").focus();
  }
});

form.elements.engine.addEventListener("change", () => show(current));
document.getElementById("add-variant")?.addEventListener("change", event => {
  const name = event.target.value;
  event.target.value = "";
  if (!name) {
    return;
  }
  if (!parts().some(part => part.dataset.part === "variant:" + name)) {
    const part = document.getElementById("new-part").content.cloneNode(true).firstElementChild;
    part.dataset.part = "variant:" + name;
    part.dataset.label = name;
    part.hidden = true;
    const field = part.querySelector("textarea");
    field.name = "variant:" + name;
    field.setAttribute("aria-label", name);
    field.value = name.endsWith(".html") ? "<!doctype html>\n<html>\n<body>\n<p></p>\n</body>\n</html>\n" : "";
    host.before(part);
  }
  const channel = document.getElementById("channel");
  channel.value = name.replace(/\.html$/, "");
  channel.dispatchEvent(new Event("change", {bubbles: true}));
  show("variant:" + name);
  ace_.focus();
  touched();
});
document.getElementById("remove-variant")?.addEventListener("click", () => {
  text(current).closest(".part").remove();
  sessions.delete(current);
  show("content");
  touched();
});

// Ctrl+S saves; what is not saved is not lost by accident.
document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s" && may) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.main"));
  }
});
form.addEventListener("submit", event => {
  leaving = event.submitter?.id !== "to-frame";
});
addEventListener("beforeunload", event => {
  if (changed && !leaving) {
    event.preventDefault();
  }
});

form.addEventListener("input", event => {
  if (["name", "subject"].includes(event.target.name)) {
    touched();
  }
});
document.querySelector("[name=context]").addEventListener("input", later);
document.getElementById("channel").addEventListener("change", () => {
  told();
  later();
});

// Whether a test of this channel is caught or goes out.
function told() {
  document.querySelectorAll("[data-channel]").forEach(line => {
    line.hidden = line.dataset.channel !== document.getElementById("channel").value;
  });
}
told();

// A slug is proposed from the name until one is typed.
const slug = form.querySelector("input[name=slug]:not([type=hidden])");
if (slug) {
  let own = slug.value !== "";
  slug.addEventListener("input", () => { own = slug.value !== ""; });
  form.elements.name.addEventListener("input", () => {
    if (!own) {
      slug.value = form.elements.name.value.toLowerCase().normalize("NFD").replace(/[^a-z0-9_]+/g, "-").replace(/^-+|-+$/g, "");
    }
  });
}

// What the service says of the text comes to its lines; its HTML into a frame, a new one each time, so that "back" leads
// out of this page and not through the previews.
preview.addEventListener("htmx:afterSwap", () => {
  const faults = [...preview.querySelectorAll("[data-fault]")];
  parts().forEach(part => {
    const name = part.dataset.part;
    session(name).setAnnotations(faults.filter(fault => fault.dataset.fault === name).map(fault => ({
      row: Math.max(0, fault.dataset.line - 1),
      column: Math.max(0, fault.dataset.column - 1),
      text: fault.lastChild.textContent.trim(),
      type: "error"
    })));
  });
  form.elements.subject.setAttribute("aria-invalid", faults.some(fault => fault.dataset.fault === "subject"));
  draw();
  if (!faults.length) {
    frame(Boolean(preview.querySelector("[data-html]")));
  }
});

function frame(html) {
  const box = document.getElementById("frame");
  box.hidden = !html;
  if (!html) {
    box.replaceChildren();
    return;
  }
  const before = box.querySelector("iframe:last-of-type");
  const next = document.createElement("iframe");
  next.className = "letter";
  next.title = box.dataset.title;
  next.name = "letter-" + Date.now();
  next.setAttribute("sandbox", "");
  box.append(next);
  const button = document.getElementById("to-frame");
  button.setAttribute("formtarget", next.name);
  if (before) {
    next.hidden = true;
    next.addEventListener("load", () => {
      box.querySelectorAll("iframe").forEach(old => old !== next && old.remove());
      next.hidden = false;
    });
  }
  form.requestSubmit(button);
}

preview.addEventListener("click", event => {
  const fault = event.target.closest("[data-fault]");
  if (!fault || !event.target.closest("button")) {
    return;
  }
  if (parts().some(part => part.dataset.part === fault.dataset.fault)) {
    show(fault.dataset.fault);
    ace_.gotoLine(Number(fault.dataset.line) || 1, Math.max(0, fault.dataset.column - 1), true);
    ace_.focus();
  } else {
    document.querySelector(`input[data-part="${fault.dataset.fault}"], textarea[data-part="${fault.dataset.fault}"]`)?.focus();
  }
});
