// Shows the figures of a built page without a kernel. It reads the widget state that the page carries, gives each
// model its binary buffers back, imports each ES module once and calls initialize and render, as the anywidget
// front-end module specification (AFM) asks. No require.js, no html-manager, no request.
(() => {
  if (window.afmHost) return; // a page may name this script twice
  window.afmHost = true;

  const WORDS = {
    en: { live: "This cell comes alive in JupyterLab, where the kernel computes.", failed: "This figure could not be shown: " },
    ko: { live: "이 셀은 커널이 계산하는 JupyterLab에서 움직입니다.", failed: "그림을 보일 수 없습니다: " },
  };
  const words = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.en;
  const scripts = (kind) => [...document.querySelectorAll(`script[type="application/vnd.jupyter.${kind}+json"]`)];
  const bytes = (base64) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

  class Model {
    #state;
    #listeners = {};
    constructor({ state, buffers = [] }, widget_manager) {
      this.widget_manager = widget_manager;
      this.#state = state;
      for (const { path, data } of buffers) {
        const owner = path.slice(0, -1).reduce((part, step) => part[step], state);
        owner[path.at(-1)] = new DataView(bytes(data).buffer);
      }
    }
    get(name) { return this.#state[name]; }
    set(name, value) {
      if (this.#state[name] === value) return;
      this.#state[name] = value;
      this.#tell("change:" + name, value);
      this.#tell("change");
    }
    save_changes() {} // there is no kernel to save to
    send() {}
    on(name, callback) { (this.#listeners[name] ??= new Set()).add(callback); }
    off(name, callback) { name && callback ? this.#listeners[name]?.delete(callback) : (this.#listeners = {}); }
    #tell(name, value) { for (const callback of [...(this.#listeners[name] ?? [])]) callback(value); }
  }

  const states = {}, models = {}, modules = {}, begun = {};
  const model = (id) => (models[id] ??= new Model(states[id], manager));
  const manager = { get_model: async (reference) => model(reference.replace("IPY_MODEL_", "")) };
  const context = { signal: new AbortController().signal, experimental: { invoke: () => Promise.reject(new Error("no kernel")) } };

  async function load(source) {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const { default: widget } = await import(url);
    URL.revokeObjectURL(url);
    return typeof widget === "function" ? widget() : widget;
  }

  async function show(id, el) {
    const { _esm, _css } = states[id].state;
    if (_css && ![...document.styleSheets].some((sheet) => sheet.ownerNode?.textContent === _css)) {
      document.head.append(Object.assign(document.createElement("style"), { textContent: _css }));
    }
    const widget = await (modules[_esm] ??= load(_esm));
    await (begun[id] ??= widget.initialize?.({ model: model(id), ...context }));
    await widget.render?.({ model: model(id), el, ...context });
  }

  // ipywidgets need their kernel: of their tree only the pictures are drawn
  function pictures(id) {
    const { model_name, state } = states[id] ?? { state: {} };
    if (model_name === "ImageModel") {
      const type = `image/${state.format}`, blob = new Blob([model(id).get("value")], { type });
      return [Object.assign(new Image(), { src: URL.createObjectURL(blob), alt: state.tooltip ?? "" })];
    }
    return (state.children ?? []).flatMap((child) => pictures(child.replace("IPY_MODEL_", "")));
  }

  async function start() {
    for (const script of scripts("widget-state")) Object.assign(states, JSON.parse(script.textContent).state);
    for (const script of scripts("widget-view")) {
      const id = JSON.parse(script.textContent).model_id, el = document.createElement("div");
      script.after(el);
      try {
        if (states[id]?.model_module === "anywidget") await show(id, el);
        else el.append(...pictures(id), Object.assign(document.createElement("p"), { textContent: words.live }));
      } catch (error) {
        el.className = "afm-error";
        el.setAttribute("role", "alert");
        el.textContent = words.failed + error.message;
        console.error("afm-host:", error);
      }
    }
    document.documentElement.dataset.afm = "done";
  }
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", start) : start();
})();
