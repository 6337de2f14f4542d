// Curves over an axis, told apart by colour, dash and mark, on a vertical axis that may count in powers of ten.

import { abs, log10, max, round, number, h, FONT, ticks, Plane, mark, assign } from "./shared.js";

export const DASHES = [[], [9, 5], [2, 4], [11, 4, 3, 4]];
const raised = (n) => `${n}`.replace(/./g, (d) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(d)]);

// whole numbers as they are, else four digits that count, or powers of ten
export function short(v) {
  const size = abs(v);
  if (v === round(v) && size < 1e5) return number(v, 0);
  if (size >= 1e5 || size < 1e-3) {
    const [digits, power] = v.toExponential(1).split("e");
    return `${number(+digits, 1)}·10${raised(+power)}`;
  }
  return number(v, size >= 1000 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
}

export class Chart extends Plane {
  y(v) { return super.y(this.powers ? log10(max(v, 1e-300)) : v); }
  axes(ink) {
    const { c, limits, pad } = this;
    if (!this.powers) return super.axes(ink);
    assign(this, { limits: [limits[0], [0.3, 0.7]], whole: [this.whole[0], true] }); // no whole number, so no tick
    super.axes(ink);
    this.limits = limits;
    assign(c, { font: FONT, textAlign: "right", textBaseline: "middle" });
    c.beginPath();
    for (const power of ticks(...limits[1], max(3, this.h / 50), true).values) {
      const y = super.y(power);
      c.moveTo(pad.left, y);
      c.lineTo(pad.left - 4, y);
      c.fillText("10" + raised(power), pad.left - 7, y);
    }
    c.stroke();
  }
  // the pointer moves along: `to` is told where it is, in the axis's numbers
  drag(to) {
    const { canvas } = this, drag = (event) => to(this.at(event.offsetX, 0)[0]);
    let held = false;
    assign(canvas.style, { touchAction: "pan-y", cursor: "ew-resize" });
    canvas.addEventListener("pointerdown", (event) => { held = true; canvas.setPointerCapture(event.pointerId); drag(event); });
    canvas.addEventListener("pointermove", (event) => { if (held) drag(event); });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = false; });
  }
}

// the line of each stretch without a gap
export function stroke(c, places, look, color, width) {
  assign(c, { strokeStyle: color, lineWidth: width, lineJoin: "round", lineCap: "butt" });
  c.setLineDash(DASHES[look]);
  c.beginPath();
  let pen = false;
  for (const [u, v] of places) {
    if (Number.isNaN(v)) pen = false;
    else if (pen) c.lineTo(u, v);
    else pen = !c.moveTo(u, v);
  }
  c.stroke();
  c.setLineDash([]);
}

export function dot(c, look, u, v, r, color, rim, width) {
  mark(c, MARKERS[look], u, v, r);
  assign(c, { fillStyle: color, strokeStyle: rim, lineWidth: width });
  c.fill();
  c.stroke();
}

// a curve's line, as it is drawn, to stand before its name
export const sample = () => h("canvas", { className: "ntn-key", width: 60, height: 24, "aria-hidden": "true" });
export function paintSample(canvas, look, style, dotted, alone) {
  const c = canvas.getContext("2d"), color = alone ? style.ink : style.colors[look];
  c.setTransform(2, 0, 0, 2, 0, 0);
  c.clearRect(0, 0, 30, 12);
  if (!alone) stroke(c, [[0, 6], [30, 6]], look, color, 2.5);
  if (dotted || alone) dot(c, look, 15, 6, 4, color, style.paper, 1);
}
