// Charts of mailings, drawn from the tables beside them, and the form's text, which a chosen template takes the place of.
"use strict";

const COLOURS = {
  sending: "--info", retry: "--warn", success: "--good", failure: "--bad", error: "--ink", expired: "--quiet"
};
const charts = new Map();

function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = "var(" + name + ")";
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function draw(id, type, data, options) {
  const canvas = document.getElementById(id);
  if (!canvas) {
    return;
  }
  const before = charts.get(id);
  if (before && before.canvas === canvas) {
    before.data.labels = data.labels;
    before.data.datasets.forEach((set, i) => { set.data = data.datasets[i].data; });
    before.update();
    return;
  }
  before?.destroy();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  charts.set(id, new Chart(canvas, {
    type, data,
    options: {maintainAspectRatio: false, color: colour("--ink"), animation: still ? false : {duration: 300}, ...options}
  }));
}

function one() {
  const rows = [...document.querySelectorAll("#counts tr")];
  if (rows.length) {
    draw("chart", "doughnut", {
      labels: rows.map(row => row.cells[0].textContent),
      datasets: [{
        data: rows.map(row => Number(row.dataset.count)),
        backgroundColor: rows.map(row => colour(COLOURS[row.dataset.status])),
        borderColor: colour("--card")
      }]
    }, {plugins: {legend: {position: "right", labels: {color: colour("--ink")}}}});
  }
}

function all() {
  const table = document.getElementById("by-mailing");
  if (!table) {
    return;
  }
  const rows = [...table.tBodies[0].rows].reverse();
  const axis = {stacked: true, grid: {color: colour("--line")}, ticks: {color: colour("--quiet"), precision: 0}};
  draw("stack", "bar", {
    labels: rows.map(row => row.cells[0].textContent.trim().slice(0, 24)),
    datasets: [...table.querySelectorAll("th[data-status]")].map((head, i) => ({
      label: head.textContent,
      data: rows.map(row => Number(row.querySelectorAll("[data-count]")[i].dataset.count)),
      backgroundColor: colour(COLOURS[head.dataset.status])
    }))
  }, {scales: {x: axis, y: axis}, plugins: {legend: {labels: {color: colour("--ink")}}}});
}

document.addEventListener("htmx:afterSettle", () => {
  if (window.Chart) {
    one();
    all();
  }
});

const template = document.getElementById("template");
if (template) {
  const own = document.getElementById("own-text");
  const follow = () => { own.hidden = template.value !== ""; };
  template.addEventListener("change", follow);
  follow();
}
