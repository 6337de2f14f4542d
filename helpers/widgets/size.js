// The size figure: width and depth of a network, its drawing, its parameters. Python's face is size.py.

import { max, min, say, h, text } from "./shared.js";
import { panel } from "./panel.js";
import { Drawing } from "./drawing.js";

const count = (n) => n.toLocaleString("en");
const add = (a, b) => a + b;

function size({ set }) {
  const { ends, names, most } = set, drawing = new Drawing();
  const body = h("tbody"), total = h("td");
  const table = h("table", { className: "ntn-table" }, h("caption", {}, say("size_caption")),
    h("thead", {}, h("tr", {}, ...["size_between", "size_count", "size_number"].map((key) => h("th", { scope: "col" }, say(key))))),
    body, h("tfoot", {}, h("tr", {}, h("th", { scope: "row", colSpan: 2 }, say("size_total")), total)));

  const sizesOf = ({ scenario = 0, width, depth }) => [ends[scenario][0], ...Array(depth).fill(width), ends[scenario][1]];
  const pairs = (sizes) => sizes.slice(1).map((m, k) => [sizes[k], m]);
  function quantities(state) {
    const sizes = sizesOf(state), biases = sizes.slice(1).reduce(add, 0);
    const weights = pairs(sizes).reduce((sum, [n, m]) => sum + n * m, 0);
    return {
      inputs: sizes[0], outputs: sizes.at(-1), layers: sizes.length - 1, units: biases, weights, biases, parameters: weights + biases,
    };
  }
  const nameOf = (k, last) => names[k === 0 ? 0 : k === last ? 2 : 1].replace("{k}", k);

  // of a long layer the first and the last five units, with dots between
  const slots = (n) => (n <= most ? [...Array(n).keys()] : [0, 1, 2, 3, 4, most - 5, most - 4, most - 3, most - 2, most - 1]);

  function paint(state, { layers, parameters }, style) {
    const sizes = sizesOf(state), width = drawing.width, last = layers;
    const pitch = min(200, (width - 76) / last), left = (width - last * pitch) / 2;
    // few units stand wide apart, so that the picture keeps its height while the reader changes the width
    const tall = 264, longest = max(...sizes.map((n) => min(n, most))), row = min(54, tall / (longest - 1 || 1)), middle = 38 + tall / 2;
    const r = max(4, min(13, pitch / 5, 0.38 * row)), height = tall + 96;
    const x = (k) => left + k * pitch, y = (n, slot) => middle + (slot - (min(n, most) - 1) / 2) * row;
    drawing.begin(width, height, style, say("size_drawing", { layers, sizes: sizes.map((n, k) => `${nameOf(k, last)} ${count(n)}`).join(", ") }));
    pairs(sizes).forEach(([n, m], k) => {
      const d = slots(n).flatMap((a) => slots(m).map((b) => `M${x(k)} ${y(n, a).toFixed(1)}L${x(k + 1)} ${y(m, b).toFixed(1)}`)).join("");
      drawing.path(d, { "stroke-width": 1, opacity: 0.3 });
    });
    sizes.forEach((n, k) => {
      const edge = { fill: style.paper, stroke: k === last ? style.colors[1] : k ? style.ink : style.colors[0], "stroke-width": 2 };
      for (const slot of slots(n)) {
        if (k) drawing.circle(x(k), y(n, slot), r, edge);
        else drawing.square(x(k), y(n, slot), 0.9 * r, edge);
      }
      if (n > most) drawing.write("⋮", x(k), middle, 20, { "font-weight": 700 });
      drawing.write(count(n), x(k), y(n, 0) - r - 11, 13, { "font-weight": 650 });
    });
    // the names where they have room, else one for all hidden layers
    const bottom = height - 26, name = (words, at, anchor = "middle") => drawing.write(words, at, bottom + 12, 13, { "text-anchor": anchor });
    const tight = names.some((words) => 7.5 * words.replace("{k}", "9").length > pitch);
    if (!tight || last < 3) sizes.forEach((_, k) => name(nameOf(k, last), x(k)));
    else {
      name(names[0], x(0) - r, "start");
      name(names[2], x(last) + r, "end");
      name(nameOf(`1 … ${last - 1}`, last), (x(1) + x(last - 1)) / 2);
      drawing.path(`M${x(1) - r} ${bottom - 6}v5H${x(last - 1) + r}v-5`);
    }
    drawing.end();

    const rows = pairs(sizes).map(([n, m], k) => h("tr", {}, h("th", { scope: "row" }, `${nameOf(k, last)} → ${nameOf(k + 1, last)}`),
      h("td", {}, `${count(n)} × ${count(m)} + ${count(m)}`), h("td", { className: "ntn-share", style: `--share:${(100 * (n * m + m)) / parameters}%` }, count(n * m + m))));
    body.replaceChildren(...rows);
    text(total, count(parameters));
  }
  const words = (state, { parameters, weights, biases }) => say("size_status", {
    sizes: sizesOf(state).map(count).join("–"), parameters: count(parameters), weights: count(weights), biases: count(biases),
  });
  return { look: "ntn-drawn", top: [h("div", { className: "ntn-wide" }, drawing.el)], bottom: [h("div", { className: "ntn-wide" }, table)], quantities, paint, words, hides: (name, { depth }) => name === "width" && !depth };
}

export default { render: (context) => panel(context, size) };
