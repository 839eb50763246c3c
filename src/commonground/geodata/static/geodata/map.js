// The map page. A marker may stand for several hazards (`many`): the legend counts them all, and choosing such a
// marker comes closer instead of opening one of them.

const LAYERS = ["hazard-fill", "hazard-points", "hazard-places"];
const element = document.getElementById("map");
const number = new Intl.NumberFormat(document.documentElement.lang || "en");
let pointer = null;
let map = null;

const way = document.getElementById("way");
const KEPT = "map-way";
const WAIT = 120; // milliseconds between two questions to the server about the place under the pointer
let place = "";
let asking = false;
let next = null;

/** What the pointer is on, in the way that was chosen: degrees by ourselves, all others by the server's own operations. */
function written(lon, lat) {
  if (!way || way.value === "wgs84") return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  next = [lon, lat];
  if (!asking) ask();
  return place;
}

async function ask() {
  asking = true;
  while (next) {
    const [lon, lat] = next;
    next = null;
    const query = new URLSearchParams({ lon: lon.toFixed(7), lat: lat.toFixed(7), in: way.value });
    try {
      const answer = await fetch(`${element.dataset.where}?${query}`, { headers: { Accept: "application/json" } });
      const said = await answer.json();
      place = answer.ok ? `${said.text}  ±${said.accuracy_m} m` : "–";
    } catch {
      place = "–";
    }
    const output = element.querySelector(".map-place");
    if (output?.textContent) output.textContent = place;
    await new Promise((done) => setTimeout(done, WAIT));
  }
  asking = false;
}

function remembered() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}

if (way) {
  const asked = new URLSearchParams(location.search).has("in");
  if (!asked && [...way.options].some((option) => option.value === remembered())) way.value = remembered();
  way.addEventListener("change", () => {
    place = "";
    try { localStorage.setItem(KEPT, way.value); } catch { /* private window: it holds for this page */ }
  });
}

element.addEventListener("map:ready", (event) => {
  map = event.detail.map.maplibre;
  event.detail.map.setGrid((lon, lat) => written(lon, lat) || "…");
  const at = element.dataset.at?.split(",").map(Number);
  if (at) map.jumpTo({ center: at, zoom: Math.max(map.getZoom(), 13) });
});

element.addEventListener("map:pointer", (event) => { pointer = [event.detail.lon, event.detail.lat]; });

element.addEventListener("map:select", (event) => {
  if (event.detail.code || !event.detail.properties.many) return;
  event.preventDefault();
  map?.easeTo({ center: pointer ?? map.getCenter(), zoom: map.getZoom() + 2 });
});

element.addEventListener("map:view", () => {
  if (!map) return;
  const counts = {};
  const seen = new Set();
  for (const { properties, geometry } of map.queryRenderedFeatures({ layers: LAYERS.filter((id) => map.getLayer(id)) })) {
    const name = `${properties.state} ${properties.code ?? JSON.stringify(geometry.coordinates)}`;
    if (seen.has(name)) continue;
    seen.add(name);
    counts[properties.state] = (counts[properties.state] ?? 0) + (properties.many ?? 1);
  }
  for (const line of element.querySelectorAll(".map-legend li")) {
    const state = line.querySelector("use")?.getAttribute("href")?.slice("#s-".length);
    const figure = line.querySelector(".number");
    if (state && figure?.textContent) figure.textContent = number.format(counts[state] ?? 0);
  }
});

// One hazard beside the map, where there is room for both; elsewhere a click leads to its page.
const side = document.getElementById("beside");
const roomy = matchMedia("(min-width: 64rem)");

element.addEventListener("map:select", (event) => {
  const { code, properties } = event.detail;
  if (!code || properties.kind === "finding" || !roomy.matches || !side?.dataset.hazard) return;
  event.preventDefault();
  const asked = new URLSearchParams(location.search);
  const times = ["on", "known"].filter((name) => asked.get(name)).map((name) => `${name}=${encodeURIComponent(asked.get(name))}`);
  const address = side.dataset.hazard.replace("{code}", encodeURIComponent(code)) + (times.length ? `?${times.join("&")}` : "");
  window.htmx?.ajax("GET", address, { target: "#beside", swap: "innerHTML" });
});

side?.addEventListener("click", (event) => {
  if (event.target.closest("[data-beside-closes]")) side.replaceChildren();
});
