// How the routes fare, asked every three seconds while somebody looks; rates are what was added since the answer before.
"use strict";

const caravanRoutes = (() => {
  const EVERY = 3000;
  const FAILING = 5 * 60 * 1000;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const decimal = new Intl.NumberFormat(document.documentElement.lang, {maximumFractionDigits: 1});
  const listeners = [];
  let before = new Map();
  let beforeAt = 0;

  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch("/console/routes/live.json", {headers: {Accept: "application/json"}});
        if (answer.ok && answer.headers.get("content-type")?.includes("json")) {
          take(await answer.json());
        }
      } catch {
        // this service restarts, or the network is away: the next look finds out
      }
    }
    setTimeout(look, EVERY);
  }

  function take(routes) {
    const now = performance.now();
    const known = new Map();
    for (const route of routes.items) {
      const last = before.get(route.id);
      const fresh = last && last.revision === route.revision && last.runs <= route.runs;
      route.rate = fresh ? (route.runs - last.runs) / ((now - beforeAt) / 1000) : null;
      route.failing = !!route.last_error && Date.now() - Date.parse(route.last_error.at) < FAILING;
      known.set(route.id, route);
    }
    before = known;
    beforeAt = now;
    listeners.forEach(listener => listener(known, routes));
  }

  function rows(known) {
    for (const holder of document.querySelectorAll("[data-route]")) {
      const route = known.get(holder.dataset.route);
      if (!route) continue;
      const set = (name, text) => {
        const cell = holder.querySelector(`[data-v=${name}]`);
        if (cell && cell.textContent !== text) cell.textContent = text;
      };
      if (route.rate !== null) set("rate", decimal.format(route.rate));
      set("runs", number.format(route.runs));
      set("failures", number.format(route.failures));
      holder.classList.toggle("failing", route.failing);
    }
  }

  if (document.querySelector("[data-live]")) {
    listeners.push(rows);
  }
  document.addEventListener("DOMContentLoaded", look);
  return {onLook: listener => listeners.push(listener), decimal, number};
})();
