// Shows what running the tests of the routes came to, and runs them on their own page.
"use strict";

const caravanTests = (() => {
  const words = () => document.getElementById("words").dataset;

  async function post(path, body) {
    const answer = await fetch(path, {
      method: "POST",
      headers: {"Content-Type": "application/json", Accept: "application/json", "X-CSRF-TOKEN": document.querySelector("meta[name=csrf]").content},
      body: JSON.stringify(body)
    });
    const json = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {detail: String(answer.status)};
    if (!answer.ok || answer.redirected) {
      const fault = new Error(json.detail ?? String(answer.status));
      fault.status = answer.status;
      throw fault;
    }
    return json;
  }

  const make = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => key === "text" ? made.textContent = value : made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  function place(finding, open) {
    const link = make("a", {href: `/console/routes/edit?file=${encodeURIComponent(finding.file)}&line=${finding.line}`, class: "place",
      text: `${finding.file}:${finding.line}:${finding.column}`});
    if (open) {
      link.addEventListener("click", event => {
        event.preventDefault();
        open(finding.file, finding.line, finding.column);
      });
    }
    return link;
  }

  /** A list of findings, each a link to where it is. */
  function findings(list, open) {
    return make("ul", {class: "findings"}, ...list.map(finding =>
        make("li", {}, place(finding, open), " " + finding.reason + (finding.fix ? " (" + finding.fix + ")" : ""))));
  }

  /** A table of what each case came to; those that failed first. */
  function results(report, open) {
    const w = words();
    const took = new Intl.NumberFormat(document.documentElement.lang, {maximumFractionDigits: 1}).format(report.duration_ms / 1000);
    const parts = [];
    if (report.findings.length) {
      parts.push(make("p", {class: "notice bad", text: w.nobuild}), findings(report.findings, open));
      return parts;
    }
    const head = report.failed
        ? w.failedtests.replace("{0}", report.failed).replace("{1}", report.cases)
        : w.passed.replace("{0}", report.cases);
    parts.push(make("p", {class: "notice " + (report.failed ? "bad" : "good"), text: head + " " + w.took.replace("{0}", took)}));
    const failed = report.items.filter(item => !item.passed);
    failed.forEach(item => parts.push(make("div", {class: "case failed"},
        make("strong", {text: item.case}), findings(item.findings, open))));
    const byFile = Map.groupBy ? Map.groupBy(report.items, item => item.file) : new Map([...new Set(report.items.map(i => i.file))].map(f => [f, report.items.filter(i => i.file === f)]));
    for (const [file, items] of byFile) {
      const bad = items.filter(item => !item.passed).length;
      parts.push(make("details", {class: "cases"},
          make("summary", {}, make("span", {class: "status " + (bad ? "failed" : "sent"), text: bad ? `✗ ${bad}` : "✓"}), " ", make("code", {text: file}),
              make("span", {class: "quiet", text: " " + items.length})),
          make("ul", {class: "cases"}, ...items.map(item => {
            const link = place({...item, column: 1}, open);
            link.textContent = item.case;
            return make("li", {class: item.passed ? "" : "failed"}, item.passed ? "✓ " : "✗ ", link,
                make("span", {class: "quiet", text: ` ${item.duration_ms} ms · ${item.routes.join(", ")}`}));
          }))));
    }
    if (report.missed.length) parts.push(make("details", {}, make("summary", {text: w.missed.replace("{0}", report.missed.length)}),
        make("ul", {}, ...report.missed.map(text => make("li", {text})))));
    if (report.unrun.length) parts.push(make("details", {}, make("summary", {text: w.unrun.replace("{0}", report.unrun.length)}),
        make("ul", {}, ...report.unrun.map(text => make("li", {text})))));
    return parts;
  }

  /** A unified diff as lines. */
  function diff(text) {
    const parts = [];
    let lines = null;
    const all = text.split("\n");
    for (let i = 0; i < all.length; i++) {
      if (all[i].startsWith("--- ") && all[i + 1]?.startsWith("+++ ")) {
        const old = all[i].slice(4);
        const now = all[i + 1].slice(4);
        lines = make("div", {class: "lines", tabindex: "0", role: "region", "aria-label": (now === "/dev/null" ? old : now).slice(2)});
        const kind = old === "/dev/null" ? "added" : now === "/dev/null" ? "deleted" : "changed";
        parts.push(make("section", {class: "change"}, make("h3", {}, make("code", {text: (now === "/dev/null" ? old : now).slice(2)}), " ",
            make("span", {class: "status " + (kind === "deleted" ? "refused" : kind === "added" ? "published" : ""), text: words()[kind]})), lines));
        i++;
      } else if (lines && (all[i] || i < all.length - 1)) {
        const kind = all[i].startsWith("@@") ? "gap" : all[i].startsWith("+") ? "added" : all[i].startsWith("-") ? "removed" : "same";
        lines.append(make("div", {class: kind, text: all[i]}));
      }
    }
    return parts;
  }

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("run-tests");
    button?.addEventListener("click", async () => {
      const holder = document.getElementById("test-results");
      button.disabled = true;
      holder.replaceChildren(make("p", {class: "notice", text: words().testing}));
      try {
        holder.replaceChildren(...results(await post("/console/routes/draft/tests", {files: {}})));
      } catch (fault) {
        holder.replaceChildren(make("p", {class: "notice bad", text: words().cannot + " " + fault.message}));
      }
      button.disabled = false;
    });
  });
  return {post, make, findings, results, diff, words};
})();
