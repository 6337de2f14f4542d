// The network figure: units with their lines and live signals. Python's face is network.py.

import { ACTIVATIONS, FONT, GLYPH, Plane, abs, contour, digitsOf, h, hypot, mark, max, min, number, round, say, text, assign, entries, fromEntries } from "./shared.js";
import { panel } from "./panel.js";
import { Drawing, exact, mix } from "./drawing.js";
import { point, wash } from "./field.js";

const NAMES = { sigmoid: "σ" };
const between = (low, v, high) => max(low, min(v, high));

function network({ set, write, request, state: current }) {
  const { circuits, controls } = set, drawing = new Drawing();
  const control = (name) => controls.find((c) => c.name === name);
  const chosen = (state) => circuits[state.circuit ?? 0];
  const value = (v, state) => state[v] ?? v;

  // ---- what is computed: the sums z and outputs a of a circuit for one row of inputs

  function signals({ inputs, units }, state, row) {
    const found = {};
    for (const { name } of inputs) found[name] = { a: row?.[name] ?? state[name] };
    for (const { name, inputs, weights, bias, threshold, activation, inhibitors } of units) {
      const sum = inputs.reduce((sum, source, i) => sum + found[source].a * value(weights[i], state), 0);
      const z = sum + (threshold === null ? value(bias, state) : -value(threshold, state));
      const silent = inhibitors.filter(([source]) => found[source].a >= 0.5);
      found[name] = { z, sum, silent, a: silent.length ? 0 : ACTIVATIONS[activation](z) };
    }
    return found;
  }
  // the rows of the truth table in counting order: the switches and all signals
  function rows(circuit, state) {
    const names = circuit.inputs.filter((input) => input.switch).map(({ name }) => name), n = names.length;
    return Array.from({ length: 2 ** n }, (_, r) => {
      const row = fromEntries(names.map((name, i) => [name, (r >> (n - 1 - i)) & 1])), found = signals(circuit, state, row);
      const wrong = (name) => circuit.target?.[name] && +(found[name].a >= 0.5) !== circuit.target[name][r];
      return { row, found, wrong, here: names.every((name) => row[name] === state[name]) };
    });
  }
  function quantities(state) {
    const circuit = chosen(state), found = signals(circuit, state);
    const all = fromEntries(set.units.map((name) => [name, found[name]?.a ?? 0]));
    if (set.judged) all.wrong = circuit.target ? rows(circuit, state).flatMap(({ wrong }) => Object.keys(circuit.target).filter(wrong)).length : -1;
    return all;
  }

  // ---- the arithmetic of one unit, written out

  const short = (a, digits = 2) => (Number.isInteger(a) ? exact(a) : number(a, digits));
  const sign = (z) => (z < 0 ? "<" : "≥");
  function arithmetic({ name, label, inputs: sources, weights, bias, threshold, activation }, state, found) {
    const { z, a, sum, silent } = found[name];
    if (silent.length) return say("silent", { unit: label, by: silent.map(([, called]) => called + " = 1").join(", ") });
    const terms = sources.map((source, i) => {
      const step = control(source)?.step ?? 1, w = exact(value(weights[i], state));
      return `${step < 1 ? number(found[source].a, digitsOf(step)) : exact(found[source].a)} · ${w.startsWith("−") ? "(" + w + ")" : w}`;
    });
    const shift = value(bias, state), added = bias === 0 ? "" : (shift < 0 ? " − " : " + ") + exact(abs(shift)), total = exact(threshold === null ? z : sum);
    const line = `${label}: ${terms.length ? terms.join(" + ") + added + " = " : ""}${total}`;
    if (threshold !== null) return `${line} ${sign(z)} ${exact(value(threshold, state))} → ${exact(a)}`;
    return activation === "identity" ? line : `${line} → ${NAMES[activation] ?? activation}(${total}) = ${exact(a)}`;
  }

  // ---- where everything stands, in pixels: from left to right, on a narrow screen from top to bottom

  function geometry({ places, lines, span, units }, width) {
    const last = max(...Object.values(places).map(([layer]) => layer)), steps = last - 0.35, long = min(230, (width - 84) / steps), flat = long >= 112;
    const extra = 15 * units.some(({ bias }) => bias !== 0), small = between(19, (width - 62) / (5 * span + 2), 32), across = min(180, (width - 62 - 2 * small) / (span || 1));
    // where units stand too close for words between them, only their names are written, below
    const tight = across < 2 * small + 52, r = flat ? between(22, long / 4, 38) : small, pitch = flat ? long : 2 * r + 78;
    const row = flat ? 2 * r + 50 + extra : tight ? (width - 2 * r - 8) / span : across, left = (width - (flat ? steps * pitch : span * row + 56 * !tight)) / 2, top = r + 30, flow = flat ? [1, 0] : [0, 1];
    const place = ([layer, at]) => {
      const along = pitch * (layer - 0.35 * (layer === last));
      return flat ? [left + along, top + at * row] : [left + at * row, top + along];
    };
    const at = fromEntries(entries(places).map(([name, spot]) => [name, place(spot)]));
    // from the rim of one to the rim of the other
    const rim = (a, b, back) => a.map((v, k) => v + (back / hypot(b[0] - a[0], b[1] - a[1])) * (b[k] - v));
    const drawn = lines.map(({ from, to, via, weight, spot }) => {
      const points = [at[from], ...via.map(place), at[to]], n = points.length - 1, [p, q] = points.slice(-2), unit = to[0] !== ">";
      const ends = [rim(points[0], points[1], (places[from][0] ? 1 : 0.8) * r), rim(q, p, unit ? r + (weight === null ? 12 : 3) : 0.8 * r)];
      points[0] = ends[0], points[n] = ends[1];
      return { from, weight, unit, points, d: curve(points, flow), way: rim(p, q, 1).map((v, k) => v - p[k]), layer: places[from][0], spot: spot && p.map((v, k) => v + spot[1 - flow[k]] * (q[k] - v)) };
    });
    return { flat, tight: tight && !flat, r, at, drawn, height: top + (flat ? span * row : steps * pitch) + r + 30 + extra * flat };
  }
  // level where it passes a layer, straight where it begins and ends
  const curve = (points, flow) => points.slice(1).reduce((d, b, i) => {
    const a = points[i], level = flow.map((f, k) => (f * (b[k] - a[k])) / 2), third = a.map((v, k) => (b[k] - v) / 3);
    const bends = [a.map((v, k) => v + (i ? level : third)[k]), b.map((v, k) => v - (i < points.length - 2 ? level : third)[k]), b];
    return d + "C" + bends.flat().map((v) => v.toFixed(1)).join(" ");
  }, "M" + points[0].map((v) => v.toFixed(1)).join(" "));

  // ---- painting

  let stage; // what is painted, for the pointer
  function draw(circuit, state, found, style) {
    const width = drawing.width, { flat, tight, r, height, at, drawn } = stage = geometry(circuit, width), { inputs, units, outputs } = circuit;
    const tint = (v) => style.colors[+(v > 0)], fill = (a, ink) => (style.forced ? style[ink ? "ink" : "paper"] : mix(style, tint(a), 0.85 * min(1, abs(a)), ink));
    const told = (nodes) => nodes.map(({ name, label }) => `${label} = ${exact(found[name].a)}`).join(", ");
    const delay = (layer) => `--d:${(0.06 * layer).toFixed(2)}s`, bold = { "font-weight": 650 }, click = { cursor: "pointer" };
    drawing.begin(width, height, style, say("drawing", { name: circuit.name, inputs: told(inputs), units: told(units) }));
    for (const { from, weight, unit, points, d, way: [u, v], layer } of drawn) {
      const w = weight === null ? -1 : value(weight, state), effect = found[from].a * w, [x, y] = points.at(-1);
      const paint = { stroke: effect ? tint(effect) : style.ink, opacity: effect ? 1 : 0.5, style: delay(layer) };
      drawing.path(d, { ...paint, "stroke-width": effect ? 1.8 + 2.6 * min(1, abs(effect)) : 1.4, "stroke-dasharray": w < 0 ? "8 5" : "none" });
      // an arrow pushes, a bar holds back, a ring silences
      if (weight === null) drawing.circle(x + 6 * u, y + 6 * v, 5.5, { ...paint, opacity: 1, fill: style.paper, "stroke-width": 2 });
      else if (unit && w) {
        const bar = `M${x - 7 * v} ${y + 7 * u}L${x + 7 * v} ${y - 7 * u}`, arrow = `M${x} ${y}L${x - 10 * u - 4.5 * v} ${y - 10 * v + 4.5 * u}L${x - 10 * u + 4.5 * v} ${y - 10 * v - 4.5 * u}Z`;
        drawing.path(w < 0 ? bar : arrow, { ...paint, fill: paint.stroke, opacity: effect ? 1 : 0.7, "stroke-width": w < 0 ? 3 : 1 });
      }
    }
    for (const { weight, spot } of drawn) {
      if (!spot) continue;
      const [x, y] = spot, words = exact(value(weight, state)), half = 3.8 * words.length, { color } = control(weight) ?? {};
      drawing.write(words, x, y, 13, { "stroke-width": 6 });
      if (color) drawing.path(`M${x - half} ${y + 9}h${2 * half}`, { stroke: style.forced ? style.ink : color, "stroke-width": 3 });
    }
    const box = (name, a, words, label, below) => {
      const [x, y] = at[name], half = 0.8 * r;
      drawing.square(x, y, half, { ...click, fill: fill(a), rx: 6, "stroke-width": a >= 0.5 ? 2.5 : 1.5 });
      drawing.write(words, x, y, 16, { ...click, ...bold, fill: fill(a, true), stroke: "none" });
      drawing.write(label, x, y + (below ? half + 13 : -half - 13), 14);
    };
    for (const { name, label } of inputs) box(name, state[name], short(state[name], digitsOf(control(name).step)), label);
    const now = rows(circuit, state).find(({ here }) => here);
    for (const { name, label } of outputs) box(">" + name, found[name].a, short(found[name].a), label + (circuit.target?.[name] ? (now.wrong(name) ? " ✗" : " ✓") : ""), !flat);
    for (const { name, label, activation, threshold, bias } of units) {
      const [x, y] = at[name], { a, z, sum, silent } = found[name], ink = fill(a, true), wave = r >= 24;
      drawing.circle(x, y, r, { ...click, fill: fill(a), "stroke-width": abs(a) >= 0.5 ? 2.5 : 1.5, style: delay(circuit.places[name][0]) });
      if (wave) {
        // the activation's curve in small, and where the sum stands on it
        const f = ACTIVATIONS[activation], far = activation === "step" ? 2.5 : 5, ends = [f(-far), f(far)], low = min(0, ...ends), high = max(...ends);
        const place = (z, a) => [x + (between(-far, z, far) / far) * 0.58 * r, y - 0.1 * r - between(0, (a - low) / (high - low), 1) * 0.5 * r];
        const path = Array.from({ length: 61 }, (_, i) => place((i / 30 - 1) * far, f((i / 30 - 1) * far)).map((v) => v.toFixed(1)).join(" "));
        drawing.path("M" + path.join("L"), { stroke: ink, opacity: 0.7, "pointer-events": "none" });
        drawing.circle(...place(z, a), 3.4, { fill: ink, stroke: "none" });
      }
      drawing.write(short(a), x, y + (wave ? 0.42 * r : 0), wave ? 15 : 16, { ...click, ...bold, fill: ink, stroke: "none" });
      if (tight) {
        drawing.write(label, x, y + r + 12, 12, bold);
        continue;
      }
      const under = [], limit = exact(value(threshold, state));
      if (silent.length) under.push(say("silenced"));
      else if (threshold !== null) under.push(set.sums ? `${exact(sum)} ${sign(z)} ${limit}` : "θ = " + limit);
      else if (set.sums) under.push("z = " + exact(z, 3));
      if (bias !== 0) under.push("b = " + exact(value(bias, state)));
      const beside = flat ? {} : { "text-anchor": "start" }, dx = flat ? 0 : r + 7, from = flat ? r + 15 : 8 - 7 * (under.length - 1);
      drawing.write(label, x + dx, y + (flat ? -r - 14 : from - 16), 14, { ...bold, ...beside });
      under.forEach((words, i) => drawing.write(words, x + dx, y + from + 15 * i, 12, beside));
    }
    drawing.circle(...at[picked(circuit).name], r + 4.5, { fill: "none", "stroke-dasharray": "4 4" });
    drawing.end();
  }

  // ---- the pointer and the unit that is picked

  const picks = {}, select = h("select", { onchange: () => pick(select.value) }), line = h("p", { className: "ntn-formula" });
  const picked = ({ name, units, outputs }) => units.find((unit) => unit.name === (picks[name] ?? outputs[0].name));
  function pick(name) {
    picks[chosen(current()).name] = name;
    request();
  }
  drawing.el.addEventListener("click", ({ clientX, clientY }) => {
    const state = current(), { left, top } = drawing.el.getBoundingClientRect(), away = ([, [x, y]]) => hypot(x + left - clientX, y + top - clientY);
    const nearest = entries(stage.at).reduce((a, b) => (away(b) < away(a) ? b : a)), [name] = nearest;
    if (away(nearest) > stage.r + 10) return;
    const input = chosen(state).inputs.find((node) => node.name === name);
    if (!input) pick(name.replace(">", ""));
    else if (input.switch) write({ [name]: 1 - state[name] });
  });

  // ---- the truth table

  const table = h("table", { className: "ntn-table ntn-truth" });
  function list({ inputs, outputs, target }, all) {
    const heads = [...inputs.filter((input) => input.switch), ...outputs].map(({ label }) => h("th", { scope: "col" }, label));
    const lines = all.map(({ row, found, wrong, here }) => h("tr", { "aria-current": here, onclick: () => write(row) },
      ...Object.values(row).map((bit, i) => h("td", {}, (here && !i ? "▸ " : "") + bit)),
      ...outputs.map(({ name }) => h("td", {}, short(found[name].a) + (wrong(name) ? " ✗" : "")))));
    table.replaceChildren(h("caption", {}, say(target ? "judged" : "table")), h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...lines));
  }

  // ---- the plane of two inputs

  const canvas = h("canvas", { role: "img" }), key = h("p", { className: "ntn-legend" }), plane = new Plane(canvas, [[-0.5, 1.5], [-0.5, 1.5]], []);
  function field(circuit, all, state, style) {
    const { inputs, outputs: [{ name: output, label }] } = circuit, [first, second] = inputs.map(({ name }) => name), { c } = plane, { forced, ink } = style;
    // one unit has one straight line, exactly; of several the sign of the last is all there is
    const { smooth } = circuit, n = smooth ? 60 : 160, node = (i) => 2 * i / (n - 1) - 0.5;
    assign(plane, { labels: inputs.map((input) => input.label), whole: [true, true] });
    plane.fit(canvas.clientWidth, 1);
    const values = Float64Array.from({ length: n * n }, (_, k) => {
      const { z, a } = signals(circuit, state, { [first]: node(k % n), [second]: 1 - node((k - k % n) / n) })[output];
      return smooth ? z : a - 0.5;
    });
    plane.clip();
    wash(plane, n, n, style, (k) => +(values[k] >= 0));
    assign(c, { strokeStyle: ink, lineWidth: 2 });
    contour(plane, values, n, n);
    c.restore();
    plane.axes(ink);
    let bad = "", corners = [];
    for (const { row, found, wrong, here } of all) {
      const { a } = found[output], k = +(a >= 0.5), x = plane.x(row[first]), y = plane.y(row[second]);
      point(c, k, x, y, 8, style);
      assign(c, { fillStyle: ink, strokeStyle: ink, lineWidth: 2, font: FONT });
      if (wrong(output)) c.fillText("✗", x + 22, y - 14), bad = "   " + say("bad");
      if (here) mark(c, "o", x, y, 15), c.stroke();
      corners.push(`${row[first]} ${row[second]} → ${exact(a)}`);
    }
    const told = (k) => h("span", {}, h("span", { style: "color:" + style.colors[k] }, forced && !k ? "○" : GLYPH[MARKERS[k]]), ` ${label} = ${k}`);
    key.replaceChildren(told(0), told(1), say("here") + bad);
    canvas.setAttribute("aria-label", say("plane", { corners: corners.join(", ") }));
  }
  canvas.addEventListener("click", ({ offsetX, offsetY }) => {
    const corner = plane.at(offsetX, offsetY).map((v) => between(0, round(v), 1));
    write(fromEntries(chosen(current()).inputs.map(({ name }, i) => [name, corner[i]])));
  });

  // ---- the whole

  const legend = h("p", { className: "ntn-legend" });
  function paint(state, _, style) {
    const circuit = chosen(state), found = signals(circuit, state), unit = picked(circuit), all = set.table || plane ? rows(circuit, state) : [];
    draw(circuit, state, found, style);
    if (select.title !== circuit.name) {
      select.replaceChildren(...circuit.units.map(({ name, label }) => h("option", { value: name }, label === name ? name : `${label} (${name})`)));
      select.title = circuit.name;
    }
    select.value = unit.name;
    text(line, arithmetic(unit, state, found));
    const has = (test) => circuit.lines.some(({ weight }) => test(weight));
    const notes = [say("active"), has((w) => value(w, state) < 0) && say("negative"), has((w) => w === null) && say("absolute"), circuit.plain && say("one")];
    text(legend, notes.filter(Boolean).join("   "));
    if (set.table) list(circuit, all);
    if (set.plane) field(circuit, all, state, style);
  }
  function words(state, { wrong }) {
    const circuit = chosen(state), found = signals(circuit, state), told = circuit.outputs.map(({ name, label }) => `${label} = ${exact(found[name].a)}`).join(", ");
    const cells = Object.values(circuit.target ?? {}).flat().length;
    return cells ? say(wrong ? "wrong" : "right", { outputs: told, wrong, cells }) : told;
  }
  const used = circuits.map(({ inputs, units }) => [...inputs.map(({ name }) => name), ...units.flatMap(({ weights, bias, threshold }) => [...weights, bias, threshold])]);
  const picture = h("div", { className: set.plane ? "" : "ntn-wide" }, drawing.el, legend), beside = set.table ? [table] : [];
  return {
    look: "ntn-drawn", quantities, paint, words,
    [set.plane ? "left" : "top"]: [picture],
    below: [h("div", {}, h("label", {}, say("pick") + " ", select), line), ...(set.plane ? [h("div", { className: "ntn-plane" }, canvas, key)] : beside)],
    right: set.plane ? beside : [],
    hides: (name, state) => name !== "circuit" && !used[state.circuit ?? 0].includes(name),
  };
}

export default { render: (context) => panel(context, network) };
