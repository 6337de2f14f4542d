// What CSS cannot do: let the keyboard reach whatever scrolls sideways (WCAG 2.1.1).
(() => {
  const wide = 'mjx-container[display="true"], .cell_output pre, .table-wrapper, pre';
  const reach = () => {
    for (const el of document.querySelectorAll(wide)) {
      if (el.scrollWidth > el.clientWidth + 1) el.tabIndex = 0;
      else el.removeAttribute("tabindex");
    }
  };
  addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(reach));
  addEventListener("resize", reach);
})();
