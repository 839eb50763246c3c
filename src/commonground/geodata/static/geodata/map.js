// The map page. A marker may stand for several hazards (`many`): the legend counts them all, and choosing such a
// marker comes closer instead of opening one of them.

const LAYERS = ["hazard-fill", "hazard-points", "hazard-places"];
const element = document.getElementById("map");
const number = new Intl.NumberFormat(document.documentElement.lang || "en");
let pointer = null;
let map = null;

element.addEventListener("map:ready", (event) => { map = event.detail.map.maplibre; });

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
