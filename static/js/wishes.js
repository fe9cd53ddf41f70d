/* Preferences: the list narrows while one types; without this file a button finds. */
(() => {
  "use strict";
  const plain = (text) => text.toLowerCase().replaceAll("ё", "е").replaceAll("\u00a0", " ");

  document.querySelectorAll("[data-wish-find]").forEach((field) => {
    const form = field.form;
    const said = form.querySelector("[data-wish-said]");
    const narrow = () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let found = 0;
      form.querySelectorAll("[data-wish-row]").forEach((row) => {
        const isChosen = row.querySelector("select").value !== "";
        const fits = words.every((word) => plain(row.dataset.wishRow).includes(word));
        row.hidden = !fits && !isChosen;
        if (fits && !isChosen) found += 1;
      });
      form.querySelectorAll("[data-wish-group]").forEach((group) => {
        group.hidden = !group.querySelector("[data-wish-row]:not([hidden])");
      });
      if (words.length) said.textContent = found ? `Нашлось: ${found}` : "Никого не нашлось. Нажмите «Найти»: поищем во всём списке.";
      else said.textContent = "";
    };
    field.addEventListener("input", narrow);
    /* Enter finds and does not send the answer. */
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      form.querySelector("button[name=find]").click();
    });
  });
})();
