// The curves figure: curves that NumPy computed for every setting of a few axes; here one setting is looked up, and
// read off where the marker stands. Python's face is curves.py.

import { abs, max, min, round, array, say, number, digitsOf, h, text, assign } from "./shared.js";
import { panel } from "./panel.js";
import { plain, settings } from "./axes.js";
import { Chart, dot, paintSample, sample, short, stroke } from "./chart.js";

const CLOSE = 1e-9; // share of the way between two places within which the marker stands on a place

function curves({ set, write, state }) {
  const { axes, panels, formulas, dots, points } = set, x = array(set.x), n = x.length, rows = array(set.rows), choices = settings(axes, array(set.index));
  const marker = set.controls.find(({ name }) => name === set.marker);
  function shown(state) {
    const row = choices.row(state), many = set.curves.length;
    return set.curves.map((_, k) => rows.subarray((row * many + k) * n, (row * many + k + 1) * n));
  }
  // on a place its value, between two the straight line
  function readOff(curve, at) {
    let i = 0;
    while (i < n - 2 && x[i + 1] <= at) i++;
    const share = (at - x[i]) / (x[i + 1] - x[i]);
    return share < CLOSE ? curve[i] : share > 1 - CLOSE ? curve[i + 1] : curve[i] + share * (curve[i + 1] - curve[i]);
  }
  // whether the j-th sample stands alone or with one other: no line, but a point
  const gap = (curve, j) => !(curve[j] <= Infinity);
  const lone = (curve, j) => (gap(curve, j - 1) ? gap(curve, j + 1) || gap(curve, j + 2) : gap(curve, j + 1) && gap(curve, j - 2));
  function quantities(state) {
    const found = {};
    shown(state).forEach((curve, k) => {
      const there = curve.filter((v) => !Number.isNaN(v)), is = there.length;
      if (marker) found[`value_${k + 1}`] = readOff(curve, state[marker.name]);
      found[`largest_${k + 1}`] = is ? max(...there) : NaN;
      found[`smallest_${k + 1}`] = is ? min(...there) : NaN;
    });
    return found;
  }

  // ---- the nodes

  const COLUMNS = [...(marker ? ["value"] : []), "smallest", "largest"];
  const looks = [];
  for (const { curves, looks: own } of panels) curves.forEach((k, i) => { looks[k] = own[i]; });
  // each curve's line, as it is drawn, before its name
  const samples = [];
  const named = (k) => {
    const canvas = sample();
    samples.push([canvas, looks[k], points[k]]);
    return [canvas, set.curves[k]];
  };
  const cells = set.curves.map(() => COLUMNS.map(() => h("td", { className: "ntn-number" })));
  const at = h("th", { scope: "col", className: "ntn-number" });
  const table = h("table", { className: "ntn-table" }, h("caption", {}, say("readings")),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("curve")), ...(marker ? [at] : []), ...["smallest", "largest"].map((key) => h("th", { scope: "col" }, say(key))))),
    h("tbody", {}, ...set.curves.map((_, k) => h("tr", {}, h("th", { scope: "row" }, ...named(k)), ...cells[k]))));
  const formula = h("div", { className: "ntn-formula ntn-wide" });
  const left = panels.some(({ logarithmic }) => logarithmic) ? 66 : 50, room = dots ? 0.02 * (x[n - 1] - x[0]) : 0;
  const whole = x.every((v) => v === round(v));
  const charts = panels.map(({ logarithmic, label, limits }, i) => {
    const last = i === panels.length - 1, chart = new Chart(h("canvas", { role: "img" }), [[x[0] - room, x[n - 1] + room], limits], [last ? set.x_label : "", label]);
    return assign(chart, { powers: logarithmic, whole: [whole, false], pad: { ...chart.pad, left, bottom: last ? 42 : 26 } });
  });

  // each panel, with a key where it holds several curves
  const keyed = panels.map(({ curves }, i) => h("div", {}, charts[i].canvas,
    ...(curves.length > 1 ? [h("p", { className: "ntn-legend" }, ...curves.map((k) => h("span", {}, ...named(k))))] : [])));

  // ---- painting

  function paintPanel(chart, own, all, state, q, style) {
    const { c, canvas, pad, limits } = chart, [low, high] = limits[1], wide = canvas.clientWidth;
    chart.fit(wide, (panels.length > 1 ? 0.44 : 0.66) * (wide < 440 ? 1.3 : 1));
    chart.axes(style.ink);
    chart.clip();
    if (!chart.powers && low < 0 && high > 0) stroke(c, [[pad.left, chart.y(0)], [wide, chart.y(0)]], 0, style.ink, 0.7);
    const here = marker && chart.x(state[marker.name]);
    if (marker) stroke(c, [[here, 0], [here, canvas.clientHeight]], 0, style.forced ? style.ink : marker.color, 2.5);
    // points over the lines that pass them
    const tint = (k) => (points[k] ? style.ink : style.colors[looks[k]]);
    for (const k of [...own.curves].sort((a, b) => points[a] - points[b])) {
      const places = [...all[k]].map((v, j) => [chart.x(x[j]), chart.y(v)]);
      stroke(c, places, looks[k], tint(k), 2.5);
      places.forEach(([u, v], j) => {
        const apart = lone(all[k], j);
        if ((dots || apart) && !Number.isNaN(v)) dot(c, looks[k], u, v, apart ? 4 : 3, tint(k), style.paper, apart ? 1 : 0.7);
      });
    }
    if (marker) for (const k of own.curves) {
      const v = chart.y(q[`value_${k + 1}`]);
      if (!Number.isNaN(v)) dot(c, looks[k], here, v, 6, tint(k), style.ink, 2);
    }
    c.restore();
  }

  const told = (q, what, k) => (Number.isNaN(q[`${what}_${k}`]) ? "–" : short(q[`${what}_${k}`]));
  const level = (v) => number(v, marker.step % 1 ? digitsOf(marker.step) : 0);
  const stand = (v) => (abs(+level(v).replace("−", "-") - v) < 1e-9 ? level(v) : plain(v));
  function words(state, q) {
    const all = [...set.curves.keys()], each = (curves, tell) => curves.map((k) => tell(set.curves[k], k + 1)).join(", ");
    if (!marker) return each(all, (name, k) => say("span", { name, low: told(q, "smallest", k), high: told(q, "largest", k) }));
    const none = (k) => Number.isNaN(q[`value_${k + 1}`]);
    // where no point is, points are not spoken of
    const values = all.every(none) ? say("gap") : each(all.filter((k) => !(points[k] && none(k))), (name, k) => `${name} = ${told(q, "value", k)}`);
    return say("here", { name: marker.label, value: stand(state[marker.name]), values });
  }
  const entry = (name, state) => {
    const axis = axes.find((axis) => axis.name === name);
    return axis ? choices.entry(axis, state) : stand(state[name]);
  };
  function paint(state, q, style) {
    const all = shown(state);
    panels.forEach((own, i) => paintPanel(charts[i], own, all, state, q, style));
    for (const [canvas, look, alone] of samples) paintSample(canvas, look, style, marker || dots, alone);
    if (marker) text(at, `${marker.label} = ${stand(state[marker.name])}`);
    cells.forEach((row, k) => row.forEach((cell, i) => text(cell, told(q, COLUMNS[i], k + 1))));
    const line = axes.map((axis) => axis.options && formulas[entry(axis.name, state)]).find(Boolean) ?? "";
    text(formula, line.replace(/\{([^}]*)\}/g, (_, name) => entry(name, state)));
    const setting = choices.words(state);
    const where = setting && say("for", { setting }), status = words(state, q);
    panels.forEach((own, i) => {
      const names = own.curves.map((k) => set.curves[k]).join(say("and"));
      charts[i].canvas.setAttribute("aria-label", say("curves_picture", { names, x_label: set.x_label, setting: where, status }));
    });
  }

  // ---- the marker can be dragged; the slider does the same

  if (marker) for (const chart of charts) chart.drag((v) => {
    const { name, low, high, step } = marker, next = +(low + round((max(low, min(high, v)) - low) / step) * step).toFixed(9);
    if (next !== state()[name] && next <= high) write({ [name]: next });
  });

  const { hides, labels } = choices;
  if (marker) labels[marker.name] = stand;
  return { look: "ntn-curves", quantities, paint, words, hides, labels, top: [formula], left: keyed, right: [table] };
}

export default { render: (context) => panel(context, curves) };
