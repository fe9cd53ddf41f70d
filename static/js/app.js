/* Progressive enhancement only: every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const $$ = (selector, from = document) => Array.from(from.querySelectorAll(selector));

  function plural(n, forms) {
    const [one, few, many] = forms.split(",");
    const rest = n % 100;
    const last = n % 10;
    if (rest >= 11 && rest <= 14) return many;
    if (last === 1) return one;
    return last >= 2 && last <= 4 ? few : many;
  }

  /* On a phone the open tab may stand beyond the edge: bring it in. */
  $$(".tabs-list a[aria-current]").forEach((tab) => {
    const list = tab.closest(".tabs-list");
    list.scrollLeft = tab.parentElement.offsetLeft - list.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
  });

  /* "/" puts the cursor into the search. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const search = document.querySelector("[data-search]");
    if (search && search.offsetParent) {
      event.preventDefault();
      search.focus();
    }
  });

  /* <textarea data-paste-table="id">: the clipboard's table with its merged cells goes into the hidden field beside. */
  document.addEventListener("paste", (event) => {
    const area = event.target.closest?.("textarea[data-paste-table]");
    const html = area && event.clipboardData?.getData("text/html");
    const kept = area && document.getElementById(area.dataset.pasteTable);
    if (!kept) return;
    const tables = html ? new DOMParser().parseFromString(html, "text/html").querySelectorAll("table") : [];
    tables.forEach((table) => [table, ...table.querySelectorAll("*")].forEach((node) => {
      Array.from(node.attributes).forEach((one) => /^(row|col)span$/.test(one.name) || node.removeAttribute(one.name));
    }));
    kept.value = area.value.trim() ? "" : Array.from(tables).filter((one) => !one.parentElement.closest("table")).map((one) => one.outerHTML).join("\n");
    area.dataset.pasted = "1";
  });
  document.addEventListener("input", (event) => {
    const area = event.target.closest?.("textarea[data-paste-table]");
    if (!area) return;
    if (!area.dataset.pasted) document.getElementById(area.dataset.pasteTable).value = ""; // typed over: the text counts
    delete area.dataset.pasted;
  });

  /* <button data-copy="id"> copies the text of that field; plain http has no clipboard, so the old way stays. */
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    const field = button && document.getElementById(button.dataset.copy);
    if (!field) return;
    const label = button.dataset.words || (button.dataset.words = button.textContent);
    field.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(field.value);
      else if (!document.execCommand("copy")) throw new Error("copy");
      button.textContent = "Скопировано";
    } catch {
      button.textContent = "Выделено: нажмите Ctrl+C";
    }
    setTimeout(() => { button.textContent = label; }, 3000);
  });

  /* Menus: Escape and a click outside close them. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    $$("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  document.addEventListener("click", (event) => {
    $$("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* Boxes in a table (hours of the week): arrows walk it, Space ticks as everywhere. */
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = step && event.target.closest("[data-walk] td");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const row = cell.closest("tbody").rows[cell.parentElement.sectionRowIndex + step[0]];
    row?.cells[cell.cellIndex + step[1]]?.querySelector("input")?.focus();
  });

  /* «Отметить всех»: ticks the column in place, so that ticks made by hand and typed dates stay. */
  document.addEventListener("click", (event) => {
    const ticker = event.target.closest("[data-tick-column]");
    if (!ticker) return;
    event.preventDefault();
    $$(`input.tick[value$="${ticker.dataset.tickColumn}"]`, ticker.closest("form")).forEach((box) => {
      box.checked = true;
    });
  });

  /* Dialogs: <a href="…/confirm/" data-dialog="id"> opens <dialog id>; without script the link leads to the page. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer) {
      const dialog = closer.closest("dialog");
      if (dialog) {
        event.preventDefault();
        dialog.close();
      }
    }
  });

  /* Toasts stay ten seconds, longer under the pointer or with the focus inside. */
  function startToast(toast) {
    const button = toast.querySelector("[data-dismiss]");
    let timer;
    const wait = () => { timer = setTimeout(() => toast.remove(), 10000); };
    const hold = () => clearTimeout(timer);
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => toast.remove());
    }
    ["mouseenter", "focusin"].forEach((name) => toast.addEventListener(name, hold));
    ["mouseleave", "focusout"].forEach((name) => toast.addEventListener(name, wait));
    wait();
  }

  /* Ticks: «all» box, shift-click ranges, the bulk bar and its count. */
  function startTicks(scope) {
    const all = scope.querySelector("[data-tick-all]");
    const bar = scope.querySelector("[data-bulk]") || document.querySelector("[data-bulk]");
    const boxes = () => $$("[data-tick]", scope);
    let last = null;
    function show() {
      const ticked = boxes().filter((box) => box.checked);
      boxes().forEach((box) => box.closest("tr")?.classList.toggle("sel", box.checked));
      if (all) {
        all.checked = ticked.length > 0 && ticked.length === boxes().length;
        all.indeterminate = ticked.length > 0 && !all.checked;
      }
      if (!bar) return;
      bar.hidden = ticked.length === 0;
      const text = bar.querySelector("[data-bulk-count]");
      if (text) {
        const verb = plural(ticked.length, text.dataset.verbs || "Выбран,Выбраны,Выбрано");
        text.textContent = `${verb} ${ticked.length} ${plural(ticked.length, text.dataset.nouns || "строка,строки,строк")}`;
      }
      const whole = bar.querySelector("[data-bulk-all]");
      if (whole) whole.hidden = ticked.length !== boxes().length;
    }
    scope.addEventListener("change", (event) => {
      if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
      if (event.target.matches("[data-tick], [data-tick-all]")) show();
    });
    scope.addEventListener("click", (event) => {
      const box = event.target.closest("[data-tick]");
      if (!box) return;
      if (event.shiftKey && last && last !== box) {
        const list = boxes();
        const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
        list.slice(from, to + 1).forEach((item) => { item.checked = box.checked; });
        show();
      }
      last = box;
    });
    bar?.addEventListener("click", (event) => {
      if (!event.target.closest("[data-bulk-clear]")) return;
      boxes().forEach((box) => { box.checked = false; });
      show();
    });
    show();
  }

  /* Submit: one sending only, the button says so; leaving a changed form asks first. What answers with a file
     (data-download on the form or the button) leaves the page as it is, so it may go again. */
  const dirty = new Set();
  document.addEventListener("input", (event) => {
    if (event.target.form?.matches("[data-guard]")) dirty.add(event.target.form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) dirty.delete(event.target);
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty.size) event.preventDefault();
  });
  /* A page of many small forms (the report) sends one of them: what stands in another would be lost with the page. */
  const mayLeaveOthers = (form) => {
    const others = [...dirty].filter((other) => other !== form && other.isConnected);
    if (!form.matches("[data-guard]") || !others.length) return true;
    if (window.confirm("В другом месте страницы есть несохранённый текст, он пропадёт. Всё равно продолжить?")) return true;
    others[0].scrollIntoView({ block: "center" });
    return false;
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.matches("[data-download], [target]") || event.submitter?.matches("[data-download]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    const button = event.submitter;
    /* A form that saves itself is still saving: the page would send the version of before that and be refused. */
    if (form.classList.contains("htmx-request")) {
      event.preventDefault();
      form.addEventListener("htmx:afterRequest", () => setTimeout(() => form.requestSubmit(button)), { once: true });
      return;
    }
    if (!mayLeaveOthers(form)) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    dirty.clear();
    if (!button || !button.matches(".btn")) return;
    button.setAttribute("aria-busy", "true");
    if (button.tagName === "BUTTON" && button.dataset.busy !== "") {
      button.dataset.label = button.innerHTML;
      button.textContent = button.dataset.busy || "Записываем…";
    }
  });
  /* A page from the back-forward cache must not keep its buttons busy. */
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    $$("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    $$(".btn[aria-busy]").forEach((button) => {
      button.removeAttribute("aria-busy");
      if (button.dataset.label) button.innerHTML = button.dataset.label;
    });
  });

  /* Show or hide a password. */
  function startReveal(button) {
    const field = document.getElementById(button.dataset.reveal);
    if (!field) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const hidden = field.type === "password";
      field.type = hidden ? "text" : "password";
      button.textContent = hidden ? "Скрыть" : "Показать";
    });
  }

  /* Filters send themselves when a choice changes; on phones they fold into one button. */
  function startFilters(form) {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, input[type=checkbox], input[type=radio]")
        && window.matchMedia("(min-width: 768px)").matches) form.requestSubmit();
    });
    const toggle = form.querySelector("[data-filters-toggle]");
    if (toggle) {
      toggle.hidden = false;
      toggle.addEventListener("click", () => {
        toggle.setAttribute("aria-expanded", String(form.classList.toggle("is-open")));
      });
    }
  }

  /* The head of a table sticks to the window only while the table needs no sideways scrolling. */
  const fitting = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    target.classList.remove("fits");
    const scrolls = target.scrollWidth > target.clientWidth;
    target.classList.toggle("fits", !scrolls);
    if (target.hasAttribute("role")) return; // named in the template, and always reached
    if (scrolls) target.tabIndex = 0; // so that arrows can scroll it
    else target.removeAttribute("tabindex");
  }));

  function start(from) {
    $$(".table-box", from).forEach((box) => fitting.observe(box));
    $$("[data-toast]", from).forEach(startToast);
    $$("[data-ticks]", from).forEach(startTicks);
    $$("[data-reveal]", from).forEach(startReveal);
    $$("form[data-filters]", from).forEach(startFilters);
    from.querySelector("[data-error-summary]")?.focus();
    $$("[data-print]", from).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }
  start(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) start(event.detail.elt);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-sent]");
    if (form) delete form.dataset.sent;
  });
})();
