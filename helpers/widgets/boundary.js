// The boundary figure: points in a plane and how a network divides it. Python's face is boundary.py.

import { abs, floor, hypot, log10, max, min, round, sqrt, array, say, number, digitsOf, GLYPH, h, look, attach, replayer, putLink, takeLink, FONT, Plane, mark, spread, contour, fill, text, meets } from "./shared.js";
import { floats, forward, pack, parity, same } from "./dense.js";

// where the one output is just undecided, seen from its weighted sum: exact where the output is steep
const LEVEL = { step: () => 0, sigmoid: (t) => Math.log(t / (1 - t)), tanh: Math.atanh, identity: (t) => t };

function render({ model, el }) {
  const set = model.get("_setting"), { sliders, tasks, classes, axes, limits } = set;
  const state = { chosen: -1, mode: "move", log: [], touched: false, busy: false, hover: -1 };
  let theta, points, picked; // what is painted: parameters, points, the run

  // ---- the model: read it, write it

  const frames = (run) => run.history.shape[0];
  const row = (run, frame) => {
    const count = run.history.shape[1];
    return array(run.history).subarray(frame * count, (frame + 1) * count);
  };
  const original = () => model.get("_runs").find((run) => run.name === model.get("scenario"));
  const read = () => {
    picked = model.get("_retrained") ?? original();
    theta = floats(array(model.get("parameters")));
    points = array(model.get("points"));
  };
  const valueOf = (slider, row) => row[slider.index[0]] / slider.factor[0];
  const put = (slider, row, value) => slider.index.forEach((at, i) => { row[at] = slider.factor[i] * value; });
  const all = (row) => Object.fromEntries(sliders.map((s) => [s.name, valueOf(s, row)]));

  // one message for one deed of the reader
  function write(changes) {
    state.busy = true;
    for (const [name, value] of Object.entries(changes)) model.set(name, value);
    state.busy = false;
    state.touched = true;
    model.save_changes();
    read();
    watched.forEach(changed);
    request();
  }
  const writeRow = (row, more = {}) => write({ parameters: pack(row, row.length), ...all(row), ...more });
  const toFrame = (frame) => writeRow(floats(row(picked, frame)), { frame });

  function choose(name) {
    stop();
    const run = model.get("_runs").find((r) => r.name === name), frame = (set.first + frames(run)) % frames(run);
    Object.assign(state, { chosen: -1, log: [] });
    const start = floats(row(run, frame));
    writeRow(start, { scenario: name, _retrained: null, points: run.points, frame });
  }

  // ---- what the reader sees

  const id = `ntn-${Math.random().toString(36).slice(2)}`;
  const canvas = h("canvas", set.editable ? { tabIndex: 0, role: "application", "aria-describedby": `${id}-keys` } : { role: "img" });
  const status = h("p", { className: "ntn-status", "aria-live": "polite" });
  const note = h("p", { className: "ntn-note", "aria-live": "polite" });
  // a class is named by the run that is shown
  const label = (k) => (picked.classes ?? classes)[k];
  const signs = [];
  const sign = (k) => {
    const glyph = h("span", { "aria-hidden": "true" }), name = h("span");
    signs.push([k, glyph, name]);
    return h("span", {}, glyph, " ", name);
  };
  const legend = h("p", { className: "ntn-legend" }, ...classes.map((_, k) => sign(k)),
    h("span", {}, h("span", { "aria-hidden": "true" }, "◯ "), say("ring")));

  const rows = sliders.map((slider) => {
    const output = h("output");
    const input = h("input", {
      type: "range", min: slider.low, max: slider.high, step: slider.step, name: slider.name,
      "aria-label": slider.label,
      oninput: () => { stop(); const next = theta.slice(); put(slider, next, +input.value); writeRow(next); },
    });
    const label = h("span", { "aria-hidden": "true" }, slider.label);
    return { slider, input, output, el: h("label", { className: "ntn-slider", style: `--c:${slider.color}` }, label, input, output) };
  });

  const formula = h("p", { className: "ntn-formula" });
  const places = set.formula.split(/(\{\+?\w+\})/).map((piece) => {
    const [, sign, name] = piece.match(/^\{(\+?)(\w+)\}$/) ?? [];
    const slider = sliders.find((s) => s.name === name);
    const node = slider ? h("b", { style: `--c:${slider.color}` }) : piece;
    formula.append(node);
    return { slider, sign, node };
  }).filter((place) => place.slider);

  const scenario = h("select", { onchange: () => choose(scenario.value) }, ...model.get("_runs").map((run) => h("option", { value: run.name }, run.name)));
  const scrub = h("input", { type: "range", min: 0, step: 1, "aria-label": say(set.frame_name), oninput: () => { stop(); toFrame(+scrub.value); } });
  const where = h("output"), blame = h("p", { className: "ntn-cause", hidden: !model.get("_runs").some(({ examples }) => examples) });
  const steps = [-10, -1, 1, 10, 100].map((n) => {
    const kind = n > 0 ? "forward" : "back", by = { n: abs(n) };
    return [n, h("button", { type: "button", "aria-label": say(kind + "_label", by), onclick: () => { stop(); go(n); } }, say(kind, by))];
  });
  const player = h("button", { type: "button", onclick: () => (film.playing ? stop() : play()) });
  const go = (n) => toFrame(max(0, min(frames(picked) - 1, model.get("frame") + n)));
  const replay = h("fieldset", {}, h("legend", {}, say("replay") + ": ", where), scrub, blame,
    h("div", { className: "ntn-row" }, player, ...steps.map(([, button]) => button)));

  const pick = (value, ...label) => h("label", {}, h("input", {
    type: "radio", name: id, value, checked: value === "move",
    onchange: () => { state.mode = value; },
  }), ...label);
  const reset = h("button", { type: "button", onclick: () => {
    Object.assign(state, { chosen: -1, log: [] });
    const start = floats(row(original(), 0));
    model.get("_retrained") ? writeRow(start, { _retrained: null, points: original().points, frame: 0 }) : write({ points: original().points });
  } }, say("reset"));
  const retrains = h("p", {}, say("static")), keys = h("p", { id: `${id}-keys` });
  const edit = h("fieldset", { className: "ntn-pick" }, h("legend", {}, say("pointer")), h("div", {}, pick("move", say("move")),
    ...classes.map((_, k) => pick(String(k), say("add"), sign(k))), pick("remove", say("remove"))),
    h("p", { className: "ntn-row" }, reset),
    h("details", {}, h("summary", {}, say("help")),
      keys,
      ...(set.retrains ? [retrains] : [])));
  const link = h("button", { type: "button", onclick: copy }, say("link"));
  const goals = tasks.map((task) => ({ answer: h("p", { "aria-live": "polite" }), ...task }));
  const curves = h("canvas", { role: "img" }), curveWords = h("p", { className: "ntn-legend" });
  const failure = h("p", { className: "ntn-error", role: "alert", hidden: true });

  const root = h("section", { className: "ntn", "aria-label": set.title, id: document.getElementById(set.key) ? "" : set.key },
    h("div", { className: "ntn-body" },
      h("p", { className: "ntn-title" }, set.title),
      ...goals.map(({ text, answer }) => h("div", { className: "ntn-task" }, h("strong", {}, say("task")), " ", text, answer)),
      h("div", { className: "ntn-side" }, h("div", {}, canvas, legend), h("div", {}, status, note), curves, curveWords, replay, failure),
      h("div", { className: "ntn-side" },
        ...(scenario.length > 1 ? [h("label", {}, say("scenario") + " ", scenario)] : []),
        ...(set.formula ? [formula] : []),
        ...(rows.length ? [h("fieldset", {}, h("legend", {}, say("sliders")), ...rows.map((r) => r.el))] : []),
        ...(set.editable ? [edit] : []),
        h("div", { className: "ntn-row" }, link))));

  // ---- painting

  const plane = new Plane(canvas, limits, axes);
  const classify = ({ z, a }, i) => {
    const m = picked.sizes.at(-1);
    if (m === 1) return a[i] >= model.get("threshold") ? 1 : 0;
    const part = z.subarray(i * m, (i + 1) * m);
    return part.indexOf(max(...part));
  };

  let grid = [];
  function nodes(nx, ny) {
    const [[x0, x1], [y0, y1]] = limits;
    if (grid.nx === nx && grid.ny === ny) return grid;
    grid = Object.assign(new Float64Array(2 * nx * ny), { nx, ny });
    for (let j = 0, k = 0; j < ny; j++) {
      for (let i = 0; i < nx; i++) {
        grid[k++] = x0 + (i / (nx - 1)) * (x1 - x0);
        grid[k++] = y1 - (j / (ny - 1)) * (y1 - y0);
      }
    }
    return grid;
  }

  function field(style) {
    const { sizes, activations } = picked, m = sizes.at(-1), last = activations.at(-1);
    // fewer nodes for a wider network, so that a step of a slider stays within a frame
    const cost = theta.length + 8 * sizes.slice(1).reduce((a, b) => a + b);
    const nx = max(64, min(160, floor(sqrt(1e6 / cost)))), ny = max(2, round((nx * plane.h) / plane.w));
    const out = forward(theta, sizes, activations, nodes(nx, ny)), { z, a } = out, t = model.get("threshold");
    // a pixel is 0xAABBGGRR
    const tint = COLORS.map((color) => parseInt(color.slice(5) + color.slice(3, 5) + color.slice(1, 3), 16));
    const base = style.forced ? 0 : style.dark ? 70 : 42, pixels = new Uint32Array(nx * ny);
    for (let i = 0; i < nx * ny; i++) {
      const sure = m === 1 ? min(1, 2 * abs(a[i] - t)) : 1;
      const side = m === 1 ? +(a[i] >= t) : classify(out, i);
      pixels[i] = ((base * (0.35 + 0.65 * sure)) << 24) | tint[side];
    }
    plane.clip();
    spread(plane, pixels, nx, ny);
    Object.assign(plane.c, { strokeStyle: style.ink, lineWidth: 2, lineCap: "round" });
    if (m === 1) {
      const level = LEVEL[last]?.(t);
      contour(plane, Number.isFinite(level) ? z.map((v) => v - level) : a.map((v) => v - t), nx, ny);
      if (sizes.length === 2) arrow(style, Number.isFinite(level) ? level : 0);
    } else {
      for (let k = 0; k < m; k++) {
        contour(plane, Float64Array.from({ length: nx * ny }, (_, i) => {
          let other = -Infinity;
          for (let q = 0; q < m; q++) if (q !== k) other = max(other, z[i * m + q]);
          return z[i * m + k] - other;
        }), nx, ny);
      }
    }
    plane.c.restore();
  }

  // from the line to the side of class 1, near the line's end, where points are few
  function arrow(style, level) {
    const { c, pad, w, h: high } = plane, [[x0, x1], [y0, y1]] = limits;
    const gx = (theta[0] * (x1 - x0)) / w, gy = (-theta[1] * (y1 - y0)) / high, size = hypot(gx, gy);
    const z = (theta[0] * (x0 + x1)) / 2 + (theta[1] * (y0 + y1)) / 2 + theta[2] - level;
    const u = gx / size, v = gy / size, fx = -(u * z) / size, fy = -(v * z) / size;
    // the foot seen from the middle is (fx, fy); along (−v, u) the line stays inside from `low` to `high`
    const ends = [[-v, fx, w / 2], [u, fy, high / 2]].map(([way, at, half]) => [-1, 1].map((s) => (s * half - at) / way).sort((p, q) => p - q));
    const from = max(ends[0][0], ends[1][0]), to = min(ends[0][1], ends[1][1]);
    if (!(size > 0 && from < to)) return;
    const s = from + 0.15 * (to - from), x = fx - v * s, y = fy + u * s;
    // shorter where the edge is near, none in a sliver
    const room = (at, way, half) => (half - at * Math.sign(way)) / abs(way) - 2;
    const length = min(34, room(x, u, w / 2), room(y, v, high / 2)), tx = x + length * u, ty = y + length * v;
    if (length < 10) return;
    c.translate(pad.left + w / 2, pad.top + high / 2);
    c.beginPath();
    c.moveTo(x, y);
    c.lineTo(tx, ty);
    c.moveTo(tx - 9 * u + 5 * v, ty - 9 * v - 5 * u);
    c.lineTo(tx, ty);
    c.lineTo(tx - 9 * u - 5 * v, ty - 9 * v + 5 * u);
    c.stroke();
    // the label before the tip; where that is outside, inside and beside the arrow
    const label = (ahead, beside) => [[tx + ahead * 24 * u - beside * 30 * v, w / 2 - 22], [ty + ahead * 14 * v + beside * 18 * u, high / 2 - 11]];
    const fits = label(1, 0).every(([at, half]) => abs(at) <= half);
    const [lx, ly] = (fits ? label(1, 0) : label(0, 1)).map(([at, half]) => max(-half, min(half, at)));
    Object.assign(c, { font: FONT, fillStyle: style.ink, strokeStyle: style.paper, lineWidth: 3, lineJoin: "round", textAlign: "center", textBaseline: "middle" });
    c.strokeText("ŷ = 1", lx, ly);
    c.fillText("ŷ = 1", lx, ly);
  }

  function dots(style, sides) {
    const { c } = plane, small = plane.w < 320 ? 4.5 : 5.5;
    const place = (i) => [plane.x(points[3 * i]), plane.y(points[3 * i + 1])];
    const ring = (i, r, width, dash = []) => {
      mark(c, "o", ...place(i), r);
      c.setLineDash(dash);
      Object.assign(c, { strokeStyle: style.ink, lineWidth: width });
      c.stroke();
      c.setLineDash([]);
    };
    plane.clip();
    sides.forEach((side, i) => { if (side !== points[3 * i + 2]) ring(i, small + 3.5, 1.4); });
    for (let i = 0; i < sides.length; i++) {
      const [px, py] = place(i), k = points[3 * i + 2];
      mark(c, MARKERS[k], px, py, small);
      // without colours of its own (forced), class 0 is hollow
      Object.assign(c, { fillStyle: style.forced && k === 0 ? style.paper : style.colors[k], strokeStyle: style.forced ? style.ink : style.paper, lineWidth: 1.2 });
      c.fill();
      c.stroke();
    }
    if (cause() >= 0) ring(cause(), 14, 3);
    if (state.chosen >= 0) ring(state.chosen, 11, 2, [4, 3]);
    plane.c.restore();
  }

  // the point that caused the update of this frame, while the picture shows that frame and those points
  const byHand = () => !same(theta, floats(row(picked, model.get("frame"))));
  const cause = () => {
    const frame = model.get("frame");
    return picked.examples && frame > 0 && !byHand() && same(points, array(picked.points)) ? array(picked.examples)[frame - 1] : -1;
  };

  let due = 0;
  function request() { due ||= requestAnimationFrame(() => { due = 0; paint(); }); }

  function paint() {
    const width = canvas.clientWidth;
    if (!width) return;
    const style = look(root), frame = model.get("frame"), count = points.length / 3;
    const [[x0, x1], [y0, y1]] = limits, w = width - plane.pad.left - plane.pad.right;
    plane.fit(width, set.equal ? (y1 - y0) / (x1 - x0) : max(0.72, 260 / w));
    field(style);
    plane.axes(style.ink);
    const plain = new Float64Array(2 * count);
    for (let i = 0; i < count; i++) plain.set(points.subarray(3 * i, 3 * i + 2), 2 * i);
    const out = forward(theta, picked.sizes, picked.activations, plain);
    const sides = Array.from({ length: count }, (_, i) => classify(out, i));
    const wrong = sides.filter((side, i) => side !== points[3 * i + 2]).length;
    dots(style, sides);
    state.sides = sides;
    for (const [k, glyph, name] of signs) {
      glyph.style.color = style.colors[k];
      text(glyph, style.forced && k === 0 ? "○" : GLYPH[MARKERS[k]]);
      text(name, label(k));
    }
    text(keys, say("keys", { digits: classes.map((_, k) => `${k} (${label(k)})`).join(", ") }));

    // words
    const numbers = array(picked.numbers), at = say("at_frame", { name: say(set.frame_name), number: numbers[frame], last: numbers.at(-1) });
    const accuracy = (count - wrong) / count, percent = number(100 * accuracy, Number.isInteger(100 * accuracy) ? 0 : 1);
    text(status, say("accuracy", { percent, wrong, points: count }));
    text(where, byHand() ? say("by_hand") : at);
    text(blame, cause() < 0 ? "" : say("caused", { index: cause() + 1, label: label(points[3 * cause() + 2]) }));
    canvas.setAttribute("aria-label", say("picture", { title: set.title, points: count }));
    for (const { slider, input, output } of rows) {
      const value = valueOf(slider, theta);
      input.min = min(slider.low, value);
      input.max = max(slider.high, value);
      if (+input.value !== value) input.value = value;
      fill(input, min(max(0, +input.min), +input.max), value);
      text(output, number(value, digitsOf(slider.step)));
    }
    for (const { slider, sign, node } of places) {
      const value = valueOf(slider, theta), digits = digitsOf(slider.step);
      text(node, sign ? (value < 0 ? "− " : "+ ") + number(abs(value), digits) : number(value, digits));
    }
    scrub.max = frames(picked) - 1;
    scrub.value = frame;
    fill(scrub, 0, frame);
    scrub.setAttribute("aria-valuetext", at);
    scenario.value = model.get("scenario");
    replay.hidden = frames(picked) < 2;
    for (const [n, button] of steps) button.hidden = abs(n) > 1 && frames(picked) <= abs(n);
    text(player, say(film.playing ? "pause" : "play"));
    chart(style);
    judge({ wrong, points: count, accuracy, frame, edits: state.log.length, by_hand: +byHand() });
    const failed = model.get("_failure");
    if (failed) text(failure, say("failed", { error: failed }));
    failure.hidden = !failed && !wide;
    root.dataset.paints = +(root.dataset.paints ?? 0) + 1;
  }

  function judge(quantities) {
    const frame = model.get("frame");
    for (const [name, curve] of picked.curves) quantities[name] = array(curve)[frame];
    for (const slider of sliders) quantities[slider.name] = valueOf(slider, theta);
    const before = model.get("solved");
    const now = goals.map(({ goal }, i) => before[i] || (state.touched && meets(goal, quantities)));
    goals.forEach(({ answer, done }, i) => text(answer, now[i] ? say("met", { done }) : ""));
    if (!same(now, before)) {
      model.set("solved", now);
      model.save_changes();
    }
  }

  // ---- the curves under the picture

  const chartPlane = new Plane(curves, [[0, 1], [0, 1]], ["", ""]);
  function chart(style) {
    curves.hidden = curveWords.hidden = !picked.curves.length;
    if (curves.hidden) return;
    const numbers = array(picked.numbers), values = picked.curves.map(([, curve]) => array(curve));
    const flat = values.flatMap((curve) => [...curve]), top = max(...flat), bottom = min(0, ...flat);
    chartPlane.limits = [[numbers[0], numbers.at(-1) || 1], [bottom, top + 0.05 * (top - bottom || 1)]];
    chartPlane.labels = [say(set.frame_name), ""];
    const whole = (curve) => curve.every(Number.isInteger);
    chartPlane.whole = [true, values.every(whole)];
    chartPlane.fit(canvas.clientWidth, 0.24);
    const { c, pad } = chartPlane, at = state.hover >= 0 ? state.hover : model.get("frame");
    chartPlane.axes(style.ink);
    Object.assign(c, { strokeStyle: style.ink, lineWidth: 2 });
    values.forEach((curve, i) => {
      c.setLineDash(DASHES[i % DASHES.length]);
      c.beginPath();
      curve.forEach((v, f) => c.lineTo(chartPlane.x(numbers[f]), chartPlane.y(v)));
      c.stroke();
      c.setLineDash([]);
      mark(c, "o", chartPlane.x(numbers[at]), chartPlane.y(curve[at]), 4.5);
      Object.assign(c, { fillStyle: style.ink });
      c.fill();
    });
    c.lineWidth = 1;
    c.beginPath();
    c.moveTo(chartPlane.x(numbers[at]), pad.top);
    c.lineTo(chartPlane.x(numbers[at]), pad.top + chartPlane.h);
    c.stroke();
    const each = picked.curves.map(([name], i) => `${["━", "╍", "┅"][i % 3]} ${name} ${number(values[i][at], whole(values[i]) ? 0 : 3)}`);
    curveWords.replaceChildren(...[`${say(set.frame_name)} ${numbers[at]}`, ...each].map((item) => h("span", {}, item)));
    curves.setAttribute("aria-label", say("curve", { curves: picked.curves.map(([name]) => name).join(", "), name: say(set.frame_name) }));
  }
  const DASHES = [[], [7, 4], [2, 3]];
  const nearest = (event) => {
    const numbers = array(picked.numbers), [v] = chartPlane.at(event.offsetX, 0);
    return numbers.reduce((best, n, f) => (abs(n - v) < abs(numbers[best] - v) ? f : best), 0);
  };
  curves.addEventListener("pointermove", (event) => { state.hover = nearest(event); request(); });
  curves.addEventListener("pointerleave", () => { state.hover = -1; request(); });
  curves.addEventListener("click", (event) => { stop(); toFrame(nearest(event)); });

  // ---- replay

  const film = replayer(status, request), { stop } = film;
  function play() {
    film.play(model.get("frame"), frames(picked) - 1, 60, (frame) => (frame === model.get("frame") && !byHand()) || toFrame(frame));
  }

  // ---- points by pointer and by keyboard; every deed is logged, so that a link can repeat it

  const grain = limits.map(([a, b]) => 10 ** floor(log10((b - a) / 300)));
  const snap = (v, axis) => {
    const [a, b] = limits[axis], g = grain[axis];
    return +(round(max(a, min(b, v)) / g) * g).toFixed(digitsOf(g));
  };
  // ["m", index, x, y] moves, ["a", x, y, class] adds, ["d", index] removes
  function apply(flat, [kind, ...v]) {
    if (kind === "a") flat.push(...v);
    else if (kind === "d") flat.splice(3 * v[0], 3);
    else [flat[3 * v[0]], flat[3 * v[0] + 1]] = [v[1], v[2]];
  }
  function deed(entry) {
    const flat = [...points], last = state.log.at(-1);
    if (entry[0] === "m" && last?.[0] === "m" && last[1] === entry[1]) state.log.pop();
    state.log.push(entry);
    apply(flat, entry);
    write({ points: pack(flat, flat.length / 3, 3) });
  }
  const move = (i, x, y) => deed(["m", i, snap(x, 0), snap(y, 1)]);
  function add(x, y, k) {
    deed(["a", snap(x, 0), snap(y, 1), k]);
    state.chosen = points.length / 3 - 1;
    tell((point) => say("added", { point }));
  }
  function remove(i) {
    if (points.length <= 3) return;
    deed(["d", i]);
    state.chosen = -1;
    note.textContent = say("removed", { points: points.length / 3 });
  }
  // says where the chosen point is, once it is painted
  function tell(sentence = (point) => point) {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const i = state.chosen;
      if (i < 0 || 3 * i >= points.length) return;
      const [x, y, k] = points.subarray(3 * i, 3 * i + 3);
      const place = [x, y].map((v, axis) => number(v, digitsOf(grain[axis])));
      text(note, sentence(say("point", {
        index: i + 1, points: points.length / 3, label: label(k), x: place[0], y: place[1],
        verdict: say(state.sides[i] === k ? "right" : "wrong"),
      })));
    }));
  }
  function hit(px, py, reach) {
    let best = -1, least = reach;
    for (let i = 0; i < points.length / 3; i++) {
      const d = hypot(plane.x(points[3 * i]) - px, plane.y(points[3 * i + 1]) - py);
      if (d < least) [best, least] = [i, d];
    }
    return best;
  }
  const inside = (px, py) => {
    const [x, y] = plane.at(px, py), [[a, b], [c, d]] = limits;
    return x >= a && x <= b && y >= c && y <= d;
  };
  if (set.editable) {
    let drag = -1, moved = false;
    const reach = (event) => (event.pointerType === "touch" ? 24 : 14);
    canvas.addEventListener("touchstart", (event) => {
      const box = canvas.getBoundingClientRect(), [finger] = event.touches;
      // a finger on a point drags the point, elsewhere the page
      if (state.mode !== "remove" && hit(finger.clientX - box.left, finger.clientY - box.top, 24) >= 0) event.preventDefault();
    }, { passive: false });
    canvas.addEventListener("pointerdown", (event) => {
      const i = hit(event.offsetX, event.offsetY, reach(event));
      moved = false;
      if (state.mode === "remove") return;
      drag = state.chosen = i;
      if (i >= 0) canvas.setPointerCapture(event.pointerId), tell();
      request();
    });
    canvas.addEventListener("pointermove", (event) => {
      canvas.style.cursor = hit(event.offsetX, event.offsetY, reach(event)) >= 0 ? "grab" : "crosshair";
      if (drag < 0) return;
      moved = true;
      move(drag, ...plane.at(event.offsetX, event.offsetY));
      tell();
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { drag = -1; });
    canvas.addEventListener("click", (event) => {
      const i = hit(event.offsetX, event.offsetY, reach(event));
      if (moved || !inside(event.offsetX, event.offsetY)) return;
      if (state.mode === "remove" && i >= 0) remove(i);
      else if (/\d/.test(state.mode) && i < 0) add(...plane.at(event.offsetX, event.offsetY), +state.mode);
    });
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const count = points.length / 3, i = state.chosen, far = event.shiftKey ? 10 : 1;
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      const turn = { PageDown: 1, "]": 1, PageUp: -1, "[": -1 }[event.key];
      const step = (axis) => (way[axis] * far * (limits[axis][1] - limits[axis][0])) / 100;
      if (turn || (way && i < 0)) state.chosen = i < 0 ? 0 : (i + turn + count) % count;
      else if (way) move(i, points[3 * i] + step(0), points[3 * i + 1] + step(1));
      else if (event.key < classes.length && event.key.trim()) {
        const [x, y] = i < 0 ? limits.map(([a, b]) => (a + b) / 2) : points.subarray(3 * i, 3 * i + 2);
        add(x + (i < 0 ? 0 : (limits[0][1] - limits[0][0]) / 30), y, +event.key);
      } else if (event.key === "Delete" && i >= 0) remove(i);
      else return;
      event.preventDefault();
      event.stopPropagation();
      if (turn || way) tell();
      request();
    });
  }

  // ---- the state as a link: #key?scenario=1&frame=12&w1=0.5&points=m12,1.5,2_a1,2,0

  function copy() {
    const names = model.get("_runs").map((run) => run.name), query = new URLSearchParams();
    query.set("scenario", names.indexOf(model.get("scenario")));
    query.set("frame", model.get("frame"));
    if (byHand()) for (const slider of sliders) query.set(slider.name, valueOf(slider, theta));
    if (state.log.length) query.set("points", state.log.map(([kind, ...v]) => kind + v.join()).join("_"));
    putLink(set.key, query, note);
  }
  const restore = () => takeLink(set.key, root, note, (wanted) => {
    const runs = model.get("_runs");
    const run = runs[+wanted.get("scenario")] ?? runs[0];
    const frame = max(0, min(frames(run) - 1, Math.trunc(+wanted.get("frame")) || 0));
    const flat = [...array(run.points)], next = floats(row(run, frame));
    for (const slider of sliders) {
      const value = parseFloat(wanted.get(slider.name));
      if (Number.isFinite(value)) put(slider, next, value);
    }
    Object.assign(state, { chosen: -1, log: [] });
    for (const entry of (wanted.get("points") ?? "").split("_")) {
      const values = entry.slice(1).split(",").map(Number), deed = [entry[0], ...values];
      // a link may be cut or changed on its way: only deeds that make sense
      const fits = values.length === { m: 3, a: 3, d: 1 }[entry[0]] && values.every(Number.isFinite)
        && (entry[0] === "a" ? classes[values[2]] : Number.isInteger(values[0]) && values[0] >= 0 && 3 * values[0] < flat.length);
      if (fits && (entry[0] !== "d" || flat.length > 3)) state.log.push(deed), apply(flat, deed);
    }
    stop();
    writeRow(next, { scenario: run.name, frame, _retrained: null, points: pack(flat, flat.length / 3, 3) });
  });

  // ---- what comes from outside: the kernel, another view, a linked widget

  const seen = {}, told = ["frame", "scenario", "threshold", "_failure", "_retrained"];
  const watched = ["parameters", ...told, ...sliders.map((s) => s.name)];
  const changed = (name) => {
    const now = model.get(name), was = seen[name];
    seen[name] = now;
    return now !== was;
  };
  function outside() {
    if (state.busy) return;
    const was = [theta, points], fresh = changed("parameters"), news = told.filter(changed);
    read();
    // a linked slider or frame may come before the parameters that follow from it: paint what it means
    if (!fresh) {
      theta = was[0].slice();
      for (const slider of sliders) if (changed(slider.name)) put(slider, theta, model.get(slider.name));
      if (news.includes("frame")) theta = floats(row(picked, model.get("frame")));
    }
    if (news.includes("scenario")) Object.assign(state, { chosen: -1, log: [] });
    if (news.includes("_retrained")) check();
    watched.forEach(changed);
    // the kernel's echo of the reader's own deed is no news
    if (!news.length && same(theta, was[0]) && same(points, was[1])) return;
    state.touched = true;
    request();
  }
  let wide = "";
  function check() {
    const runs = [...model.get("_runs"), model.get("_retrained")].filter(Boolean);
    const worst = runs.map((run) => [parity(run), run.history.dtype === "f4" ? 1e-6 : 1e-12]);
    root.dataset.parity = max(...worst.map(([error]) => error));
    const bad = worst.find(([error, allowed]) => !(error <= allowed));
    wide = bad ? say("parity", { error: bad[0].toExponential(1) }) : "";
    text(failure, wide);
  }
  const alive = () => {
    retrains.textContent = say("retrains");
    link.hidden = true; // a notebook's address holds no state
  };

  read();
  el.append(root);
  watched.forEach(changed);
  check();
  const detach = attach(model, root, { request, outside, restore, alive });
  paint();
  return () => {
    stop();
    detach();
    cancelAnimationFrame(due);
  };
}

export default { render };
