// The threshold figure: examples on the axis of their probability, the threshold across it, the curve of all
// thresholds, the confusion matrix. Python's face is threshold.py.

import { max, min, round, array, say, number, digitsOf, h, FONT, Plane, mark, text } from "./shared.js";
import { panel } from "./panel.js";

function threshold({ set, write, state }) {
  const { cases, classes, costs, curve } = set, [negative, positive] = classes, roc = curve === "roc";
  const control = set.controls.find(({ name }) => name === "threshold"), digits = digitsOf(control.step);
  const caseOf = ({ scenario = 0 }) => cases[scenario];

  function quantities(state) {
    const { probability, y } = caseOf(state), p = array(probability), classOf = array(y);
    let tp = 0, fp = 0, ones = 0;
    p.forEach((v, i) => {
      ones += classOf[i];
      if (v >= state.threshold) classOf[i] ? tp++ : fp++;
    });
    const n = p.length, [priceFp, priceFn] = costs ?? [0, 0], fn = ones - tp, tn = n - ones - fp;
    return {
      true_positives: tp, false_positives: fp, false_negatives: fn, true_negatives: tn, precision: tp + fp ? tp / (tp + fp) : 0,
      recall: tp / ones, accuracy: (tp + tn) / n, cost: priceFp * fp + priceFn * fn, scenario: state.scenario ?? 0,
    };
  }

  // ---- the nodes

  const dots = h("canvas", { role: "img" }), plot = h("canvas", { role: "img" });
  const cell = () => h("td");
  const cells = { false_negatives: cell(), true_positives: cell(), true_negatives: cell(), false_positives: cell() };
  const head = (scope, words) => h("th", { scope }, words);
  const table = h("table", { className: "ntn-table" }, h("caption", {}, say("matrix")),
    h("thead", {}, h("tr", {}, h("td"), head("col", say("says", { label: negative })), head("col", say("says", { label: positive })))),
    h("tbody", {},
      h("tr", {}, head("row", say("is", { label: positive })), cells.false_negatives, cells.true_positives),
      h("tr", {}, head("row", say("is", { label: negative })), cells.true_negatives, cells.false_positives)));
  const lines = ["precision", "recall", "accuracy", ...(costs ? ["cost"] : [])].map((name) => [name, h("div")]);
  const rates = h("div", { className: "ntn-formula", style: "font-size:16px" }, ...lines.map(([, el]) => el));

  // the limits of the second axis lie between whole numbers, so that it has no ticks: the lanes are no scale
  const plane = new Plane(dots, [[-0.03, 1.03], [0.03, 0.97]], [say("probability", { label: positive }), ""]);
  plane.whole = [false, true];
  plane.pad = { left: 24, right: 6, top: 6, bottom: 42 };
  const chart = new Plane(plot, [[0, 1.03], [0, 1.03]], [say(roc ? "false_rate" : "recall"), say(roc ? "true_rate" : "precision")]);

  // ---- painting

  const PLACES = { false_negatives: [0, 0], true_positives: [1, 0], true_negatives: [0, 1], false_positives: [1, 1] };
  function paintDots(state, q, style) {
    plane.fit(dots.clientWidth, 0.86);
    const { c, pad, w, h: high } = plane, { probability, y, heights } = caseOf(state);
    const p = array(probability), classOf = array(y), rise = array(heights), at = plane.x(state.threshold), right = pad.left + w;
    const middle = pad.top + high / 2, bottom = pad.top + high, lane = high / 2 - 30, r = w < 330 ? 3 : 3.6;
    plane.clip();
    if (!style.forced) {
      c.globalAlpha = style.dark ? 0.2 : 0.11;
      [[pad.left, at, 0], [at, right, 1]].forEach(([from, to, k]) => { c.fillStyle = style.colors[k]; c.fillRect(from, pad.top, to - from, high); });
    }
    c.globalAlpha = 1;
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 1 });
    c.beginPath();
    c.moveTo(pad.left, middle);
    c.lineTo(right, middle);
    c.stroke();
    // those on their own side pale and first, those on the wrong side strong and over them
    for (const wrong of [false, true]) {
      c.globalAlpha = wrong ? 1 : style.dark ? 0.85 : 0.6;
      Object.assign(c, { lineWidth: wrong ? 1.5 : 0.7, strokeStyle: wrong || style.forced ? style.ink : style.paper });
      p.forEach((v, i) => {
        const k = classOf[i];
        if ((v >= state.threshold !== (k === 1)) !== wrong) return;
        mark(c, MARKERS[k], plane.x(v), middle + (k ? -1 : 1) * (8 + rise[i] * (lane - 8)), wrong ? r + 0.8 : r);
        c.fillStyle = style.forced && !k ? style.paper : style.colors[k];
        c.fill();
        c.stroke();
      });
    }
    c.globalAlpha = 1;
    Object.assign(c, { strokeStyle: style.forced ? style.ink : control.color, lineWidth: 3 });
    c.beginPath();
    c.moveTo(at, pad.top);
    c.lineTo(at, bottom);
    c.stroke();
    c.restore();
    mark(c, "o", at, middle, 8);
    Object.assign(c, { fillStyle: style.forced ? style.paper : control.color, strokeStyle: style.ink, lineWidth: 1.5 });
    c.fill();
    c.stroke();
    plane.axes(style.ink);
    Object.assign(c, { font: FONT, fillStyle: style.ink, strokeStyle: style.paper, lineWidth: 4, lineJoin: "round", textBaseline: "middle" });
    for (const [name, [side, row]] of Object.entries(PLACES)) {
      c.textAlign = side ? "right" : "left";
      const words = `${say(name)} ${q[name]}`, x = side ? right - 7 : pad.left + 7, y = row ? bottom - 14 : pad.top + 14;
      c.strokeText(words, x, y);
      c.fillText(words, x, y);
    }
    // the lanes' names, upwards beside the axis
    c.textAlign = "center";
    [[negative, middle + high / 4], [positive, middle - high / 4]].forEach(([label, y]) => {
      c.save();
      c.translate(11, y);
      c.rotate(-Math.PI / 2);
      c.fillText(label, 0, 0);
      c.restore();
    });
  }

  // the present threshold's place on the curve; where nobody is called positive there is no precision
  const point = (q) => (roc ? [q.false_positives / (q.false_positives + q.true_negatives), q.recall]
    : q.true_positives + q.false_positives ? [q.recall, q.precision] : null);
  function paintCurve(state, q, style) {
    chart.fit(plot.clientWidth, 0.92);
    const { c } = chart, flat = array(caseOf(state).curve), base = (q.true_positives + q.false_negatives) / array(caseOf(state).y).length;
    chart.axes(style.ink);
    chart.clip();
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 1.2 });
    c.setLineDash([2, 4]);
    c.beginPath();
    for (const v of [0, 1]) c.lineTo(chart.x(v), chart.y(roc ? v : base));
    c.stroke();
    c.setLineDash([]);
    Object.assign(c, { strokeStyle: style.colors[0], lineWidth: 2.5, lineJoin: "round" });
    c.beginPath();
    for (let i = 0; i < flat.length; i += 2) c.lineTo(chart.x(flat[i]), chart.y(flat[i + 1]));
    c.stroke();
    c.restore();
    const now = point(q);
    if (!now) return;
    mark(c, "o", chart.x(now[0]), chart.y(now[1]), 7);
    Object.assign(c, { fillStyle: style.forced ? style.paper : control.color, strokeStyle: style.ink, lineWidth: 2 });
    c.fill();
    c.stroke();
  }

  function paint(state, q, style) {
    paintDots(state, q, style);
    paintCurve(state, q, style);
    const { true_positives: tp, false_positives: fp, false_negatives: fn, true_negatives: tn } = q, share = (v) => number(v, 3);
    for (const [name, el] of Object.entries(cells)) text(el, `${q[name]} ${say(name)}`);
    const sums = {
      precision: tp + fp ? `${tp} / (${tp} + ${fp}) = ${share(q.precision)}` : say("nobody", { label: positive }),
      recall: `${tp} / (${tp} + ${fn}) = ${share(q.recall)}`,
      accuracy: `(${tp} + ${tn}) / ${tp + tn + fp + fn} = ${share(q.accuracy)}`,
      cost: costs && `${fp} · ${costs[0]} + ${fn} · ${costs[1]} = ${q.cost}`,
    };
    for (const [name, el] of lines) text(el, `${say(name)} = ${sums[name]}`);
    dots.setAttribute("aria-label", say("dots_label", { count: tp + fp + fn + tn, positive, negative, threshold: number(state.threshold, digits) }));
    const now = point(q);
    plot.setAttribute("aria-label", say(roc ? "roc_label" : "curve_label", now ? { x: share(now[0]), y: share(now[1]) } : { x: "0", y: "–" }));
  }
  const words = (state, { false_positives: fp, false_negatives: fn, accuracy }) => say("threshold_status", { fp, fn, accuracy: number(100 * accuracy, 1) });

  // ---- the line can be dragged; the slider does the same

  Object.assign(dots.style, { touchAction: "pan-y", cursor: "ew-resize" });
  let dragged = false;
  const drag = (event) => {
    const { low, high, step } = control, [v] = plane.at(event.offsetX, 0);
    const next = +(low + round((max(low, min(high, v)) - low) / step) * step).toFixed(6);
    if (next !== state().threshold) write({ threshold: min(high, next) });
  };
  dots.addEventListener("pointerdown", (event) => { dragged = true; dots.setPointerCapture(event.pointerId); drag(event); });
  dots.addEventListener("pointermove", (event) => { if (dragged) drag(event); });
  for (const end of ["pointerup", "pointercancel"]) dots.addEventListener(end, () => { dragged = false; });

  return { quantities, paint, words, left: [dots], right: [plot, rates], bottom: [h("div", { className: "ntn-wide" }, table)] };
}

export default { render: (context) => panel(context, threshold) };
