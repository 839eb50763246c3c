// The map: the only file that knows MapLibre. Land-release symbology after TNMA 07.11/01: suspected amber,
// confirmed red, released green, at half strength; the outline says open, worked on or closed; a pattern and
// the shape of the point say the same without colour.
//
//   const map = await mountMap(element, { grid: (lon, lat) => "34T CQ 12345 67890" });
//
// The element (see ui/components/map.html) carries data-tiles or data-geojson or data-features, data-bounds,
// data-states, data-selected, data-link, data-legend, data-settings. It fires map:ready, map:select, map:pointer and map:view. Tiles have the layers `hazards` (areas and places), `hazard_points` (a point for
// every area, with `until`: the zoom from which its area speaks for itself), `units`, `settlements`.

import { apart, OTHERS, otherLayers, otherSources } from "./others.js";
import { pictures, RELEASED, STATES } from "./symbols.js";

const FACES = ["system-ui", "Segoe UI", "Noto Sans", "Noto Sans Arabic", "DejaVu Sans", "sans-serif"];
const NOTHING = { type: "FeatureCollection", features: [] };
const here = (path) => new URL(path, import.meta.url).href;
const state = ["match", ["coalesce", ["get", "state"], "unknown"], STATES, ["get", "state"], "unknown"];
const mounted = new WeakMap();

export function mountMap(element, options = {}) {
  if (!mounted.has(element)) mounted.set(element, mount(element, options));
  return mounted.get(element);
}

async function mount(element, options) {
  const settings = JSON.parse(document.getElementById(element.dataset.settings)?.textContent ?? "{}");
  const words = settings.words ?? {};
  let maplibre;
  try {
    const canvas = document.createElement("canvas");
    if (!canvas.getContext("webgl2")) throw new Error("no WebGL");
    await style_sheet("../vendor/maplibre-gl.css");
    maplibre = await import("../vendor/maplibre-gl.mjs");
  } catch {
    element.append(paragraph("map-unable", words.unable));
    return null;
  }
  const view = await MapOnPage.load(element, settings, options);
  view.draw(maplibre);
  return view.handle();
}

function style_sheet(path) {
  const href = here(path);
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return null;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  const loaded = new Promise((resolve) => link.addEventListener("load", resolve, { once: true }));
  document.head.append(link);
  return loaded;
}

function paragraph(name, text) {
  return Object.assign(document.createElement("p"), { className: name, textContent: text ?? "" });
}

function button(label, text, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", title: label });
  if (text.startsWith("#")) made.append(drawing("icon", "0 0 20 20", "use", { href: text }));
  else made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

const SPACE = "http://www.w3.org/2000/svg";

function drawing(name, box, kind, attributes) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("class", name);
  svg.setAttribute("viewBox", box);
  const part = document.createElementNS(SPACE, kind);
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  svg.append(part);
  return svg;
}

/** The corners of every coordinate in a geometry, and the average of its first ring. */
function extent(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]);
      box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]);
      box[3] = Math.max(box[3], part[1]);
    } else part.forEach(walk);
  };
  if (geometry?.coordinates?.length) walk(geometry.coordinates);
  return box;
}

class MapOnPage {
  static async load(element, settings, options) {
    const view = new MapOnPage();
    Object.assign(view, { element, settings, options, words: settings.words ?? {} });
    const data = element.dataset;
    view.states = new Set(data.states ? data.states.split(" ") : STATES);
    view.selected = data.selected ?? "";
    view.grid = options.grid ?? ((lon, lat) => `${lat.toFixed(5)}°, ${lon.toFixed(5)}°`);
    view.tiles = data.tiles ? location.origin + data.tiles : "";
    view.features = null;
    if (data.features) view.features = JSON.parse(document.getElementById(data.features).textContent);
    else if (data.geojson) view.features = await view.fetched(data.geojson);
    view.bounds = data.bounds ? JSON.parse(data.bounds) : view.bounds_of(view.features);
    Object.assign(view, apart(view.features, view.tiles));
    return view;
  }

  async fetched(address) {
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } catch {
      this.late_trouble = true;
      return NOTHING;
    }
  }

  bounds_of(features) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const feature of features?.features ?? []) {
      const [west, south, east, north] = extent(feature.geometry);
      box[0] = Math.min(box[0], west);
      box[1] = Math.min(box[1], south);
      box[2] = Math.max(box[2], east);
      box[3] = Math.max(box[3], north);
    }
    if (!Number.isFinite(box[0])) return null;
    const pad = Math.max(box[2] - box[0], box[3] - box[1], 0.004) * 0.12;
    return [box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad];
  }

  /** Points for areas too small to be seen from far away: shown until the area is 14 pixels wide. */
  small_points() {
    const features = [];
    for (const { geometry, properties } of this.features?.features ?? []) {
      if (!geometry || !geometry.type.endsWith("Polygon") || properties.kind) continue;
      const [west, south, east, north] = extent(geometry);
      const wide = Math.max(east - west, north - south);
      const until = wide > 0 ? Math.min(24, Math.log2((14 * 360) / (512 * wide))) : 24;
      const at = [(west + east) / 2, (south + north) / 2];
      features.push({ type: "Feature", properties: { ...properties, until }, geometry: { type: "Point", coordinates: at } });
    }
    return { type: "FeatureCollection", features };
  }

  tokens() {
    const page = getComputedStyle(document.documentElement);
    return (name) => page.getPropertyValue(`--${name}`).trim();
  }

  name_of() {
    const language = this.settings.language ?? "en";
    const [base, script] = language.split("-");
    const forms = [language, script && `${base}-${script[0].toUpperCase()}${script.slice(1)}`, base].filter(Boolean);
    return ["coalesce", ...forms.flatMap((form) => [["get", `name:${form}`], ["get", `name_${form}`]]), ["get", "name"], ""];
  }

  sources() {
    const sources = { world: { type: "geojson", data: here("../vendor/world.json") } };
    if (this.tiles) {
      const max = Number(this.element.dataset.maxzoom ?? 14);
      sources.tiles = { type: "vector", tiles: [this.tiles], minzoom: 0, maxzoom: max };
    }
    Object.assign(sources, otherSources(this.others, extent));
    if (this.features) {
      sources.features = { type: "geojson", data: this.features };
      sources.feature_points = { type: "geojson", data: this.small_points() };
    }
    return sources;
  }

  /** Every layer, from the tokens, the states shown and the hazard selected. */
  layers() {
    const token = this.tokens();
    const label = { "text-font": FACES, "text-field": this.name_of(), "text-max-width": 8 };
    const word = { "text-color": token("map-word"), "text-halo-color": token("map-halo"), "text-halo-width": 1.4 };
    const shown = ["in", state, ["literal", [...this.states]]];
    const area = ["==", ["geometry-type"], "Polygon"];
    const place = ["==", ["geometry-type"], "Point"];
    const plain = ["!", ["has", "kind"]];
    const selected = ["==", ["to-string", ["get", "code"]], this.selected || "\u0000"];
    const fill = ["match", state, "confirmed", token("confirmed"), "suspected", token("suspected"), RELEASED, token("released"), token("unknown-fill")];
    const strength = ["match", state, "cancelled", 0.12, "none", 0, Number(token("fill-strength"))];
    const outline = ["case", ["==", ["get", "work"], "worked"], token("suspected"),
      ["match", state, RELEASED, true, false], token("released-line"),
      ["match", state, ["unknown", "none"], true, false], token("unknown-line"), token("confirmed")];
    const worked = ["any", ["==", ["get", "work"], "worked"], ["==", state, "none"]];
    const thick = ["interpolate", ["linear"], ["zoom"], 4, 1.4, 14, 2.2];
    const round = { "line-cap": "round", "line-join": "round" };
    const layers = [
      { id: "sea", type: "background", paint: { "background-color": token("map-sea") } },
      { id: "land", type: "fill", source: "world", filter: ["==", ["get", "kind"], "land"], paint: { "fill-color": token("map-land"), "fill-outline-color": token("map-border") } },
      { id: "borders", type: "line", source: "world", filter: ["==", ["get", "kind"], "border"], paint: { "line-color": token("map-border"), "line-width": 0.8 } },
    ];
    if (this.tiles) {
      const from = { source: "tiles", "source-layer": "units" };
      layers.push(
        { id: "units", type: "line", ...from, layout: round, paint: { "line-color": token("map-unit"), "line-width": ["match", ["to-number", ["get", "level"], 2], [0, 1], 1.4, 0.7] } },
      );
    }
    const hazards = this.features ? { source: "features" } : this.tiles ? { source: "tiles", "source-layer": "hazards" } : null;
    const points = this.features ? { source: "feature_points" } : { source: "tiles", "source-layer": "hazard_points" };
    if (hazards) {
      const areas = ["all", area, plain, shown];
      layers.push(
        { id: "hazard-fill", type: "fill", ...hazards, filter: areas, paint: { "fill-color": fill, "fill-opacity": strength } },
        { id: "hazard-pattern", type: "fill", ...hazards, minzoom: 8, filter: areas, paint: { "fill-pattern": ["concat", "pattern-", state] } },
      );
    }
    if (this.tiles) {
      layers.push(
        { id: "unit-names", type: "symbol", source: "tiles", "source-layer": "units", maxzoom: 11, filter: ["!=", ["get", "name"], ""], layout: { ...label, "text-size": 12, "text-letter-spacing": 0.06, "symbol-placement": "point" }, paint: { ...word, "text-opacity": 0.85 } },
        { id: "settlement-names", type: "symbol", source: "tiles", "source-layer": "settlements", minzoom: 6, layout: { ...label, "text-size": ["interpolate", ["linear"], ["zoom"], 7, 11, 14, 14], "icon-image": "settlement", "text-anchor": "top", "text-offset": [0, 0.35], "text-optional": true }, paint: word },
      );
    }
    if (hazards) {
      const line = ["all", area, plain, shown];
      layers.push(
        { id: "hazard-casing", type: "line", ...hazards, filter: ["all", line, selected], layout: round, paint: { "line-color": token("ink"), "line-width": 6 } },
        { id: "hazard-line", type: "line", ...hazards, filter: ["all", line, ["!", worked]], layout: round, paint: { "line-color": outline, "line-width": ["case", selected, 3.5, 1.6] } },
        { id: "hazard-line-worked", type: "line", ...hazards, filter: ["all", line, worked], paint: { "line-color": outline, "line-width": thick, "line-dasharray": [3, 2] } },
      );
      const icon = { "icon-image": ["concat", "point-", state], "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.6, 10, 1],
        "symbol-sort-key": ["match", state, "confirmed", 7, "suspected", 6, "unknown", 5, RELEASED, 3, 1] };
      const early = ["any", ["!", ["has", "until"]], ["<", ["zoom"], ["to-number", ["get", "until"]]]];
      layers.push(
        { id: "selected-place", type: "circle", ...hazards, filter: ["all", place, plain, selected], paint: ring(token) },
        { id: "selected-point", type: "circle", ...points, filter: ["all", early, selected], paint: ring(token) },
        { id: "hazard-points", type: "symbol", ...points, filter: ["all", plain, shown, early], layout: icon },
        { id: "hazard-places", type: "symbol", ...hazards, filter: ["all", place, plain, shown], layout: icon },
      );
    }
    if (this.others) layers.push(...otherLayers({ token, state, area, fill, outline, selected, label, word }));
    if (this.features) {
      const told = ["==", ["get", "kind"], "finding"];
      layers.push(
        { id: "sketches", type: "line", source: "features", filter: ["==", ["get", "kind"], "sketch"], layout: round, paint: { "line-color": token("ink"), "line-width": 1.6, "line-dasharray": [1, 2] } },
        { id: "findings", type: "symbol", source: "features", filter: ["all", place, told], layout: { "icon-image": ["concat", "finding-", ["get", "severity"]], "icon-allow-overlap": true, "icon-ignore-placement": true } },
      );
    }
    return layers;
  }

  draw(maplibre) {
    const plate = Object.assign(document.createElement("div"), { className: "map-canvas" });
    this.element.append(plate);
    const bounds = this.bounds ?? [-20, -35, 60, 70];
    try {
      this.map = new maplibre.Map({
        container: plate,
        style: { version: 8, sources: this.sources(), layers: (this.drawn = this.layers()) },
        bounds,
        fitBoundsOptions: { padding: this.padding(), maxZoom: 16 },
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        maxPitch: 0,
        maxZoom: 20,
        fadeDuration: 0,
        canvasContextAttributes: { preserveDrawingBuffer: true },
        cooperativeGestures: false,
      });
    } catch {
      plate.replaceWith(paragraph("map-unable", this.words.unable));
      return;
    }
    const map = this.map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    this.images = new Map();
    for (const [name, image] of pictures(this.tokens())) map.addImage(name, image, { pixelRatio: 2 });
    map.addControl(new maplibre.ScaleControl({ maxWidth: 140 }), document.documentElement.dir === "rtl" ? "bottom-right" : "bottom-left");
    this.furnish(maplibre);
    map.getCanvas().setAttribute("aria-label", `${this.element.getAttribute("aria-label") ?? ""}. ${this.words.keys ?? ""}`);
    map.on("load", () => this.fire("map:ready", { map: this.handle() }));
    map.on("idle", () => this.count());
    map.on("error", () => this.tell(this.words.failed, true));
    if (this.late_trouble) this.tell(this.words.failed, true);
    map.on("mousemove", (event) => this.point(event.lngLat, event.point));
    map.on("mouseout", () => { this.place.textContent = ""; });
    map.on("click", (event) => this.choose(this.at(event.point)));
    map.getCanvas().addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("themechange", () => this.refresh(true));
    addEventListener("beforeprint", () => map.resize());
  }

  /** Room for the legend and the tools, so that nothing begins its life behind them. */
  padding() {
    const legend = this.wide() && this.element.dataset.legend !== "no" ? 170 : 36;
    const ends = { start: legend, end: 64 };
    const turned = document.documentElement.dir === "rtl";
    return { top: 36, bottom: 36, left: turned ? ends.end : ends.start, right: turned ? ends.start : ends.end };
  }

  wide() {
    return this.element.clientWidth > 560;
  }

  /** Bring filters and paint up to date with what changed, and nothing else. */
  refresh(theme = false) {
    const next = this.layers();
    next.forEach((layer, number) => {
      const old = this.drawn[number];
      if (JSON.stringify(layer.filter) !== JSON.stringify(old.filter)) this.map.setFilter(layer.id, layer.filter);
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        if (JSON.stringify(value) !== JSON.stringify(old.paint[name])) this.map.setPaintProperty(layer.id, name, value);
      }
    });
    this.drawn = next;
    if (theme) for (const [name, image] of pictures(this.tokens())) this.map.updateImage(name, image);
  }

  furnish() {
    const tools = Object.assign(document.createElement("div"), { className: "map-tools" });
    const north = drawing("map-north", "0 0 24 24", "path", { d: "M12 1.5 15.5 12 12 10 8.5 12z", fill: "currentColor" });
    north.setAttribute("role", "img");
    north.setAttribute("aria-label", this.words.north ?? "");
    const letter = document.createElementNS(SPACE, "text");
    letter.setAttribute("x", "12");
    letter.setAttribute("y", "22");
    letter.textContent = "N";
    north.append(letter);
    tools.append(
      button(this.words.in, "+", () => this.map.zoomIn()),
      button(this.words.out, "−", () => this.map.zoomOut()),
      button(this.words.whole, "#i-whole", () => this.whole()),
      button(this.words.print, "#i-print", () => print()),
      north,
    );
    this.place = Object.assign(document.createElement("output"), { className: "map-place" });
    this.told = Object.assign(document.createElement("div"), { className: "map-told" });
    this.told.setAttribute("role", "status");
    const cross = drawing("map-cross", "0 0 20 20", "path", { d: "M10 1v6M10 13v6M1 10h6M13 10h6", stroke: "currentColor", "stroke-width": "1.5" });
    this.element.append(tools, this.place, this.told, cross);
    if (this.element.dataset.legend !== "no") this.legend();
  }

  legend() {
    const box = Object.assign(document.createElement("details"), { className: "map-legend" });
    box.open = this.wide();
    const head = Object.assign(document.createElement("summary"), { textContent: this.words.legend });
    this.rows = document.createElement("ul");
    this.none = paragraph("", this.words.nothing);
    this.none.hidden = true;
    this.said = paragraph("map-shown", this.element.dataset.said);
    this.said.hidden = !this.element.dataset.said;
    box.append(head, this.said, this.rows, this.none);
    this.element.append(box);
    this.lines = new Map();
    for (const name of STATES) {
      const item = document.createElement("li");
      const made = Object.assign(document.createElement("button"), { type: "button" });
      made.setAttribute("aria-pressed", String(this.states.has(name)));
      const swatch = drawing("swatch", "0 0 18 14", "use", { href: `#s-${name}` });
      const word = Object.assign(document.createElement("span"), { textContent: this.settings.states?.[name] ?? name });
      const number = Object.assign(document.createElement("span"), { className: "number" });
      made.append(swatch, word, number);
      made.addEventListener("click", () => this.toggle(name));
      item.append(made);
      this.rows.append(item);
      this.lines.set(name, { item, made, number });
    }
  }

  toggle(name) {
    if (this.states.has(name)) this.states.delete(name);
    else this.states.add(name);
    this.show(this.states);
  }

  show(states) {
    this.states = new Set(states);
    for (const [name, line] of this.lines ?? []) line.made.setAttribute("aria-pressed", String(this.states.has(name)));
    this.refresh();
  }

  /** The hazards drawn in this view, each once. */
  drawn_hazards() {
    const layers = ["hazard-fill", "hazard-points", "hazard-places"].filter((id) => this.map.getLayer(id));
    const found = new Map();
    if (layers.length) {
      for (const feature of this.map.queryRenderedFeatures({ layers })) {
        const code = String(feature.properties.code ?? feature.id ?? `${feature.layer.id}${found.size}`);
        if (!found.has(code)) found.set(code, feature);
      }
    }
    return found;
  }

  count() {
    const found = this.drawn_hazards();
    const counts = Object.fromEntries(STATES.map((name) => [name, 0]));
    for (const feature of found.values()) counts[feature.properties.state in counts ? feature.properties.state : "unknown"] += 1;
    const write = new Intl.NumberFormat(document.documentElement.lang || "en");
    for (const [name, { item, number }] of this.lines ?? []) {
      number.textContent = this.states.has(name) ? write.format(counts[name]) : "";
      item.hidden = !counts[name] && this.states.has(name) && (name === "none" || name === "unknown");
    }
    if (this.none) this.none.hidden = found.size > 0;
    this.element.dataset.drawn = String(found.size);
    const box = this.map.getBounds();
    this.fire("map:view", { counts, zoom: this.map.getZoom(), bounds: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()] });
  }

  at(point) {
    const layers = ["gone-points", "theirs-points", "gone-fill", "theirs-fill", "findings", "hazard-places", "hazard-points", "hazard-fill"].filter((id) => this.map.getLayer(id));
    if (!layers.length) return null;
    const near = [[point.x - 3, point.y - 3], [point.x + 3, point.y + 3]];
    return this.map.queryRenderedFeatures(near, { layers })[0] ?? null;
  }

  point(lngLat, pixel) {
    const { lng, lat } = lngLat.wrap();
    this.place.textContent = this.grid(lng, lat);
    this.fire("map:pointer", { lon: lng, lat });
    this.map.getCanvas().style.cursor = this.at(pixel) ? "pointer" : "";
  }

  choose(feature) {
    if (!feature || this.still) return;
    const properties = feature.properties;
    const code = String(properties.code ?? "");
    const goes = this.fire("map:select", { code, properties });
    if (properties.kind !== "finding") this.select(code);
    if (goes && properties.href) return location.assign(properties.href);
    const link = OTHERS.includes(properties.kind) ? "" : this.element.dataset.link;
    if (goes && link && code && properties.kind !== "finding") location.assign(link.replace("{code}", encodeURIComponent(code)));
  }

  select(code) {
    this.selected = code ?? "";
    this.refresh();
  }

  key(event) {
    const step = { n: 1, p: -1 }[event.key?.toLowerCase()];
    if (step && !event.ctrlKey && !event.metaKey) {
      const found = [...this.drawn_hazards().entries()].sort(([a], [b]) => (a < b ? -1 : 1));
      if (!found.length) return this.tell(this.words.nothing);
      const now = found.findIndex(([code]) => code === this.selected);
      const [code, feature] = found[(now + step + found.length) % found.length];
      this.select(code);
      this.tell(`${code}, ${this.settings.states?.[feature.properties.state] ?? feature.properties.state ?? ""}`);
    } else if (event.key === "Enter") {
      const centre = this.map.project(this.map.getCenter());
      const feature = this.selected ? this.drawn_hazards().get(this.selected) : this.at(centre);
      this.choose(feature);
    }
  }

  tell(text, wrong = false) {
    this.told.replaceChildren(paragraph(wrong ? "wrong" : "", text));
    clearTimeout(this.quiet);
    if (!wrong) this.quiet = setTimeout(() => this.told.replaceChildren(), 4000);
  }

  whole() {
    if (this.bounds) this.map.fitBounds(this.bounds, { padding: this.padding(), maxZoom: 16, animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  }

  /** Tiles from another address. The same address again would fetch all of them again, for nothing; and where a tile is
   *  fetched anew while it is still on its way, the map settles without a last picture, so that it is never idle. */
  retile(address) {
    if (!this.map || address === this.tiles) return;
    this.tiles = address;
    this.map.getSource("tiles")?.setTiles([address]);
  }

  /** True unless a listener said that it deals with this itself (preventDefault). */
  fire(name, detail) {
    return this.element.dispatchEvent(new CustomEvent(name, { bubbles: true, cancelable: true, detail }));
  }

  handle() {
    return {
      element: this.element,
      select: (code) => this.select(code),
      show: (states) => this.show(states),
      fit: (bounds) => this.map?.fitBounds(bounds, { padding: this.padding(), maxZoom: 17 }),
      setGrid: (grid) => { this.grid = grid; },
      setFeatures: (features) => {
        Object.assign(this, apart(features, this.tiles));
        for (const [name, one] of Object.entries(otherSources(this.others, extent))) this.map?.getSource(name)?.setData(one.data);
        this.map?.getSource("features")?.setData(this.features ?? NOTHING);
        this.map?.getSource("feature_points")?.setData(this.small_points());
      },
      quiet: (still) => { this.still = still; }, // a click is somebody else's for a while
      say: (text) => { if (this.said) { this.said.textContent = text; this.said.hidden = !text; } },
      setTiles: (path) => this.retile(location.origin + path),
      drawn: () => [...(this.map ? this.drawn_hazards().keys() : [])],
      maplibre: this.map ?? null,
    };
  }
}

const ring = (token) => ({ "circle-radius": 13, "circle-color": token("surface"), "circle-opacity": 0.6, "circle-stroke-color": token("ink"), "circle-stroke-width": 2.5 });
