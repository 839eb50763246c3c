// The map of both sides asks anew for what others share whenever it is moved: the answer holds so many shapes, and the number of records
// in each square where there are more. It belongs to exchange/border.html and knows nothing of MapLibre.

import { mountMap } from "../ui/map.js";

const element = document.getElementById("border");
if (element) follow(element);

async function follow(box) {
  const map = await mountMap(box);
  if (!map) return;
  let asked = "";
  let wait = 0;
  box.addEventListener("map:view", (event) => {
    const bounds = event.detail.bounds.map((one) => one.toFixed(4)).join(",");
    if (bounds === asked) return;
    asked = bounds;
    clearTimeout(wait);
    wait = setTimeout(() => load(bounds), 300);
  });

  async function load(bounds) {
    const address = new URL(box.dataset.geojson, location.href);
    address.searchParams.set("bbox", bounds);
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && bounds === asked) map.setFeatures(await answer.json());
  }
}
