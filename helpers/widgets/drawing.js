// Drawings of lines, shapes and texts, painted again and again: what was a circle stays one and only changes, so that
// the style sheet can let it change softly.

import { round, number, entries } from "./shared.js";

const SVG = "http://www.w3.org/2000/svg";
const LINE = { fill: "none", stroke: "currentColor", "stroke-width": 1.5 };

export class Drawing {
  constructor() {
    this.el = document.createElementNS(SVG, "svg");
    this.parts = {};
  }
  get width() { return this.el.getBoundingClientRect().width; }
  begin(width, height, style, label) {
    this.style = style;
    this.used = {};
    this.next = this.el.firstChild;
    this.give(this.el, { role: "img", viewBox: `0 0 ${width} ${height}`, "aria-label": label, color: style.ink });
  }
  give(node, attributes) {
    for (const name of node.getAttributeNames()) if (!(name in attributes)) node.removeAttribute(name);
    for (const [name, value] of entries(attributes)) {
      const plain = `${typeof value === "number" ? +value.toFixed(2) : value}`;
      if (node.getAttribute(name) !== plain) node.setAttribute(name, plain);
    }
  }
  put(tag, attributes, words) {
    const parts = (this.parts[tag] ??= []), at = (this.used[tag] = (this.used[tag] ?? -1) + 1);
    const node = (parts[at] ??= document.createElementNS(SVG, tag));
    this.give(node, attributes);
    if (words !== undefined && node.textContent !== words) node.textContent = words;
    if (node === this.next) this.next = node.nextSibling;
    else this.el.insertBefore(node, this.next);
  }
  circle(cx, cy, r, more) { this.put("circle", { cx, cy, r, ...LINE, ...more }); }
  square(x, y, half, more) { this.put("rect", { x: x - half, y: y - half, width: 2 * half, height: 2 * half, ...LINE, ...more }); }
  path(d, more) { this.put("path", { d, ...LINE, ...more }); }
  // centred at (x, y), on a halo of the paper so that lines behind it do not cross it out
  write(words, x, y, size, more) {
    this.put("text", {
      x, y, fill: "currentColor", stroke: this.style.paper, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round",
      "text-anchor": "middle", "dominant-baseline": "central", "font-size": size, ...more,
    }, words);
  }
  end() {
    for (const [tag, parts] of entries(this.parts)) for (const node of parts.splice((this.used[tag] ?? -1) + 1)) node.remove();
  }
}

const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
// a colour laid on the paper, or the ink that reads well on it
export function mix({ dark }, color, share, ink) {
  const paper = dark ? [21, 24, 29] : [255, 255, 255], mixed = rgb(color).map((v, i) => round(share * v + (1 - share) * paper[i]));
  if (!ink) return `rgb(${mixed})`;
  return 0.3 * mixed[0] + 0.6 * mixed[1] + 0.1 * mixed[2] > 105 ? "#111" : "#fff";
}

// the number with the digits that it has, at most `most`
export const exact = (v, most = 4) => {
  const fixed = number(v, most);
  return fixed.includes(".") ? fixed.replace(/\.?0+$/, "") : fixed;
};
