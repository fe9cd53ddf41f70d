/* The keyboard grid of paper questionnaires: Enter and arrows walk over the cells, Tab goes on as usual. */
(() => {
  "use strict";
  document.querySelectorAll("form[data-grid]").forEach((form) => {
    const place = (input) => {
      const row = input.closest("tr");
      const cells = Array.from(row.querySelectorAll("[data-grid-cell]"));
      return { row, cells, column: cells.indexOf(input) };
    };
    const rowBeside = (row, step) => {
      let next = row;
      do {
        next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
      } while (next && !next.querySelector("[data-grid-cell]"));
      return next;
    };
    const enter = (input) => {
      input.focus();
      input.select();
    };
    form.addEventListener("keydown", (event) => {
      const input = event.target.closest("[data-grid-cell]");
      if (!input || event.ctrlKey || event.altKey || event.metaKey) return;
      const { row, cells, column } = place(input);
      const isList = input.hasAttribute("list");
      const [from, to, end] = [input.selectionStart, input.selectionEnd, input.value.length];
      const isWhole = from === 0 && to === end; // a cell just entered: nothing to walk through inside
      if (event.key === "Enter" || (!isList && (event.key === "ArrowDown" || event.key === "ArrowUp"))) {
        event.preventDefault();
        const step = event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey) ? -1 : 1;
        const next = rowBeside(row, step);
        if (next) enter(next.querySelectorAll("[data-grid-cell]")[column]);
      } else if (event.key === "ArrowRight" && (isWhole || from === end) && cells[column + 1]) {
        event.preventDefault();
        enter(cells[column + 1]);
      } else if (event.key === "ArrowLeft" && (isWhole || to === 0) && cells[column - 1]) {
        event.preventDefault();
        enter(cells[column - 1]);
      }
    });
  });
})();
