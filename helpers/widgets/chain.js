// The chain figure: a recurrent network, folded or unrolled in time, and what it computes at each step. The gradients
// come from NumPy. Python's face is chain.py.

import { abs, array, entries, floor, h, hypot, max, min, number, round, say, text } from "./shared.js";
import { floats, forward } from "./dense.js";
import { panel } from "./panel.js";
import { Drawing, mix } from "./drawing.js";

const wide = (words) => [...words].reduce((sum, letter) => sum + (letter > "ᄀ" ? 1 : 0.62), 0); // in letters' heights
const widest = (all) => max(...all.map(wide));
const short = (v) => number(v, abs(v) < 9.95 ? 2 : 1);
const SHADES = 16;
const [OUT, CELL, IN] = [58, 148, 238]; // the heights of the chain's boxes
const START = { "text-anchor": "start" }, END = { "text-anchor": "end" }, ITALIC = { "font-style": "italic", stroke: "none" };

function chain({ set, write, state: current }) {
  const { lowered } = set;

  // ---- what is computed

  const runs = set.runs.map((run) => {
    const { sizes: [D, H, K], targets } = run, cell = array(run.cell), bias = cell.subarray((D + H) * H), inputs = array(run.inputs), T = targets.length;
    let before = array(run.h0);
    const steps = targets.map((target, t) => {
      const input = inputs.subarray(t * D, (t + 1) * D), through = (state) => forward(cell, [D + H, H], ["tanh"], floats([...input, ...state]));
      const { z, a } = through(before), from = through(before.map(() => 0)).z.map((v, k) => v - bias[k]), p = forward(array(run.out), [H, K], ["softmax"], a).a;
      before = a;
      return { target, from, back: z.map((v, k) => v - from[k] - bias[k]), bias, z, h: a, p, answer: p.indexOf(max(...p)) };
    });
    return { ...run, T, H, K, steps, gradients: array(run.gradients), rights: steps.filter(({ answer, target }) => answer === target).length, asked: targets.filter((k) => k >= 0).length };
  });
  function place({ run = 0, time }) {
    const chosen = runs[run], t = min(time, chosen.T - 1);
    return { ...chosen, t, step: chosen.steps[t] };
  }
  function quantities(state) {
    const { t, T, step: { h, p, answer, target }, rights, gradients } = place(state);
    return {
      run: state.run ?? 0, time: t, output: answer, probability: p[target < 0 ? answer : target], right: +(answer === target), rights,
      steps: T, state_size: hypot(...h), gradient: gradients ? gradients[t] : NaN,
    };
  }

  // ---- colours: of a number with a sign, and of a probability

  const signed = ({ colors }, v) => colors[+(v > 0)];
  const certain = ({ colors }) => colors[2];
  const shade = (style, color, share, ink) => (style.forced ? style[ink ? "ink" : "paper"] : mix(style, color, 0.8 * share, ink));

  // ---- the chain, or the cell with its loop

  const drawing = new Drawing(), legend = h("p", { className: "ntn-legend" });
  let columns = []; // [step, where] of what is drawn, for the pointer
  function arrow(x, y, u, v) {
    const long = hypot(u, v), [a, b, p, q] = [u / long, v / long, x + u, y + v];
    drawing.path(`M${x} ${y}L${p} ${q}M${p - 7 * a - 4 * b} ${q - 7 * b + 4 * a}L${p} ${q}L${p - 7 * a + 4 * b} ${q - 7 * b - 4 * a}`);
  }
  function drawChain(state, style) {
    const { t, T, H, reads, outputs, steps, asked } = place(state), { unfolded } = state, width = drawing.width, longest = widest([...reads, ...outputs]), size = longest > 2.3 ? 13 : 16;
    // as many cells as have room, about the present one
    const box = max(40, 13 * longest + 12), left = 50, room = (right) => max(1, floor((width - left - right) / (box + 24)));
    const part = unfolded && room(14) < T, right = part ? 26 : 14, count = part ? room(right) : unfolded ? T : 1;
    const first = unfolded ? max(0, min(t - floor(count / 2), T - count)) : t, pitch = min(max(140, box + 40), (width - left - right) / count);
    // the left edge of it all; beside the folded cell there is room for its loop
    const edge = unfolded ? (width - left - right - count * pitch) / 2 : min(width / 2 - 46, width - 180 - box / 2) - box / 2 - 31;
    const x = (k) => edge + (unfolded ? left + (k - first + 1) * pitch - box / 2 : 31 + box / 2), shown = steps.map((_, k) => k).slice(first, first + count);
    columns = shown.map((k) => [k, x(k)]);
    const plain = { stroke: "none" }, told = ({ target }) => (target < 0 ? "" : say("cell_wanted", { target: outputs[target] }));
    drawing.begin(width, IN + 42, style, say(unfolded ? "drawing" : "folded", {
      count: T, cells: shown.map((k) => say("cell", { step: k + 1, read: reads[k], answer: outputs[steps[k].answer] }) + told(steps[k])).join("; "),
    }));
    for (const [letter, y] of [["y", 14], ["ŷ", OUT], ["h", CELL], ["x", IN]]) if (asked || y > 14) drawing.write(letter, edge + 9, y, 14, ITALIC);
    for (const k of shown) {
      const { h, p, answer, target } = steps[k], here = k === t, at = x(k), beside = { ...plain, ...START }, bold = here ? { ...plain, "font-weight": 700 } : plain;
      const inside = { ...bold, "pointer-events": "none" }, ink = { ...inside, fill: shade(style, certain(style), p[answer], true) }, each = (box - 12) / H;
      const frame = (y, height, fill) => drawing.put("rect", {
        x: at - box / 2, y: y - height / 2, width: box, height, rx: 6, fill, stroke: "currentColor", "stroke-width": here ? 3 : 1.4, cursor: "pointer",
      });
      if (here && unfolded) drawing.put("rect", { x: at - box / 2 - 7, y: 1, width: box + 14, height: IN + 40, rx: 8, fill: "currentColor", opacity: 0.1 });
      arrow(at, IN - 17, 0, CELL - IN + 46);
      arrow(at, CELL - 29, 0, OUT - CELL + 51);
      drawing.write("Wₓ", at + 6, (IN + CELL + 12) / 2, 13, beside);
      drawing.write("Wₒ", at + 6, (CELL + OUT - 8) / 2, 13, beside);
      frame(IN, 32, style.paper);
      drawing.write(reads[k], at, IN, size, inside);
      drawing.write("x" + lowered[k + 1], at, IN + 29, 13, bold);
      frame(CELL, 56, style.paper);
      drawing.write("h" + lowered[k + 1], at, CELL - 16, 14, inside);
      // the state's units as bars, up for what is above 0
      for (const sign of [1, -1]) {
        const d = [...h].map((v, i) => (v * sign > 0 ? `M${(at - box / 2 + 6 + (i + 0.12) * each).toFixed(1)} ${CELL + 10}v${(-14 * v).toFixed(1)}h${(0.76 * each).toFixed(1)}v${(14 * v).toFixed(1)}z` : ""));
        drawing.path(d.join(""), { fill: signed(style, sign), stroke: "none", "pointer-events": "none" });
      }
      drawing.path(`M${at - box / 2 + 5} ${CELL + 10}h${box - 10}`, { "stroke-width": 1, opacity: 0.6 });
      frame(OUT, 40, shade(style, certain(style), p[answer]));
      drawing.write(outputs[answer], at, OUT - 8, size, ink);
      drawing.write(number(p[answer], 2), at, OUT + 10, 12, ink);
      if (target >= 0) drawing.write(`${outputs[target]} ${answer === target ? "✓" : "✗"}`, at, 14, 14, bold);
      if (!unfolded) continue;
      const from = k > first ? x(k - 1) + box / 2 : edge + 38, to = at - box / 2 - 2;
      arrow(from, CELL, to - from, 0);
      drawing.write("Wₕ", (from + to) / 2 - 1, CELL - 12, 13, plain);
    }
    if (unfolded) {
      drawing.write(first ? "⋯" : "h" + lowered[0], edge + 28, CELL, 14, plain);
      if (first + count < T) drawing.write("⋯", x(first + count - 1) + box / 2 + 14, CELL, 16, plain);
    } else {
      const side = x(t) + box / 2;
      drawing.path(`M${side} ${CELL - 16}h22q16 0 16 16t-16 16`);
      arrow(side + 22, CELL + 16, -20, 0);
      ["Wₕ", ...say("loop").split("\n")].forEach((words, i) => drawing.write(words, side + 46, CELL - 17 + 17 * i, 13, START));
    }
    drawing.end();
    text(legend, ["letters", unfolded ? "same" : "one", ...(part ? ["part"] : [])].map((key) => say(key, { first: first + 1, last: first + count, count: T })).join("   "));
  }

  // ---- states, answers and gradients at all steps, and the present step as bars

  const map = new Drawing(), marks = h("p", { className: "ntn-legend" });
  let grid = { left: 0, pitch: 1 };
  function drawMap(state, style) {
    const { t, T, H, K, reads, outputs, steps, gradients, step, asked } = place(state), width = map.width, row = H + K > 20 ? 16 : 20, here = lowered[t + 1];
    const left = max(30, 12.5 * widest(outputs) + 10), pitch = min(44, (width - left - 112) / T), right = left + T * pitch, side = right + 12, long = min(150, width - side - 46);
    const top = 22, middle = top + H * row + 28, low = middle + K * row, ground = low + 70, base = gradients ? ground + 12 : low + 4;
    grid = { left, pitch };
    map.begin(width, base + 40, style, say("map", { status: words(state, quantities(state)) }));
    const outline = (y, height) => map.put("rect", { x: left + t * pitch, y, width: pitch, height, fill: "none", stroke: "currentColor", "stroke-width": 2.5 });
    // a section: one path for each shade, a dash in what is below 0, a bar for each row of the present step
    function section(y, title, letter, names, key, from, scale, color) {
      const shades = {}, put = (d, more) => map.path(d, { stroke: "none", ...more });
      let dashes = "";
      steps.forEach((each, k) => each[key].forEach((v, i) => {
        const [a, b, level] = [left + k * pitch, y + i * row, round(v * SHADES)];
        shades[level] = (shades[level] ?? "") + `M${a.toFixed(1)} ${b}h${pitch.toFixed(1)}v${row}h${(-pitch).toFixed(1)}z`;
        if (v < 0) dashes += `M${(a + 0.28 * pitch).toFixed(1)} ${b + row / 2}h${(0.44 * pitch).toFixed(1)}`;
      }));
      map.write(say(title), left, y - 12, 13, START);
      map.write(letter + here, side, y - 12, 13, { ...START, "font-weight": 700 });
      for (const [level, d] of entries(shades)) {
        const share = abs(level) / SHADES;
        put(d, style.forced ? { fill: style.ink, "fill-opacity": share / 2 } : { fill: shade(style, color(style, +level), share) });
      }
      map.path(dashes, { "stroke-width": 1.6 });
      map.path(`M${left} ${y}h${T * pitch}v${names.length * row}h${-T * pitch}z`, { "stroke-width": 1, opacity: 0.6 });
      step[key].forEach((v, i) => {
        const at = y + (i + 0.5) * row;
        map.write(names[i], left - 6, at, 12, { ...END, stroke: "none" });
        put(`M${from} ${at - 0.32 * row}h${scale * v}v${0.64 * row}h${-scale * v}z`, { fill: color(style, v) });
        map.write(number(v, 2), width - 2, at, 12, { ...END, stroke: "none" });
      });
      map.path(`M${from} ${y}v${names.length * row}`, { "stroke-width": 1 });
    }
    section(top, "states", "h", lowered.slice(1, H + 1).map((k) => "h" + k), "h", side + long / 2, long / 2, signed);
    section(middle, "answers", "ŷ", outputs, "p", side, long, certain);
    const each = (key, put) => steps.map((each, k) => (each[key] < 0 ? "" : put(left + (k + 0.5) * pitch, middle + (each[key] + 0.5) * row))).join("");
    map.path(each("target", (x, y) => `M${x - pitch / 2 + 1.5} ${y - row / 2 + 1.5}h${pitch - 3}v${row - 3}h${3 - pitch}z`), { "stroke-width": 1.6 });
    map.path(each("answer", (x, y) => `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`), { fill: style.ink, stroke: style.paper, "stroke-width": 1 });
    outline(top, H * row);
    outline(middle, K * row);
    if (gradients) {
      const most = max(...gradients) || 1;
      map.write(say("gradient"), left, low + 15, 13, START);
      gradients.forEach((v, k) => {
        const height = (42 * v) / most;
        map.put("rect", { x: left + (k + 0.14) * pitch, y: ground - height, width: 0.72 * pitch, height, fill: style.colors[3], stroke: "currentColor", "stroke-width": k === t ? 2.5 : 0.6 });
      });
      map.path(`M${right} ${ground + 7}H${left}m7 -4l-7 4l7 4`);
      map.write(gradients[t].toPrecision(2).replace("-", "−"), side, ground - 8, 13, { ...START, "font-weight": 700 });
    }
    // the steps' numbers where they have room, and what is read
    const numbers = steps.map((_, k) => `${k + 1}`), has = (words, n) => n * pitch > 12 * widest(words) + 1, gap = [1, 2, 3, 4].find((n) => has(numbers, n)) ?? 6, fits = has(reads, 1), half = 6 * wide(reads[t]);
    map.write("t", left - 6, base + 10, 12, { ...END, ...ITALIC });
    map.write("x", left - 6, base + 28, 12, { ...END, ...ITALIC });
    numbers.forEach((words, k) => {
      const bold = k === t ? { "font-weight": 700 } : {}, x = left + (k + 0.5) * pitch;
      if (k === t || (k % gap === 0 && abs(k - t) >= gap)) map.write(words, x, base + 10, 12, bold);
      if (k === t || fits) map.write(reads[k], fits ? x : max(left + half, min(right - half, x)), base + 28, 12, bold);
    });
    map.end();
    text(marks, ["below", "answer", ...(asked ? ["target"] : []), ...(gradients ? ["backward"] : [])].map((key) => say(key).replaceAll(" ", "\u00a0")).join("   "));
  }

  // ---- the sums of the present step, written out

  const formula = h("caption", { className: "ntn-formula" }), head = h("tr"), body = h("tbody");
  const table = h("table", { className: "ntn-table ntn-sums" }, formula, h("thead", {}, head), body);
  function explain(state) {
    const { t, step: { from, back, bias, z, h: now } } = place(state), x = "x" + lowered[t + 1], before = "h" + lowered[t];
    text(formula, `h${lowered[t + 1]} = tanh(${x} Wₓ + ${before} Wₕ + b)`);
    head.replaceChildren(...[say("unit"), x + "Wₓ", before + "Wₕ", "b", say("sum"), "tanh"].map((name) => h("th", { scope: "col" }, name)));
    body.replaceChildren(...[...now].map((v, k) => h("tr", {}, h("th", { scope: "row" }, "h" + lowered[k + 1]), ...[from[k], back[k], bias[k], z[k], v].map((v) => h("td", {}, short(v))))));
  }

  // ---- the pointer chooses a step

  function chosen({ el }, { clientX }, places, reach) {
    const away = ([, x]) => abs(x + el.getBoundingClientRect().left - clientX), nearest = places.reduce((a, b) => (away(b) < away(a) ? b : a));
    if (away(nearest) < reach) write({ time: nearest[0] });
  }
  drawing.el.addEventListener("click", (event) => chosen(drawing, event, columns, 50));
  map.el.addEventListener("click", (event) => chosen(map, event, place(current()).steps.map((_, k) => [k, grid.left + (k + 0.5) * grid.pitch]), grid.pitch));

  // ---- the whole

  function paint(state, _, style) {
    drawChain(state, style);
    drawMap(state, style);
    explain(state);
  }
  function words(state, { right, rights }) {
    const { t, T, reads, outputs, step: { p, answer, target }, asked } = place(state);
    const said = `${outputs[answer]} ${number(p[answer], 2)}`, all = asked ? say("rights", { rights, asked }) : "";
    const judged = target < 0 ? "" : say(right ? "right" : "wrong", { target: outputs[target] });
    return say("status", { step: t + 1, count: T, read: reads[t], answer: said, judged, all });
  }
  const across = (...nodes) => [h("div", { className: "ntn-wide" }, ...nodes)];
  return {
    quantities, paint, words, look: "ntn-drawn", top: across(drawing.el, legend),
    bottom: across(h("div", { className: "ntn-maps" }, h("div", {}, map.el, marks), table)),
    labels: { time: () => { const { t, T } = place(current()); return say("of", { step: t + 1, count: T }); } },
    last: (_, state) => place(state).T - 1,
    // the step stays where the new run has it
    follows: (changes, state) => ("run" in changes ? { time: place({ ...state, ...changes }).t } : {}),
  };
}

export default { render: (context) => panel(context, chain) };
