"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text, wanted) => wanted.every((word) => text.includes(word));
  const textOf = (element) => element.textContent.toLowerCase();

  // How fresh it is, as of the moment it is read.
  const spans = [[31557600, "year"], [2629800, "month"], [86400, "day"], [3600, "hour"], [60, "minute"]];
  const ago = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const time of all("time")) {
    const seconds = (Date.now() - new Date(time.dateTime)) / 1000;
    const [size, unit] = spans.find(([span]) => seconds >= span) ?? [60, "minute"];
    const said = document.createElement("span");
    said.className = "ago";
    said.textContent = ago.format(-Math.round(seconds / size), unit);
    time.after(" ", said);
  }

  // Lineage: a box shows what it is made from and what reads it, all the way.
  const picture = document.getElementById("picture");
  const nodes = new Map(all(".node", picture).map((node) => [node.dataset.name, node]));
  const edges = all("path", picture);
  const follow = (name, from, to) => {
    const found = new Set([name]);
    for (const each of found)
      for (const edge of edges) if (edge.dataset[from] === each) found.add(edge.dataset[to]);
    return found;
  };
  const show = (name) => {
    const up = nodes.has(name) ? follow(name, "to", "from") : new Set();
    const down = nodes.has(name) ? follow(name, "from", "to") : new Set();
    picture.classList.toggle("chosen", up.size > 0);
    for (const [each, node] of nodes) {
      node.classList.toggle("on", up.has(each) || down.has(each));
      node.classList.toggle("self", each === name);
    }
    for (const { classList, dataset: { from, to } } of edges)
      classList.toggle("on", (up.has(from) && up.has(to)) || (down.has(from) && down.has(to)));
  };
  const chosen = () => decodeURIComponent(location.hash.slice(1));
  for (const [name, node] of nodes) {
    node.addEventListener("pointerenter", () => show(name));
    node.addEventListener("focus", () => show(name));
    node.addEventListener("pointerleave", () => show(chosen()));
    node.addEventListener("blur", () => show(chosen()));
  }
  addEventListener("hashchange", () => show(chosen()));
  show(chosen());

  // Search: every word must stand in a column's row, or in what is said about its table.
  const input = document.getElementById("search");
  const hits = document.getElementById("hits");
  const atFirst = hits.textContent;
  const entries = all(".entry").map((element) => ({
    element,
    name: element.id,
    about: all("h3, .address, .about, .facts", element).map(textOf).join(" "),
    columns: all(".column", element).map((row) => ({ row, text: textOf(row) })),
  }));
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  const mark = (wanted, found) => {
    if (!globalThis.Highlight) return;
    const ranges = [];
    for (const root of found) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (const word of wanted)
          for (let at = node.data.toLowerCase().indexOf(word); at >= 0;
            at = node.data.toLowerCase().indexOf(word, at + word.length)) {
            const range = new Range();
            range.setStart(node, at);
            range.setEnd(node, at + word.length);
            ranges.push(range);
          }
    }
    CSS.highlights.set("hit", new Highlight(...ranges));
  };
  const search = () => {
    const wanted = words(input.value);
    const found = new Set();
    const marked = [];
    let columns = 0;
    for (const entry of entries) {
      const rows = entry.columns.filter(({ text }) => has(text, wanted));
      const isAbout = has(entry.about, wanted);
      for (const { row, text } of entry.columns)
        row.hidden = !isAbout && !has(text, wanted);
      entry.element.hidden = !isAbout && rows.length === 0;
      if (entry.element.hidden) continue;
      found.add(entry.name);
      columns += rows.length;
      if (wanted.length) marked.push(...all("h3, .about, .facts, tbody", entry.element));
    }
    for (const item of all("nav li")) item.hidden = !found.has(item.dataset.for);
    for (const group of all(".group"))
      group.hidden = wanted.length > 0 && !group.querySelector(".entry:not([hidden]), [data-for]:not([hidden])");
    for (const aside of all(".aside")) aside.hidden = wanted.length > 0;
    document.getElementById("nothing").hidden = found.size > 0;
    hits.textContent = wanted.length
      ? `${count(found.size, "table or view", "tables and views")}, ${count(columns, "column", "columns")}`
      : atFirst;
    mark(wanted, marked);
    if (wanted.length) document.getElementById("content").scrollIntoView({ behavior: "instant" });
  };
  input.addEventListener("input", search);
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = entries.find(({ element }) => !element.hidden);
    if (first) location.hash = first.name;
  });
  addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input, textarea, select");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && event.target === input) {
      input.value = "";
      search();
    }
  });
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) search();

  // The list of tables is long; on a narrow screen it is opened on demand.
  document.querySelector(".contents").open = matchMedia("(min-width: 60rem)").matches;
})();
