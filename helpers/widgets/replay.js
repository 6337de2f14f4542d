// The training figure: a run that the axes choose, at the frame that is replayed; the boundary beside the curves.
// Python's face is replay.py.

import { abs, array, assign, contour, h, max, min, number, Plane, round, say, sqrt, text } from "./shared.js";
import { floats, forward } from "./dense.js";
import { panel } from "./panel.js";
import { settings } from "./axes.js";
import { Chart, dot, paintSample, sample, short, stroke } from "./chart.js";
import { classItem, edge, grid, item, point, ring, wash } from "./field.js";

const sum = (values) => values.reduce((a, b) => a + b, 0);
// by how much each class is ahead of the best other one, class by class
function leads(run, out) {
  const m = run.sizes.at(-1), { z } = out;
  if (m === 1) {
    const e = edge(run, out);
    return [e.map((v) => -v), e];
  }
  return [...Array(m).keys()].map((k) => Float64Array.from({ length: z.length / m }, (_, i) => {
    const row = [...z.subarray(i * m, (i + 1) * m)];
    return row[k] - max(...row.filter((_, j) => j !== k));
  }));
}
// the class that leads; on the boundary between two, class 1
const sides = (ahead) => [...ahead[0]].map((_, i) => ahead.reduce((best, lead, k) => (lead[i] > ahead[best][i] || (lead[i] === 0 && ahead.length < 3) ? k : best), 0));

// the probability of the answer, one output being that of class 1
const surest = (a, m) => (i) => (m === 1 ? max(a[i], 1 - a[i]) : max(...a.subarray(i * m, (i + 1) * m)));

function replay({ set, write, state: current }) {
  const { activations, classes, names, frame_name: counts, limits } = set, m = set.sizes[0].at(-1);
  const numbers = array(set.numbers), frames = numbers.length, last = frames - 1, choices = settings(set.choices, array(set.index));
  // two bytes for each parameter, of its frame's unit
  const whole = new Int16Array(array(set.rows).buffer), units = array(set.units), curves = array(set.curves);
  let begin = 0;
  const runs = set.sizes.map((sizes) => {
    const width = sum(sizes.slice(1).map((m, l) => (sizes[l] + 1) * m)), start = begin;
    begin += width * frames;
    return { sizes, activations, width, start };
  });
  const sets = set.points.map((wire) => {
    const flat = array(wire), count = flat.length / 3, of = (k) => [...Array(count).keys()].map((i) => flat[3 * i + k]), [x1, x2, y] = [0, 1, 2].map(of);
    return { count, x1, x2, y, x: floats(x1.flatMap((v, i) => [v, x2[i]])) };
  });

  // ---- what is looked up and evaluated

  function place(state) {
    const row = choices.row(state), run = runs[row], f = state.frame, unit = units[row * frames + f], at = run.start + f * run.width;
    const curve = (k) => curves.subarray((row * names.length + k) * frames, (row * names.length + k + 1) * frames);
    return { run, f, own: names.map((_, k) => curve(k)), theta: floats(whole.subarray(at, at + run.width)).map((v) => v * unit) };
  }
  const probable = ["sigmoid", "softmax"].includes(activations.at(-1));
  function answers({ run, theta }, x) {
    const out = forward(theta, run.sizes, activations, x), ahead = leads(run, out);
    return { ahead, says: sides(ahead), sure: surest(out.a, m) };
  }
  function quantities(state) {
    const here = place(state), { run: { sizes }, f, own, theta } = here, lowest = own.at(-1), best = lowest.indexOf(min(...lowest));
    const found = { number: numbers[f], best, late: f - best };
    own.forEach((curve, k) => { found[`value_${k + 1}`] = curve[f]; });
    if (own.length > 1) found.gap = lowest[f] - own[0][f];
    sets.forEach(({ x, y, count }, s) => {
      const { says, sure } = answers(here, x), wrong = says.filter((k, i) => k !== y[i]).length, name = s ? "_held" : "";
      found["wrong" + name] = wrong;
      found["accuracy" + name] = (count - wrong) / count;
      if (probable) found["sure" + name] = sum(y.map((_, i) => sure(i))) / count;
    });
    let square = 0, at = 0;
    for (let l = 1; l < sizes.length; at += sizes[l++]) for (let k = sizes[l - 1] * sizes[l]; k; k--) square += theta[at++] ** 2;
    return { ...found, norm: sqrt(square) };
  }

  // ---- the nodes

  const canvas = h("canvas", { role: "img" }), graph = h("canvas", { role: "img" });
  const plane = new Plane(canvas, limits, set.axes), chart = new Chart(graph, [[0, 1], set.span], [counts, ""]);
  const room = 0.02 * (numbers[last] - numbers[0]);
  chart.limits[0] = [numbers[0] - room, numbers[last] + room];
  assign(chart, { powers: set.logarithmic, whole: [true, false] });
  for (const { pad } of [plane, chart]) assign(pad, { left: set.logarithmic ? 54 : 44, right: 18 });
  const held = item("○", "currentColor", say("held")), star = h("span"), readings = names.map(() => h("span")), samples = names.map(sample);
  const key = h("p", { className: "ntn-legend" }, ...classes.map((label, k) => classItem(label, k)), item("◯", "currentColor", say("ring")), ...(sets[1] ? [held] : []));
  const told = h("p", { className: "ntn-legend" }, ...names.map((_, k) => h("span", {}, samples[k], readings[k])), star);
  const cells = sets.map(() => ["wrong", "accuracy", ...(probable ? ["sure"] : [])].map(() => h("td", { className: "ntn-number" })));
  const head = (key) => h("th", { scope: "col" }, say(key)), side = (key) => h("th", { scope: "row" }, say(key));
  const norm = h("p"), table = h("table", { className: "ntn-table" },
    h("thead", {}, h("tr", {}, ...["points", "wrong", "accuracy", ...(probable ? ["sure"] : [])].map(head))),
    h("tbody", {}, ...cells.map((row, s) => h("tr", {}, side(s ? "unseen" : "seen"), ...row))));

  // ---- painting

  function paintPlane(here, state, style) {
    const { run, theta } = here, { c } = plane, wide = canvas.clientWidth;
    plane.fit(wide, 0.86);
    // fewer nodes for a wider network, so that a frame is painted in its time
    const nx = max(72, min(128, round(sqrt(2e6 / (theta.length + 8 * sum(run.sizes.slice(1))))))), ny = round(0.86 * nx), { ahead, says, sure } = answers(here, grid(limits, nx, ny));
    plane.clip();
    wash(plane, nx, ny, style, (i) => says[i], probable ? (i) => (sure(i) - 1 / max(2, m)) / (1 - 1 / max(2, m)) : undefined);
    assign(c, { strokeStyle: style.ink, lineWidth: 2, lineCap: "round" });
    for (const lead of ahead.slice(1)) contour(plane, lead, nx, ny);
    [...sets.keys()].reverse().forEach((s) => {
      if (s && !state.shown) return;
      const { x1, x2, y, x } = sets[s], { says } = answers(here, x), r = wide < 300 ? 4.2 : 5, at = (i) => [plane.x(x1[i]), plane.y(x2[i])];
      if (!s) y.forEach((k, i) => { if (says[i] !== k) ring(c, ...at(i), r + 4, style); });
      y.forEach((k, i) => point(c, k, ...at(i), s ? r - 2 : r, style, s ? { hollow: true, rim: style.colors[k] } : { hollow: false }));
    });
    c.restore();
    plane.axes(style.ink);
  }

  // the place to stop
  function drawStar(c, x, y, r, style) {
    c.beginPath();
    for (let i = 0; i < 10; i++) {
      const size = i % 2 ? 0.42 * r : r, turn = (Math.PI * i) / 5;
      c.lineTo(x + size * Math.sin(turn), y - size * Math.cos(turn));
    }
    c.closePath();
    assign(c, { fillStyle: style.ink, strokeStyle: style.paper, lineWidth: 1.5 });
    c.stroke();
    c.fill();
  }
  function paintCurves({ own, f }, best, style) {
    const { c } = chart, upright = (frame, look, width) => stroke(c, [[chart.x(numbers[frame]), 0], [chart.x(numbers[frame]), graph.clientHeight]], look, style.ink, width);
    chart.fit(graph.clientWidth, 0.86);
    chart.axes(style.ink);
    chart.clip();
    upright(best, 2, 1.3);
    upright(f, 0, 1.8);
    own.forEach((curve, k) => stroke(c, [...curve].map((v, i) => [chart.x(numbers[i]), chart.y(v)]), k, style.colors[k], 2.5));
    own.forEach((curve, k) => dot(c, k, chart.x(numbers[f]), chart.y(curve[f]), 5.5, style.colors[k], style.ink, 1.6));
    drawStar(c, chart.x(numbers[best]), chart.y(own.at(-1)[best]), 10, style);
    c.restore();
    samples.forEach((canvas, k) => paintSample(canvas, k, style, true));
  }

  const percent = (share) => `${number(100 * share, 1)} %`;
  function paint(state, q, style) {
    const here = place(state), { own, f } = here, { best } = q, name = names.at(-1), status = words(state, q), setting = choices.words(state), where = setting && say("for", { setting });
    paintPlane(here, state, style);
    paintCurves(here, best, style);
    held.hidden = !state.shown;
    own.forEach((curve, k) => text(readings[k], `${names[k]} ${short(curve[f])}`));
    text(star, say("best", { name, moment: moment(best), value: short(own.at(-1)[best]) }));
    cells.forEach((row, s) => ["wrong", "accuracy", "sure"].slice(0, row.length).forEach((what, i) => {
      const v = q[what + (s ? "_held" : "")];
      text(row[i], i ? percent(v) : say("count", { wrong: v, points: sets[s].count }));
    }));
    text(norm, say("norm", { norm: short(q.norm) }));
    canvas.setAttribute("aria-label", say("plane", { axes: set.axes.join(", "), setting: where, status }));
    const values = own.map((curve) => short(curve[f])).join(", ");
    graph.setAttribute("aria-label", say("chart", { names: names.join(", "), name: counts, at: moment(f), values, last: name, best: moment(best) }));
  }
  const moment = (frame) => `${counts} ${numbers[frame]}`;
  const words = (state, q) => {
    const key = (s) => say(s ? "wrong_unseen" : "wrong_seen", { wrong: q[s ? "wrong_held" : "wrong"], points: sets[s].count });
    return `${moment(state.frame)}: ${sets.map((_, s) => key(s)).join(", ")}`;
  };

  // ---- the chart is a slider too

  chart.drag((v) => {
    const nearest = numbers.reduce((a, n, i) => (abs(n - v) < abs(numbers[a] - v) ? i : a), 0);
    if (nearest !== current().frame) write({ frame: nearest });
  });

  return {
    quantities, paint, words, look: "ntn-drawn", hides: choices.hides,
    top: [h("div", { className: "ntn-wide ntn-flow", style: "--right:1fr" }, h("div", {}, canvas, key), h("div", {}, graph, told))],
    bottom: [h("div", { className: "ntn-wide" }, table, norm)],
    labels: { ...choices.labels, frame: (frame) => say("of", { number: numbers[frame], last: numbers[last] }) },
  };
}

export default { render: (context) => panel(context, replay) };
