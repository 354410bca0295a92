// The import of a file of clients: it is sent as it is, so that it may be larger than memory here and there.
"use strict";

const form = document.getElementById("import");
if (form) {
  const progress = document.getElementById("progress");
  const bar = progress.querySelector("progress");
  const state = document.getElementById("state");
  const stop = document.getElementById("stop");
  const report = document.getElementById("report");

  form.addEventListener("submit", event => {
    event.preventDefault();
    const file = form.elements.file.files[0];
    const request = new XMLHttpRequest();
    const button = form.querySelector("button.main");
    const began = Date.now();
    const run = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    report.replaceChildren();
    progress.hidden = stop.hidden = false;
    button.disabled = true;
    bar.value = 0;

    // What is sent waits in buffers; what counts is what was read from them.
    const asking = setInterval(async () => {
      const answer = await fetch(form.dataset.to + "/progress?run=" + run).catch(() => null);
      const read = answer?.ok ? await answer.json() : {};
      if (read.bytes && request.readyState !== XMLHttpRequest.DONE) {
        bar.value = read.bytes / file.size;
        state.textContent = form.dataset.sending + " " + read.lines.toLocaleString(document.documentElement.lang)
          + " · " + size(read.bytes) + " / " + size(file.size);
      }
    }, 700);
    state.textContent = form.dataset.storing;
    request.addEventListener("load", () => {
      if (request.status === 200) {
        report.innerHTML = request.responseText;
        bar.value = 1;
        state.textContent = (Date.now() - began) / 1000 >= 1 ? Math.round((Date.now() - began) / 1000) + " s" : "";
      } else {
        broken(request.status);
      }
    });
    request.addEventListener("error", () => broken(""));
    request.addEventListener("abort", () => broken(""));
    request.addEventListener("loadend", () => {
      clearInterval(asking);
      button.disabled = false;
      stop.hidden = true;
    });
    stop.onclick = () => request.abort();
    request.open("POST", form.dataset.to + "?run=" + run);
    request.setRequestHeader("Content-Type", "text/csv");
    request.setRequestHeader("X-CSRF-TOKEN", document.querySelector("meta[name=csrf]").content);
    request.setRequestHeader("HX-Request", "true");
    request.send(file);
  });

  function broken(status) {
    const notice = document.createElement("p");
    notice.className = "notice bad";
    notice.setAttribute("role", "alert");
    notice.textContent = form.dataset.broken + (status ? " (" + status + ")" : "");
    report.replaceChildren(notice);
    state.textContent = "";
  }

  function size(bytes) {
    return bytes < 1e6 ? Math.ceil(bytes / 1e3) + " kB" : (bytes / 1e6).toFixed(1) + " MB";
  }

  report.addEventListener("click", event => {
    if (event.target.id !== "refused-file") {
      return;
    }
    const rows = [...document.querySelectorAll("#refused tbody tr")].map(row => {
      const reasons = [...row.cells[1].children].map(reason => reason.textContent).join("; ");
      return row.cells[0].textContent + ",\"" + reasons.replaceAll("\"", "\"\"") + "\"";
    });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["line,reasons\r\n" + rows.join("\r\n") + "\r\n"], {type: "text/csv"}));
    link.download = "refused.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
