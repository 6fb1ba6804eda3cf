"use strict";
(() => {
  const { charts, rows } = JSON.parse(document.getElementById("data").textContent);
  const ink = "var(--ink)", soft = "var(--soft)", line = "var(--line)";
  const mark = { color: "var(--c1)" };
  const config = {
    background: "transparent",
    font: "system-ui, sans-serif",
    view: { stroke: null },
    axis: { labelColor: soft, titleColor: soft, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 11 },
    legend: { labelColor: ink, titleColor: soft, labelLimit: 240 },
    range: { category: [1, 2, 3, 4, 5, 6, 7, 8].map((each) => `var(--c${each})`) },
    mark, bar: mark, rect: mark, line: { ...mark, strokeWidth: 2 }, point: mark,
    text: { color: ink, fill: ink },
  };
  const options = { ast: true, actions: false, renderer: "svg", config, mode: "vega-lite" };
  for (const [place, spec] of Object.entries(charts)) {
    const home = document.getElementById(place);
    const label = home.closest("figure").querySelector("h3").textContent;
    vegaEmbed(home, { ...spec, datasets: rows, description: label }, options).catch((error) => {
      home.textContent = `not available: ${error.message}`;
    });
  }
  // on paper every table is open
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not([open])")) {
      each.open = true;
      opened.push(each);
    }
  });
  addEventListener("afterprint", () => {
    for (const each of opened.splice(0)) each.open = false;
  });
})();
