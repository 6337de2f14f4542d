// The window figure: a kernel slides over an image, and the output is computed cell by cell. Python's face is window.py.

import { Plane, abs, array, assign, floor, fromEntries, h, max, min, number, round, say, text } from "./shared.js";
import { panel } from "./panel.js";
import { exact, mix } from "./drawing.js";

const POOL = 2, ORANGE = "#E69F00", BAR = 34;
const between = (low, v, high) => max(low, min(v, high));
const tidy = (v) => floor(v * 1e9 + 0.5) / 1e9;
const framed = (words) => (words.startsWith("−") ? `(${words})` : words);
const times = (rows, cols) => `${rows}×${cols}`;
const largest = (values) => values.reduce((most, v) => max(most, abs(v)), 0) || 1;

function grid(rows, cols, value) {
  const values = new Float64Array(rows * cols);
  for (let i = 0, k = 0; i < rows; i++) for (let j = 0; j < cols; j++) values[k++] = value(i, j);
  return { rows, cols, values, at: (i, j) => values[i * cols + j] };
}
const unpack = (wire) => {
  const [rows, cols] = wire.shape, values = array(wire);
  return grid(rows, cols, (i, j) => values[i * cols + j]);
};

function convolution({ set, write, request, state: current }) {
  const images = set.images.map(unpack), kernels = set.kernels.map(unpack), { cells, editable, fixed, limits } = set;
  const { rows: high, cols: wide } = kernels[0], [black, white] = limits;
  // the kernel's cells stand in a grid of their own, not among the panel's sliders
  for (const control of set.controls) if (cells.includes(control.name)) control.kind = "cell";

  // ---- what is computed

  const seen = new WeakMap(); // by state, which is asked for again and again
  const stage = (state) => seen.get(state) ?? seen.set(state, compute(state)).get(state);
  function compute(state) {
    const { image = 0, kernel = 0, flipped = 0, pool = 0, stride: s, padding: p } = { ...fixed, ...state }, shown = images[image];
    const padded = grid(shown.rows + 2 * p, shown.cols + 2 * p, (i, j) => (i < p || j < p || i >= shown.rows + p || j >= shown.cols + p ? 0 : shown.at(i - p, j - p)));
    const written = editable ? grid(high, wide, (i, j) => state[cells[i * wide + j]]) : kernels[kernel];
    const laid = flipped ? grid(high, wide, (i, j) => written.at(high - 1 - i, wide - 1 - j)) : written;
    const places = (length, window) => floor((length - window) / s) + 1;
    const found = grid(places(padded.rows, high), places(padded.cols, wide), (i, j) => {
      let sum = 0;
      for (let a = 0; a < high; a++) for (let b = 0; b < wide; b++) sum += padded.at(s * i + a, s * j + b) * laid.at(a, b);
      return sum;
    });
    const four = (i, j) => [0, 1, 2, 3].map((k) => found.at(POOL * i + (k >> 1), POOL * j + k % 2));
    const out = pool ? grid(floor(found.rows / POOL), floor(found.cols / POOL), (i, j) => (pool === 1 ? max(...four(i, j)) : four(i, j).reduce((a, b) => a + b) / 4)) : found;
    const row = min(state.row, out.rows - 1), column = min(state.column, out.cols - 1), n = pool ? POOL : 1;
    // what the cell of the output sees on the padded image
    const window = [row * s * n, column * s * n, high + s * (n - 1), wide + s * (n - 1)];
    return { image, shown, kernel, pool, s, p, padded, written, laid, found, out, four, row, column, n, window };
  }
  function quantities(state) {
    const { image, kernel, pool, s, p, written, out, row, column } = stage(state), all = out.values;
    return {
      image, kernel, pool, flipped: state.flipped ?? 0, row, column, stride: s, padding: p, ...fromEntries(cells.map((name, k) => [name, written.values[k]])),
      value: tidy(out.at(row, column)), height: out.rows, width: out.cols, largest: tidy(max(...all)), smallest: tidy(min(...all)), total: tidy(all.reduce((a, b) => a + b)),
    };
  }
  function follows(changes, state) {
    const next = { ...state, ...changes }, out = {};
    if (editable && "kernel" in changes) (kernels[next.kernel] ?? grid(high, wide, () => 0)).values.forEach((v, k) => { out[cells[k]] = v; });
    else if (cells.some((name) => name in changes)) {
      const same = kernels.findIndex(({ values }) => values.every((v, k) => v === next[cells[k]]));
      out.kernel = same < 0 ? kernels.length : same;
    }
    const { row, column } = stage({ ...next, ...out, ...changes });
    return { ...out, row, column };
  }

  // ---- the nodes

  const sheet = (props, className = "") => {
    const canvas = h("canvas", props), caption = h("p", { className: "ntn-legend" }), plane = new Plane(canvas, [], []);
    return { canvas, caption, plane, el: h("div", { className }, caption, canvas) };
  };
  const view = sheet({ tabIndex: 0, role: "application" }), map = sheet({ role: "img" }), pooled = sheet({ role: "img" }), plate = sheet({ role: "img" }, "ntn-plate");
  const inputs = editable ? cells.map((name, k) => {
    const { label, low, high: most } = set.controls.find((control) => control.name === name);
    return h("input", {
      type: "number", name, min: low, max: most, step: "any", autocomplete: "off", "aria-label": say("cell", { label, row: floor(k / wide), column: k % wide }),
      oninput: ({ target }) => { if (target.value && target.validity.valid) write({ [name]: +target.value }); }, onchange: request,
    });
  }) : [];
  const title = h("p", { className: "ntn-legend" }), numbers = h("div", { className: "ntn-cells", style: `--n:${wide}` }, ...inputs);
  const desk = h("div", { className: "ntn-wide ntn-window" }, view.el, h("div", {}, title, numbers, plate.el), map.el, pooled.el);
  const sum = h("div", { className: "ntn-formula ntn-wide" }), sizes = h("div", { className: "ntn-formula" });

  // ---- painting

  const signed = (style, most) => (v) => {
    const color = style.forced ? (style.dark ? "#ffffff" : "#000000") : style.colors[+(v > 0)], share = 0.8 * min(1, abs(v) / most);
    return [mix(style, color, share), mix(style, color, share, true)];
  };
  let inked; // whether the image shows ink on paper, the other way round
  const grey = (v) => {
    const share = between(0, (v - black) / (white - black), 1), t = round(255 * (inked ? 1 - share : share));
    return [`rgb(${t},${t},${t})`, t > 118 ? "#000" : "#fff"];
  };
  // with how many digits all numbers fit into their cells, −1 if with none; sets the size of the letters
  function fitting(c, values, room) {
    const need = [0, 1].find((n) => values.every((v) => abs(v * 10 ** n - round(v * 10 ** n)) < 1e-6)) ?? 2, font = (size) => { c.font = `${size}px system-ui, sans-serif`; };
    font(12);
    for (let d = need; room > 8 && d >= min(1, need); d--) {
      const longest = max(...[...values].map((v) => c.measureText(exact(v, d)).width));
      if (longest > room) continue;
      font(between(12, min((12 * room) / longest, room / 2), 15));
      return d;
    }
    return -1;
  }
  function lay({ plane, canvas }, { rows, cols, values }, tone, { ink }, ends) {
    const { c } = plane, most = largest(values), widest = 8 + (ends ? 60 : 44) * cols;
    assign(plane, { limits: [[0, cols], [rows, 0]], pad: { left: 4, right: 4, top: 4, bottom: ends ? BAR : 4 } });
    canvas.style.maxWidth = `${widest}px`;
    plane.fit(ends ? canvas.clientWidth : widest, rows / cols);
    const dx = plane.w / cols, dy = plane.h / rows, ratio = devicePixelRatio, sharp = (v) => round(v * ratio) / ratio;
    assign(c, { textAlign: "center", textBaseline: "middle" });
    const digits = fitting(c, values, dx - 5), dashed = digits < 0 && tone !== grey;
    const dash = (x, y) => c.fillRect(x - 0.28 * dx, y - max(0.6, 0.06 * dx), 0.56 * dx, max(1.2, 0.12 * dx));
    values.forEach((v, k) => {
      const j = k % cols, i = floor(k / cols), x = sharp(plane.x(j)), y = sharp(plane.y(i)), [fill, own] = tone(v);
      c.fillStyle = fill;
      c.fillRect(x, y, sharp(plane.x(j + 1)) - x, sharp(plane.y(i + 1)) - y);
      c.fillStyle = own;
      if (digits >= 0) c.fillText(exact(v, digits), x + dx / 2, y + dy / 2);
      else if (dashed && v < -0.03 * most) dash(x + dx / 2, y + dy / 2);
    });
    assign(c, { strokeStyle: ink, fillStyle: ink, lineWidth: 1 });
    c.strokeRect(4, 4, plane.w, plane.h);
    if (!ends) return;
    // what the colours mean
    const top = plane.h + 12, [low, top2] = ends, n = 48, width = min(plane.w, 220), left = 4 + (plane.w - width) / 2;
    for (let k = 0; k < n; k++) {
      [c.fillStyle] = tone(low + ((k + 0.5) / n) * (top2 - low));
      c.fillRect(left + (k * width) / n, top, width / n + 0.5, 8);
    }
    c.strokeRect(left, top, width, 8);
    c.fillStyle = ink;
    if (dashed) for (const share of [0.1, 0.2, 0.3, 0.4]) c.fillRect(left + share * width - 3, top + 3.3, 6, 1.4);
    assign(c, { font: "12px system-ui, sans-serif", textBaseline: "top" });
    for (const [v, share, align] of [[low, 0, "left"], [(low + top2) / 2, 0.5, "center"], [top2, 1, "right"]]) {
      c.textAlign = align;
      if (share !== 0.5 || tone !== grey) c.fillText(exact(v, 2), left + share * width, top + 10);
    }
  }
  function frame({ plane }, [top, left, tall, broad], { forced, ink, paper }) {
    const { c } = plane, x = plane.x(left), y = plane.y(top);
    for (const [strokeStyle, lineWidth] of [[forced ? paper : "#000", 5], [forced ? ink : ORANGE, 2.6]]) {
      assign(c, { strokeStyle, lineWidth });
      c.strokeRect(x - 1, y - 1, plane.x(left + broad) - x + 2, plane.y(top + tall) - y + 2);
    }
  }
  function hatch({ plane }, { padded, shown, p }) {
    const { c } = plane;
    assign(c, { strokeStyle: "#808080", lineWidth: 1.2 });
    c.beginPath();
    for (let i = 0; i < padded.rows; i++) {
      for (let j = 0; j < padded.cols; j++) {
        if (i >= p && i < p + shown.rows && j >= p && j < p + shown.cols) continue;
        // two corners, so that the number between them stays free
        for (const [u, v] of [[0.35, 0], [1, 0.65]]) c.moveTo(plane.x(j + u), plane.y(i + v)), c.lineTo(plane.x(j + v), plane.y(i + u));
      }
    }
    c.stroke();
    c.strokeRect(plane.x(p), plane.y(p), plane.x(p + shown.cols) - plane.x(p), plane.y(p + shown.rows) - plane.y(p));
  }

  function paint(state, q, style) {
    const now = stage(state), { image, shown, kernel, pool, p, padded, written, laid, found, out, row, column, n, window } = now;
    const most = largest(found.values), tones = signed(style, most), inks = signed(style, largest(written.values)), turned = laid !== written;
    desk.classList.toggle("ntn-pooling", pool > 0);
    desk.classList.toggle("ntn-turned", turned || !editable);
    pooled.el.hidden = !pool;

    inked = set.ink[image];
    const bright = black < 0 ? max(-black, white) : 0;
    lay(view, padded, bright ? signed(style, bright) : grey, style, bright ? [-bright, bright] : limits);
    if (p) hatch(view, now);
    frame(view, window, style);
    text(view.caption, `${set.image_names[image]}, ${times(shown.rows, shown.cols)}${p ? say("padded") : ""}`);
    const [top, left, tall, broad] = window, from = (first, many) => `${number(first - p, 0)} … ${number(first - p + many - 1, 0)}`;
    view.canvas.setAttribute("aria-label", say("view", { name: set.image_names[image], size: times(shown.rows, shown.cols), rows: from(top, tall), columns: from(left, broad) }));

    lay(map, found, tones, style, [-most, most]);
    frame(map, [row * n, column * n, n, n], style);
    text(map.caption, say(pool ? "found" : "out", { size: times(found.rows, found.cols) }));
    if (pool) {
      lay(pooled, out, tones, style, [-most, most]);
      frame(pooled, [row, column, 1, 1], style);
    }
    text(pooled.caption, say("pooled", { size: times(out.rows, out.cols) }));
    for (const { canvas, caption } of [map, pooled]) canvas.setAttribute("aria-label", `${caption.textContent}; ${words(state, q)}`);

    text(title, say("kernel", { name: set.kernel_names[kernel], size: times(high, wide) }));
    lay(plate, laid, inks, style);
    text(plate.caption, turned ? say("laid") : "");
    plate.canvas.setAttribute("aria-label", [...laid.values].map((v) => exact(v)).join(", "));
    inputs.forEach((input, k) => {
      const v = written.values[k], told = +v.toFixed(4), [background, color] = inks(v);
      if (![v, told].includes(input.value ? +input.value : NaN)) input.value = told;
      assign(input.style, { background, color });
    });

    text(sum, arithmetic(now).join("\n"));
    const lines = [[shown.rows, high, found.rows, out.rows], [shown.cols, wide, found.cols, out.cols]].map(([length, own, many, last]) =>
      `(${length} + 2·${p} − ${own}) // ${now.s} + 1 = ${many}` + (pool ? `, ${many} // ${POOL} = ${last}` : ""));
    text(sizes, lines[0] === lines[1] ? lines[0] : `${say("height")}: ${lines[0]}\n${say("width")}: ${lines[1]}`);
  }
  function arithmetic({ pool, padded, laid, out, four, row, column, window: [top, left] }) {
    const value = exact(out.at(row, column)), parts = pool && four(row, column).map((v) => exact(v));
    if (pool === 1) return [`max(${parts.join(", ")}) = ${value}`];
    if (pool) return [`(${parts.map(framed).join(" + ")}) / 4 = ${value}`];
    const lines = [...Array(high).keys()].map((a) => [...Array(wide).keys()].map((b) => exact(padded.at(top + a, left + b)) + " · " + framed(exact(laid.at(a, b)))).join(" + "));
    return [lines.join("\n+ "), `= ${value}`];
  }
  const words = (state, { row, column, value, smallest, largest: most }) => say("window_status", {
    row, column, value: exact(value), smallest: exact(smallest), largest: exact(most),
  });

  // ---- the window is moved: by the pointer, by the keys

  function go(row, column) {
    const { out, ...now } = stage(current()), next = { row: between(0, row, out.rows - 1), column: between(0, column, out.cols - 1) };
    if (next.row !== now.row || next.column !== now.column) write(next);
  }
  const { canvas } = view;
  let held = null, tapped = false; // from the window's corner to where it is held; a finger beside it
  const middle = () => { const [, , tall, broad] = stage(current()).window; return [tall / 2, broad / 2]; };
  const inside = (x, y) => {
    const [top, left, tall, broad] = stage(current()).window, [j, i] = view.plane.at(x, y);
    return i >= top && i < top + tall && j >= left && j < left + broad ? [i - top, j - left] : null;
  };
  function drag({ offsetX, offsetY }) {
    const { s, n } = stage(current()), [j, i] = view.plane.at(offsetX, offsetY);
    go(round((i - held[0]) / (s * n)), round((j - held[1]) / (s * n)));
  }
  canvas.addEventListener("touchstart", (event) => {
    const { left, top } = canvas.getBoundingClientRect(), [{ clientX, clientY }] = event.touches;
    if (inside(clientX - left, clientY - top)) event.preventDefault(); // a finger on the window drags it, elsewhere the page
  }, { passive: false });
  canvas.addEventListener("pointerdown", (event) => {
    held = inside(event.offsetX, event.offsetY);
    tapped = !held && event.pointerType === "touch";
    if (tapped) return;
    held ??= middle();
    canvas.setPointerCapture(event.pointerId);
    drag(event);
  });
  canvas.addEventListener("pointermove", (event) => { if (held) drag(event); });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => {
    if (tapped && end === "pointerup") held = middle(), drag(event);
    held = null;
    tapped = false;
  });
  canvas.addEventListener("keydown", (event) => {
    const { row, column } = stage(current()), far = 1e9;
    const to = {
      ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1],
      Home: [row, 0], End: [row, far], PageUp: [0, column], PageDown: [far, column],
    }[event.key];
    if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    go(...to);
  });
  for (const { canvas: own, plane } of [map, pooled]) own.addEventListener("click", ({ offsetX, offsetY }) => {
    const [j, i] = plane.at(offsetX, offsetY), n = own === map.canvas ? stage(current()).n : 1;
    if (offsetY < plane.h + 8) go(floor(i / n), floor(j / n));
  });

  const last = (name, state) => { const { out } = stage(state); return name === "row" ? out.rows : out.cols; };
  const place = (name) => () => number(stage(current())[name], 0);
  return {
    quantities, follows, paint, words, look: "ntn-drawn", top: [desk, ...(wide > 3 ? [sum] : [])], below: [...(wide > 3 ? [] : [sum]), sizes],
    labels: { row: place("row"), column: place("column") }, list: (name, state) => [...Array(last(name, state)).keys()],
  };
}

export default { render: (context) => panel(context, convolution) };
