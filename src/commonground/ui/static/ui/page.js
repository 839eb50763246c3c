// What every page does with scripts on; everything here only makes shorter what works without it.

const page = document;

// `/` goes to the search, as on the maps and in the ledgers people know.
page.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const search = page.querySelector('[data-key="/"]');
  if (search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// Hazards and reports lately looked at, kept on this machine only, for the search.
const RECENT = "recent";
const looked = () => { try { return JSON.parse(localStorage.getItem(RECENT) ?? "[]"); } catch { return []; } };
const thing = page.querySelector("[data-remembers]")?.dataset.remembers;
if (thing) {
  const others = looked().filter((one) => one.path !== location.pathname);
  try { localStorage.setItem(RECENT, JSON.stringify([{ path: location.pathname, name: thing }, ...others].slice(0, 12))); } catch { /* not kept */ }
}
const recent = page.querySelector("[data-recent]");
if (recent && looked().length) {
  for (const one of looked()) {
    const link = page.createElement("a");
    link.href = one.path;
    link.textContent = one.name;
    const item = page.createElement("li");
    item.append(link);
    recent.querySelector("ul").append(item);
  }
  recent.hidden = false;
}

// In lists of what was found, the arrow keys go from link to link.
page.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...page.querySelectorAll("[data-rows] a")];
  const here = links.indexOf(event.target);
  const start = event.target.matches?.('[data-key="/"]') && event.key === "ArrowDown";
  if (!links.length || (here < 0 && !start)) return;
  const next = start ? links[0] : links[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

// One small menu open at a time; Escape and a click elsewhere close it.
const menus = ".times-control, .person";
page.addEventListener("click", (event) => {
  for (const menu of page.querySelectorAll(menus)) if (menu.open && !menu.contains(event.target)) menu.open = false;
});
page.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of page.querySelectorAll(menus)) {
    if (menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

// Light or dark: kept on this machine only.
const root = page.documentElement;
page.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-theme-toggle]")) return;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept, still shown */ }
  page.dispatchEvent(new CustomEvent("themechange"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page.dispatchEvent(new CustomEvent("themechange")));

// Dialogs: data-opens="id" opens, data-closes inside closes.
page.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) page.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
});

page.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-prints]")) print();
});

// A choice that is sent as soon as it is made (the language).
page.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-sends]")) event.target.form.requestSubmit();
});

// Rows by keyboard: up and down move from row to row, Enter follows the row's first link.
page.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const row = event.target.closest?.(".table tbody tr");
  if (!row || event.target.matches("input, select, textarea")) return;
  const rows = [...row.parentElement.querySelectorAll("tr")].filter((one) => one.querySelector("a"));
  const next = rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.querySelector("a").focus();
  }
});

function start(within) {
  // The list of faults is where a reader goes first.
  within.querySelector?.("[data-focus]")?.focus();

  // Drafts keep themselves: <form data-draft="a name">. Passwords and files never; gone once it is sent.
  for (const form of within.querySelectorAll?.("form[data-draft]") ?? []) keepDraft(form);

  for (const table of within.querySelectorAll?.("table[data-table]") ?? []) chooseColumns(table);

  for (const form of within.querySelectorAll?.("form[data-takes-time]") ?? []) takesTime(form);

  const lives = within.querySelectorAll?.("form[data-life]") ?? [];
  if (lives.length) import("./life.js").then(({ mountLife }) => lives.forEach((form) => mountLife(form)));

  const maps = within.querySelectorAll?.("[data-map]") ?? [];
  if (maps.length) import("./map.js").then(({ mountMap }) => maps.forEach((map) => mountMap(map)));
}

// Work that the next page waits for: it is asked for once, and the page says that it is going on.
function takesTime(form) {
  const told = document.getElementById(form.dataset.takesTime);
  form.addEventListener("submit", () => {
    if (told) told.hidden = false;
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  });
  addEventListener("pageshow", () => {
    if (told) told.hidden = true;
    for (const button of form.querySelectorAll("button:not([data-off])")) button.disabled = false;
  });
}

function keepDraft(form) {
  const key = `draft:${location.pathname}:${form.dataset.draft}`;
  const kept = [...form.elements].filter((one) => one.name && !["password", "file", "hidden", "submit"].includes(one.type));
  const told = form.querySelector("[data-draft-told]");
  try {
    const draft = JSON.parse(sessionStorage.getItem(key) ?? "null");
    const untouched = !form.querySelector(".field-wrong");
    if (draft && untouched) {
      for (const one of kept) {
        if (!(one.name in draft)) continue;
        if (one.type === "checkbox" || one.type === "radio") one.checked = draft[one.name].includes(one.value);
        else one.value = draft[one.name][0] ?? "";
      }
      if (told) told.hidden = false;
    }
    form.addEventListener("input", () => {
      const now = {};
      for (const one of kept) {
        now[one.name] ??= [];
        if ((one.type !== "checkbox" && one.type !== "radio") || one.checked) now[one.name].push(one.value);
      }
      sessionStorage.setItem(key, JSON.stringify(now));
    });
    form.addEventListener("submit", () => sessionStorage.removeItem(key));
  } catch { /* a browser that keeps nothing keeps no drafts */ }
}

// Columns are chosen and kept, on this machine, by the table's name. A list of boxes marked data-columns="name".
function chooseColumns(table) {
  const chooser = page.querySelector(`[data-columns="${CSS.escape(table.dataset.table)}"]`);
  if (!chooser) return;
  const key = `columns:${table.dataset.table}`;
  let hidden = [];
  try { hidden = JSON.parse(localStorage.getItem(key) ?? "[]"); } catch { /* all are shown */ }
  const list = chooser.querySelector("ul");
  const show = () => {
    table.classList.toggle("hides", hidden.length > 0);
    for (const row of table.rows) [...row.cells].forEach((cell, number) => cell.classList.toggle("is-hidden", hidden.includes(number)));
  };
  [...table.tHead.rows[0].cells].forEach((head, number) => {
    if (number === 0) return;
    const item = page.createElement("li");
    const label = page.createElement("label");
    const box = page.createElement("input");
    box.type = "checkbox";
    box.checked = !hidden.includes(number);
    box.addEventListener("change", () => {
      hidden = box.checked ? hidden.filter((one) => one !== number) : [...hidden, number];
      try { localStorage.setItem(key, JSON.stringify(hidden)); } catch { /* shown, not kept */ }
      show();
    });
    label.append(box, " ", head.textContent.trim());
    item.append(label);
    list.append(item);
  });
  show();
}

start(page);
page.addEventListener("htmx:load", (event) => { if (event.target !== page.body) start(event.target); });
