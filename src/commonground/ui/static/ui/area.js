// Choosing an area on the map: a rectangle is dragged, a polygon clicked corner by corner and ended by Enter, a double
// click or a click on its first corner. Escape leaves it. Belongs to map.js, which hands over its MapLibre map.

const SOURCE = "picked-area";

/** Resolves with corners [[lon, lat], …], or null where nobody chose any. */
export function pickArea(map, kind, colour) {
  return new Promise((resolve) => {
    const canvas = map.getCanvas();
    const corners = [];
    let start = null;
    canvas.style.cursor = "crosshair";
    map.doubleClickZoom.disable();
    map.dragPan[kind === "box" ? "disable" : "enable"]();

    const end = (found) => {
      canvas.style.cursor = "";
      map.dragPan.enable();
      setTimeout(() => map.doubleClickZoom.enable(), 50);
      for (const [name, act] of listeners) map.off(name, act);
      removeEventListener("keydown", key, true);
      if (!found) showArea(map, [], colour);
      resolve(found);
    };
    const corner = (event) => [event.lngLat.wrap().lng, event.lngLat.wrap().lat];
    const box = (a, b) => [[a[0], a[1]], [b[0], a[1]], [b[0], b[1]], [a[0], b[1]]];
    const closes = (event) => {
      const first = map.project(corners[0]);
      return corners.length > 2 && Math.hypot(first.x - event.point.x, first.y - event.point.y) < 10;
    };
    const key = (event) => {
      if (event.key === "Escape") end(null);
      else if (event.key === "Enter" && corners.length > 2) end(corners);
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const listeners = kind === "box" ? [
      ["mousedown", (event) => { start = corner(event); event.preventDefault(); }],
      ["mousemove", (event) => { if (start) showArea(map, box(start, corner(event)), colour); }],
      ["mouseup", (event) => { if (start) end(box(start, corner(event))); }],
      ["touchstart", (event) => { start = corner(event); }],
      ["touchmove", (event) => { if (start) showArea(map, box(start, corner(event)), colour); }],
      ["touchend", (event) => { if (start) end(box(start, corner(event))); }],
    ] : [
      ["click", (event) => {
        if (closes(event)) return end(corners);
        corners.push(corner(event));
        return showArea(map, corners, colour);
      }],
      ["mousemove", (event) => { if (corners.length) showArea(map, [...corners, corner(event)], colour); }],
      ["dblclick", (event) => { event.preventDefault(); corners.pop(); end(corners.length > 2 ? corners : null); }],
    ];
    for (const [name, act] of listeners) map.on(name, act);
    addEventListener("keydown", key, true);
  });
}

/** Draw an area over everything; none where there are no corners. */
export function showArea(map, corners, colour) {
  const ring = corners.length ? [...corners, corners[0]] : [];
  const geometry = ring.length > 3 ? { type: "Polygon", coordinates: [ring] } : { type: "LineString", coordinates: ring };
  const data = { type: "FeatureCollection", features: ring.length > 1 ? [{ type: "Feature", properties: {}, geometry }] : [] };
  if (map.getSource(SOURCE)) map.getSource(SOURCE).setData(data);
  else {
    map.addSource(SOURCE, { type: "geojson", data });
    map.addLayer({ id: "picked-fill", type: "fill", source: SOURCE, filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.12 } });
    map.addLayer({ id: "picked-line", type: "line", source: SOURCE, paint: { "line-color": colour, "line-width": 2, "line-dasharray": [2, 1.5] } });
  }
}
