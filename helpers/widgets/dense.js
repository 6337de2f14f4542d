// Evaluation of a learned network: dense layers from one flat row of parameters, weights (inputs, outputs) then bias.
// Python's face is helpers/dense.py and helpers/activations.py.

import { ACTIVATIONS, abs, array, exp, max } from "./shared.js";

export const floats = (values) => Float64Array.from(values);

export const pack = (values, ...shape) => ({
  shape, dtype: "f8", data: new DataView(floats(values).buffer),
});

export const same = (a, b) => a.length === b.length && a.every((v, i) => v === b[i]);

function softmax(z, m) {
  const out = new Float64Array(z.length);
  for (let r = 0; r < z.length; r += m) {
    const row = z.subarray(r, r + m), top = max(...row);
    let sum = 0;
    for (let j = 0; j < m; j++) sum += out[r + j] = exp(row[j] - top);
    for (let j = 0; j < m; j++) out[r + j] /= sum;
  }
  return out;
}

// the last layer's weighted sums z and its outputs a, for n inputs in one flat array
export function forward(theta, sizes, names, x) {
  const n = x.length / sizes[0];
  let a = x, z = x, at = 0;
  for (let l = 1; l < sizes.length; l++) {
    const k = sizes[l - 1], m = sizes[l], bias = at + k * m;
    z = new Float64Array(n * m);
    for (let i = 0; i < n; i++) {
      const r = i * m;
      for (let q = 0, w = at; q < k; q++) {
        const v = a[i * k + q];
        for (let j = 0; j < m; j++) z[r + j] += v * theta[w++];
      }
      for (let j = 0; j < m; j++) z[r + j] += theta[bias + j];
    }
    a = names[l - 1] === "softmax" ? softmax(z, m) : z.map(ACTIVATIONS[names[l - 1]]);
    at = bias + m;
  }
  return { z, a };
}

// the worst difference from NumPy's own answers, relative where they are large
export function parity({ sizes, activations, history, reference }) {
  const rows = array(history), inputs = array(reference.x), wanted = array(reference.out);
  const count = history.shape[1], size = wanted.length / reference.frames.length;
  let worst = 0;
  reference.frames.forEach((frame, f) => {
    const { a } = forward(rows.subarray(frame * count, (frame + 1) * count), sizes, activations, inputs);
    for (let i = 0; i < size; i++) {
      const w = wanted[f * size + i], error = abs(a[i] - w) / max(1, abs(w));
      worst = error <= worst ? worst : error;
    }
  });
  return worst;
}
