// Drawing a perimeter on the map: corners by click, moved by dragging, inserted on an edge, taken away by a key; they
// snap to the land that is drawn already. The same corners stand in a table and in the text, and any of the three
// changes the others. Every step can be undone. What encloses what, and what is wrong, the server says as it is made.

import { mountMap } from "./map.js";

const NEAR = 12; // pixels
const form = document.querySelector("[data-draw]");
const text = form.querySelector("[name='shape-text']");
const system = form.querySelector("[name='shape-system']");
const how = form.querySelector("[name='shape-how']");
const table = form.querySelector(".draw-corners");
const number = new Intl.NumberFormat(document.documentElement.lang || "en");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const tool = (name) => form.querySelector(`[data-draw-do="${name}"]`);
let corners = [];
let past = [];
let coming = [];
let made = null; // what the server made of it
let drawing = false;
let map = null;

// --- the corners, and every step of them ---

const written = (list) => list.map(([lon, lat]) => `${lat.toFixed(7)}, ${lon.toFixed(7)}`).join("\n");

/** Corners from plain degrees, one pair to a line; null where the text says it otherwise. */
function read() {
  if (how.value !== "coordinates" || system.value !== "wgs84") return null;
  const lines = text.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const found = lines.map((line) => line.match(/^(-?\d+(?:\.\d+)?)[,;\s]+(-?\d+(?:\.\d+)?)$/));
  return found.every(Boolean) ? found.map(([, lat, lon]) => [Number(lon), Number(lat)]) : null;
}

function change(next, { say = true } = {}) {
  past.push(corners);
  coming = [];
  become(next, say);
}

function become(next, say = true) {
  corners = next;
  if (say) {
    text.value = written(corners);
    system.value = "wgs84";
    how.value = "coordinates";
  }
  show();
  check();
}

function undo(from, to) {
  if (!from.length) return;
  to.push(corners);
  become(from.pop());
}

// --- what the server makes of it ---

let waiting = 0;
function check() {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask("check"), 250);
}

let asked = 0;
async function ask(what) {
  if (!text.value.trim() && what === "check") return said({ geometry: null, m2: null, findings: [], refusal: "", text: "" });
  const mine = ++asked;
  const body = new FormData(form);
  body.set("do", what);
  const answer = await fetch(location.href, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok || mine !== asked) return null;
  const news = await answer.json();
  if (news.text) {
    text.value = news.text;
    system.value = "wgs84";
    how.value = "coordinates";
    past.push(corners);
    coming = [];
    corners = read() ?? [];
  }
  return said(news);
}

function said(news) {
  made = news;
  const output = form.querySelector(".draw-said");
  output.textContent = news.refusal || (news.m2 === null ? "" : `${number.format(news.m2)} m²`);
  output.classList.toggle("is-wrong", Boolean(news.refusal));
  form.querySelector(".draw-findings").replaceChildren(...news.findings.map((one) => {
    const item = document.createElement("li");
    item.className = `severity-${one.severity}`;
    item.textContent = one.sentence;
    return item;
  }));
  show();
}

// --- shown on the map and in the table ---

function show() {
  rows();
  tool("undo").disabled = !past.length;
  tool("redo").disabled = !coming.length;
  if (!map?.getSource("drawn")) return;
  const point = (at, kind, index = -1) => ({ type: "Feature", properties: { kind, index }, geometry: { type: "Point", coordinates: at } });
  const ring = corners.length > 2 ? [...corners, corners[0]] : corners;
  const middles = corners.length > 2 ? corners.map((a, i) => { const b = corners[(i + 1) % corners.length]; return point([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], "middle", i); }) : [];
  const features = [
    ...(made?.geometry ? [{ type: "Feature", properties: { kind: "made" }, geometry: made.geometry }] : []),
    ...(ring.length > 1 ? [{ type: "Feature", properties: { kind: "line" }, geometry: { type: "LineString", coordinates: ring } }] : []),
    ...middles,
    ...corners.map((at, i) => point(at, "corner", i)),
    ...(made?.findings ?? []).filter((one) => one.at).map((one) => point(one.at, "fault")),
  ];
  map.getSource("drawn").setData({ type: "FeatureCollection", features });
  form.dataset.corners = String(corners.length);
}

function rows() {
  const body = table.tBodies[0];
  table.hidden = !corners.length;
  if (body.contains(document.activeElement) && body.rows.length === corners.length) return;
  body.replaceChildren(...corners.map((at, i) => {
    const row = document.createElement("tr");
    row.append(Object.assign(document.createElement("th"), { scope: "row", textContent: i + 1 }));
    for (const [axis, name] of [[1, body.dataset.latitude], [0, body.dataset.longitude]]) {
      const input = Object.assign(document.createElement("input"), { value: at[axis].toFixed(7), inputMode: "decimal", dir: "ltr" });
      input.setAttribute("aria-label", `${i + 1}: ${name}`);
      input.addEventListener("change", () => {
        const value = Number(input.value);
        if (Number.isFinite(value)) change(corners.map((old, j) => (j === i ? old.map((v, k) => (k === axis ? value : v)) : old)));
      });
      row.insertCell().append(input);
    }
    const cell = row.insertCell();
    for (const [sign, words, act] of [["+", body.dataset.insert, insert], ["−", body.dataset.remove, remove]]) {
      const one = Object.assign(document.createElement("button"), { type: "button", textContent: sign, title: words });
      one.setAttribute("aria-label", `${i + 1}: ${words}`);
      one.addEventListener("click", () => act(i));
      cell.append(one);
    }
    return row;
  }));
}

function insert(i) {
  const a = corners[i];
  const b = corners[(i + 1) % corners.length];
  change([...corners.slice(0, i + 1), [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], ...corners.slice(i + 1)]);
}

const remove = (i) => change(corners.filter((_, j) => j !== i));

// --- snapping to what is drawn already ---

function* edges(geometry) {
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
  for (const ring of rings) for (let i = 1; i < ring.length; i += 1) yield [ring[i - 1], ring[i]];
}

/** The nearest corner of land within reach, else the nearest place on its border, else where the pointer is. */
function snapped(event) {
  const { x, y } = event.point;
  const box = [[x - NEAR, y - NEAR], [x + NEAR, y + NEAR]];
  let corner = [NEAR, null];
  let border = [NEAR, null];
  for (const { geometry } of map.queryRenderedFeatures(box, { layers: ["hazard-fill"] })) {
    for (const [a, b] of edges(geometry)) {
      const [p, q] = [map.project(a), map.project(b)];
      const off = Math.hypot(p.x - x, p.y - y);
      if (off < corner[0]) corner = [off, a];
      const long = (q.x - p.x) ** 2 + (q.y - p.y) ** 2;
      const along = long ? Math.max(0, Math.min(1, ((x - p.x) * (q.x - p.x) + (y - p.y) * (q.y - p.y)) / long)) : 0;
      const away = Math.hypot(p.x + along * (q.x - p.x) - x, p.y + along * (q.y - p.y) - y);
      if (away < border[0]) border = [away, [a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])]];
    }
  }
  const free = event.lngLat.wrap();
  return corner[1] ?? border[1] ?? [free.lng, free.lat];
}

// --- the map ---

function draw(on) {
  drawing = on;
  tool("draw").setAttribute("aria-pressed", String(on));
  handle.quiet(true);
  map.getCanvas().style.cursor = on ? "crosshair" : "";
  map.doubleClickZoom[on ? "disable" : "enable"]();
}

function prepare() {
  const of = (kind) => ["==", ["get", "kind"], kind];
  map.addSource("drawn", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
  const dot = (radius, colour) => ({ "circle-radius": radius, "circle-color": colour, "circle-stroke-color": token("ink"), "circle-stroke-width": 1.5 });
  map.addLayer({ id: "drawn-fill", type: "fill", source: "drawn", filter: of("made"), paint: { "fill-color": token("accent"), "fill-opacity": 0.18 } });
  map.addLayer({ id: "drawn-line", type: "line", source: "drawn", filter: ["any", of("line"), of("made")], paint: { "line-color": token("accent"), "line-width": 2.5 } });
  map.addLayer({ id: "drawn-middle", type: "circle", source: "drawn", filter: of("middle"), paint: { ...dot(3.5, token("surface")), "circle-opacity": 0.8 } });
  map.addLayer({ id: "drawn-corner", type: "circle", source: "drawn", filter: of("corner"), paint: dot(6, token("surface")) });
  map.addLayer({ id: "drawn-fault", type: "circle", source: "drawn", filter: of("fault"), paint: { ...dot(11, token("error")), "circle-opacity": 0.25, "circle-stroke-color": token("error") } });
  let held = null; // the corner in hand
  map.on("mousedown", (event) => {
    const [under] = map.queryRenderedFeatures([[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]], { layers: ["drawn-corner", "drawn-middle"] });
    if (!under) return;
    event.preventDefault();
    const { kind, index } = under.properties;
    if (kind === "middle") insert(index);
    held = { index: kind === "middle" ? index + 1 : index, before: corners, moved: kind === "middle" };
  });
  map.on("mousemove", (event) => {
    if (!held) return;
    held.moved = true;
    corners = corners.map((at, i) => (i === held.index ? snapped(event) : at));
    show();
  });
  map.on("mouseup", () => {
    if (!held) return;
    const { before, moved } = held;
    const now = corners;
    held = null;
    if (!moved) return;
    corners = before;
    change(now);
  });
  map.on("click", (event) => {
    if (!drawing || map.queryRenderedFeatures([[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]], { layers: ["drawn-corner", "drawn-middle"] }).length) return;
    change([...corners, snapped(event)]);
  });
  for (const name of ["draw", "undo", "redo", "clear"]) tool(name).hidden = false;
  corners = read() ?? [];
  draw(!corners.length);
  show();
  check();
}

const acts = { draw: () => draw(!drawing), undo: () => undo(past, coming), redo: () => undo(coming, past), clear: () => change([]) };
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.drawDo) acts[button.dataset.drawDo]();
  else if (button?.name === "do") {
    event.preventDefault();
    ask(button.value);
  }
});
for (const one of [text, system, how, form.querySelector("[name='shape-start']")]) {
  one.addEventListener("input", () => {
    const next = read();
    if (next) change(next, { say: false });
    else {
      past.push(corners);
      corners = [];
      show();
      check();
    }
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea, select");
  if (!(event.ctrlKey || event.metaKey) || typing) return;
  if (event.key.toLowerCase() === "z") (event.shiftKey ? acts.redo : acts.undo)();
  else if (event.key.toLowerCase() === "y") acts.redo();
  else return;
  event.preventDefault();
});

const handle = await mountMap(form.querySelector("[data-map]"));
map = handle?.maplibre ?? null;
if (map) {
  if (map.loaded()) prepare();
  else map.once("load", prepare);
  const extent = form.querySelector("[data-map]").dataset.extent;
  if (form.dataset.hazard) {
    const answer = await fetch(`${extent}?code=${encodeURIComponent(form.dataset.hazard)}`, { credentials: "same-origin" });
    const { bounds } = answer.ok ? await answer.json() : {};
    if (bounds) handle.fit(bounds);
  }
} else {
  corners = read() ?? [];
  rows();
}
