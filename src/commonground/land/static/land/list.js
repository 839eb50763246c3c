// The list of hazards in step with the map: one address drives both. Rows by keyboard, one hazard beside, areas
// chosen on the map become a filter in the address, so that what is selected can be sent.

import { mountMap } from "../ui/map.js";
import { pickArea, showArea } from "../ui/area.js";

const list = document.querySelector("[data-list]");
const frame = document.getElementById("map");
const wide = matchMedia("(min-width: 64rem)");
const found = () => document.getElementById("found");
const number = new Intl.NumberFormat(document.documentElement.lang || "en");
const accent = () => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
let map = null;

// --- the map follows the filter ---

const times = () => {
  const asked = new URLSearchParams(location.search);
  return ["on", "known"].filter((name) => asked.get(name)).map((name) => `${name}=${encodeURIComponent(asked.get(name))}`);
};

async function extent(filter) {
  if (!frame?.dataset.extent) return null;
  const query = [filter, ...times()].filter(Boolean).join("&");
  try {
    const answer = await fetch(`${frame.dataset.extent}?${query}`, { credentials: "same-origin" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function follow(fit = true) {
  if (!map) return;
  const filter = found().dataset.filter;
  const query = [filter, ...times()].filter(Boolean).join("&");
  map.setTiles(`/tiles/{z}/{x}/{y}.mvt${query ? `?${query}` : ""}`);
  map.say(frame.dataset.words.replace("%(shown)s", number.format(Number(found().dataset.total))).replace("%(all)s", number.format(Number(found().dataset.all))));
  showArea(map.maplibre, corners(filter), accent());
  if (!fit) return;
  const said = await extent(filter);
  if (said?.bounds) map.fit(said.bounds);
}

function corners(filter) {
  const text = new URLSearchParams(filter).get("area") ?? "";
  return text.split(" ").filter(Boolean).map((pair) => pair.split(",").map(Number));
}

async function begin() {
  if (!frame || !wide.matches || map) return;
  frame.addEventListener("map:select", (event) => {
    const { code, properties } = event.detail;
    event.preventDefault();
    if (code) beside(code);
    else if (properties.many) map.maplibre.easeTo({ center: map.maplibre.getCenter(), zoom: map.maplibre.getZoom() + 2 });
  });
  map = await mountMap(frame);
  if (!map?.maplibre) return;
  const ready = () => {
    document.querySelector(".map-picks").hidden = false;
    follow();
  };
  if (map.maplibre.loaded()) ready();
  else map.maplibre.once("load", ready);
}

// --- one hazard beside ---

const address = (code) => `${list.dataset.hazard.replace("/0/", `/${encodeURIComponent(code)}/`)}${times().length ? `?${times().join("&")}` : ""}`;

async function beside(code, zoom = false) {
  for (const row of document.querySelectorAll("tr[data-key]")) row.classList.toggle("selected", row.dataset.key === code);
  document.querySelector(`tr[data-key="${CSS.escape(code)}"]`)?.scrollIntoView({ block: "nearest" });
  map?.select(code);
  window.htmx?.ajax("GET", address(code), { target: "#beside", swap: "innerHTML" });
  if (!zoom || !map) return;
  const said = await extent(`code=${encodeURIComponent(code)}`);
  if (said?.bounds) map.fit(said.bounds);
}

list.addEventListener("click", (event) => {
  if (event.target.closest("[data-beside-closes]")) {
    document.getElementById("beside").replaceChildren();
    for (const row of document.querySelectorAll("tr.selected")) row.classList.remove("selected");
    map?.select("");
    return;
  }
  // A click with the pointer shows it beside; Enter, and a click with a key held, open it.
  const row = event.target.closest("tr[data-key]");
  const plain = event.detail > 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!row || !wide.matches || !plain || event.target.closest("input, button, summary")) return;
  event.preventDefault();
  beside(row.dataset.key, true);
});

// --- rows by keyboard ---

const rows = () => [...document.querySelectorAll("#found tr[data-key]")];
const here = () => document.activeElement?.closest?.("tr[data-key]");

function step(by) {
  const all = rows();
  const now = all.indexOf(here());
  all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + by))]?.querySelector("th a")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], .map");
  if (typing) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (event.key === "o" && here()) beside(here().dataset.key, true);
  else if (event.key === " " && here() && !event.target.matches("input, button, summary")) {
    const box = here().querySelector(".pick input");
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  } else return;
  event.preventDefault();
});

// --- ticked rows ---

function count() {
  const ticked = document.querySelectorAll("#found td.pick input:checked").length;
  const form = document.getElementById("picked");
  form.classList.toggle("has-some", ticked > 0);
  form.querySelector(".picked-count").textContent = ticked ? `(${number.format(ticked)})` : "";
  if (ticked) form.querySelector("details").open = true;
}

function acting() {
  const act = document.querySelector("#picked [name=act]")?.value;
  for (const label of document.querySelectorAll("#picked [data-act]")) label.hidden = label.dataset.act !== act;
}

list.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) {
    for (const box of document.querySelectorAll("#found td.pick input")) box.checked = event.target.checked;
  }
  if (event.target.closest(".pick")) count();
  if (event.target.matches("#picked [name=act]")) acting();
});

// --- an area on the map becomes a filter ---

for (const button of document.querySelectorAll("[data-pick-area]")) {
  button.addEventListener("click", async () => {
    if (!map?.maplibre) return;
    button.setAttribute("aria-pressed", "true");
    map.quiet(true);
    const found_corners = await pickArea(map.maplibre, button.dataset.pickArea, accent());
    button.setAttribute("aria-pressed", "false");
    setTimeout(() => map.quiet(false), 0);
    if (!found_corners) return;
    const asked = new URLSearchParams(location.search);
    asked.set("area", found_corners.map(([lon, lat]) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join(" "));
    asked.delete("page");
    location.assign(`${location.pathname}?${asked}`);
  });
}

// One list of ticks open at a time, and none once the pointer is elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".opens[open], .many[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "found" && event.detail?.target?.id !== "found") return;
  acting();
  follow();
});

acting();
count();
begin();
wide.addEventListener("change", begin);
