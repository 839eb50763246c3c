// Drawing a perimeter on the map: corners by click, moved by dragging, inserted on an edge, taken away by a key; they
// snap to the land that is drawn already. There may be several parts, and holes in them. The same corners stand in a table and in the text, and any of the three
// changes the others. Every step can be undone. What encloses what, and what is wrong, the server says as it is made.
//
// It mounts on every [data-draw] (ui/components/draw.html) inside a form that has the fields shape-text, shape-system,
// shape-how: data-check is the address that says what became of the shape, data-extent the one that says where a hazard
// lies, data-line says that a line across a hazard is drawn and no perimeter, data-hazard the hazard it is about, or data-hazards the name of the form's field that lists several.

import { mountMap } from "./map.js";

const NEAR = 12; // pixels
const number = new Intl.NumberFormat(document.documentElement.lang || "en");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

for (const element of document.querySelectorAll("[data-draw]")) mount(element);

async function mount(box) {
  const form = box.closest("form");
  const text = form.querySelector("[name='shape-text']");
  const system = form.querySelector("[name='shape-system']");
  const how = form.querySelector("[name='shape-how']");
  const listed = box.dataset.hazards ? form.querySelector(`[name='${box.dataset.hazards}']`) : null;
  const hazards = () => (listed ? listed.value : box.dataset.hazard ?? "").trim();
  const open = "line" in box.dataset; // a line, which does not come back to its beginning
  const table = box.querySelector(".draw-corners");
  const tool = (name) => box.querySelector(`[data-draw-do="${name}"]`);
  let rings = [{ hole: false, corners: [] }]; // a hole stands behind the part that it is in
  let active = 0; // the ring in hand, whose corners these are:
  let corners = [];
  let past = [];
  let coming = [];
  let made = null; // what the server made of it
  let drawing = false;
  let held = null; // the corner in hand
  let map = null;
  let handle = null;
  let unseen = Boolean(text.value.trim());
  box.hidden = false;

  // --- the corners, and every step of them ---

  const all = () => rings.map((one, i) => (i === active ? { ...one, corners } : one));

  function turn(to) {
    rings = all();
    active = to;
    corners = rings[to].corners;
  }

  function load(found) {
    rings = found?.length ? found : [{ hole: false, corners: [] }];
    active = 0;
    corners = rings[0].corners;
  }

  /** Positions, one to a line, an empty line between parts; GeoJSON where there are holes. */
  function written() {
    const whole = all().filter((one) => one.corners.length);
    if (!whole.some((one) => one.hole)) return whole.map((one) => one.corners.map(([lon, lat]) => `${lat.toFixed(7)}, ${lon.toFixed(7)}`).join("\n")).join("\n\n");
    const parts = [];
    for (const { hole, corners: at } of whole) {
      if (at.length < 3) continue; // not a ring yet
      const ring = [...at, at[0]].map(([lon, lat]) => [Number(lon.toFixed(7)), Number(lat.toFixed(7))]);
      if (hole && parts.length) parts.at(-1).push(ring);
      else parts.push([ring]);
    }
    return JSON.stringify(parts.length > 1 ? { type: "MultiPolygon", coordinates: parts } : { type: "Polygon", coordinates: parts[0] ?? [] });
  }

  /** Rings from plain degrees, one pair to a line, or from GeoJSON; null where the text says it otherwise. */
  function read() {
    if (how.value !== "coordinates" || system.value !== "wgs84") return null;
    const words = text.value.trim();
    if (words.startsWith("{")) return from_geojson(words);
    const parts = words.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean);
    const found = parts.map((part) => part.split("\n").map((line) => line.trim().match(/^(-?\d+(?:\.\d+)?)[,;\s]+(-?\d+(?:\.\d+)?)$/)));
    return found.flat().every(Boolean) ? found.map((part) => ({ hole: false, corners: part.map(([, lat, lon]) => [Number(lon), Number(lat)]) })) : null;
  }

  function from_geojson(words) {
    try {
      const said = JSON.parse(words);
      const shape = said.type === "Feature" ? said.geometry : said;
      const parts = shape.type === "Polygon" ? [shape.coordinates] : shape.type === "MultiPolygon" ? shape.coordinates : null;
      return parts && parts.flatMap((part) => part.map((ring, i) => ({ hole: i > 0, corners: ring.slice(0, -1).map(([lon, lat]) => [lon, lat]) })));
    } catch {
      return null;
    }
  }

  /** Everything that a step changes: what was typed in another system, or pasted, comes back whole. */
  const now = () => ({ rings: all(), active, text: text.value, system: system.value, how: how.value });
  let last = now();

  function step() {
    past.push(last);
    coming = [];
    last = now();
  }

  function write(words) {
    text.value = words;
    system.value = "wgs84";
    how.value = "coordinates";
    text.dispatchEvent(new Event("change", { bubbles: true })); // the form keeps its draft by itself
  }

  function change(next) {
    corners = next;
    if (!corners.length && rings.length > 1) {
      const behind = rings[active].hole ? -1 : rings.findIndex((one, i) => i > active && !one.hole);
      rings = [...rings.slice(0, active), ...(rings[active].hole ? rings.slice(active + 1) : behind < 0 ? [] : rings.slice(behind))];
      if (!rings.length) rings = [{ hole: false, corners: [] }];
      active = Math.max(0, Math.min(active, rings.length) - 1);
      corners = rings[active].corners;
    }
    write(written());
    step();
    show();
    check();
  }

  function undo(from, to) {
    if (!from.length) return;
    to.push(last);
    last = from.pop();
    ({ rings, active } = last);
    corners = rings[active].corners;
    text.value = last.text;
    system.value = last.system;
    how.value = last.how;
    text.dispatchEvent(new Event("change", { bubbles: true }));
    show();
    check();
  }

  // --- what the server makes of it ---

  let waiting = 0;
  function check() {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask("check"), 250);
  }

  let asked = 0;
  async function ask(what) {
    if (!box.dataset.check || (!text.value.trim() && what === "check")) return said({ geometry: null, m2: null, findings: [], refusal: "", text: "" });
    const mine = ++asked;
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (typeof value === "string" && (name.startsWith("shape-") || name === "csrfmiddlewaretoken")) body.set(name, value);
    body.set("do", what);
    const answer = await fetch(`${box.dataset.check}?hazard=${encodeURIComponent(hazards())}${open ? "&line" : ""}`, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || mine !== asked) return null;
    const news = await answer.json();
    if (news.text) {
      write(news.text);
      load(read());
      step();
    }
    return said(news);
  }

  function said(news) {
    made = news;
    if (unseen && map && news.geometry) seen(news.geometry);
    const output = box.querySelector(".draw-said");
    const measured = news.parts?.length ? news.parts : news.m2 === null ? [] : [news.m2];
    output.textContent = news.refusal || measured.map((m2) => `${number.format(m2)} m²`).join(" | ");
    output.classList.toggle("is-wrong", Boolean(news.refusal));
    box.querySelector(".draw-findings").replaceChildren(...news.findings.map((one) => {
      const item = document.createElement("li");
      item.className = `severity-${one.severity}`;
      const words = Object.assign(document.createElement(one.at && map ? "button" : "span"), { type: "button", className: "quiet", textContent: one.sentence });
      if (one.at && map) words.addEventListener("click", () => map.easeTo({ center: one.at }));
      item.append(words);
      return item;
    }));
    show();
  }

  // --- shown on the map and in the table ---

  function show() {
    if (!held) rows();
    tool("undo").disabled = !past.length;
    tool("redo").disabled = !coming.length;
    if (!map?.getSource("drawn")) return;
    const point = (at, kind, index = -1, ring = 0) => ({ type: "Feature", properties: { kind, index, ring }, geometry: { type: "Point", coordinates: at } });
    const drawn = all().flatMap(({ corners: at }, ring) => {
      const closed = at.length > 2 && !open;
      const line = closed ? [...at, at[0]] : at;
      const middles = line.slice(1).map((b, i) => point([(line[i][0] + b[0]) / 2, (line[i][1] + b[1]) / 2], "middle", i, ring));
      return [
        ...(line.length > 1 ? [{ type: "Feature", properties: { kind: "line" }, geometry: { type: "LineString", coordinates: line } }] : []),
        ...(closed || open ? middles : []),
        ...at.map((place, i) => point(place, "corner", i, ring)),
      ];
    });
    const features = [
      ...(made?.geometry ? [{ type: "Feature", properties: { kind: "made" }, geometry: made.geometry }] : []),
      ...drawn,
      ...(made?.findings ?? []).filter((one) => one.at).map((one) => point(one.at, "fault")),
    ];
    map.getSource("drawn").setData({ type: "FeatureCollection", features });
    box.dataset.corners = String(all().reduce((sum, one) => sum + one.corners.length, 0));
  }

  function rows() {
    const body = table.tBodies[0];
    table.hidden = !corners.length;
    table.caption.dataset.ring = rings.length > 1 ? `${number.format(active + 1)} / ${number.format(rings.length)}` : "";
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

  function inserted(i) {
    const a = corners[i];
    const b = corners[(i + 1) % corners.length];
    return [...corners.slice(0, i + 1), [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], ...corners.slice(i + 1)];
  }

  const insert = (i) => change(inserted(i));

  const remove = (i) => change(corners.filter((_, j) => j !== i));

  // --- snapping to what is drawn already ---

  function* edges(geometry) {
    const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [];
    for (const ring of rings) for (let i = 1; i < ring.length; i += 1) yield [ring[i - 1], ring[i]];
  }

  /** The nearest corner of land within reach, else the nearest place on its border, else where the pointer is. */
  function snapped(event) {
    const { x, y } = event.point;
    const near = [[x - NEAR, y - NEAR], [x + NEAR, y + NEAR]];
    let corner = [NEAR, null];
    let border = [NEAR, null];
    for (const { geometry } of map.queryRenderedFeatures(near, { layers: ["hazard-fill"] })) {
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
    const take = (event) => {
      if (event.points?.length > 1) return; // two fingers move the map
      const [under] = map.queryRenderedFeatures([[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]], { layers: ["drawn-corner", "drawn-middle"] });
      if (!under) return;
      event.preventDefault();
      const { kind, index, ring } = under.properties;
      if (ring !== active) turn(ring);
      if (kind === "middle") corners = inserted(index);
      held = { index: kind === "middle" ? index + 1 : index, moved: kind === "middle" };
    };
    const move = (event) => {
      if (!held) return;
      held.moved = true;
      corners = corners.map((at, i) => (i === held.index ? snapped(event) : at));
      show();
    };
    const drop = () => {
      const moved = held?.moved;
      held = null;
      if (moved) change(corners);
    };
    for (const [name, act] of [["mousedown", take], ["touchstart", take], ["mousemove", move], ["touchmove", move], ["mouseup", drop], ["touchend", drop]]) map.on(name, act);
    map.on("click", (event) => {
      if (!drawing || map.queryRenderedFeatures([[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]], { layers: ["drawn-corner", "drawn-middle"] }).length) return;
      change([...corners, snapped(event)]);
    });
    for (const name of ["draw", "undo", "redo", "clear", "part", "hole"]) if (tool(name)) tool(name).hidden = false;
    draw(!text.value.trim());
    show();
    check();
  }

  /** Where nothing is drawn yet the map goes to the hazard, or to all of them where it is not on the map. */
  async function go() {
    for (const one of box.querySelectorAll("[data-draw-ask]")) one.hidden = !hazards();
    const first = hazards().split(/[;,\n]/)[0].trim();
    handle?.select(first);
    if (!handle || text.value.trim()) return;
    for (const code of new Set([first, ""])) {
      const found = await fetch(`${box.dataset.extent}?code=${encodeURIComponent(code)}`, { credentials: "same-origin" });
      const { bounds } = found.ok ? await found.json() : {};
      if (bounds) return void handle.fit(bounds);
    }
  }

  /** What was drawn before is shown whole, once. */
  function seen({ coordinates }) {
    const flat = coordinates.flat(Infinity);
    const [lons, lats] = [0, 1].map((axis) => flat.filter((_, i) => i % 2 === axis));
    handle.fit([lons, lats].map((all) => all.reduce((a, b) => Math.min(a, b))).concat([lons, lats].map((all) => all.reduce((a, b) => Math.max(a, b)))));
    unseen = false;
  }

  const acts = { draw: () => draw(!drawing), undo: () => undo(past, coming), redo: () => undo(coming, past), clear: () => { load([]); change([]); }, part: () => another(false), hole: () => another(true) };

  /** A further part, or a hole in the part in hand: the next corners are its own. */
  function another(hole) {
    if (!corners.length) return;
    rings = all();
    const behind = rings.findIndex((one, i) => i > active && !one.hole);
    const place = hole ? (behind < 0 ? rings.length : behind) : rings.length;
    rings.splice(place, 0, { hole, corners: [] });
    active = place;
    corners = [];
    draw(true);
    show();
  }

  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.drawDo) acts[button.dataset.drawDo]();
    else if (button?.dataset.drawAsk) ask(button.dataset.drawAsk);
  });
  for (const one of form.querySelectorAll("[name^='shape-']:not([type='file'])")) {
    one.addEventListener("input", () => {
      load(read());
      step();
      show();
      check();
    });
  }
  // A track, a route or a shape of a file is read by the server, and is then like anything that was typed.
  const file = form.querySelector("[name='shape-file']");
  file?.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen || !box.dataset.check || !/\.(gpx|kml|kmz|geojson|json)$/i.test(chosen.name)) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.querySelector("[name='csrfmiddlewaretoken']").value);
    body.set("shape-file", chosen);
    const answer = await fetch(box.dataset.check, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const news = await answer.json();
    if (!news.text) return void said(news);
    file.value = "";
    unseen = true;
    write(news.text);
    load(read());
    step();
    show();
    check();
  });
  listed?.addEventListener("change", go);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select");
    if (!(event.ctrlKey || event.metaKey) || typing || !(box.contains(event.target) || event.target === document.body)) return;
    if (event.key.toLowerCase() === "z") (event.shiftKey ? acts.redo : acts.undo)();
    else if (event.key.toLowerCase() === "y") acts.redo();
    else return;
    event.preventDefault();
  });

  load(read());
  last = now();
  handle = await mountMap(box.querySelector("[data-map]"));
  map = handle?.maplibre ?? null;
  if (map) {
    if (!map.loaded()) await new Promise((resolve) => map.once("load", resolve));
    prepare();
  } else {
    rows();
    check();
  }
  await go();
}
