// The editor of the route files. A draft is what differs from the files that run; it stays in this browser until it is published.
"use strict";

document.addEventListener("DOMContentLoaded", async () => {
  const {post, make, findings, results, diff} = caravanTests;
  const w = caravanTests.words();
  const workspace = document.getElementById("workspace");
  const editable = workspace.dataset.editable === "true";
  const $ = id => document.getElementById(id);
  const KEPT = "caravan.routes.draft";
  const PATH = /^[A-Za-z0-9_][\w.-]*(\/[A-Za-z0-9_][\w.-]*){0,9}$/;
  const ENDS = [".camel.yaml", ".test.yaml", ".sql"];

  let running = {revision: 0, files: {}};
  let draft = {base: 0, files: {}};
  let marks = new Map();
  let open = null;
  const sessions = new Map();

  // ---- the editor
  ace.config.set("useStrictCSP", true);
  ace.config.set("basePath", "/console/assets/lib/ace-builds/1.41.0/src-min-noconflict");
  // the publisher's checks say more, and a worker is not let in
  ace.config.setDefaultValue("session", "useWorker", false);
  const editor = ace.edit("editor");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => {
    const chosen = document.documentElement.dataset.theme;
    const isDark = chosen === "dark" || (chosen !== "light" && dark.matches);
    editor.setTheme(isDark ? "ace/theme/one_dark" : "ace/theme/github_light_default");
  };
  theme();
  dark.addEventListener("change", theme);
  editor.setOptions({
    enableBasicAutocompletion: true, enableLiveAutocompletion: editable, enableKeyboardAccessibility: true, readOnly: !editable,
    fontSize: "13.5px", tabSize: 2, useSoftTabs: true, showPrintMargin: false, scrollPastEnd: 0.3, textInputAriaLabel: w.editor,
    fontFamily: "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"
  });
  editor.completers = [caravanWords.completer(() => ({...running.files, ...draft.files}))];
  editor.commands.addCommand({name: "check", bindKey: {win: "Ctrl-S", mac: "Command-S"}, exec: () => check("tests")});
  // "/" is a letter here, and no way to the search
  $("editor").addEventListener("keydown", event => { if (event.key === "/") event.stopPropagation(); });

  const text = path => path in draft.files ? draft.files[path] : running.files[path];
  const paths = () => [...new Set([...Object.keys(running.files), ...Object.keys(draft.files)])].sort();
  const kind = path => !(path in draft.files) ? "" : draft.files[path] === null ? "deleted" : path in running.files ? "changed" : "added";
  const changed = () => Object.keys(draft.files).length;

  function keep() {
    try {
      if (changed()) localStorage.setItem(KEPT, JSON.stringify(draft));
      else localStorage.removeItem(KEPT);
    } catch {
      $("draft-note").textContent = w.lost;
    }
  }

  function session(path) {
    if (!sessions.has(path)) {
      const made = ace.createEditSession(text(path) ?? "", "ace/mode/" + (path.endsWith(".sql") ? "sql" : "yaml"));
      made.setUseWrapMode(false);
      made.on("change", () => typed(path, made.getValue()));
      sessions.set(path, made);
    }
    return sessions.get(path);
  }

  let soon = 0;
  function typed(path, value) {
    if (path in running.files && running.files[path] === value) delete draft.files[path];
    else draft.files[path] = value;
    keep();
    clearTimeout(soon);
    soon = setTimeout(() => check("rules"), 450);
    refresh(false);
  }

  function show(path, line = 0, column = 1) {
    if (path === null || text(path) === undefined) return;
    open = path;
    $("file-name").textContent = path;
    if (text(path) === null) {
      editor.setSession(ace.createEditSession(running.files[path] ?? "", "ace/mode/yaml"));
      editor.setReadOnly(true);
    } else {
      editor.setSession(session(path));
      editor.setReadOnly(!editable);
    }
    annotate();
    if (line > 0) {
      editor.gotoLine(line, Math.max(0, column - 1), false);
      editor.centerSelection();
    }
    history.replaceState(null, "", "/console/routes/edit?file=" + encodeURIComponent(path));
    refresh(true);
  }

  // ---- the files
  function tree() {
    const wanted = $("tree-find").value.trim().toLowerCase();
    const folders = new Map();
    for (const path of paths()) {
      if (wanted && !path.toLowerCase().includes(wanted)) continue;
      const at = path.lastIndexOf("/");
      const folder = at < 0 ? "" : path.slice(0, at);
      if (!folders.has(folder)) folders.set(folder, []);
      folders.get(folder).push(path);
    }
    const closed = new Set([...$("tree").querySelectorAll("details:not([open])")].map(each => each.dataset.folder));
    const first = !$("tree").children.length;
    const item = path => {
      const button = make("button", {type: "button", class: "file " + kind(path), title: path}, path.slice(path.lastIndexOf("/") + 1));
      if (kind(path)) button.append(make("span", {class: "mark", title: w[kind(path)], text: {changed: "●", added: "+", deleted: "−"}[kind(path)]}),
          make("span", {class: "visually-hidden", text: " " + w[kind(path)]}));
      const faults = marks.get(path)?.length;
      if (faults) button.append(make("span", {class: "faults", text: faults}));
      if (path === open) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => show(path));
      return make("li", {}, button);
    };
    const lists = [...folders].sort(([a], [b]) => a === "" ? 1 : b === "" ? -1 : a.localeCompare(b)).map(([folder, files]) => {
      const list = make("ul", {}, ...files.map(item));
      if (folder === "") return list;
      const has = files.includes(open) || files.some(path => kind(path) || marks.get(path)?.length);
      const details = make("details", {"data-folder": folder}, make("summary", {text: folder}), list);
      details.open = wanted ? true : first ? has : !closed.has(folder) || files.includes(open);
      return details;
    });
    $("tree").replaceChildren(...lists);
  }

  function refresh(all) {
    const what = open === null ? "" : kind(open);
    const mark = $("file-mark");
    mark.hidden = !what;
    mark.textContent = what ? w[what] : "";
    mark.className = "status " + (what === "deleted" ? "refused" : what === "added" ? "published" : "");
    if (editable) {
      $("revert").hidden = !what;
      $("revert").textContent = what === "deleted" ? w.restore : w.revert;
      $("delete").hidden = open === null || what === "deleted";
      ["do-check", "do-tests"].forEach(id => $(id).disabled = false);
      $("do-publish").disabled = !changed();
      const note = $("draft-note");
      const parts = [changed() ? w.draft.replace("{0}", changed()) : w.clean];
      note.replaceChildren(parts.join(" "));
      if (changed()) {
        const discard = make("button", {type: "button", class: "link", text: w.discard});
        discard.addEventListener("click", () => { if (confirm(w.discardsure)) reset(); });
        note.append(" ", discard);
        if (draft.base !== running.revision) note.append(make("br"), make("span", {class: "warn", text: w.older.replace("{0}", draft.base).replace("{1}", running.revision)}));
      }
    }
    if (all || !refresh.known || refresh.known !== JSON.stringify([Object.keys(draft.files), what])) tree();
    refresh.known = JSON.stringify([Object.keys(draft.files), what]);
  }

  function reset() {
    draft = {base: running.revision, files: {}};
    sessions.clear();
    marks = new Map();
    keep();
    panel(make("p", {class: "quiet", text: w.clean}));
    show(open !== null && open in running.files ? open : paths()[0]);
  }

  // ---- what is found
  const panel = (...parts) => $("panel").replaceChildren(...parts);
  const jump = (file, line, column) => { if (text(file) !== undefined) { show(file, line, column); editor.focus(); } };

  function annotate() {
    const found = marks.get(open) ?? [];
    editor.getSession().setAnnotations(found.map(finding => ({
      row: finding.line - 1, column: finding.column - 1, text: finding.reason + (finding.fix ? " (" + finding.fix + ")" : ""), type: "error"})));
  }

  function mark(list) {
    marks = new Map();
    list.forEach(finding => marks.set(finding.file, [...(marks.get(finding.file) ?? []), finding]));
    annotate();
    tree();
  }

  let asked = 0;
  async function check(level) {
    clearTimeout(soon);
    if (!editable) return null;
    const turn = ++asked;
    if (level !== "rules") panel(make("p", {class: "quiet", text: w.checking}));
    try {
      const answer = await post("/console/routes/draft/check", {files: draft.files, level});
      if (turn !== asked) return null;
      mark(answer.findings);
      if (answer.valid) {
        panel(make("p", {class: "notice good", text: level === "rules" ? w.okRules : w.ok}),
            ...(answer.routes.length ? [make("p", {class: "quiet", text: w.swaps.replace("{0}", answer.routes.join(", "))})] : []));
      } else {
        panel(make("p", {class: "notice bad", text: w.found.replace("{0}", answer.findings.length)}), findings(answer.findings, jump));
      }
      return answer;
    } catch (fault) {
      if (turn === asked) panel(make("p", {class: "notice bad", text: w.cannot + " " + fault.message}));
      return null;
    }
  }

  async function runTests() {
    const turn = ++asked;
    clearTimeout(soon);
    panel(make("p", {class: "notice", text: w.testing}));
    $("do-tests").disabled = true;
    try {
      const report = await post("/console/routes/draft/tests", {files: draft.files});
      if (turn === asked) {
        mark([...report.findings, ...report.items.flatMap(item => item.findings)]);
        panel(...results(report, jump));
      }
    } catch (fault) {
      panel(make("p", {class: "notice bad", text: w.cannot + " " + fault.message}));
    }
    $("do-tests").disabled = false;
  }

  // ---- publishing
  async function ask() {
    const dialog = $("publish-dialog");
    const body = $("publish-body");
    $("publish-now").disabled = true;
    body.replaceChildren(make("p", {class: "quiet", text: w.checking}));
    dialog.showModal();
    const answer = await check("tests");
    if (!answer) {
      body.replaceChildren(...[...$("panel").children].map(part => part.cloneNode(true)));
      return;
    }
    body.replaceChildren(
        ...(answer.valid
            ? [make("p", {class: "notice good", text: w.ok}), make("p", {class: "quiet", text: w.swaps.replace("{0}", answer.routes.join(", ") || "–")})]
            : [make("p", {class: "notice bad", text: w.found.replace("{0}", answer.findings.length)}), findings(answer.findings, (...at) => { dialog.close(); jump(...at); })]),
        ...(answer.diff ? diff(answer.diff) : [make("p", {text: w.nothing})]));
    $("publish-now").disabled = !answer.valid || !answer.diff;
    if (answer.valid) $("publish-now").focus();
  }

  async function publish(base) {
    panel(make("p", {class: "notice", text: w.publishing}));
    let edit;
    try {
      edit = await post("/console/routes/draft/publish", {files: draft.files, base});
    } catch (fault) {
      const parts = [make("p", {class: "notice bad", text: w.cannot + " " + fault.message})];
      if (fault.status === 409) {
        await load();
        const anyway = make("button", {type: "button", text: w.rebase});
        anyway.addEventListener("click", () => { draft.base = running.revision; keep(); ask(); });
        parts.push(make("p", {}, anyway));
      }
      panel(...parts);
      return;
    }
    if (edit.verdict !== "published") {
      mark(edit.findings);
      panel(make("p", {class: "notice bad", text: w.refused.replace("{0}", edit.revision)}), findings(edit.findings, jump));
      return;
    }
    const file = open;
    await load();
    draft = {base: running.revision, files: {}};
    keep();
    sessions.clear();
    mark([]);
    show(text(file) === undefined ? paths()[0] : file);
    const link = make("a", {href: "/console/routes/history/" + edit.revision, text: w.published.replace("{0}", edit.revision)});
    panel(make("p", {class: "notice good"}, link, " " + w.watching), ...(running.instances > 1 ? [make("p", {class: "quiet", text: w.everywhere})] : []));
    watch(edit.revision);
  }

  /** An edit that fails in earnest is taken back: that is said here as well. */
  function watch(revision) {
    const until = Date.now() + 60_000;
    const look = async () => {
      try {
        const routes = await (await fetch("/console/routes/live.json")).json();
        const edit = routes.latest_edit;
        if (edit && edit.revision === revision && edit.verdict === "rolled_back") {
          panel(make("p", {class: "notice bad", text: w.takenback.replace("{0}", revision)}), findings(edit.findings, jump));
          await load();
          refresh(true);
          return;
        }
      } catch {
        // asked again
      }
      if (Date.now() < until) setTimeout(look, 3000);
    };
    setTimeout(look, 3000);
  }

  async function load() {
    running = await (await fetch("/console/routes/files.json")).json();
    const live = await (await fetch("/console/routes/live.json")).json();
    running.instances = live.instances.length;
  }

  // ---- begin
  caravanWords.load(workspace.dataset.camel);
  await load();
  try {
    const kept = editable && JSON.parse(localStorage.getItem(KEPT) ?? "null");
    if (kept && kept.files) {
      draft = kept;
      // what was published meanwhile is no change any more
      Object.keys(draft.files).forEach(path => { if ((running.files[path] ?? null) === draft.files[path]) delete draft.files[path]; });
    }
  } catch {
    // a draft that cannot be read is none
  }
  if (!changed()) draft.base = running.revision;
  const from = workspace.dataset.from;
  if (from && editable) {
    const then = await (await fetch(`/console/routes/history/${encodeURIComponent(from)}/files.json`)).json();
    if (then.files && (!changed() || confirm(w.discardsure))) {
      draft = {base: running.revision, files: {}};
      for (const path of new Set([...Object.keys(then.files), ...Object.keys(running.files)])) {
        const past = then.files[path] ?? null;
        if (past !== (running.files[path] ?? null)) draft.files[path] = past;
      }
      keep();
      panel(make("p", {class: "notice", text: w.loaded.replace("{0}", from)}));
    }
  }
  const wanted = workspace.dataset.file;
  const start = text(wanted) !== undefined ? wanted : Object.keys(draft.files)[0] ?? "3-deliver/deliver.camel.yaml";
  show(text(start) !== undefined ? start : paths()[0], text(wanted) !== undefined ? Number(workspace.dataset.line) : 0);
  if (changed()) check("rules");

  $("tree-find").addEventListener("input", tree);
  if (!editable) return;
  $("do-check").addEventListener("click", () => check("tests"));
  $("do-tests").addEventListener("click", runTests);
  $("do-publish").addEventListener("click", ask);
  $("publish-dialog").addEventListener("close", () => {
    if ($("publish-dialog").returnValue === "publish") publish(draft.base);
    $("publish-dialog").returnValue = "";
  });
  document.addEventListener("keydown", event => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      check("tests");
    }
  });
  $("revert").addEventListener("click", () => {
    delete draft.files[open];
    sessions.delete(open);
    keep();
    show(open in running.files ? open : paths()[0]);
    check("rules");
  });
  $("delete").addEventListener("click", () => {
    if (open in running.files) draft.files[open] = null;
    else delete draft.files[open];
    sessions.delete(open);
    keep();
    show(text(open) !== undefined ? open : paths()[0]);
    check("rules");
  });
  $("new-file").addEventListener("click", () => {
    const folder = open?.includes("/") ? open.slice(0, open.lastIndexOf("/") + 1) : "";
    $("new-path").value = folder;
    $("new-error").textContent = "";
    $("new-dialog").showModal();
  });
  $("new-dialog").querySelector("form").addEventListener("submit", event => {
    if (event.submitter?.value !== "make") return;
    const path = $("new-path").value.trim();
    const fault = !PATH.test(path) || !ENDS.some(end => path.endsWith(end)) ? w.badpath : text(path) !== undefined && text(path) !== null ? w.exists : "";
    $("new-error").textContent = fault;
    $("new-path").setAttribute("aria-invalid", String(!!fault));
    if (fault) {
      event.preventDefault();
      return;
    }
    const stem = path.replace(/.*\//, "").replace(".camel.yaml", "");
    const id = path.startsWith("channels/") && !stem.includes("-") ? "channel-" + stem : stem;
    draft.files[path] = path.endsWith(".camel.yaml")
        ? `- route:\n    id: ${id}\n    description: \n    from:\n      uri: direct:${id}\n      steps:\n        - log: {message: "${id}"}\n`
        : path.endsWith(".test.yaml") ? "- case: \n  given: {request: {recipients: [{email: ann@example.com}], message: Hi}}\n  expect: {status: sent}\n" : "";
    keep();
    show(path, path.endsWith(".camel.yaml") ? 3 : 1, 40);
    $("new-dialog").addEventListener("close", () => editor.focus(), {once: true});
    check("rules");
  });
});
