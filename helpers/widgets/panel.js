// What all figures share whose state is a few named numbers: controls, tasks, words, the link, the kernel.
// A kind brings what it draws; Python's face is panel.py.

import { abs, floor, max, min, round, array, say, number, digitsOf, h, look, replayer, putLink, takeLink, attach, fill, text, meets, entries, fromEntries } from "./shared.js";

// `make(figure)` gives { quantities(state), paint(state, quantities, style), words(state, quantities),
// top?, left?, below?, right?, bottom?: nodes, across the whole width at top and bottom, left of the controls over and below the words,
// right under the controls and buttons, look?: a class of the whole, "ntn-drawn" where no axes stand over the words,
// labels?: {control: words for its value}, hides?(name, state), last?(name, state): where its steps end,
// list?(name, state): the values of a listed slider where they hang on the state, follows?(changes, state): more changes }
export function panel({ model, el }, make) {
  const set = model.get("_setting"), { controls, tasks } = set, own = { touched: false, busy: false };
  const read = () => fromEntries(controls.map(({ name }) => [name, model.get(name)]));
  const start = fromEntries(controls.map(({ name, value }) => [name, value]));
  let state = read();

  // one message for one deed of the reader
  function write(changes) {
    own.busy = true;
    // what follows from the deed, but for what the deed itself names
    for (const [name, value] of entries({ ...kind.follows?.(changes, state), ...changes })) model.set(name, value);
    own.busy = false;
    own.touched = true;
    model.save_changes();
    state = read();
    request();
  }

  let due = 0;
  function request() { due ||= requestAnimationFrame(() => { due = 0; paint(); }); }
  const kind = make({ set, write, request, state: () => state });
  const everything = () => ({ ...state, by_hand: +controls.some(({ name }) => state[name] !== start[name]), ...kind.quantities(state) });
  const end = ({ name, high }) => kind.last?.(name, state) ?? high;

  // ---- controls: a slider, a switch for 0 and 1, a choice among names, steps that play

  // with the digits of its step, or with those that a value from elsewhere has besides
  const digits = (step, value) => max(digitsOf(step), ...[1, 2, 3, 4].filter((n) => abs(+value.toFixed(n - 1) - value) > 1e-9));
  const shown = ({ name, step, values }, value) => kind.labels?.[name]?.(value) ?? number(value, values ? digits(1, value) : digits(step, value));
  // a slider over listed values stands at the place of its value in the list
  const list = ({ name, values }) => values && (kind.list?.(name, state) ?? values);
  const place = (control, value, values = list(control)) => (values ? values.indexOf(values.reduce((a, b) => (abs(b - value) < abs(a - value) ? b : a))) : value);
  const rows = controls.map((control) => {
    const { name, label, low, high, step, values, color } = control, style = `--c:${color}`;
    if (control.kind === "choice") {
      const input = h("select", { name, onchange: () => { stop(); write({ [name]: +input.value }); } },
        ...control.options.map((option, value) => h("option", { value }, option)));
      return { control, input, el: h("label", {}, label + " ", input) };
    }
    if (control.kind === "switch") {
      const input = h("input", { type: "checkbox", name, onchange: () => { stop(); write({ [name]: +input.checked }); } });
      const output = h("output");
      return { control, input, output, el: h("label", { className: "ntn-row", style }, input, label, output) };
    }
    const input = h("input", {
      type: "range", min: values ? 0 : low, max: values ? values.length - 1 : high, step: values ? 1 : step, name, "aria-label": label,
      oninput: () => { stop(); write({ [name]: values ? list(control)[+input.value] : +input.value }); },
    });
    const output = h("output");
    if (control.kind === "slider") {
      return { control, input, output, el: h("label", { className: "ntn-slider", style }, h("span", { "aria-hidden": "true" }, label), input, output) };
    }
    const player = h("button", { type: "button", onclick: () => (film.playing ? stop() : play(control)) });
    const buttons = [1, 10].map((n) => h("button", {
      type: "button", "aria-label": say("plus_label", { n }), onclick: () => { stop(); write({ [name]: min(end(control), state[name] + n) }); },
    }, say("plus", { n })));
    return { control, input, output, player, el: h("fieldset", {}, h("legend", {}, label + ": ", output), input, h("div", { className: "ntn-row" }, player, ...buttons)) };
  });
  const of = (...kinds) => rows.filter(({ control }) => kinds.includes(control.kind));
  const elements = (rows) => rows.map((row) => row.el);
  // a frame for each group, named by it
  const sliders = of("slider", "switch"), groups = new Set(sliders.map(({ control }) => control.group));
  const frames = [...groups].map((group) => {
    const inside = sliders.filter(({ control }) => control.group === group);
    const longest = max(...inside.map(({ control }) => control.label.length));
    return { inside, el: h("fieldset", { className: longest > 9 ? "ntn-long" : "", style: `--label:${0.62 * longest}em` }, h("legend", {}, group ?? say("sliders")), ...elements(inside)) };
  });

  // ---- the whole

  const status = h("p", { className: "ntn-status", "aria-live": "polite" });
  const note = h("p", { className: "ntn-note", "aria-live": "polite" });
  const failure = h("p", { className: "ntn-error", role: "alert", hidden: true });
  const link = h("button", { type: "button", onclick: copy }, say("link"));
  const reset = h("button", { type: "button", onclick: () => { stop(); write(start); } }, say("reset"));
  const goals = tasks.map((task) => ({ answer: h("p", { "aria-live": "polite" }), ...task }));
  const root = h("section", { className: `ntn ${kind.look ?? ""}`, "aria-label": set.title, id: document.getElementById(set.key) ? "" : set.key },
    h("div", { className: "ntn-body" },
      h("p", { className: "ntn-title" }, set.title),
      ...goals.map(({ text, answer }) => h("div", { className: "ntn-task" }, h("strong", {}, say("task")), " ", text, answer)),
      h("div", { className: "ntn-wide ntn-row" }, ...elements(of("choice"))), ...(kind.top ?? []),
      h("div", { className: "ntn-side" }, ...(kind.left ?? []), h("div", {}, status, note), ...(kind.below ?? []), ...elements(of("steps")), failure),
      h("div", { className: "ntn-side" }, ...frames.map(({ el }) => el), h("div", { className: "ntn-row" }, reset, link), ...(kind.right ?? [])),
      ...(kind.bottom ?? [])));

  function paint() {
    if (!root.clientWidth) return;
    const quantities = everything();
    for (const { control, input, output, player, el } of rows) {
      const value = state[control.name];
      el.hidden = kind.hides?.(control.name, state) ?? false;
      if (control.kind === "choice") input.value = value;
      else if (control.kind === "switch") input.checked = value === 1, text(output, control.named ? "" : "= " + value);
      else {
        const at = place(control, value), words = shown(control, value);
        if (control.kind === "steps") input.max = end(control);
        if (control.values) input.max = list(control).length - 1;
        if (+input.value !== at) input.value = at;
        fill(input, min(max(0, +input.min), +input.max), at);
        text(output, words);
        input.setAttribute("aria-valuetext", words);
        if (player) text(player, say(film.playing ? "pause" : "play"));
      }
    }
    for (const { inside, el } of frames) el.hidden = inside.every((row) => row.el.hidden);
    kind.paint(state, quantities, look(root));
    text(status, kind.words(state, quantities));
    judge(quantities);
    failure.hidden = !wide;
    root.dataset.paints = +(root.dataset.paints ?? 0) + 1;
  }

  function judge(quantities) {
    const before = model.get("solved");
    const now = goals.map(({ goal }, i) => before[i] || (own.touched && meets(goal, quantities)));
    goals.forEach(({ answer, done }, i) => text(answer, now[i] ? say("met", { done }) : ""));
    if (now.some((met, i) => met !== before[i])) {
      model.set("solved", now);
      model.save_changes();
    }
  }

  // ---- steps that play

  const film = replayer(status, request), { stop } = film;
  function play(control) {
    const { name } = control;
    film.play(state[name], end(control), 30, (at) => at === state[name] || write({ [name]: at }));
  }

  // ---- the state as a link: #key?w1=0.5&x1=1

  function copy() { putLink(set.key, new URLSearchParams(state), note); }
  const restore = () => takeLink(set.key, root, note, (wanted) => {
    const next = {};
    for (const control of controls) {
      const value = parseFloat(wanted.get(control.name));
      // a link may be cut or changed on its way: only values that the control can take
      if (!Number.isFinite(value)) continue;
      if (control.values) next[control.name] = control.values[place(control, value, control.values)];
      else next[control.name] = max(control.low, min(control.high, control.step === 1 ? round(value) : value));
    }
    stop();
    write(next);
  });

  // ---- what comes from outside: the kernel, another view, a linked widget

  function outside() {
    if (own.busy) return;
    const now = read();
    if (controls.every(({ name }) => now[name] === state[name])) return;
    state = now;
    own.touched = true;
    request();
  }
  const alive = () => { link.hidden = true; }; // a notebook's address holds no state

  // the worst difference from NumPy's own answers, relative where they are large
  let wide = "";
  function check() {
    const { names, states, quantities, values } = set.reference, given = array(states), wanted = array(values);
    let worst = 0;
    for (let r = 0; r < states.shape[0]; r++) {
      const found = kind.quantities(fromEntries(names.map((name, c) => [name, given[r * names.length + c]])));
      quantities.forEach((name, q) => {
        // where NumPy has no value, neither has the page; a NaN of one alone stays the worst
        const w = wanted[r * quantities.length + q], v = found[name];
        if (!Object.is(v, w)) worst = max(worst, abs(v - w) / max(1, abs(w)));
      });
    }
    root.dataset.parity = worst;
    wide = worst <= 1e-9 ? "" : say("parity", { error: worst.toExponential(1) });
    text(failure, wide);
  }

  el.append(root);
  check();
  const detach = attach(model, root, { request, outside, restore, alive });
  paint();
  return () => {
    stop();
    detach();
    cancelAnimationFrame(due);
  };
}
