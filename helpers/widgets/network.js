// The network figure: units with their lines and live signals. Python's face is network.py.

import { ACTIVATIONS, abs, hypot, max, min, round, say, number, digitsOf, GLYPH, h, Plane, FONT, mark, spread, contour, text } from "./shared.js";
import { panel } from "./panel.js";
import { Drawing, exact, mix } from "./drawing.js";

const SHOWN = { sigmoid: "σ", leaky_relu: "leaky relu" };
const between = (low, v, high) => max(low, min(v, high));
const apart = (a, b) => a[0] + a[2] < b[0] || b[0] + b[2] < a[0] || a[1] + a[3] < b[1] || b[1] + b[3] < a[1];

function network({ set, write, request, state: current }) {
  const { circuits } = set, drawing = new Drawing(), steps = Object.fromEntries(set.controls.map(({ name, step }) => [name, step]));
  const labels = Object.fromEntries(set.controls.map(({ name, label }) => [name, label]));
  const chosen = (state) => circuits[state.circuit ?? 0];

  // ---- what is computed

  const value = (v, state) => (typeof v === "string" ? state[v] : v);
  // the sums z and outputs a of a circuit for one row of inputs
  function signals({ inputs, units }, state, row = state) {
    const found = {};
    for (const { name } of inputs) found[name] = { a: row[name] ?? state[name] };
    for (const { name, inputs, weights, bias, threshold, activation, inhibitors } of units) {
      let z = inputs.reduce((sum, source, i) => sum + found[source].a * value(weights[i], state), 0);
      z += threshold === null ? value(bias, state) : -value(threshold, state);
      const silent = inhibitors.filter((source) => found[source].a >= 0.5);
      found[name] = { z, a: silent.length ? 0 : ACTIVATIONS[activation](z), silent };
    }
    return found;
  }
  const switches = ({ inputs }) => inputs.filter((input) => input.switch);
  // the rows of the truth table in counting order
  const rows = (circuit) => {
    const names = switches(circuit).map(({ name }) => name), n = names.length;
    return Array.from({ length: 2 ** n }, (_, r) => Object.fromEntries(names.map((name, i) => [name, (r >> (n - 1 - i)) & 1])));
  };
  const isWrong = ({ target }, name, r, a) => !!target?.[name] && (a >= 0.5 ? 1 : 0) !== target[name][r];
  const cells = ({ target }) => Object.values(target).flat().length;
  function wrong(circuit, state) {
    if (!circuit.target) return -1;
    let count = 0;
    rows(circuit).forEach((row, r) => {
      const found = signals(circuit, state, row);
      for (const name in circuit.target) count += isWrong(circuit, name, r, found[name].a);
    });
    return count;
  }
  function quantities(state) {
    const circuit = chosen(state), found = signals(circuit, state);
    const all = Object.fromEntries(set.units.map((name) => [name, found[name]?.a ?? 0]));
    return set.judged ? { ...all, wrong: wrong(circuit, state) } : all;
  }

  // ---- numbers in words

  const short = (a) => (Number.isInteger(a) ? exact(a) : number(a, 2));
  const digits = (v, name) => (name in steps && steps[name] < 1 ? number(v, max(digitsOf(steps[name]), exact(v).split(".")[1]?.length ?? 0)) : exact(v));
  const plain = (v, state) => digits(value(v, state), v);
  const labelOf = (circuit, name) => [...circuit.inputs, ...circuit.units].find((node) => node.name === name).label;
  const outputs = (circuit, found) => circuit.outputs.map(({ name, label }) => `${label} = ${exact(found[name].a)}`).join(", ");

  // the sum of the unit that is picked, written out
  function arithmetic(circuit, unit, state, found) {
    const { z, a, silent } = found[unit.name], { inputs, weights, bias, threshold, activation } = unit;
    if (silent.length) return say("network_silent", { unit: unit.label, by: silent.map((name) => `${labelOf(circuit, name)} = 1`).join(", ") });
    const terms = inputs.map((name, i) => {
      const w = plain(weights[i], state);
      return `${digits(found[name].a, name)} · ${w.startsWith("−") ? `(${w})` : w}`;
    });
    const shift = value(bias, state), sum = exact(threshold === null ? z : z + value(threshold, state));
    let line = terms.join(" + ");
    if (shift || typeof bias === "string") line += `${shift < 0 ? " − " : " + "}${digits(abs(shift), bias)}`;
    line = line ? `${line} = ${sum}` : sum;
    if (threshold !== null) return `${unit.label}: ${line} ${z >= 0 ? "≥" : "<"} ${plain(threshold, state)} → ${exact(a)}`;
    return `${unit.label}: ${line}${activation === "identity" ? "" : ` → ${SHOWN[activation] ?? activation}(${sum}) = ${exact(a)}`}`;
  }

  // ---- where everything stands, in pixels: from left to right, on a narrow screen from top to bottom

  const kept = new Map();
  function geometry(circuit, width) {
    const key = `${circuit.name} ${width}`;
    if (kept.has(key)) return kept.get(key);
    const { places, routes, span, units } = circuit, last = max(...Object.values(places).map(([layer]) => layer));
    const steps = last - 0.3, long = min(230, (width - 84) / steps), flat = long >= 118;
    const extra = units.some(({ bias }) => bias !== 0) ? 15 : 0;
    const across = flat ? 0 : min(190, (width - 104) / (span || 1));
    const r = flat ? between(22, long / 4, 38) : between(19, across / 4.2, 32);
    const pitch = flat ? long : 2 * r + 78, row = flat ? 2 * r + 48 + extra : across;
    const left = flat ? (width - steps * pitch) / 2 : (width - span * row - 38) / 2, top = r + 30;
    const place = ([layer, at]) => {
      const along = pitch * (layer - (layer === last ? 0.3 : 0));
      return flat ? [left + along, top + at * row] : [left + at * row, top + along];
    };
    const at = Object.fromEntries(Object.entries(places).map(([name, spot]) => [name, place(spot)]));
    const height = flat ? top + span * row + r + 30 + extra : top + steps * pitch + r + 30;
    const isUnit = (name) => units.some((unit) => unit.name === name), reach = (name) => (isUnit(name) ? r : 0.8 * r);
    const lines = routes.map(({ from, to, via }) => {
      const points = [at[from], ...via.map(place), at[to]], unit = units.find(({ name }) => name === to);
      const inhibits = unit?.inhibitors.includes(from), ends = [[0, 1, reach(from)], [points.length - 1, points.length - 2, reach(to) + (unit ? (inhibits ? 11 : 3) : 0)]];
      // lines begin and end at the rim of what they join
      const rims = ends.map(([end, next, back]) => {
        const [[x, y], [u, v]] = [points[end], points[next]], share = back / hypot(u - x, v - y);
        return [x + share * (u - x), y + share * (v - y)];
      });
      points[0] = rims[0], points[points.length - 1] = rims[1];
      const [[px, py], [qx, qy]] = points.slice(-2), size = hypot(qx - px, qy - py);
      return { from, to, unit, inhibits, points, way: [(qx - px) / size, (qy - py) / size], layer: places[from][0], weight: unit && !inhibits ? unit.weights[unit.inputs.indexOf(from)] : 1 };
    });
    const found = { flat, r, height, at, lines, last, room: pitch };
    spots(circuit, found);
    kept.clear();
    kept.set(key, found);
    return found;
  }
  // where the weights' numbers stand: the first place on the line that is free, or the freest
  function spots({ units, inputs, outputs }, { at, lines, r, flat }) {
    const taken = Object.entries(at).map(([, [x, y]]) => [x - r, y - r, 2 * r, 2 * r]);
    for (const { name } of units) {
      const [x, y] = at[name];
      taken.push(...(flat ? [[x - 24, y - r - 20, 48, 20], [x - 30, y + r, 60, 20]] : [[x + r, y - 16, 52, 32]]));
    }
    for (const line of lines) {
      if (!line.unit || line.inhibits || (isMany(lines) && line.weight === 1)) continue;
      const [[ax, ay], [bx, by]] = line.points.slice(-2), wide = 8 * (typeof line.weight === "string" ? 4 : exact(line.weight).length) + 8;
      let least = Infinity;
      for (const t of [0.6, 0.68, 0.52, 0.76, 0.44, 0.36, 0.84, 0.28]) {
        const x = ax + t * (bx - ax), y = ay + t * (by - ay), box = [x - wide / 2, y - 9, wide, 18];
        const crossed = lines.filter((other) => other !== line && near(other.points, x, y) < wide / 2 + 2).length;
        const cost = 5 * taken.filter((other) => !apart(box, other)).length + crossed;
        if (cost < least) least = cost, line.spot = { x, y, box };
      }
      taken.push(line.spot.box);
    }
  }
  const near = (points, x, y) => min(...points.slice(1).map(([bx, by], i) => {
    const [ax, ay] = points[i], dx = bx - ax, dy = by - ay, t = between(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 1);
    return hypot(ax + t * dx - x, ay + t * dy - y);
  }));
  // in a large drawing a line without a number carries the weight 1
  const isMany = (lines) => lines.filter(({ unit }) => unit).length > set.many;

  // a soft line through the points
  function curve(points) {
    const p = [points[0], ...points, points.at(-1)];
    const part = (i) => [0, 1].map((k) => [p[i][k] + (p[i + 1][k] - p[i - 1][k]) / 6, p[i + 1][k] - (p[i + 2][k] - p[i][k]) / 6, p[i + 1][k]]);
    const pair = (xs, ys, k) => `${xs[k].toFixed(1)} ${ys[k].toFixed(1)}`;
    return points.slice(1).reduce((path, _, i) => {
      const [xs, ys] = part(i + 1);
      return `${path}C${pair(xs, ys, 0)} ${pair(xs, ys, 1)} ${pair(xs, ys, 2)}`;
    }, `M${pair([points[0][0]], [points[0][1]], 0)}`);
  }

  // ---- painting

  let spot; // the geometry that is painted, for the pointer
  function draw(circuit, state, found, style) {
    const width = drawing.el.clientWidth, { flat, r, height, at, lines } = spot = geometry(circuit, width), key = (name) => `${circuit.name} ${name}`;
    const color = (v) => style.colors[v > 0 ? 1 : 0];
    const fill = (a) => (style.forced ? style.paper : mix(style, color(a), 0.85 * min(1, abs(a))));
    const onIt = (a) => (style.forced ? style.ink : mix(style, color(a), 0.85 * min(1, abs(a)), true));
    const told = circuit.units.map(({ name, label }) => `${label} = ${exact(found[name].a)}`).join(", ");
    drawing.begin(width, height, style, say("network_drawing", { name: circuit.name, inputs: circuit.inputs.map(({ name, label }) => `${label} = ${exact(state[name])}`).join(", "), units: told }));
    lines.forEach(({ from, to, unit, inhibits, points, way: [u, v], layer, weight }, i) => {
      const w = inhibits ? -1 : value(weight, state), effect = found[from].a * w, [x, y] = points.at(-1);
      const paint = { stroke: effect ? color(effect) : style.ink, opacity: effect ? 1 : 0.5, style: `--d:${(0.06 * layer).toFixed(2)}s` }, thick = effect ? 1.8 + 2.6 * min(1, abs(effect)) : 1.4;
      drawing.put(key(`line ${i}`), "path", { d: curve(points), fill: "none", "stroke-width": thick, "stroke-dasharray": w < 0 ? "8 5" : "none", "stroke-linecap": w < 0 ? "butt" : "round", ...paint });
      if (!unit || !w) return;
      if (inhibits) drawing.put(key(`end ${i}`), "circle", { cx: x + 5 * u, cy: y + 5 * v, r: 5.5, fill: style.paper, "stroke-width": 2, ...paint, opacity: 1 });
      // a bar holds back, an arrow pushes
      else drawing.put(key(`end ${i}`), "path", {
        d: w < 0 ? `M${x - 7 * v} ${y + 7 * u}L${x + 7 * v} ${y - 7 * u}` : `M${x} ${y}L${x - 9 * u - 4.5 * v} ${y - 9 * v + 4.5 * u}L${x - 9 * u + 4.5 * v} ${y - 9 * v - 4.5 * u}Z`,
        "stroke-width": w < 0 ? 3 : 1, fill: paint.stroke, ...paint, opacity: effect ? 1 : 0.7,
      });
    });
    lines.forEach(({ spot: place, weight }, i) => {
      if (!place) return;
      const slider = typeof weight === "string" && set.controls.find(({ name }) => name === weight), words = plain(weight, state);
      drawing.write(key(`weight ${i}`), words, place.x, place.y, style, { "stroke-width": 6 });
      const half = 3.8 * words.length;
      if (slider) drawing.put(key(`slider ${i}`), "path", { d: `M${place.x - half} ${place.y + 9}h${2 * half}`, stroke: style.forced ? style.ink : slider.color, "stroke-width": 3 });
    });
    const box = (name, label, a, below, cursor) => {
      const [x, y] = at[name], side = 0.8 * r;
      drawing.put(key(`box ${name}`), "rect", { x: x - side, y: y - side, width: 2 * side, height: 2 * side, rx: 6, fill: fill(a), stroke: "currentColor", "stroke-width": a >= 0.5 ? 2.5 : 1.5, cursor });
      drawing.write(key(`value ${name}`), short(a), x, y, style, { fill: onIt(a), stroke: "none", "font-size": 16, "font-weight": 650, cursor });
      drawing.write(key(`name ${name}`), label, x, y + (below ? side + 13 : -side - 12), style, { "font-size": 14 });
    };
    for (const { name, label, switch: flips } of circuit.inputs) box(name, label, state[name], false, flips ? "pointer" : "default");
    const r0 = rows(circuit).findIndex((row) => Object.entries(row).every(([name, v]) => state[name] === v));
    for (const { name, label } of circuit.outputs) {
      const mark = circuit.target?.[name] ? (isWrong(circuit, name, r0, found[name].a) ? " ✗" : " ✓") : "";
      box(`>${name}`, label + mark, found[name].a, !flat, "pointer");
    }
    for (const unit of circuit.units) {
      const { name, label, activation, threshold, bias } = unit, [x, y] = at[name], { a, z, silent } = found[name], dark = onIt(a);
      const wave = r >= 26, delay = `--d:${(0.06 * circuit.places[name][0]).toFixed(2)}s`;
      if (picked(circuit) === unit) drawing.put(key(`ring ${name}`), "circle", { cx: x, cy: y, r: r + 5, fill: style.paper, stroke: "currentColor", "stroke-width": 1.5, "stroke-dasharray": "4 4" });
      drawing.put(key(`unit ${name}`), "circle", { cx: x, cy: y, r, fill: fill(a), stroke: "currentColor", "stroke-width": abs(a) >= 0.5 ? 2.5 : 1.5, cursor: "pointer", style: delay });
      if (wave) {
        // the activation's curve in small, and where the sum stands on it
        const f = ACTIVATIONS[activation], far = activation === "step" ? 2.5 : 5, n = 40, values = Array.from({ length: n + 1 }, (_, i) => f((2 * i / n - 1) * far));
        const low = min(...values), high = max(...values), px = (v) => x + (between(-far, v, far) / far) * 0.56 * r, py = (v) => y - 0.12 * r - (between(0, (v - low) / (high - low), 1)) * 0.46 * r;
        drawing.put(key(`curve ${name}`), "path", { d: `M${values.map((v, i) => `${px((2 * i / n - 1) * far).toFixed(1)} ${py(v).toFixed(1)}`).join("L")}`, fill: "none", stroke: dark, "stroke-width": 1.5, opacity: 0.75, "pointer-events": "none" });
        drawing.put(key(`dot ${name}`), "circle", { cx: px(z), cy: py(a), r: 3.4, fill: dark, "pointer-events": "none" });
      }
      drawing.write(key(`value ${name}`), short(a), x, y + (wave ? 0.42 * r : 0), style, { fill: dark, stroke: "none", "font-size": wave ? 15 : 16, "font-weight": 650, cursor: "pointer" });
      const lines = [];
      if (silent.length) lines.push(say("network_silenced"));
      else if (threshold !== null) lines.push(set.sums ? `${exact(z + value(threshold, state))} ${z >= 0 ? "≥" : "<"} ${plain(threshold, state)}` : `θ = ${plain(threshold, state)}`);
      else if (set.sums) lines.push(`z = ${exact(z, 3)}`);
      if (threshold === null && bias !== 0) lines.push(`b = ${plain(bias, state)}`);
      const put = (part, words, dx, dy, more) => drawing.write(key(part), words, x + dx, y + dy, style, { "font-size": 12.5, ...(flat ? {} : { "text-anchor": "start" }), ...more });
      put(`name ${name}`, label, flat ? 0 : r + 7, flat ? -r - 12 : lines.length > 1 ? -15 : -8, { "font-size": 14, "font-weight": 650 });
      lines.forEach((words, i) => put(`sum ${i} ${name}`, words, flat ? 0 : r + 7, (flat ? r + 13 : lines.length > 1 ? 1 : 8) + 15 * i));
    }
    drawing.end();
  }

  // ---- the unit that is picked

  const picks = {};
  const picked = (circuit) => circuit.units.find(({ name }) => name === picks[circuit.name]) ?? circuit.units.find(({ name }) => name === circuit.outputs[0].name);
  const select = h("select", { onchange: () => pick(select.value) }), line = h("p", { className: "ntn-formula" });
  function pick(name) {
    picks[chosen(current()).name] = name;
    request();
  }
  drawing.el.addEventListener("click", (event) => {
    const state = current(), circuit = chosen(state), frame = drawing.el.getBoundingClientRect(), x = event.clientX - frame.left, y = event.clientY - frame.top;
    const [[name, [nx, ny]]] = Object.entries(spot.at).sort(([, [a, b]], [, [c, d]]) => hypot(a - x, b - y) - hypot(c - x, d - y));
    if (hypot(nx - x, ny - y) > spot.r + 10) return;
    const input = circuit.inputs.find((node) => node.name === name);
    if (!input) pick(name.replace(">", ""));
    else if (input.switch) write({ [name]: 1 - state[name] });
  });

  // ---- the truth table

  const table = h("table", { className: "ntn-table ntn-truth" });
  let listed;
  function list(circuit, state) {
    const names = switches(circuit), all = rows(circuit);
    if (listed !== circuit) {
      table.replaceChildren(h("caption", {}, say(circuit.target ? "network_judged" : "network_table")),
        h("thead", {}, h("tr", {}, ...[...names, ...circuit.outputs].map(({ label }) => h("th", { scope: "col" }, label)))),
        h("tbody", {}, ...all.map((row) => h("tr", { onclick: () => write(row) }, ...names.map(() => h("td")), ...circuit.outputs.map(() => h("td"))))));
      listed = circuit;
    }
    all.forEach((row, r) => {
      const found = signals(circuit, state, row), line = table.tBodies[0].rows[r], here = names.every(({ name }) => row[name] === state[name]);
      line.toggleAttribute("aria-current", here);
      names.forEach(({ name }, i) => text(line.cells[i], (here && !i ? "▸ " : "") + row[name]));
      circuit.outputs.forEach(({ name }, i) => text(line.cells[names.length + i], short(found[name].a) + (isWrong(circuit, name, r, found[name].a) ? " ✗" : "")));
    });
  }

  // ---- the plane of two inputs

  const canvas = h("canvas", { role: "img", tabIndex: -1 }), key = h("p", { className: "ntn-legend" });
  canvas.removeAttribute("tabindex");
  const plane = set.plane && new Plane(canvas, [[-0.5, 1.5], [-0.5, 1.5]], ["", ""]);
  function field(circuit, state, style) {
    const [{ name: first }, { name: second }] = circuit.inputs, output = circuit.outputs[0].name, { c } = plane;
    // one unit has one straight line, exactly; of several the sign of the last is all there is
    const unit = circuit.units.at(-1), smooth = circuit.units.length === 1 && !unit.inhibitors.length && /step|sigmoid/.test(unit.activation), n = smooth ? 60 : 160;
    plane.labels = circuit.inputs.map(({ label }) => label);
    plane.whole = [true, true];
    plane.fit(canvas.clientWidth, 1);
    const values = new Float64Array(n * n), pixels = new Uint32Array(n * n), tint = style.colors.map((color) => parseInt(color.slice(5) + color.slice(3, 5) + color.slice(1, 3), 16));
    for (let k = 0; k < n * n; k++) {
      const { z, a } = signals(circuit, state, { [first]: 2 * (k % n) / (n - 1) - 0.5, [second]: 1.5 - 2 * ((k - (k % n)) / n) / (n - 1) })[output];
      values[k] = smooth ? z : a - 0.5;
      pixels[k] = ((style.forced ? 0 : style.dark ? 70 : 46) << 24) | tint[+(values[k] >= 0)];
    }
    plane.clip();
    spread(plane, pixels, n, n);
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 2, lineCap: "round" });
    contour(plane, values, n, n);
    c.restore();
    plane.axes(style.ink);
    let bad = false;
    rows(circuit).forEach((row, r) => {
      const { a } = signals(circuit, state, row)[output], k = +(a >= 0.5), x = plane.x(row[first]), y = plane.y(row[second]);
      mark(c, MARKERS[k], x, y, 8);
      Object.assign(c, { fillStyle: style.forced && !k ? style.paper : style.colors[k], strokeStyle: style.forced ? style.ink : style.paper, lineWidth: 1.5, font: FONT, textAlign: "left", textBaseline: "middle" });
      c.fill();
      c.stroke();
      c.fillStyle = style.ink;
      if (isWrong(circuit, output, r, a)) c.fillText("✗", x + 15, y - 12), bad = true;
    });
    mark(c, "o", plane.x(state[first]), plane.y(state[second]), 15);
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 2 });
    c.stroke();
    const { label } = circuit.outputs[0], item = (k) => `${style.forced && !k ? "○" : GLYPH[MARKERS[k]]} ${label} = ${k}`;
    text(key, [item(0), item(1), say("network_here"), ...(bad ? [say("network_bad")] : [])].join("   "));
    canvas.setAttribute("aria-label", say("network_plane", { corners: rows(circuit).map((row) => `${row[first]}${row[second]} → ${exact(signals(circuit, state, row)[output].a)}`).join(", ") }));
  }
  canvas.addEventListener("click", (event) => {
    const corner = plane.at(event.offsetX, event.offsetY).map((v) => between(0, round(v), 1));
    write(Object.fromEntries(chosen(current()).inputs.map(({ name }, i) => [name, corner[i]])));
  });

  // ---- the whole

  const legend = h("p", { className: "ntn-legend" });
  function paint(state, _, style) {
    const circuit = chosen(state), found = signals(circuit, state), unit = picked(circuit);
    draw(circuit, state, found, style);
    if (select.dataset.circuit !== circuit.name) {
      select.replaceChildren(...circuit.units.map(({ name, label }) => h("option", { value: name }, label === name ? name : `${label} (${name})`)));
      select.dataset.circuit = circuit.name;
    }
    select.value = unit.name;
    text(line, arithmetic(circuit, unit, state, found));
    const { lines } = spot, notes = ["network_active"];
    if (lines.some(({ unit, inhibits, weight }) => unit && !inhibits && value(weight, state) < 0)) notes.push("network_negative");
    if (lines.some(({ inhibits }) => inhibits)) notes.push("network_absolute");
    if (isMany(lines)) notes.push("network_one");
    text(legend, notes.map((note) => say(note)).join("   "));
    if (set.table) list(circuit, state);
    if (plane) field(circuit, state, style);
  }
  function words(state, { wrong }) {
    const circuit = chosen(state), told = outputs(circuit, signals(circuit, state));
    if (!circuit.target) return told;
    return say(wrong ? "network_wrong" : "network_right", { outputs: told, wrong, cells: cells(circuit) });
  }
  const used = circuits.map(({ inputs, units }) => new Set([...inputs.map(({ name }) => name), ...units.flatMap(({ weights, bias, threshold }) => [...weights, bias, threshold])]));
  const picture = [drawing.el, legend], beside = set.table ? [table] : [];
  return {
    look: "ntn-drawn", quantities, paint, words,
    top: plane ? [] : [h("div", { className: "ntn-wide" }, ...picture)],
    left: plane ? [h("div", {}, ...picture)] : [],
    below: [h("div", {}, h("label", {}, say("network_pick") + " ", select), line), ...(plane ? [h("div", { className: "ntn-plane" }, canvas, key)] : beside)],
    right: plane ? beside : [],
    hides: (name, state) => name !== "circuit" && !used[state.circuit ?? 0].has(name),
  };
}

export default { render: (context) => panel(context, network) };
