// The backpropagation figure: a boundary that bends, and one example's error on its way back through the network.
// All slopes come from NumPy. Python's face is backprop.py.

import { GLYPH, Plane, abs, array, assign, contour, h, hypot, mark, max, min, number, round, say, sqrt, text } from "./shared.js";
import { forward } from "./dense.js";
import { panel } from "./panel.js";
import { classItem, edge, grid, point, ring, wash } from "./field.js";
import { Drawing, mix } from "./drawing.js";

const PAD = { left: 44, right: 16, top: 8, bottom: 42 };
const lowered = (k) => [...`${k}`].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]).join("");
const plain = (v) => number(v, abs(v) < 100 ? 2 : 0);
const short = (v) => (v ? number(v, abs(v) >= 0.0995 ? 2 : 3) : "0");
const tell = (node, items) => node.replaceChildren(...items.map((item) => h("span", {}, item)));
const framed = (v) => (v < 0 ? `(${short(v)})` : short(v));

function backprop({ set, write, request, state: current }) {
  const clouds = set.points.map(array), logistic = set.loss === "binary_cross_entropy";
  const runs = set.runs.map((run) => {
    const flat = clouds[run.points], count = flat.length / 3, { sizes } = run;
    const column = (k) => [...Array(count).keys()].map((i) => flat[3 * i + k]), [x1, x2, y] = [0, 1, 2].map(column);
    // where each layer's parameters begin
    const starts = sizes.map((_, l) => sizes.slice(1, l + 1).reduce((sum, m, k) => sum + (sizes[k] + 1) * m, 0));
    const names = sizes.map((m, l) => (l === 0 ? set.axes : l === sizes.length - 1 ? ["ŷ"] : [...Array(m).keys()].map((k) => "h" + lowered(k + 1) + (sizes.length > 3 ? `⁽${"⁰¹²³⁴"[l]}⁾` : ""))));
    return {
      ...run, count, x1, x2, y, starts, names, x: floats(x1.flatMap((v, i) => [v, x2[i]])), frames: run.history.shape[0], width: run.history.shape[1],
      rows: array(run.history), slopes: array(run.slopes), bends: array(run.bends), units: run.bends.shape[2], classes: run.classes ?? set.classes,
      curves: run.curves.map(([name, wire]) => [name, array(wire)]),
    };
  });

  // ---- what is looked up and evaluated

  function place({ scenario = 0, frame = 0, example = 0 }) {
    const run = runs[scenario], f = min(frame, run.frames - 1), e = min(example, run.shown.length - 1);
    const part = (all, size) => all.subarray((f * run.shown.length + e) * size, (f * run.shown.length + e + 1) * size);
    return { run, f, e, i: run.shown[e], theta: floats(run.rows.subarray(f * run.width, (f + 1) * run.width)), slopes: part(run.slopes, run.width), bends: part(run.bends, run.units) };
  }
  function quantities(state) {
    const { run, f, e, i, theta, slopes } = place(state), { y, count } = run, { z, a } = forward(theta, run.sizes, run.activations, run.x);
    const wrong = edge(run, { z, a }).filter((v, k) => +(v >= 0) !== y[k]).length, error = y[i] - a[i];
    return {
      frame: f, example: e, scenario: state.scenario ?? 0, output: a[i], error, wrong, points: count, accuracy: (count - wrong) / count,
      loss: logistic ? max(z[i], 0) - y[i] * z[i] + Math.log1p(Math.exp(-abs(z[i]))) : error * error,
      delta: slopes.at(-1), gradient: max(...slopes.map(abs)),
    };
  }
  // what each layer makes of the example: [inputs, first layer, …], sums beside outputs
  function layers({ run: { sizes, activations, x }, theta, i }) {
    const input = x.slice(2 * i, 2 * i + 2);
    return sizes.map((_, l) => (l ? forward(theta, sizes.slice(0, l + 1), activations, input) : { z: input, a: input }));
  }
  // of the line from unit i of the layer before to unit j: where its weight stands; after the last unit comes the bias
  const index = ({ sizes, starts }, l, i, j) => starts[l - 1] + i * sizes[l] + j;

  // ---- the plane

  const canvas = h("canvas", { role: "img" }), key = h("p", { className: "ntn-legend" }), plane = new Plane(canvas, set.limits, set.axes);
  function drawPlane(state, style) {
    const { run, i, theta } = place(state), { c } = plane, { forced, ink } = style, n = 90;
    plane.pad = PAD;
    plane.fit(canvas.clientWidth, 0.95);
    const values = edge(run, forward(theta, run.sizes, run.activations, grid(set.limits, n)));
    plane.clip();
    wash(plane, n, n, style, (k) => +(values[k] >= 0));
    assign(c, { strokeStyle: ink, lineWidth: 2 });
    contour(plane, values, n, n);
    c.restore();
    plane.axes(ink);
    const says = edge(run, forward(theta, run.sizes, run.activations, run.x));
    run.y.forEach((k, at) => {
      const px = plane.x(run.x1[at]), py = plane.y(run.x2[at]), offered = run.shown.includes(at);
      point(c, k, px, py, offered ? 7 : 4.5, style, offered ? { rim: ink, width: 1.8 } : {});
      if (+(says[at] >= 0) !== k) ring(c, px, py, offered ? 11 : 8.5, style);
    });
    mark(c, "D", plane.x(run.x1[i]), plane.y(run.x2[i]), 16);
    assign(c, { strokeStyle: ink, lineWidth: 3 });
    c.stroke();
    tell(key, [...run.classes.map((label, k) => classItem(label, k, forced)), say("shown"), say("ring")]);
  }
  canvas.addEventListener("click", ({ offsetX, offsetY }) => {
    const { run } = place(current()), away = (at) => hypot(plane.x(run.x1[at]) - offsetX, plane.y(run.x2[at]) - offsetY);
    const nearest = run.shown.reduce((a, b) => (away(b) < away(a) ? b : a));
    if (run.shown.length > 1 && away(nearest) < 40) write({ example: run.shown.indexOf(nearest) });
  });

  // ---- the network: values forward, slopes back

  const drawing = new Drawing(), legend = h("p", { className: "ntn-legend" });
  let stage; // where the units stand, for the pointer
  function drawNetwork(state, style) {
    const here = place(state), { run, slopes } = here, { sizes, names, scale } = run, found = layers(here), last = sizes.length - 1;
    const width = drawing.width, most = max(...sizes), r = 23, row = 76, top = r + 26, column = (width - 2 * r - 36) / last, [pl, pj] = picked(run);
    const at = stage = sizes.map((m, l) => [...Array(m).keys()].map((k) => [r + 10 + l * column, top + (most - m) * row / 2 + k * row]));
    const tint = (v) => (v ? style.colors[+(v > 0)] : style.ink), thick = (v) => 0.9 + 7 * sqrt(min(1, abs(v) / scale));
    const look = (v, back) => ({ stroke: tint(v), "stroke-width": thick(v), "stroke-dasharray": v < 0 ? "7 4" : "none", opacity: v ? 1 : 0.45, style: `--d:${(0.09 * back).toFixed(2)}s` });
    const delta = (l, j) => slopes[index(run, l, sizes[l - 1], j)];
    const told = (l, make) => names[l].map((name, j) => `${name} ${make(l, j)}`).join(", ");
    const inner = sizes.map((_, l) => l).slice(1);
    drawing.begin(width, top + (most - 1) * row + r + 30, style, say("drawing", {
      values: [0, ...inner].map((l) => told(l, (l, j) => plain(found[l].a[j]))).join("; "),
      deltas: [...inner].reverse().map((l) => told(l, (l, j) => "δ " + short(delta(l, j)))).join("; "),
    }));
    for (const l of inner) {
      for (let i = 0; i < sizes[l - 1]; i++) {
        for (let j = 0; j < sizes[l]; j++) {
          const [a, b] = [at[l - 1][i], at[l][j]], v = slopes[index(run, l, i, j)];
          drawing.path(`M${a.map(round).join(" ")}L${b.map(round).join(" ")}`, look(v, last - l));
        }
      }
    }
    // numbers on the lines into the unit that is picked, in a small network on all lines, where they are free of other words
    const [ox, oy] = at[last][0], taken = at.flat().flatMap(([x, y]) => [[x, y, r + 5, r + 5], [x, y + r + 17, 27, 9]]).concat([[ox, oy - r - 17, 36, 9]]);
    for (const l of inner) at[l].forEach((b, j) => (run.width < 14 || (l === pl && j === pj)) && at[l - 1].forEach((a, i) => {
      const told = short(slopes[index(run, l, i, j)]), half = 3.3 * told.length;
      const spots = [0.42, 0.5, 0.34, 0.58, 0.26, 0.66, 0.74].map((share) => a.map((v, k) => v + share * (b[k] - v)));
      const spot = spots.find(([x, y]) => taken.every(([u, v, w, high]) => abs(x - u) > w + half || abs(y - v) > high + 7));
      if (!spot) return;
      taken.push([...spot, half, 7]);
      drawing.write(told, ...spot, 12, { "stroke-width": 5 });
    }));
    found.forEach(({ a }, l) => a.forEach((v, j) => {
      const [x, y] = at[l][j], fill = (ink) => (style.forced ? style[ink ? "ink" : "paper"] : mix(style, tint(v || 1), 0.7 * min(1, abs(v)), ink));
      const click = l ? { cursor: "pointer" } : {}, inside = { ...click, fill: fill(true), stroke: "none" };
      if (l) drawing.circle(x, y, r, { ...click, fill: fill() });
      else drawing.square(x, y, 0.9 * r, { fill: fill() });
      drawing.write(names[l][j], x, y - 9, 13, inside);
      drawing.write(plain(v), x, y + 7, 13, { ...inside, "font-weight": 650 });
      if (!l) return;
      const d = delta(l, j);
      drawing.circle(x, y, r + 5, look(d, last - l));
      drawing.write(`δ ${short(d)}`, x, y + r + 17, 13, { "stroke-width": 4 });
    }));
    const [px, py] = at[pl][pj];
    drawing.write(say("wanted", { target: run.y[here.i] }), min(ox, width - 34), oy - r - 17, 13);
    drawing.path(`M${px - 13} ${py + r + 27}h26`, { "stroke-width": 3 });
    drawing.end();
    tell(legend, ["thick", "above", "below"].map((name) => say(name)));
  }

  // ---- one unit's way back, written out

  let pick = ""; // layer and unit, joined
  const select = h("select", { onchange: () => { pick = select.value; request(); } });
  function picked({ sizes }) {
    const [l, j] = pick.split(" ").map(Number);
    return pick && l < sizes.length && j < sizes[l] ? [l, j] : [sizes.length - 1, 0];
  }
  drawing.el.addEventListener("click", ({ clientX, clientY }) => {
    const { left, top } = drawing.el.getBoundingClientRect();
    stage.forEach((units, l) => units.forEach(([x, y], j) => {
      if (l && hypot(x + left - clientX, y + top - clientY) < 34) pick = `${l} ${j}`;
    }));
    request();
  });
  const formula = h("div", { className: "ntn-formula" }), table = h("table", { className: "ntn-table" });
  function explain(state) {
    const here = place(state), { run, slopes, theta, bends } = here, { sizes, names } = run, [l, j] = picked(run), last = sizes.length - 1;
    if (select.run !== run) {
      select.run = run;
      select.replaceChildren(...names.slice(1).flatMap((row, l) => row.map((name, j) => h("option", { value: `${l + 1} ${j}` }, name))).reverse());
    }
    select.value = `${l} ${j}`;
    const found = layers(here), delta = slopes[index(run, l, sizes[l - 1], j)], bend = bends[sizes.slice(1, l).reduce((a, b) => a + b, 0) + j], target = run.y[here.i], out = number(found[last].a[0], 3);
    // what comes from above: the loss, or each unit's δ through its weight
    const sum = [...Array(sizes[l + 1] ?? 0).keys()].map((k) => `${framed(theta[index(run, l + 1, j, k)])} · ${framed(slopes[index(run, l + 1, sizes[l], k)])}`).join(" + ");
    const above = l < last ? `(${sum})` : logistic ? "" : `2 · (${out} − ${target})`;
    const line = l === last && logistic ? `ŷ − y = ${out} − ${target}` : `${above} · φ′(${short(found[l].z[j])}) = ${above} · ${short(bend)}`;
    text(formula, `δ = ${line} = ${short(delta)}`);
    const rows = [...names[l - 1], say("bias")].map((name, i) => {
      const at = index(run, l, i, j), value = i < sizes[l - 1] ? found[l - 1].a[i] : 1;
      return [name, `${plain(value)} · ${framed(delta)} = ${short(slopes[at])}`, short(theta[at])];
    });
    table.replaceChildren(
      h("thead", {}, h("tr", {}, ...["from", "slope", "weight"].map((name) => h("th", { scope: "col" }, say(name))))),
      h("tbody", {}, ...rows.map(([name, ...cells]) => h("tr", {}, h("th", { scope: "row" }, name), ...cells.map((words) => h("td", {}, words))))));
  }

  // ---- curves over the frames

  const graph = h("canvas", { role: "img" }), told = h("p", { className: "ntn-legend" }), chart = new Plane(graph, [[0, 1], [0, 1]], ["", ""]);
  const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
  function drawCurves(state, { ink, colors, paper }) {
    const { run: { curves, numbers, frames }, f } = place(state), { c } = chart, any = curves.length && frames > 1;
    graph.hidden = told.hidden = !any;
    if (!any) return;
    const all = curves.flatMap(([, values]) => [...values]), low = min(0, ...all), high = max(...all, low + 1e-9);
    chart.limits = [[numbers[0], max(numbers.at(-1), numbers[0] + 1)], [low, low + 1.08 * (high - low)]];
    assign(chart, { labels: [set.frame_name, ""], whole: [true, false], pad: PAD });
    chart.fit(graph.clientWidth, 0.3);
    chart.axes(ink);
    curves.forEach(([, values], k) => {
      assign(c, { strokeStyle: colors[k], fillStyle: colors[k], lineWidth: 2 });
      c.setLineDash(DASHES[k]);
      c.beginPath();
      values.forEach((v, at) => c.lineTo(chart.x(numbers[at]), chart.y(v)));
      c.stroke();
      c.setLineDash([]);
      mark(c, MARKERS[k], chart.x(numbers[f]), chart.y(values[f]), 5);
      assign(c, { strokeStyle: paper, lineWidth: 1.5 });
      c.fill();
      c.stroke();
    });
    tell(told, curves.map(([name, values], k) => `${GLYPH[MARKERS[k]]} ${name} ${number(values[f], 3)}`));
    graph.setAttribute("aria-label", say("curve", { names: curves.map(([name]) => name).join(", "), name: set.frame_name }));
  }
  graph.addEventListener("click", ({ offsetX }) => {
    const { run: { numbers } } = place(current()), away = (v) => abs(chart.x(v) - offsetX);
    write({ frame: numbers.indexOf(numbers.reduce((a, b) => (away(b) < away(a) ? b : a))) });
  });

  // ---- the whole

  function paint(state, q, style) {
    drawPlane(state, style);
    drawNetwork(state, style);
    explain(state);
    drawCurves(state, style);
    canvas.setAttribute("aria-label", say("plane", { axes: set.axes.join(", "), points: q.points, status: words(state, q) }));
  }
  const words = (state, { wrong, points, output, loss }) => {
    const { run, i } = place(state);
    return say("state", { wrong, points, index: i, output: plain(output), target: run.y[i], loss: short(loss) });
  };
  return {
    quantities, paint, words, look: "ntn-drawn",
    top: [h("div", { className: "ntn-wide ntn-flow" }, h("div", {}, canvas, key), h("div", {}, drawing.el, legend))],
    below: [h("div", {}, graph, told)],
    right: [h("div", {}, h("label", {}, say("pick") + " ", select), formula, table)],
    labels: {
      frame: () => { const { run: { numbers }, f } = place(current()); return say("of", { number: numbers[f], last: numbers.at(-1) }); },
      example: () => { const { run, i } = place(current()); return `${i} (${run.classes[run.y[i]]})`; },
    },
    last: (_, state) => runs[state.scenario ?? 0].frames - 1,
    list: (_, state) => runs[state.scenario ?? 0].shown.map((_, e) => e),
    hides: (name, state) => name === "example" && runs[state.scenario ?? 0].shown.length < 2,
    // frame and example stay where the new scenario has them
    follows(changes, state) {
      const { f, e } = place({ ...state, ...changes }), out = {};
      if ("frame" in state) out.frame = f;
      if ("example" in state) out.example = e;
      return "scenario" in changes ? out : {};
    },
  };
}

export default { render: (context) => panel(context, backprop) };
