// Keys for long lists: j and k move, x chooses, o opens. Everything works without them.
(() => {
  const list = document.querySelector("[data-list]");
  if (!list) return;
  const rows = [...list.querySelectorAll("li")];
  for (const hint of list.querySelectorAll(".keys")) hint.hidden = false;
  let here = -1;
  const go = (to) => {
    here = Math.max(0, Math.min(rows.length - 1, to));
    rows[here].querySelector("input").focus();
    rows[here].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target;
    if (at.matches("input:not([type=checkbox]), select, textarea")) return;
    const row = at.closest("li");
    if (row && rows.includes(row)) here = rows.indexOf(row);
    if (event.key === "j") go(here + 1);
    else if (event.key === "k") go(here - 1);
    else if (event.key === "x" && rows[here]) rows[here].querySelector("input").click();
    else if (event.key === "o" && rows[here]) rows[here].querySelector("a").click();
    else return;
    event.preventDefault();
  });
})();
