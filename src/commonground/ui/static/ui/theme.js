// Before the first paint: the theme the reader chose, where they chose one. Everything else is the system's.
try {
  const kept = localStorage.getItem("theme");
  if (!document.documentElement.dataset.theme && (kept === "light" || kept === "dark")) document.documentElement.dataset.theme = kept;
} catch { /* a browser that keeps nothing follows the system */ }
