/* The board: the panel without a reload, arrows from card to card, dragging as an extra. All of it also works by links. */
(() => {
  "use strict";
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const all = (selector, from = board) => Array.from(from.querySelectorAll(selector));
  const isSeen = (element) => element.getClientRects().length > 0;
  const cardOf = (element) => element && element.closest("[data-card]");
  const linkOf = (card) => card && card.querySelector(".card-link");
  let opened = null;

  /* A card opens the panel beside it. */
  board.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.href.split("#")[0];
    const card = cardOf(link);
    all(".is-on").forEach((one) => one.classList.remove("is-on"));
    if (card) {
      card.classList.add("is-on");
      opened = link;
    }
    window.htmx.ajax("GET", address, { target: "#panel", swap: "outerHTML" }).then(() => {
      history.replaceState(null, "", address);
      const panel = document.getElementById("panel");
      if (card) {
        panel.focus({ preventScroll: true });
        if (panel.getBoundingClientRect().top > window.innerHeight * 0.6 || panel.getBoundingClientRect().bottom < 0) {
          panel.scrollIntoView();
        }
      } else if (opened && opened.isConnected) {
        opened.focus();
      }
    });
  });

  /* Arrows walk over the cards; with Alt the card itself goes left or right. Escape in the panel goes back to it. */
  const columns = () => all("[data-col]").filter(isSeen).map((column) => all(".card-link", column).filter(isSeen));
  board.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest("#panel")) {
      const close = document.querySelector("#panel a[data-panel]");
      if (close) close.click();
      return;
    }
    const link = event.target.closest(".card-link");
    if (!link || event.ctrlKey || event.metaKey) return;
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const { part, choose } = cardOf(link).dataset;
    if (event.altKey) {
      if (event.key === "ArrowLeft" && part) window.location.assign(part);
      if (event.key === "ArrowRight" && choose) window.location.assign(choose);
      return;
    }
    const lists = columns();
    const column = lists.findIndex((list) => list.includes(link));
    const row = lists[column].indexOf(link);
    if (step[1]) {
      const next = lists[column][row + step[1]];
      if (next) next.focus();
      return;
    }
    for (let at = column + step[0]; lists[at]; at += step[0]) {
      if (lists[at].length) {
        lists[at][Math.min(row, lists[at].length - 1)].focus();
        return;
      }
    }
  });

  /* Dragging only leads to the page that asks the reason: a draft to «Без пары», a person to another mentor. */
  let dragged = null;
  all("[data-part], [data-choose]").forEach((card) => {
    card.draggable = true;
    linkOf(card).draggable = false;
  });
  const targetOf = (event) => {
    if (!dragged) return null;
    const card = cardOf(event.target);
    if (dragged.dataset.choose && card && card !== dragged && card.dataset.mentor && card.dataset.part) {
      return { element: card, address: `${dragged.dataset.choose}&mentor=${card.dataset.mentor}` };
    }
    const column = event.target.closest('[data-col="alone"]');
    return dragged.dataset.part && column ? { element: column, address: dragged.dataset.part } : null;
  };
  const clear = () => all(".is-target").forEach((one) => one.classList.remove("is-target"));
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[draggable=true]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("is-dragged");
  });
  board.addEventListener("dragover", (event) => {
    clear();
    const target = targetOf(event);
    if (!target) return;
    event.preventDefault();
    target.element.classList.add("is-target");
  });
  board.addEventListener("drop", (event) => {
    const target = targetOf(event);
    if (!target) return;
    event.preventDefault();
    window.location.assign(target.address);
  });
  board.addEventListener("dragend", () => {
    clear();
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
  });
})();
