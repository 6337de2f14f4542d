// The descent figure. Python face: descent.py.
export default { render: () => {} };
