// What all figures share: arrays, activations, drawing on a canvas, native controls.
// Nothing here learns; NumPy has done that in the notebook.

export const { assign, entries, fromEntries } = Object;
export const { abs, ceil, exp, floor, hypot, log10, max, min, round, sqrt } = Math;

// ---- arrays: {shape, dtype, data} on the wire, typed arrays here

const TYPES = { f4: Float32Array, f8: Float64Array, i4: Int32Array };
const known = new WeakMap();

export function array(wire) {
  if (!wire) return null;
  if (!known.has(wire)) {
    const { data } = wire, view = data.buffer ? data : new DataView(data);
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    known.set(wire, new TYPES[wire.dtype](bytes.slice().buffer));
  }
  return known.get(wire);
}

// ---- activations, as in helpers/activations.py

export const ACTIVATIONS = {
  identity: (z) => z,
  step: (z) => (z >= 0 ? 1 : 0),
  sigmoid: (z) => 1 / (1 + exp(-z)),
  tanh: Math.tanh,
  relu: (z) => max(z, 0),
  leaky_relu: (z) => (z > 0 ? z : 0.01 * z),
  swish: (z) => z / (1 + exp(-z)),
  softplus: (z) => max(z, 0) + Math.log1p(exp(-abs(z))),
};

// ---- words and numbers

export const words = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.en;
export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const number = (v, digits) => {
  const text = abs(v).toFixed(digits);
  return v < 0 && +text !== 0 ? "−" + text : text;
};
export const digitsOf = (step) => max(0, min(6, ceil(-log10(step) - 1e-9)));
export const GLYPH = { o: "●", s: "■", "^": "▲", D: "◆" };

// ---- native controls; JupyterLab takes arrow keys away from what lacks the attribute itself

export function h(tag, props = {}, ...children) {
  const el = document.createElement(tag);
  for (const [name, value] of entries(props)) {
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else if (name in el && name !== "style" && name !== "role") el[name] = value;
    else el.setAttribute(name, value);
  }
  if (/^(input|select|button|summary|canvas)$/.test(tag)) el.setAttribute("data-lm-suppress-shortcuts", "true");
  el.append(...children);
  return el;
}

// the coloured part of a slider's track
export const fill = (input, from, to) => {
  const part = (v) => `${(100 * (v - input.min)) / (input.max - input.min || 1)}%`;
  input.style.setProperty("--from", part(min(from, to)));
  input.style.setProperty("--to", part(max(from, to)));
};
export const text = (node, words) => { if (node.textContent !== words) node.textContent = words; };

// whether every condition of a task's goal holds
const TEST = { "==": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };
export const meets = (goal, quantities) => goal.every(([name, sign, value]) => TEST[sign](quantities[name], value));

// ---- the page's look: the inherited text colour tells light from dark in every home

export function look(el) {
  const ink = getComputedStyle(el).color, dark = ink.match(/[\d.]+/g)[1] > 128; // by its green, which is most of what is bright
  const forced = matchMedia("(forced-colors: active)").matches;
  el.toggleAttribute("data-dark", dark);
  return { ink, dark, forced, paper: dark ? "#15181d" : "#fff", colors: COLORS.map((c, k) => (forced ? ink : dark && !k ? ZERO : c)) };
}

// calls back when the size, the theme or the system's colours change; returns how to stop
export function watch(el, repaint) {
  const size = new ResizeObserver(repaint), theme = new MutationObserver(repaint);
  const system = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  size.observe(el);
  for (const node of [document.documentElement, document.body]) theme.observe(node, { attributes: true });
  for (const query of system) query.addEventListener("change", repaint);
  el.addEventListener("transitionend", repaint); // the style sheet lets a change of colour end in this event
  return () => {
    size.disconnect();
    theme.disconnect();
    for (const query of system) query.removeEventListener("change", repaint);
  };
}

// ---- the state as a link: #key?frame=12&w1=0.5

export function putLink(key, query, note) {
  const address = `${location.href.split("#")[0]}#${key}?${query}`, told = (word) => text(note, say(word));
  history.replaceState(null, "", address);
  navigator.clipboard ? navigator.clipboard.writeText(address).then(() => told("copied"), () => told("address")) : told("address");
}
export function takeLink(key, root, note, take) {
  const [name, query] = location.hash.slice(1).split("?");
  if (name !== key || !query) return;
  take(new URLSearchParams(query));
  text(note, say("loaded"));
  root.scrollIntoView({ block: "center" });
}

// ---- what comes from outside: the kernel, another view, a link, the page's look; returns how to end it

export function attach(model, root, { request, outside, restore, alive }) {
  const message = (content) => content.kind === "alive" && alive();
  model.on("change", outside);
  model.on("msg:custom", message);
  model.send({ kind: "hello" });
  const unwatch = watch(root, request);
  addEventListener("hashchange", restore);
  restore();
  return () => {
    unwatch();
    removeEventListener("hashchange", restore);
    model.off("change", outside);
    model.off("msg:custom", message);
  };
}

// ---- steps that play, as time goes by; where motion is not wanted, a tenth of them at once

export function replayer(status, request) {
  const film = {
    play(at, last, fastest, show) {
      const from = at >= last ? 0 : at, rate = max(2, min(fastest, last / 5));
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return show(min(last, from + max(1, round(last / 10))));
      let began = 0;
      status.ariaLive = "off"; // not thirty sentences a second
      const tick = (now) => {
        began ||= now;
        const next = min(last, from + floor(((now - began) / 1000) * rate));
        show(next);
        if (next < last) film.playing = requestAnimationFrame(tick);
        else film.stop();
      };
      film.playing = requestAnimationFrame(tick);
      request();
    },
    stop() {
      cancelAnimationFrame(film.playing);
      film.playing = 0;
      status.ariaLive = "polite";
      request();
    },
  };
  return film;
}

// ---- drawing

// round steps for about n ticks; whole ones where nothing lies between whole numbers
export function ticks(low, high, n, whole) {
  const raw = max(+whole, (high - low) / n), power = 10 ** floor(log10(raw));
  const step = power * [1, 2, 5, 10].find((f) => f * power >= raw * 0.999);
  const out = [];
  for (let i = ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) out.push(i * step);
  return { values: out, digits: digitsOf(step) };
}

// a canvas with two axes; sharp at every pixel ratio
export class Plane {
  constructor(canvas, limits, labels) {
    assign(this, { canvas, limits, labels, whole: [false, false], pad: { left: 50, right: 10, top: 10, bottom: 42 } });
    this.c = canvas.getContext("2d");
  }
  fit(width, ratio) {
    const { canvas, c, pad } = this, scale = devicePixelRatio || 1;
    this.w = width - pad.left - pad.right;
    this.h = round(this.w * ratio);
    const across = round(width * scale), down = round((this.h + pad.top + pad.bottom) * scale);
    if (canvas.width !== across || canvas.height !== down) assign(canvas, { width: across, height: down });
    c.setTransform(scale, 0, 0, scale, 0, 0);
    c.clearRect(0, 0, across, down);
  }
  x(v) { const [a, b] = this.limits[0]; return this.pad.left + ((v - a) / (b - a)) * this.w; }
  y(v) { const [a, b] = this.limits[1]; return this.pad.top + ((b - v) / (b - a)) * this.h; }
  at(px, py) {
    const [[a, b], [c, d]] = this.limits;
    return [a + ((px - this.pad.left) / this.w) * (b - a), d - ((py - this.pad.top) / this.h) * (d - c)];
  }
  clip() {
    this.c.save();
    this.c.beginPath();
    this.c.rect(this.pad.left, this.pad.top, this.w, this.h);
    this.c.clip();
  }
  axes(ink) {
    const { c, pad, w, h: high, limits, whole } = this, bottom = pad.top + high;
    const across = ticks(...limits[0], max(3, w / 70), whole[0]), up = ticks(...limits[1], max(3, high / 50), whole[1]);
    assign(c, { strokeStyle: ink, fillStyle: ink, lineWidth: 1, font: FONT });
    c.globalAlpha = 0.55;
    c.strokeRect(pad.left + 0.5, pad.top + 0.5, w - 1, high - 1);
    c.beginPath();
    for (const v of across.values) c.moveTo(this.x(v), bottom), c.lineTo(this.x(v), bottom + 4);
    for (const v of up.values) c.moveTo(pad.left, this.y(v)), c.lineTo(pad.left - 4, this.y(v));
    c.stroke();
    c.globalAlpha = 1;
    assign(c, { textAlign: "center", textBaseline: "top" });
    for (const v of across.values) {
      const label = number(v, across.digits); // the last one stays on the canvas
      c.fillText(label, min(this.x(v), pad.left + w + pad.right - c.measureText(label).width / 2), bottom + 7);
    }
    c.fillText(this.labels[0], pad.left + w / 2, bottom + 24);
    assign(c, { textAlign: "right", textBaseline: "middle" });
    for (const v of up.values) c.fillText(number(v, up.digits), pad.left - 7, this.y(v));
    c.save();
    c.translate(9, pad.top + high / 2);
    c.rotate(-Math.PI / 2);
    c.textAlign = "center";
    c.fillText(this.labels[1], 0, 0);
    c.restore();
  }
}

export const FONT = "13px system-ui, sans-serif";

export function mark(c, kind, x, y, r) {
  c.beginPath();
  if (kind === "o") c.arc(x, y, r, 0, 7);
  else if (kind === "s") c.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r);
  else {
    const corners = kind === "^" ? [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]] : [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]];
    for (const [u, v] of corners) c.lineTo(x + u * r, y + v * r);
    c.closePath();
  }
}

// a grid of colours (a pixel for each of nx × ny nodes, from the top left) stretched softly over the plane
export function spread(plane, pixels, nx, ny) {
  const { c, pad, w } = plane, small = (plane.small ??= h("canvas"));
  const dx = w / (nx - 1), dy = plane.h / (ny - 1);
  assign(small, { width: nx, height: ny });
  small.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), nx, ny), 0, 0);
  c.drawImage(small, pad.left - dx / 2, pad.top - dy / 2, w + dx, plane.h + dy);
}

// the line where the values at the nodes pass through zero, by marching squares
export function contour(plane, values, nx, ny) {
  const { c, pad } = plane, dx = plane.w / (nx - 1), dy = plane.h / (ny - 1);
  c.beginPath();
  for (let j = 0; j < ny - 1; j++) {
    for (let i = 0; i < nx - 1; i++) {
      const k = j * nx + i, p = values[k], q = values[k + 1], r = values[k + nx + 1], s = values[k + nx];
      const a = p >= 0, b = q >= 0, d = r >= 0, e = s >= 0;
      if (a === b && b === d && d === e) continue;
      const x = pad.left + i * dx, y = pad.top + j * dy, ends = [];
      if (a !== b) ends.push([x + (dx * p) / (p - q), y]);
      if (b !== d) ends.push([x + dx, y + (dy * q) / (q - r)]);
      if (d !== e) ends.push([x + (dx * s) / (s - r), y + dy]);
      if (e !== a) ends.push([x, y + (dy * p) / (p - s)]);
      for (let t = 0; t < ends.length; t += 2) c.moveTo(...ends[t]), c.lineTo(...ends[t + 1]);
    }
  }
  c.stroke();
}
