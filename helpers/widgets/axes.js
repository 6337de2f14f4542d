// Axes that a reader chooses along, names or levels: the row of what is looked up, and the setting in words. Python's
// face is axes.py.

import { abs, fromEntries } from "./shared.js";

export const plain = (v) => `${+v.toFixed(6)}`.replace("-", "−");

// `index` holds the row of every setting
export function settings(axes, index) {
  const place = ({ name, values }, state) => (values ? values.reduce((best, v, i) => (abs(v - state[name]) < abs(values[best] - state[name]) ? i : best), 0) : state[name]);
  const length = ({ options, values }) => (options ?? values).length;
  const hides = (name, state) => axes.some((axis) => axis.without?.[name]?.includes(state[axis.name]));
  const entry = ({ name, options }, state) => (options ? options[state[name]] : plain(state[name]));
  return {
    hides, entry,
    row: (state) => index[axes.reduce((at, axis) => at * length(axis) + place(axis, state), 0)],
    words: (state) => axes.filter(({ name }) => !hides(name, state)).map((axis) => (axis.options ? "" : `${axis.label} = `) + entry(axis, state)).join(", "),
    labels: fromEntries(axes.filter(({ values }) => values).map(({ name }) => [name, plain])),
  };
}
