// The hidden figure. Python's face is hidden.py.
export default { render: () => {} };
