// Drawings of lines, shapes and texts. What has a key stays from one painting to the next and only changes, so that
// the style sheet can let it change softly.

import { round, number } from "./shared.js";

const SVG = "http://www.w3.org/2000/svg";

export class Drawing {
  constructor() {
    this.el = document.createElementNS(SVG, "svg");
    this.el.setAttribute("role", "img");
    this.parts = new Map();
  }
  begin(width, height, { ink }, label) {
    const { el } = this;
    for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} ${height}`, "aria-label": label, color: ink })) el.setAttribute(name, value);
    this.next = el.firstChild;
    this.drawn = new Set();
  }
  put(key, tag, attributes, words) {
    let node = this.parts.get(key);
    if (!node) this.parts.set(key, node = document.createElementNS(SVG, tag));
    for (const [name, value] of Object.entries(attributes)) {
      const plain = typeof value === "number" ? +value.toFixed(2) : value;
      if (node.getAttribute(name) !== `${plain}`) node.setAttribute(name, plain);
    }
    if (words !== undefined && node.textContent !== words) node.textContent = words;
    if (node === this.next) this.next = node.nextSibling;
    else this.el.insertBefore(node, this.next);
    this.drawn.add(key);
    return node;
  }
  // centred at (x, y), on a halo of the paper so that lines behind it do not cross it out
  write(key, words, x, y, style, more = {}) {
    return this.put(key, "text", {
      x, y, fill: style.ink, stroke: style.paper, "stroke-width": 3, "paint-order": "stroke", "stroke-linejoin": "round",
      "text-anchor": "middle", "dominant-baseline": "central", "font-size": 13, ...more,
    }, words);
  }
  end() {
    for (const [key, node] of this.parts) {
      if (!this.drawn.has(key)) node.remove(), this.parts.delete(key);
    }
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
