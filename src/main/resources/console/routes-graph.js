// The graph of the routes: laid out by dagre, drawn as SVG, moved and zoomed by its viewBox.
"use strict";

document.addEventListener("DOMContentLoaded", async () => {
  const SVG = "http://www.w3.org/2000/svg";
  const holder = document.getElementById("graph");
  const words = holder.dataset;
  const canvas = holder.querySelector("svg.canvas");
  const filters = document.getElementById("graph-filters");
  const said = holder.querySelector(".graph-said");
  const WIDE = 7.3;
  const LONGEST = 30;

  const answer = await fetch("/console/routes/graph.json");
  if (!answer.ok) {
    said.textContent = answer.status;
    return;
  }
  const graph = await answer.json();
  const joined = new Set(graph.edges.flatMap(edge => edge.from === edge.to ? [] : [edge.from, edge.to]));
  const alone = graph.nodes.filter(node => node.kind === "route" && !joined.has(node.id));
  document.querySelector("[data-alone]").textContent = "(" + alone.length + ")";
  let shown = new Map();
  let known = new Map();
  let box = {x: 0, y: 0, w: 100, h: 100};
  let whole = box;

  const element = (name, attributes, ...children) => {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };
  const label = id => {
    const short = id.replace(/\$\{[^}]*\.?(\w+)\}/g, "…").replace(/\{\{([^}]*)\}\}/g, (all, name) => name.replace(/^caravan\./, ""));
    return short.length > LONGEST ? short.slice(0, LONGEST - 1) + "…" : short;
  };

  function wanted() {
    const folder = filters.elements.folder.value;
    const text = filters.elements.q.value.trim().toLowerCase();
    const outside = filters.elements.outside.checked;
    const withAlone = filters.elements.alone.checked || (folder || text);
    const routes = graph.nodes.filter(node => node.kind === "route"
        && (withAlone || joined.has(node.id))
        && (!folder || node.folder === folder || node.folder.startsWith(folder + "/"))
        && (!text || node.id.toLowerCase().includes(text) || node.description.toLowerCase().includes(text)));
    const ids = new Set(routes.map(node => node.id));
    if (folder || text) {
      // with their neighbours: where they get it from, and where it goes
      const near = graph.edges.filter(edge => ids.has(edge.from) || ids.has(edge.to)).flatMap(edge => [edge.from, edge.to]);
      if (ids.size < 40) near.forEach(id => ids.add(id));
    }
    if (outside) {
      graph.edges.forEach(edge => {
        if (ids.has(edge.from) && isEndpoint(edge.to)) ids.add(edge.to);
        if (ids.has(edge.to) && isEndpoint(edge.from)) ids.add(edge.from);
      });
    }
    return graph.nodes.filter(node => ids.has(node.id) && (outside || node.kind === "route"));
  }

  const endpoints = new Set(graph.nodes.filter(node => node.kind === "endpoint").map(node => node.id));
  const isEndpoint = id => endpoints.has(id);

  function draw() {
    const nodes = wanted();
    const ids = new Set(nodes.map(node => node.id));
    const edges = graph.edges.filter(edge => ids.has(edge.from) && ids.has(edge.to) && edge.from !== edge.to);
    const linked = new Set(edges.flatMap(edge => [edge.from, edge.to]));
    // What many send to and nobody goes on from, as the database, is drawn once for each: its lines would cross all others.
    const goesOn = new Set(edges.map(edge => edge.from));
    const senders = new Map();
    edges.forEach(edge => senders.set(edge.to, (senders.get(edge.to) ?? 0) + 1));
    const drawn = edges.map(edge => isEndpoint(edge.to) && !goesOn.has(edge.to) && senders.get(edge.to) > 1
        ? {from: edge.from, to: edge.to + " #" + edge.from, id: edge.to} : {...edge, id: edge.to});
    const byId = new Map(nodes.map(node => [node.id, node]));
    const parts = components(drawn);

    canvas.replaceChildren(element("defs", {}, marker("tip"), marker("tip-on")));
    const lines = element("g", {class: "edges", "aria-hidden": "true"});
    const boxes = element("g", {class: "nodes"});
    shown = new Map();
    let width = 300;
    let height = 0;
    // the biggest first; small ones beside each other
    let row = {x: 0, y: 0, h: 0};
    for (const part of parts) {
      const layout = new dagre.graphlib.Graph();
      layout.setGraph({rankdir: "LR", nodesep: 14, ranksep: 56, marginx: 12, marginy: 12});
      layout.setDefaultEdgeLabel(() => ({}));
      part.forEach(edge => {
        for (const [key, id] of [[edge.from, edge.from], [edge.to, edge.id]]) {
          if (!layout.hasNode(key)) layout.setNode(key, {
            width: Math.max(96, label(id).length * WIDE + 24), height: isEndpoint(id) ? 28 : 42, node: byId.get(id)});
        }
        layout.setEdge(edge.from, edge.to);
      });
      dagre.layout(layout);
      const size = layout.graph();
      const widest = Math.max(1400, width);
      if (row.x && row.x + size.width > widest) row = {x: 0, y: row.y + row.h, h: 0};
      const at = {x: row.x, y: row.y};
      row = {x: row.x + size.width, y: row.y, h: Math.max(row.h, size.height)};
      width = Math.max(width, row.x);
      height = Math.max(height, row.y + row.h);
      layout.edges().forEach(edge => {
        const points = layout.edge(edge).points.map(point => ({x: point.x + at.x, y: point.y + at.y}));
        const path = points.map((point, i) => (i ? "L" : "M") + point.x.toFixed(1) + " " + point.y.toFixed(1)).join("");
        lines.append(element("path", {d: curve(points) || path, "marker-end": "url(#tip)", "data-from": edge.v, "data-to": layout.node(edge.w).node.id}));
      });
      layout.nodes().forEach(key => {
        const place = layout.node(key);
        boxes.append(box1(place.node, at.x + place.x - place.width / 2, at.y + place.y - place.height / 2, place.width, place.height));
      });
    }
    // What nothing leads to stands below, in columns.
    const loose = nodes.filter(node => !linked.has(node.id));
    if (loose.length) {
      const wide = Math.max(...loose.map(node => Math.max(96, label(node.id).length * WIDE + 24)));
      const columns = Math.max(1, Math.min(loose.length, Math.floor(Math.max(width, 1100) / (wide + 14))));
      loose.forEach((node, i) => boxes.append(
          box1(node, 12 + (i % columns) * (wide + 14), height + 24 + Math.floor(i / columns) * 54, wide, 42)));
      width = Math.max(width, columns * (wide + 14) + 12);
      height += 40 + Math.ceil(loose.length / columns) * 54;
    }
    canvas.append(lines, boxes);
    whole = {x: 0, y: 0, w: width, h: Math.max(height, 60)};
    said.textContent = nodes.length ? "" : words.none;
    said.hidden = !!nodes.length;
    fit();
    paint();
    table(nodes, edges);
  }

  /** The edges of each part that hangs together, the biggest part first. */
  function components(edges) {
    const leads = new Map();
    const head = id => {
      while (leads.has(id) && leads.get(id) !== id) id = leads.get(id);
      return id;
    };
    edges.forEach(edge => {
      const one = head(edge.from);
      const other = head(edge.to);
      if (one !== other) leads.set(one, other);
    });
    const parts = new Map();
    edges.forEach(edge => {
      const key = head(edge.from);
      if (!parts.has(key)) parts.set(key, []);
      parts.get(key).push(edge);
    });
    return [...parts.values()].sort((one, other) => other.length - one.length);
  }

  const marker = id => element("marker", {id, viewBox: "0 0 8 8", refX: "7", refY: "4", markerWidth: "7", markerHeight: "7", orient: "auto-start-reverse"},
      element("path", {d: "M0 0.5 8 4 0 7.5z"}));

  /** Through the middles of the lines that dagre gives, so that they bend instead of break. */
  function curve(points) {
    if (points.length < 3) return "";
    let path = `M${points[0].x.toFixed(1)} ${points[0].y.toFixed(1)}`;
    for (let i = 1; i < points.length - 1; i++) {
      const last = i === points.length - 2;
      const x = last ? points[i + 1].x : (points[i].x + points[i + 1].x) / 2;
      const y = last ? points[i + 1].y : (points[i].y + points[i + 1].y) / 2;
      path += `Q${points[i].x.toFixed(1)} ${points[i].y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`;
    }
    return path;
  }

  function box1(node, x, y, w, h) {
    const route = node.kind === "route";
    const group = element(route ? "a" : "g", {class: "node " + node.kind, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`});
    if (route) {
      group.setAttribute("href", "/console/routes/route/" + encodeURIComponent(node.id));
    }
    group.append(
        element("title", {}, node.description ? node.id + ": " + node.description : node.id),
        element("rect", {width: w, height: h, rx: route ? 7 : 14}),
        element("text", {x: 12, y: route ? 18 : 18, class: "name"}, label(node.id)));
    if (route) {
      group.append(element("text", {x: 12, y: 33, class: "live"}, ""));
    }
    group.addEventListener("mouseenter", () => light(node.id));
    group.addEventListener("focusin", () => { light(node.id); reveal(x, y, w, h); });
    group.addEventListener("mouseleave", () => light(null));
    group.addEventListener("focusout", () => light(null));
    shown.set(node.id, group);
    return group;
  }

  function light(id) {
    canvas.querySelectorAll(".edges path").forEach(path => {
      const on = id !== null && (path.dataset.from === id || path.dataset.to === id);
      path.classList.toggle("on", on);
      path.setAttribute("marker-end", on ? "url(#tip-on)" : "url(#tip)");
    });
  }

  function paint() {
    for (const [id, group] of shown) {
      const route = known.get(id);
      if (!route) continue;
      const stopped = route.state !== "started";
      group.classList.toggle("failing", route.failing);
      group.classList.toggle("stopped", stopped);
      const parts = [];
      if (stopped) parts.push(words.state);
      else if (route.rate) parts.push(words.rate.replace("{0}", caravanRoutes.decimal.format(route.rate)));
      else parts.push(words.idle);
      if (route.failing) parts.push(words.failing);
      if (route.failures) parts.push(words.failed.replace("{0}", caravanRoutes.number.format(route.failures)));
      const line = group.querySelector(".live");
      const text = parts.join(" · ");
      if (line.textContent !== text) line.textContent = text;
    }
  }

  function table(nodes, edges) {
    const body = document.querySelector("#graph-table tbody");
    const link = id => {
      const part = document.createElement(isEndpoint(id) ? "code" : "a");
      part.textContent = id;
      if (!isEndpoint(id)) part.href = "/console/routes/route/" + encodeURIComponent(id);
      return part;
    };
    const cell = ids => {
      const made = document.createElement("td");
      ids.forEach((id, i) => made.append(...(i ? [document.createElement("br")] : []), link(id)));
      return made;
    };
    body.replaceChildren(...nodes.filter(node => node.kind === "route").map(node => {
      const row = document.createElement("tr");
      row.append(cell(edges.filter(edge => edge.to === node.id).map(edge => edge.from)), cell([node.id]),
          cell(edges.filter(edge => edge.from === node.id).map(edge => edge.to)));
      return row;
    }));
  }

  function look() {
    canvas.setAttribute("viewBox", [box.x, box.y, box.w, box.h].map(n => n.toFixed(1)).join(" "));
  }
  function ratio() {
    const rect = canvas.getBoundingClientRect();
    return rect.height ? rect.width / rect.height : 1.6;
  }
  function fit() {
    const r = ratio();
    // Not so small that nothing can be read: then the picture is moved instead.
    const readable = canvas.getBoundingClientRect().width / 0.72;
    let w = Math.min(Math.max(whole.w, whole.h * r), Math.max(readable, 300));
    w = Math.max(w, canvas.getBoundingClientRect().width / 1.4);
    box = {x: whole.w < w ? (whole.w - w) / 2 : 0, y: 0, w, h: w / r};
    box.y = whole.h < box.h ? (whole.h - box.h) / 2 : 0;
    look();
  }
  function all() {
    const r = ratio();
    const w = Math.max(whole.w, whole.h * r);
    box = {x: (whole.w - w) / 2, y: (whole.h - w / r) / 2, w, h: w / r};
    look();
  }
  function zoom(by, x = box.x + box.w / 2, y = box.y + box.h / 2) {
    const w = Math.min(Math.max(box.w / by, 200), Math.max(whole.w, whole.h * ratio()) * 1.5);
    const k = w / box.w;
    box = {x: x - (x - box.x) * k, y: y - (y - box.y) * k, w, h: box.h * k};
    look();
  }
  function move(x, y) {
    box.x = Math.min(Math.max(box.x + x, -box.w * 0.8), whole.w - box.w * 0.2);
    box.y = Math.min(Math.max(box.y + y, -box.h * 0.8), whole.h - box.h * 0.2);
    look();
  }
  function reveal(x, y, w, h) {
    if (x < box.x || y < box.y || x + w > box.x + box.w || y + h > box.y + box.h) {
      box.x = x + w / 2 - box.w / 2;
      box.y = y + h / 2 - box.h / 2;
      look();
    }
    // Browsers scroll to what has the focus; here the picture moves instead.
    canvas.scrollTop = canvas.scrollLeft = 0;
  }

  holder.querySelector(".graph-tools").addEventListener("click", event => {
    const what = event.target.dataset.zoom;
    if (what === "in") zoom(1.3);
    if (what === "out") zoom(1 / 1.3);
    if (what === "fit") all();
    if (what === "full") {
      const full = holder.classList.toggle("full");
      event.target.setAttribute("aria-pressed", String(full));
      fit();
    }
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && holder.classList.contains("full")) {
      holder.querySelector("[data-zoom=full]").click();
    }
  });
  canvas.addEventListener("keydown", event => {
    const step = box.w / 12;
    const does = {
      ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
      "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), "0": all
    }[event.key];
    if (does && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      does();
    }
  });
  canvas.addEventListener("wheel", event => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const rect = canvas.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15,
        box.x + (event.clientX - rect.left) / rect.width * box.w, box.y + (event.clientY - rect.top) / rect.height * box.h);
  }, {passive: false});
  let drag = null;
  canvas.addEventListener("pointerdown", event => {
    if (event.button === 0) drag = {x: event.clientX, y: event.clientY, moved: false};
  });
  canvas.addEventListener("pointermove", event => {
    if (!drag) return;
    const rect = canvas.getBoundingClientRect();
    const x = event.clientX - drag.x;
    const y = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(x, y) < 4) return;
    if (!drag.moved) canvas.setPointerCapture(event.pointerId);
    move(-x / rect.width * box.w, -y / rect.height * box.h);
    drag = {x: event.clientX, y: event.clientY, moved: true};
  });
  const end = () => {
    const moved = drag?.moved;
    drag = null;
    if (moved) {
      // what was dragged was not clicked
      const swallow = event => event.preventDefault();
      canvas.addEventListener("click", swallow, {capture: true, once: true});
      setTimeout(() => canvas.removeEventListener("click", swallow, {capture: true}), 0);
    }
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  canvas.addEventListener("dragstart", event => event.preventDefault());

  filters.addEventListener("submit", event => event.preventDefault());
  filters.addEventListener("input", draw);
  addEventListener("resize", fit);
  caravanRoutes.onLook(routes => { known = routes; paint(); });
  const asked = new URLSearchParams(location.search);
  if (asked.get("folder")) filters.elements.folder.value = asked.get("folder");
  if (asked.get("q")) filters.elements.q.value = asked.get("q");
  draw();
});
