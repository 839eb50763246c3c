// What other programmes share, as layers over our own map: theirs in a double line and a frame; what is no longer shared, which has
// to be taken as hazardous, hatched and in words; agreed areas as an outline. Used by map.js.

export const OTHERS = ["theirs", "gone", "many", "zone"];

/** What is shared by others, apart from hazards of our own; where there are tiles of those, they need no features besides. */
export function apart(features, tiles) {
  const some = features?.features ?? [];
  const others = some.filter((one) => OTHERS.includes(one.properties?.kind));
  if (!others.length) return { features, others: null };
  const rest = some.filter((one) => !OTHERS.includes(one.properties?.kind));
  return { features: rest.length || !tiles ? { type: "FeatureCollection", features: rest } : null, others: { type: "FeatureCollection", features: others } };
}

export function otherSources(others, extent) {
  if (!others) return {};
  return { others: { type: "geojson", data: others }, other_points: { type: "geojson", data: pointsOf(others, extent) } };
}

/** A point for every place of theirs, so that none is too small to be seen. */
function pointsOf(others, extent) {
  const features = [];
  for (const { geometry, properties } of others?.features ?? []) {
    if (!geometry || properties.kind === "zone") continue;
    const [west, south, east, north] = extent(geometry);
    const wide = Math.max(east - west, north - south);
    const until = wide > 0 ? Math.min(24, Math.log2((16 * 360) / (512 * wide))) : 24;
    const at = [(west + east) / 2, (south + north) / 2];
    features.push({ type: "Feature", properties: { ...properties, until }, geometry: { type: "Point", coordinates: at } });
  }
  return { type: "FeatureCollection", features };
}

/** What others share: their hazards between two lines, and above everything what is no longer shared, hatched and in words. */
export function otherLayers({ token, state, area, fill, outline, selected, label, word }) {
  const others = { source: "others" };
  const is = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
  const early = ["<", ["zoom"], ["to-number", ["get", "until"], 24]];
  const words = { ...label, "text-field": ["coalesce", ["get", "word"], ""], "text-size": 12 };
  const heavy = { ...word, "text-color": token("ink"), "text-halo-color": token("surface"), "text-halo-width": 2 };
  return [
    { id: "zone", type: "line", ...others, filter: ["all", area, is("zone")], paint: { "line-color": token("accent"), "line-width": 2, "line-dasharray": [4, 2] } },
    { id: "theirs-fill", type: "fill", ...others, filter: ["all", area, is("theirs")], paint: { "fill-color": fill, "fill-opacity": 0.35 } },
    { id: "theirs-pattern", type: "fill", ...others, filter: ["all", area, is("theirs")], paint: { "fill-pattern": ["concat", "pattern-", state] } },
    { id: "theirs-casing", type: "line", ...others, filter: ["all", area, is("theirs")], paint: { "line-color": token("ink"), "line-width": ["interpolate", ["linear"], ["zoom"], 6, ["case", selected, 5, 1], 10, ["case", selected, 7, 4.5]] } },
    { id: "theirs-line", type: "line", ...others, filter: ["all", area, is("theirs")], minzoom: 8, paint: { "line-color": token("surface"), "line-width": 2 } },
    { id: "theirs-edge", type: "line", ...others, filter: ["all", area, is("theirs")], paint: { "line-color": outline, "line-width": 1 } },
    { id: "gone-fill", type: "fill", ...others, filter: ["all", area, is("gone", "many")], paint: { "fill-color": token("suspected"), "fill-opacity": 0.18 } },
    { id: "gone-pattern", type: "fill", ...others, filter: ["all", area, is("gone", "many")], paint: { "fill-pattern": "pattern-gone" } },
    { id: "gone-line", type: "line", ...others, filter: ["all", area, is("gone", "many")], paint: { "line-color": token("ink"), "line-width": ["case", selected, 5, 2.5], "line-dasharray": [2, 1.5] } },
    { id: "theirs-points", type: "symbol", source: "other_points", filter: ["all", is("theirs"), early], layout: { "icon-image": ["concat", "theirs-", state], "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.35, 10, 0.8] } },
    { id: "gone-points", type: "symbol", source: "other_points", filter: ["all", is("gone", "many"), early], layout: { "icon-image": "point-gone", "icon-allow-overlap": true, "icon-ignore-placement": true } },
    { id: "gone-words", type: "symbol", source: "other_points", filter: ["any", is("gone", "many"), ["has", "word"]], layout: { ...words, "text-anchor": "top", "text-offset": [0, 0.9], "text-optional": true }, paint: heavy },
  ];
}
