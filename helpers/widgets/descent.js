// The descent figure: a path down a loss over one parameter or two, and the loss step by step. NumPy has walked every
// path; here one is shown. Python's face is descent.py.

import { abs, floor, hypot, max, min, round, sqrt, array, say, number, h, Plane, mark, spread, contour, text } from "./shared.js";
import { panel } from "./panel.js";

// three digits that count, or powers of ten
function short(v) {
  const size = abs(v);
  if (size >= 1e5 || (size > 0 && size < 5e-4)) return v.toExponential(1).replace(/-/g, "−");
  return number(v, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

function descent({ set, write, state }) {
  const { landscapes } = set;
  for (const land of landscapes) {
    let at = 0;
    land.offsets = land.lengths.map((n) => (at += n) - n);
    land.size = land.labels.length;
  }
  const here = ({ landscape = 0 }) => landscapes[landscape];
  const nearest = (values, v) => values.reduce((best, w, i) => (abs(w - v) < abs(values[best] - v) ? i : best), 0);
  // a rate or a start that the landscape lacks is the nearest that it has
  function pathOf(state) {
    const land = here(state), r = nearest(land.rates, state.rate), s = min(state.start, land.starts.length - 1);
    const k = r * land.starts.length + s, from = land.offsets[k], n = land.lengths[k], d = land.size;
    const part = (wire, width) => array(wire).subarray(width * from, width * (from + n));
    return {
      land, d, n, start: s, rate: land.rates[r], w: part(land.w, d), gradient: part(land.gradient, d), loss: part(land.loss, 1),
      diverged: land.diverged[k], settled: land.settled[k], step: min(state.step, n - 1),
    };
  }
  function quantities(state) {
    const { rate, start, step, loss, diverged, settled } = pathOf(state);
    return { rate, start, step, landscape: state.landscape ?? 0, loss: loss[step], final_loss: loss.at(-1), diverged, settled };
  }

  // ---- the nodes

  const picture = h("canvas", { role: "img" }), losses = h("canvas", { role: "img", "aria-label": say("loss_picture") });
  const green = set.controls.find(({ name }) => name === "start").color, purple = set.controls.find(({ name }) => name === "rate").color;
  const sign = (glyph, key, color) => h("span", {}, h("span", { "aria-hidden": "true", style: `color:${color}` }, glyph + " "), say(key));
  const slope = sign("╱", "legend_slope", green);
  const legend = h("p", { className: "ntn-legend" }, sign("○", "legend_start", green), sign("●", "legend_path", COLORS[1]), slope,
    sign("→", "legend_next", purple), sign("★", "legend_best", "currentColor"));
  const formula = h("div", { className: "ntn-formula", style: "font-size:15px" });
  const plane = new Plane(picture, [[0, 1], [0, 1]], ["", ""]), chart = new Plane(losses, [[0, 1], [0, 1]], [say("step"), say("loss")]);
  chart.whole = [true, false];

  // ---- painting

  const line = (c, color, width, dash, ...points) => {
    Object.assign(c, { strokeStyle: color, lineWidth: width, lineCap: "round", lineJoin: "round" });
    c.setLineDash(dash);
    c.beginPath();
    for (const point of points) c.lineTo(...point);
    c.stroke();
    c.setLineDash([]);
  };
  const dot = (c, [x, y], r, inside, rim, width) => {
    mark(c, "o", x, y, r);
    Object.assign(c, { fillStyle: inside, strokeStyle: rim, lineWidth: width });
    c.fill();
    c.stroke();
  };
  function star(c, [x, y], style) {
    c.beginPath();
    for (let i = 0; i < 10; i++) {
      const r = i % 2 ? 3.6 : 9, turn = (i * Math.PI) / 5;
      c.lineTo(x + r * Math.sin(turn), y - r * Math.cos(turn));
    }
    c.closePath();
    Object.assign(c, { fillStyle: style.ink, strokeStyle: style.paper, lineWidth: 1.5 });
    c.stroke();
    c.fill();
  }
  function arrow(c, [x0, y0], [x1, y1], color) {
    const size = hypot(x1 - x0, y1 - y0), u = (x1 - x0) / size, v = (y1 - y0) / size, head = min(10, 0.6 * size);
    if (size < 2) return;
    line(c, color, 3, [], [x0, y0], [x1, y1]);
    line(c, color, 3, [], [x1 - head * u + 0.55 * head * v, y1 - head * v - 0.55 * head * u], [x1, y1], [x1 - head * u - 0.55 * head * v, y1 - head * v + 0.55 * head * u]);
  }

  // the ground: darker where the loss is higher, and lines of equal loss
  function heights(land, style) {
    const values = array(land.field), [low, high] = land.span, n = land.field.shape[0], pixels = new Uint32Array(n * n);
    const tint = style.dark ? 0xffffff : 0, strength = style.forced ? 0 : style.dark ? 46 : 58;
    values.forEach((v, i) => { pixels[i] = (round(strength * sqrt(max(0, v - low) / (high - low || 1))) << 24) | tint; });
    spread(plane, pixels, n, n);
    Object.assign(plane.c, { strokeStyle: style.ink, lineWidth: 1, globalAlpha: 0.42 });
    for (const level of land.levels.slice(1, -1)) contour(plane, values.map((v) => v - level), n, n);
    plane.c.globalAlpha = 1;
  }

  const next = ({ w, gradient, rate, step, d }) => [...Array(d).keys()].map((i) => w[step * d + i] - rate * gradient[step * d + i]);
  const spot = ({ land, d }, w, loss) => [plane.x(w[0]), plane.y(d === 1 ? loss : w[1])];
  const at = (path, t) => spot(path, path.w.subarray(t * path.d, (t + 1) * path.d), path.loss[t]);
  const lossAt = ({ field, limits: [[a, b]] }, w) => {
    const values = array(field), at = ((w - a) / (b - a)) * (values.length - 1), i = max(0, min(values.length - 2, floor(at)));
    return values[i] + (at - i) * (values[i + 1] - values[i]);
  };
  const origins = ({ land, d }) => land.starts.map((w) => [plane.x(w[0]), plane.y(d === 1 ? lossAt(land, w[0]) : w[1])]);

  function paintPath(path, style) {
    const { land, d, step } = path, { c } = plane, [low, high] = land.span, room = 0.06 * (high - low);
    const color = (name) => (style.forced ? style.ink : name), vermilion = style.colors[1];
    plane.limits = d === 1 ? [land.limits[0], [low - room, high + room]] : land.limits;
    plane.labels = d === 1 ? [land.labels[0], say("loss")] : land.labels;
    plane.fit(picture.clientWidth, 0.8);
    plane.axes(style.ink);
    plane.clip();
    if (d === 1) {
      const [[a, b]] = land.limits, values = [...array(land.field)];
      line(c, style.colors[0], 2.5, [], ...values.map((v, i) => [plane.x(a + (i / (values.length - 1)) * (b - a)), plane.y(v)]));
    } else heights(land, style);
    star(c, spot(path, land.optimum, land.best), style);
    for (const place of origins(path)) dot(c, place, 5, style.paper, color(green), 1.6);
    const places = Array.from({ length: step + 1 }, (_, t) => at(path, t)), now = places.at(-1), after = next(path);
    line(c, vermilion, d === 1 ? 1.4 : 2, [], ...places);
    places.forEach((place) => dot(c, place, 4, vermilion, style.paper, 1));
    dot(c, places[0], 6, style.paper, color(green), 3);
    if (d === 1) {
      // the tangent, as long on the screen for every slope
      const u = 1, v = -path.gradient[step] * (plane.y(0) - plane.y(1)) / (plane.x(1) - plane.x(0)), long = 70 / hypot(u, v);
      line(c, color(green), 2.5, [], [now[0] - long * u, now[1] - long * v], [now[0] + long * u, now[1] + long * v]);
      const there = [plane.x(after[0]), now[1]];
      line(c, color(purple), 1.5, [3, 4], there, [there[0], plane.y(lossAt(land, after[0]))]);
      arrow(c, now, there, color(purple));
    } else arrow(c, now, spot(path, after), color(purple));
    dot(c, now, 6, vermilion, style.ink, 2);
    c.restore();
  }

  function paintLoss({ land, step, loss }, style) {
    const { c } = chart, top = max(loss[0], min(max(...loss), land.span[1])), room = 0.06 * (top - land.best) || 1;
    chart.limits = [[0, land.steps], [land.best - room, top + room]];
    chart.fit(losses.clientWidth, 0.62);
    chart.axes(style.ink);
    chart.clip();
    const places = [...loss].map((v, t) => [chart.x(t), chart.y(v)]), [x, y] = places[step];
    line(c, style.ink, 1.2, [2, 4], [chart.x(0), chart.y(land.best)], [chart.x(land.steps), chart.y(land.best)]);
    line(c, style.ink, 1, [], [x, 0], [x, chart.canvas.clientHeight]);
    c.globalAlpha = 0.4;
    line(c, style.colors[1], 1.5, [], ...places);
    c.globalAlpha = 1;
    line(c, style.colors[1], 2.5, [], ...places.slice(0, step + 1));
    c.restore();
    if (y > 0) dot(c, [x, y], 5, style.colors[1], style.ink, 1.5);
  }

  const plain = (v) => number(v, [0, 1].find((digits) => abs(+v.toFixed(digits) - v) < 1e-9) ?? 2);
  const placeOf = (w) => (w.map(plain).join(", "));
  function words(state) {
    const { land, d, n, w, loss, step, diverged, settled } = pathOf(state), end = step === n - 1;
    const place = land.labels.map((label, i) => `${label} = ${short(w[step * d + i])}`).join(", ");
    const fate = settled >= 0 && step >= settled ? "settled" : end ? (diverged ? "diverged" : "unsettled") : "";
    return say("descent_at", { step, place, loss: short(loss[step]) }) + (fate && say(fate, { step: settled < 0 ? step : settled }));
  }
  function paint(state, q, style) {
    const path = pathOf(state), { land, d, step, w, gradient, rate } = path, after = next(path);
    paintPath(path, style);
    paintLoss(path, style);
    slope.hidden = d > 1;
    const term = (v) => (v < 0 ? `(${short(v)})` : short(v));
    const bold = (color, words) => h("b", { style: `--c:${color}` }, words);
    const rows = land.labels.map((label, i) => h("div", {}, `${label} ← ${short(w[step * d + i])} − `, bold(purple, `${rate}`), " · ", bold(green, term(gradient[step * d + i])), ` = ${short(after[i])}`));
    formula.replaceChildren(h("div", {}, `${land.labels.join(", ")} ← ${land.labels.join(", ")} − `, bold(purple, "η"), " · ", bold(green, say("slope"))), ...rows);
    picture.setAttribute("aria-label", say(d > 1 ? "plane_picture" : "curve_picture", { name: land.name, labels: land.labels.join(say("and")), rate, status: words(state) }));
  }

  // ---- the pointer: a start in the picture, a step in the chart; the sliders do the same

  picture.style.cursor = losses.style.cursor = "pointer";
  picture.addEventListener("click", (event) => {
    const path = pathOf(state());
    const far = origins(path).map(([x, y]) => (path.d > 1 ? hypot(x - event.offsetX, y - event.offsetY) : abs(x - event.offsetX)));
    write({ start: far.indexOf(min(...far)) });
  });
  losses.addEventListener("click", (event) => {
    const [t] = chart.at(event.offsetX, 0);
    write({ step: max(0, min(pathOf(state()).n - 1, round(t))) });
  });

  return {
    quantities, paint, words, left: [h("div", {}, picture, legend)], right: [formula, losses],
    last: (name, state) => pathOf(state).n - 1,
    list: (name, state) => (name === "rate" ? here(state).rates : here(state).starts.map((_, s) => s)),
    labels: {
      rate: () => `${pathOf(state()).rate}`,
      start: (s) => placeOf(here(state()).starts[min(s, here(state()).starts.length - 1)]),
      step: (t) => say("of", { step: min(t, pathOf(state()).n - 1), last: pathOf(state()).n - 1 }),
    },
    follows(changes, state) {
      if (!("landscape" in changes)) return {};
      const { rate, start } = pathOf({ ...state, ...changes });
      return { rate, start };
    },
  };
}

export default { render: (context) => panel(context, descent) };
