import { panel } from "./panel.js";
import { Drawing, exact, mix } from "./drawing.js";
import { forward } from "./dense.js";
export default { render: (context) => panel(context, backprop) };
