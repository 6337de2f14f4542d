// The threshold figure. Python face: threshold.py.
export default { render: () => {} };
