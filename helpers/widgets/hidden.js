// The hidden figure: points in the plane of the inputs, and beside it where the hidden layer sends them. Python's face
// is hidden.py.

import { abs, floor, hypot, max, min, round, sqrt, array, say, number, h, FONT, Plane, contour, text } from "./shared.js";
import { floats, forward } from "./dense.js";
import { panel } from "./panel.js";
import { classItem, grid, item, point, ring, wash } from "./field.js";

const GRAIN = 1e6; // two points are at one place if they agree to six digits behind the point
const DASHES = [[], [9, 6]];

function hidden({ set, state }) {
  const { sizes, activations, classes, names, lines, unit_colors: tints } = set, numbers = array(set.numbers);
  const flat = array(set.points), count = flat.length / 3, x = floats([...Array(2 * count).keys()].map((i) => flat[3 * floor(i / 2) + (i % 2)]));
  const y = [...Array(count).keys()].map((i) => flat[3 * i + 2]);
  const sources = set.sources.map((wire) => ({ rows: array(wire), frames: wire.shape[0], size: wire.shape[1] }));
  const sliders = set.controls.filter(({ index }) => index), replayed = sources.findIndex(({ frames }) => frames > 1);
  const inner = sizes.slice(0, -1), affine = sizes.length === 3, jumps = activations.slice(0, -1).includes("step");
  const last = inner.slice(1).reduce((sum, m, l) => sum + (inner[l] + 1) * m, 0);

  // ---- parameters from the state; what they make of the points

  const valueOf = ({ index, factor }, row) => row[index[0]] / factor[0];
  function rowOf({ preset = 0, frame = 0 }) {
    const { rows, frames, size } = sources[preset], at = frames > 1 ? frame : 0;
    return floats(rows.subarray(at * size, (at + 1) * size));
  }
  function thetaOf(state) {
    const row = rowOf(state), out = row.slice();
    for (const slider of sliders) {
      const value = state[slider.name];
      if (value !== valueOf(slider, row)) slider.index.forEach((at, i) => { out[at] = slider.factor[i] * value; });
    }
    return out;
  }
  const layer = (theta, x) => forward(theta, inner, activations, x);
  const answer = (theta, hidden) => forward(theta.subarray(last), [2, 1], activations.slice(-1), hidden).z;
  const cell = (hidden, i) => [0, 1].map((k) => floor(hidden[2 * i + k] * GRAIN + 0.5)).join();
  function ends(state) {
    const theta = thetaOf(state), { a } = layer(theta, x), z = answer(theta, a);
    return { theta, hidden: a, says: y.map((_, i) => +(z[i] >= 0)), cells: y.map((_, i) => cell(a, i)) };
  }
  function quantities(state) {
    const { says, cells } = ends(state), row = rowOf(state), wrong = says.filter((side, i) => side !== y[i]).length;
    return {
      wrong, points: count, accuracy: (count - wrong) / count, places: new Set(cells).size, frame: state.frame ?? 0,
      by_hand: +sliders.some((slider) => state[slider.name] !== valueOf(slider, row)),
    };
  }

  // ---- the nodes

  const left = h("canvas", { role: "img" }), right = h("canvas", { role: "img" });
  const side = (canvas, key) => h("div", {}, h("div", {}, h("strong", {}, say(key))), canvas);
  const legend = h("p", { className: "ntn-legend", style: "padding:0" },
    ...classes.map((label, k) => classItem(label, k)),
    ...lines.map((name, k) => item(["━", "╍"][k], tints[k], say("legend_line", { name }))), item("◯", "currentColor", say("ring")));
  const top = h("div", { className: "ntn-wide" }, h("div", { className: "ntn-pair" }, side(left, "input_space"), side(right, "hidden_space")), legend);
  const formula = h("div", { className: "ntn-formula", style: "font-size:16px" });
  // up to eight points one by one
  const each = count <= 8 ? y.map(() => [...Array(7)].map(() => h("td"))) : [];
  const table = h("table", { className: "ntn-table" }, h("caption", {}, say("table")),
    h("thead", {}, h("tr", {}, ...[names ? say("point") : "", ...set.axes, ...set.hidden_axes, say("answer"), say("wanted")].slice(names ? 0 : 1).map((words) => h("th", { scope: "col" }, words)))),
    h("tbody", {}, ...each.map((row, i) => h("tr", {}, ...(names ? [h("th", { scope: "row" }, names[i])] : []), ...row.slice(1)))));

  const planes = [new Plane(left, set.limits, [set.axes[0], ""]), new Plane(right, set.hidden_limits, [set.hidden_axes[0], ""])];
  // the second axis has its name over it, so that the planes are wide even side by side on a phone
  function axes(plane, name, style) {
    const { c, pad } = plane;
    plane.axes(style.ink);
    Object.assign(c, { textAlign: "left", textBaseline: "middle" });
    c.fillText(name, pad.left, pad.top - 12);
  }

  // ---- painting

  const answers = (plane, z, n, style) => wash(plane, n, n, style, (i) => +(z[i] >= 0));
  function halo(c, words, px, py, style) {
    c.save();
    Object.assign(c, { font: FONT, fillStyle: style.ink, strokeStyle: style.paper, lineWidth: 3.5, lineJoin: "round", textAlign: "center", textBaseline: "middle" });
    c.strokeText(words, px, py);
    c.fillText(words, px, py);
    c.restore();
  }
  let r = 6; // of a mark
  function points({ c }, places, says, style) {
    places.forEach(([px, py], i) => {
      if (says[i] !== y[i]) ring(c, px, py, r < 6 ? 1.7 * r : r + 4.5, style);
    });
    places.forEach(([px, py], i) => point(c, y[i], px, py, r, style));
  }
  function label({ c, pad, w, h: high }, places, labels, style) {
    labels.forEach((words, i) => {
      const [px, py] = places[i], half = 4 * words.length, over = py - r - 17 > pad.top;
      if (words) halo(c, words, max(pad.left + half, min(pad.left + w - half, px)), over ? py - r - 11 : min(pad.top + high - 9, py + r + 13), style);
    });
  }

  // on which side of its line a unit says 1: an arrow from the line, and the line's name
  function arrow(plane, theta, k, taken, style) {
    const { c, pad, w, h: high, limits: [[x0, x1], [y0, y1]] } = plane;
    const gx = (theta[k] * (x1 - x0)) / w, gy = (-theta[2 + k] * (y1 - y0)) / high, size = hypot(gx, gy);
    const z = (theta[k] * (x0 + x1)) / 2 + (theta[2 + k] * (y0 + y1)) / 2 + theta[4 + k], u = gx / size, v = gy / size;
    const fx = -(u * z) / size, fy = -(v * z) / size;
    // the part of the line inside, seen from its point nearest to the middle
    const ends = [[-v, fx, w / 2], [u, fy, high / 2]].map(([way, at, half]) => [-1, 1].map((s) => (s * half - at) / way).sort((p, q) => p - q));
    const from = max(ends[0][0], ends[1][0]), to = min(ends[0][1], ends[1][1]);
    if (!(size > 0 && to - from > 30)) return;
    const cx = pad.left + w / 2, cy = pad.top + high / 2, inside = (at, half) => max(-half, min(half, at));
    // where along the line the name is far from points and from other names, as near to its own end as may be
    const spots = [2, 3, 1, 4, 5, 6, 7, 8, 9].map((tenth) => {
      const s = from + ((k ? 10 - tenth : tenth) / 10) * (to - from), px = fx - v * s, py = fy + u * s, tx = px + 22 * u, ty = py + 22 * v;
      const lx = inside(tx + 15 * u, w / 2 - 14), ly = inside(ty + 13 * v, high / 2 - 9);
      return { px, py, tx, ty, lx, ly, free: min(36, ...taken.map(([qx, qy]) => hypot(cx + lx - qx, cy + ly - qy))) - (abs(tx) > w / 2 || abs(ty) > high / 2 ? 20 : 0) };
    });
    const { px, py, tx, ty, lx, ly } = spots.reduce((best, spot) => (spot.free > best.free + 1 ? spot : best));
    taken.push([cx + lx, cy + ly]);
    c.save();
    c.translate(cx, cy);
    Object.assign(c, { strokeStyle: style.forced ? style.ink : tints[k], lineWidth: 2.5, lineCap: "round" });
    c.beginPath();
    c.moveTo(px, py);
    c.lineTo(tx, ty);
    c.moveTo(tx - 7 * u + 5 * v, ty - 7 * v - 5 * u);
    c.lineTo(tx, ty);
    c.lineTo(tx - 7 * u - 5 * v, ty - 7 * v + 5 * u);
    c.stroke();
    halo(c, lines[k], lx, ly, style);
    c.restore();
  }

  function paintInputs(theta, says, style) {
    const [plane] = planes, n = sizes.length > 3 ? 96 : 128, nodes = grid(plane.limits, n), { c } = plane;
    const { z, a } = layer(theta, nodes), out = answer(theta, a);
    plane.clip();
    answers(plane, out, n, style);
    if (!jumps) {
      Object.assign(c, { strokeStyle: style.ink, lineWidth: 2 });
      contour(plane, out, n, n);
    }
    for (const k of [0, 1]) {
      Object.assign(c, { strokeStyle: style.forced ? style.ink : tints[k], lineWidth: 3, lineCap: "butt" });
      // dashes need one long line, not one for each cell of the grid
      if (affine) straight(plane, theta, k);
      else contour(plane, floats([...Array(n * n).keys()].map((i) => z[2 * i + k])), n, n);
    }
    const places = y.map((_, i) => [plane.x(x[2 * i]), plane.y(x[2 * i + 1])]);
    // the points, and their names above them
    const taken = names ? places.flatMap(([px, py]) => [[px, py], [px, py - 17]]) : places.slice();
    if (affine) for (const k of [0, 1]) arrow(plane, theta, k, taken, style);
    c.restore();
    axes(plane, set.axes[1], style);
    points(plane, places, says, style);
    if (names) label(plane, places, names, style);
  }
  function straight(plane, theta, k) {
    const { c, limits: [[x0, x1], [y0, y1]] } = plane, [a, b, d] = [theta[k], theta[2 + k], theta[4 + k]];
    if (!a && !b) return;
    const across = abs(b) * (y1 - y0) < abs(a) * (x1 - x0);
    const found = across ? [y0, y1].map((v) => [-(b * v + d) / a, v]) : [x0, x1].map((v) => [v, -(a * v + d) / b]);
    c.setLineDash(DASHES[k]);
    c.beginPath();
    for (const [u, v] of found) c.lineTo(plane.x(u), plane.y(v));
    c.stroke();
    c.setLineDash([]);
  }

  function paintHidden(theta, hidden, says, cells, style) {
    const plane = planes[1], n = 128, { c, pad, w, h: high } = plane, nodes = grid(plane.limits, n), z = answer(theta, nodes);
    plane.clip();
    answers(plane, z, n, style);
    if (!jumps) mesh(theta, style);
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 2 });
    contour(plane, z, n, n);
    c.restore();
    axes(plane, set.hidden_axes[1], style);
    // who stands at one place: one mark for each class, side by side, with their names or their number
    const together = (i, kind) => y.map((_, j) => j).filter((j) => cells[j] === cells[i] && (kind === undefined || y[j] === kind));
    const places = y.map((k, i) => {
      const both = new Set(together(i).map((j) => y[j])).size > 1 ? (k ? 9 : -9) : 0;
      return [max(pad.left, min(pad.left + w, plane.x(hidden[2 * i]))) + both, max(pad.top, min(pad.top + high, plane.y(hidden[2 * i + 1])))];
    });
    const labels = y.map((k, i) => {
      const mine = together(i, k), all = together(i);
      if (names) return i === all[0] ? all.map((j) => names[j]).join(", ") : "";
      return i === mine[0] && mine.length > 1 ? `×${mine.length}` : "";
    });
    // two classes at one place share one label over both
    const at = places.map(([px, py], i) => (names && labels[i] && together(i).length > together(i, y[i]).length ? [plane.x(hidden[2 * i]), py] : [px, py]));
    points(plane, places, says, style);
    label(plane, at, labels, style);
  }
  // the grid of the input plane, bent as the hidden layer bends it
  function mesh(theta, style) {
    const [[x0, x1], [y0, y1]] = set.limits, plane = planes[1], { c } = plane, parts = [0, 1 / 8, 2 / 8, 3 / 8, 4 / 8, 5 / 8, 6 / 8, 7 / 8, 1];
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 1, globalAlpha: 0.3 });
    for (const turned of [false, true]) {
      for (const p of parts) {
        const line = floats([...Array(50).keys()].map((i) => {
          const q = floor(i / 2) / 24;
          return i % 2 ? y0 + (turned ? p : q) * (y1 - y0) : x0 + (turned ? q : p) * (x1 - x0);
        }));
        const { a } = layer(theta, line);
        c.beginPath();
        for (let i = 0; i < 50; i += 2) c.lineTo(plane.x(a[i]), plane.y(a[i + 1]));
        c.stroke();
      }
    }
    c.globalAlpha = 1;
  }

  const digitsFor = (values) => [0, 1].find((digits) => values.every((v) => abs(+v.toFixed(digits) - v) < 1e-9)) ?? 2;
  function paint(state, q, style) {
    const { theta, hidden, says, cells } = ends(state);
    for (const plane of planes) {
      plane.pad = { left: 36, right: 6, top: 24, bottom: 42 };
      plane.fit(plane.canvas.clientWidth, 1);
    }
    r = count <= 8 ? 6 : planes[0].w < 200 ? 3.5 : 5;
    paintInputs(theta, says, style);
    paintHidden(theta, hidden, says, cells, style);
    const status = words(state, q);
    left.setAttribute("aria-label", say("input_picture", { points: count, status }));
    right.setAttribute("aria-label", say("hidden_picture", { points: count, status }));
    const digits = digitsFor([...x]), inside = digitsFor([...hidden]);
    each.forEach((row, i) => {
      const told = [x[2 * i], x[2 * i + 1]].map((v) => number(v, digits)).concat([hidden[2 * i], hidden[2 * i + 1]].map((v) => number(v, inside)));
      [...told, `${says[i]}`, `${y[i]} ${says[i] === y[i] ? "✓" : "✗"}`].forEach((words, k) => text(row[k + 1], words));
    });
    if (!affine) return;
    const d = digitsFor([...theta]), term = (v, name) => `${v < 0 ? "−" : "+"} ${number(abs(v), d)}${name}`;
    const sum = (a, b, c, one, two) => `${number(a, d)} ${one} ${term(b, " " + two)} ${term(c, "")}`;
    const of = (k, words) => (activations[k] === "identity" ? words : `${activations[k]}(${words})`), unit = (color, words) => h("b", { style: `--c:${color}` }, words);
    const rows = [0, 1].map((k) => h("div", {}, unit(tints[k], set.hidden_axes[k]), ` = ${of(0, sum(theta[k], theta[2 + k], theta[4 + k], ...set.axes))}`));
    formula.replaceChildren(...rows, h("div", {}, `ŷ = ${of(1, sum(theta[6], theta[7], theta[8], ...set.hidden_axes))}`));
  }
  const words = (state, { wrong, places }) => `${say("accuracy", { wrong, points: count })}, ${places === 1 ? say("one_place") : say("places", { places })}`;

  return {
    quantities, paint, words, look: "ntn-drawn", top: [top],
    below: [...(affine ? [formula] : []), ...(each.length ? [table] : [])],
    labels: { frame: (frame) => say("of", { number: numbers[frame], last: numbers.at(-1) }) },
    follows(changes, state) {
      if (!("preset" in changes || "frame" in changes)) return {};
      const after = { ...state, ...changes };
      if (!("preset" in changes) && "preset" in state) after.preset = replayed;
      const row = rowOf(after), out = Object.fromEntries(sliders.map((slider) => [slider.name, valueOf(slider, row)]));
      return "preset" in state ? { preset: after.preset, ...out } : out;
    },
  };
}

export default { render: (context) => panel(context, hidden) };
