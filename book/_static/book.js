// What CSS alone cannot do. The page is complete without it.
(() => {
  // Whatever scrolls sideways can be reached by keyboard (WCAG 2.1.1), and fades where it goes on.
  const wide = 'mjx-container[display="true"], .bd-article pre, .pst-scrollable-table-container, .picture';
  const more = (element) =>
    element.classList.toggle("more", element.scrollLeft + element.clientWidth < element.scrollWidth - 2);
  const reach = () => {
    for (const element of document.querySelectorAll(wide)) {
      if (element.scrollWidth > element.clientWidth) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
      more(element);
    }
  };
  addEventListener("scroll", (event) => event.target.matches?.(wide) && more(event.target), true);
  addEventListener("load", () => (window.MathJax?.startup?.promise ?? Promise.resolve()).then(reach));
  addEventListener("resize", reach);
  addEventListener("toggle", reach, true); // what was folded had no width before

  // A button that shows a sign only says what it does.
  addEventListener("load", () => {
    for (const button of document.querySelectorAll(".copybtn")) button.ariaLabel = button.dataset.tooltip;
  });

  // An opened answer shows by colour and sign what its first word says.
  const right = /^(Correct\.|정답입니다)/;
  addEventListener("DOMContentLoaded", () => {
    for (const option of document.querySelectorAll("fieldset.quiz > details")) {
      const words = option.querySelector(":scope > :not(summary)")?.textContent.trim() ?? "";
      option.classList.add(right.test(words) ? "right" : "wrong");
    }
  });
})();
