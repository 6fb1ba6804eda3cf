"use strict";
(() => {
  const { charts, rows, config } = JSON.parse(document.getElementById("data").textContent);
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
