// Keeps the overview alive: figures by server-sent events, the chart by asking again.
"use strict";

const language = document.documentElement.lang === "ru" ? "ru" : "en-GB";
const figures = document.getElementById("figures");
const light = document.getElementById("live");
const numbers = new Intl.NumberFormat(language);

function decimal(value) {
  return new Intl.NumberFormat(language, {maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0}).format(value);
}

function rate(traffic, kind) {
  return traffic.counts[kind].slice(-5).reduce((sum, count) => sum + count, 0) / (5 * traffic.step_seconds);
}

function show(now) {
  document.querySelectorAll("[data-rate]").forEach(value => {
    const perSecond = rate(now.traffic, value.dataset.rate);
    value.textContent = decimal(perSecond);
    if (value.dataset.rate === "failed") {
      value.closest(".tile").classList.toggle("bad", perSecond > 0);
    }
  });
  let waiting = 0;
  now.traffic.queues.forEach(queue => {
    waiting += queue.depth;
    const row = document.querySelector(`[data-queue="${CSS.escape(queue.name)}"]`);
    if (row) {
      row.querySelector("[data-depth]").textContent = numbers.format(queue.depth);
      row.querySelector("[data-oldest]").textContent = queue.depth === 0 ? "–" : numbers.format(queue.oldest_seconds) + " s";
    }
  });
  document.querySelector("[data-waiting]").textContent = numbers.format(waiting);
  now.channels.forEach(channel => {
    mark(document.querySelector(`[data-health="${CSS.escape(channel.name)}"] .status`), channel.health);
    channel.providers.forEach(provider =>
      mark(document.querySelector(`[data-breaker="${CSS.escape(provider.name)}"] .status`), provider.breaker));
  });
}

// The words stand in the page for what was there when it was made; another state shows its name.
function mark(badge, state) {
  if (badge && !badge.classList.contains(state)) {
    badge.className = "status " + state;
    badge.textContent = state;
  }
}

const stream = new EventSource(figures.dataset.stream);
stream.onopen = () => { light.textContent = "● " + light.dataset.on; };
stream.onerror = () => { light.textContent = "○ " + light.dataset.off; };
stream.onmessage = event => show(JSON.parse(event.data));
addEventListener("pagehide", () => stream.close());

const canvas = document.getElementById("chart");
const words = canvas.dataset.words.split("|");
const style = getComputedStyle(document.documentElement);
const colour = name => {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

function line(label, tone) {
  return {label, data: [], borderColor: colour(tone), backgroundColor: colour(tone), borderWidth: 2, pointRadius: 0, tension: .25};
}

Chart.defaults.font.family = style.fontFamily;
Chart.defaults.color = colour("--quiet");
const chart = new Chart(canvas, {
  type: "line",
  data: {labels: [], datasets: [line(words[0], "--info"), line(words[1], "--good"), line(words[2], "--bad"), line(words[3], "--warn")]},
  options: {
    animation: false, maintainAspectRatio: false, interaction: {mode: "index", intersect: false},
    scales: {
      x: {ticks: {maxTicksLimit: 8, maxRotation: 0}, grid: {display: false}},
      y: {beginAtZero: true, ticks: {precision: 0}, grid: {color: colour("--line")}}
    },
    plugins: {legend: {position: "bottom", labels: {boxWidth: 12, boxHeight: 2}}}
  }
});

function time(seconds) {
  const at = new Date(seconds * 1000);
  return canvas.dataset.range === "week"
    ? at.toLocaleString(language, {weekday: "short", hour: "2-digit", minute: "2-digit"})
    : at.toLocaleTimeString(language, {hour: "2-digit", minute: "2-digit", second: canvas.dataset.range === "live" ? "2-digit" : undefined});
}

async function draw() {
  const answer = await fetch(canvas.dataset.source, {headers: {"HX-Request": "true"}});
  if (!answer.ok || answer.status === 204) {
    return;
  }
  const traffic = await answer.json();
  const from = Date.parse(traffic.from) / 1000;
  chart.data.labels = traffic.counts.accepted.map((count, step) => time(from + step * traffic.step_seconds));
  ["accepted", "sent", "failed", "retried"].forEach((kind, number) => { chart.data.datasets[number].data = traffic.counts[kind]; });
  chart.update("none");
}

draw();
setInterval(draw, canvas.dataset.range === "live" ? 2000 : 30000);
