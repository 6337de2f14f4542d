// How a network divides the plane of its two inputs: the nodes of a window, the classes' colours, the points.

import { GLYPH, assign, floor, h, mark, spread } from "./shared.js";

// the coordinates of nx × ny nodes, row by row from the top left
export function grid([[x0, x1], [y0, y1]], nx, ny = nx) {
  const out = new Float64Array(2 * nx * ny);
  for (let i = 0; i < nx * ny; i++) {
    out[2 * i] = x0 + ((i % nx) / (nx - 1)) * (x1 - x0);
    out[2 * i + 1] = y1 - (floor(i / nx) / (ny - 1)) * (y1 - y0);
  }
  return out;
}

// one output: at least 0 where the answer is class 1
export const edge = ({ activations }, { z, a }) => (activations.at(-1) === "sigmoid" ? z : a.map((v) => v - 0.5));

// each node's class as a wash of its colour, weaker where the network is less sure; hatched where colours are the system's own
export function wash(plane, nx, ny, style, side, sure = () => 1) {
  const strength = style.dark ? 74 : 44, ink = style.dark ? 0xffffff : 0, pixels = new Uint32Array(nx * ny);
  const colors = COLORS.map((color) => parseInt(color.slice(5) + color.slice(3, 5) + color.slice(1, 3), 16)); // a pixel is 0xAABBGGRR
  for (let i = 0; i < nx * ny; i++) {
    const k = side(i), across = i % nx, down = floor(i / nx);
    const hatch = [2, across + down, across - down + 8 * ny, down][k] % 8 < 2;
    if (style.forced) pixels[i] = hatch ? (120 << 24) | ink : 0;
    else pixels[i] = ((strength * (0.35 + 0.65 * sure(i))) << 24) | colors[k];
  }
  spread(plane, pixels, nx, ny);
}

// a point of class k
export function point(c, k, px, py, r, style, { rim, width = 1.3, hollow = style.forced && !k } = {}) {
  mark(c, MARKERS[k], px, py, r);
  assign(c, { fillStyle: hollow ? style.paper : style.colors[k], strokeStyle: rim ?? (style.forced ? style.ink : style.paper), lineWidth: width });
  c.fill();
  c.stroke();
}
export function ring(c, px, py, r, style) {
  mark(c, "o", px, py, r);
  assign(c, { strokeStyle: style.ink, lineWidth: 1.6 });
  c.stroke();
}

// what stands in a legend; class 0 is hollow where colours are the system's own
export const item = (glyph, color, words) => h("span", {}, h("span", { "aria-hidden": "true", style: `color:${color}` }, glyph + " "), words);
export const classItem = (label, k, hollow) => item(hollow && !k ? "○" : GLYPH[MARKERS[k]], k ? COLORS[k] : `light-dark(${COLORS[0]}, ${ZERO})`, label);
