// The signs of the map, drawn on a canvas from the tokens: a pattern and a shape for every state of land, so that
// colour is never the only sign, and a mark for every severity of a finding.

export const STATES = ["confirmed", "suspected", "reduced", "cancelled", "cleared", "unknown", "none"];
export const RELEASED = ["reduced", "cancelled", "cleared"];

/** Patterns, points and finding marks, drawn from the tokens at twice the size. */
export function* pictures(token) {
  const colour = (name) => (RELEASED.includes(name) ? token("released-line") : name === "confirmed" ? token("confirmed-line") : name === "suspected" ? token("suspected-line") : token("unknown-line"));
  for (const name of STATES) yield [`pattern-${name}`, pattern(name, colour(name))];
  for (const name of STATES) yield [`point-${name}`, mark(name, token)];
  for (const name of STATES) yield [`theirs-${name}`, framed(name, token)];
  yield ["pattern-gone", hatched(token)];
  yield ["point-gone", warning(token)];
  for (const name of ["note", "doubt", "error"]) yield [`finding-${name}`, finding(name, token)];
  yield ["settlement", canvas(10, (pen) => {
    pen.fillStyle = token("map-halo");
    pen.strokeStyle = token("map-word");
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(5, 5, 3.4, 0, 7);
    pen.fill();
    pen.stroke();
  })];
}

function canvas(size, draw) {
  const made = document.createElement("canvas");
  made.width = size;
  made.height = size;
  const pen = made.getContext("2d");
  pen.lineCap = "round";
  pen.lineJoin = "round";
  draw(pen);
  return pen.getImageData(0, 0, size, size);
}

function lines(pen, ...paths) {
  pen.beginPath();
  for (const [from, ...rest] of paths) {
    pen.moveTo(...from);
    rest.forEach((to) => pen.lineTo(...to));
  }
}

function pattern(name, colour) {
  return canvas(24, (pen) => {
    pen.strokeStyle = colour;
    pen.fillStyle = colour;
    pen.globalAlpha = 0.75;
    pen.lineWidth = 1.8;
    const rising = [[[-6, 6], [6, -6]], [[-6, 30], [30, -6]], [[18, 30], [30, 18]]];
    const falling = rising.map((path) => path.map(([x, y]) => [24 - x, y]));
    if (name === "confirmed") lines(pen, ...rising, ...falling);
    else if (name === "suspected") lines(pen, ...rising);
    else if (name === "reduced") lines(pen, [[0, 6], [24, 6]], [[0, 18], [24, 18]]);
    if (["confirmed", "suspected", "reduced"].includes(name)) return pen.stroke();
    const dots = { cancelled: [[6, 6], [18, 18]], cleared: [], unknown: [[12, 12]], none: [] }[name];
    for (const [x, y] of dots) {
      pen.beginPath();
      pen.arc(x, y, 2, 0, 7);
      pen.fill();
    }
    if (name === "cleared") {
      lines(pen, [[7, 12], [11, 16], [17, 8]]);
      pen.stroke();
    }
    return null;
  });
}

/** The sign of a hazard that is too small for its area, or has none: a shape for each state. */
function mark(name, token) {
  return canvas(44, (pen) => {
    const shapes = {
      confirmed: () => lines(pen, [[22, 7], [39, 37], [5, 37], [22, 7]]),
      suspected: () => lines(pen, [[22, 4], [40, 22], [22, 40], [4, 22], [22, 4]]),
      reduced: () => pen.rect(8, 8, 28, 28),
      cancelled: () => pen.rect(8, 8, 28, 28),
      cleared: () => pen.arc(22, 22, 15, 0, 7),
      unknown: () => pen.arc(22, 22, 14, 0, 7),
      none: () => pen.arc(22, 22, 12, 0, 7),
    };
    const fills = { confirmed: token("confirmed"), suspected: token("suspected"), reduced: token("released"), cleared: token("released"), unknown: token("unknown-fill") };
    const dark = { confirmed: "#4a0004", suspected: "#3d2800", unknown: "#2b3032", none: "#2b3032" }[name] ?? "#12380a";
    const outline = () => {
      pen.beginPath();
      shapes[name]();
      pen.closePath();
    };
    outline();
    pen.strokeStyle = "rgba(255,255,255,0.95)";
    pen.lineWidth = 7;
    pen.stroke();
    pen.fillStyle = fills[name] ?? "#ffffff";
    pen.fill();
    pen.strokeStyle = dark;
    pen.lineWidth = 3;
    pen.stroke();
    if (name === "cleared") lines(pen, [[15, 22], [20, 28], [30, 16]]);
    else if (name === "reduced") lines(pen, [[14, 18], [30, 18]], [[14, 26], [30, 26]]);
    else if (name === "suspected") lines(pen, [[16, 28], [28, 16]]);
    else if (name === "confirmed") lines(pen, [[17, 22], [27, 34]], [[27, 22], [17, 34]]);
    else lines(pen);
    pen.stroke();
    if (name === "unknown") {
      pen.fillStyle = dark;
      pen.font = "bold 20px sans-serif";
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText("?", 22, 23);
    }
  });
}

function finding(name, token) {
  return canvas(44, (pen) => {
    pen.beginPath();
    if (name === "note") pen.arc(22, 22, 15, 0, 7);
    else if (name === "doubt") lines(pen, [[22, 4], [40, 22], [22, 40], [4, 22], [22, 4]]);
    else lines(pen, [[15, 5], [29, 5], [39, 15], [39, 29], [29, 39], [15, 39], [5, 29], [5, 15], [15, 5]]);
    pen.fillStyle = name === "error" ? token("error") : token("surface");
    pen.fill();
    pen.strokeStyle = token(name);
    pen.lineWidth = 3.5;
    pen.stroke();
    pen.fillStyle = name === "error" ? token("surface") : token(name);
    pen.font = "bold 24px sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText({ note: "i", doubt: "?", error: "!" }[name], 22, 23);
  });
}

/** The sign of a hazard of somebody else: the same shape, in a frame. */
function framed(name, token) {
  return canvas(60, (pen) => {
    pen.fillStyle = token("surface");
    pen.strokeStyle = token("ink");
    pen.lineWidth = 4;
    pen.beginPath();
    pen.rect(3, 3, 54, 54);
    pen.fill();
    pen.stroke();
    const inner = document.createElement("canvas");
    inner.width = inner.height = 44;
    inner.getContext("2d").putImageData(mark(name, token), 0, 0);
    pen.drawImage(inner, 8, 8);
  });
}

/** No longer shared, assume hazardous: wide bars that stay visible in black and white. */
function hatched(token) {
  return canvas(32, (pen) => {
    pen.strokeStyle = token("ink");
    pen.globalAlpha = 0.8;
    pen.lineWidth = 4;
    lines(pen, [[-8, 8], [8, -8]], [[-8, 40], [40, -8]], [[24, 40], [40, 24]]);
    pen.stroke();
  });
}

function warning(token) {
  return canvas(52, (pen) => {
    pen.fillStyle = token("surface");
    pen.strokeStyle = token("ink");
    pen.lineWidth = 4;
    lines(pen, [[26, 5], [48, 46], [4, 46], [26, 5]]);
    pen.closePath();
    pen.fill();
    pen.stroke();
    pen.fillStyle = token("ink");
    pen.font = "bold 30px sans-serif";
    pen.textAlign = "center";
    pen.fillText("!", 26, 42);
  });
}
