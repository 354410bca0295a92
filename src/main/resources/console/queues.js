// The queues, asked every three seconds while somebody looks; rates are what was added since the answer before.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const decimal = new Intl.NumberFormat(document.documentElement.lang, {maximumFractionDigits: 1});
  let before = null;
  let beforeAt = 0;

  function set(holder, name, text) {
    const cell = holder?.querySelector(`[data-v="${name}"]`);
    if (cell && cell.textContent !== text) cell.textContent = text;
  }

  function show(queues) {
    const now = performance.now();
    const seconds = (now - beforeAt) / 1000;
    const last = new Map((before?.items ?? []).map(queue => [queue.name, queue]));
    for (const queue of queues.items) {
      const row = document.querySelector(`[data-queue="${CSS.escape(queue.name)}"]`);
      set(row, "depth", (queue.at_least ? "≥ " : "") + number.format(queue.depth));
      if (queue.consumers !== null) set(row, "consumers", number.format(queue.consumers));
      if (queue.dequeued !== null) set(row, "total", number.format(queue.dequeued));
      const then = last.get(queue.name);
      if (then && queue.enqueued !== null && queue.enqueued >= then.enqueued) {
        set(row, "in", decimal.format((queue.enqueued - then.enqueued) / seconds));
        set(row, "out", decimal.format((queue.dequeued - then.dequeued) / seconds));
      }
    }
    queues.backlog.forEach(each => set(document.querySelector(`[data-backlog="${CSS.escape(each.queue)}"]`), "depth", number.format(each.depth)));
    before = queues;
    beforeAt = now;
  }

  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch("/console/queues/live.json");
        if (answer.ok && answer.headers.get("content-type")?.includes("json")) show(await answer.json());
      } catch {
        // the next look finds out
      }
    }
    setTimeout(look, 3000);
  }
  look();
});
