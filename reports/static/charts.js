// Draws the charts of a page: puts the theme's colours into each, lays its panels out in the width at hand, and makes pictures.
// What is drawn was decided in Python: each chart is one figure in the page, on one template.
"use strict";
const charts = (() => {
  const root = document.documentElement;
  const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: "reset", showTips: false };
  const BETWEEN = 20;  // px between two panels of a row
  const SHEET = { width: 688, height: 880 };  // px of an A4 sheet between its margins, and of a figure with its heading
  const PICTURE = { width: 1120, edge: 28 };
  const isTouch = window.matchMedia("(pointer: coarse)").matches;

  const states = new Map();
  const stateOf = (plot) => {
    if (!states.has(plot)) states.set(plot, { spec: JSON.parse(plot.parentElement.querySelector(".spec").textContent) });
    return states.get(plot);
  };
  let template = null;
  const templateOf = () => {
    template ??= JSON.parse(document.getElementById("chart-template").textContent);
    return template;
  };

  const coloured = (value, style = getComputedStyle(root)) => {
    if (typeof value === "string") return value.startsWith("var(--") ? style.getPropertyValue(value.slice(4, -1)).trim() : value;
    if (Array.isArray(value)) return value.map((inner) => coloured(inner, style));
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner, style)]));
    return value;
  };
  // Paper and pictures are light, whatever the reader looks at.
  const inLight = (work) => {
    const kept = root.dataset.theme;
    root.dataset.theme = "light";
    try { return work(); } finally { if (kept) root.dataset.theme = kept; else delete root.dataset.theme; }
  };

  const cut = (text, most) => (text.length > most ? `${text.slice(0, most - 1).replace(/&[a-z#0-9]*$/, "").trimEnd()}…` : text);
  const folded = (text, most) => {
    if (text.length <= most) return text;
    const at = text.lastIndexOf(" ", most);
    return at < most / 3 ? cut(text, most) : `${text.slice(0, at)}<br>${cut(text.slice(at + 1), most)}`;
  };
  const axes = (layout, letter) => Object.entries(layout).filter(([name]) => name.startsWith(`${letter}axis`));

  // A figure's panels in so many columns of a width. Gutters are in px, so that a label has its room in any width.
  const laidOut = ({ meta, ...layout }, width, columns, tallest = Infinity) => {
    const { right, above, below, n } = meta;
    const left = Math.min(meta.left, (width / columns) * 0.42);
    const rows = Math.ceil(n / columns);
    const height = rows * Math.min(above + meta.height + below, tallest / rows);
    const inside = width / columns - left - right;
    const spread = (room, gap, cells) => gap / ((room + gap) / cells);
    const laid = {
      ...layout,
      width,
      height,
      annotations: (layout.annotations ?? []).map((note) => {
        if (note.xshift === -meta.left) return { ...note, xshift: -left };  // a heading
        return note.x === 0 ? { ...note, text: folded(note.text, Math.floor(inside / 6.5)), align: "left" } : note;
      }),
      margin: { l: left, r: right, t: above, b: below, pad: 0 },
      grid: {
        ...layout.grid,
        rows,
        columns,
        xgap: spread(width - left - right, left + right + BETWEEN, columns),
        ygap: spread(height - above - below, above + below, rows),
      },
    };
    const every = ({ ticktext }) => Math.max(1, Math.ceil((ticktext.length * Math.max(...ticktext.map((text) => 11 + 6.4 * text.length))) / inside));
    for (const [name, axis] of axes(layout, "x")) {
      const kept = (_, index) => index % every(axis) === 0;
      laid[name] = axis.tickvals ? { ...axis, tickvals: axis.tickvals.filter(kept), ticktext: axis.ticktext.filter(kept) } : { ...axis, nticks: Math.min(axis.nticks, Math.floor(width / columns / 80)) };
    }
    if (left < meta.left) {
      const most = Math.floor((left - 12) / 6.4);
      for (const [name, axis] of axes(layout, "y")) laid[name] = { ...axis, tickfont: { ...axis.tickfont, size: 11 }, ticktext: axis.ticktext.map((text) => folded(text, most)) };
    }
    return laid;
  };

  const columnsOf = (plot) => Number(getComputedStyle(plot).getPropertyValue("--columns"));
  const draw = (plot, tallest) => {
    const state = stateOf(plot);
    const layout = laidOut(state.spec.layout, plot.clientWidth, columnsOf(plot), tallest);
    layout.template = templateOf();
    const isTime = state.spec.layout.xaxis.type === "date";
    if (isTime && !isTouch) layout.dragmode = "zoom";
    if (state.range) axes(layout, "x").forEach(([name, axis]) => { layout[name] = { ...axis, range: state.range }; });
    const isShown = ({ legendgroup }) => !state.group || !legendgroup || legendgroup === state.group;
    const data = state.spec.data.map((trace) => ({ ...trace, visible: isShown(trace) }));
    window.Plotly.react(plot, coloured(data), coloured(layout), CONFIG);
    if (!state.isDrawn && isTime) plot.on("plotly_relayout", () => { state.range = [...plot.layout.xaxis.range]; });
    state.isDrawn = true;
    plot.classList.add("drawn");
  };
  // Another figure in the place of a plot's own, as a tool makes it.
  const show = (plot, spec) => {
    stateOf(plot).spec = spec;
    if (states.get(plot).isDrawn && plot.clientWidth) draw(plot);
  };
  const redraw = () => states.forEach((state, plot) => { if (state.isDrawn && plot.clientWidth) draw(plot); });

  const setUpControls = (controls) => {
    const plot = controls.parentElement.querySelector(".plot");
    const [keys, periods] = [".key", ".periods button"].map((known) => [...controls.querySelectorAll(known)]);
    const press = (buttons, pressed) => buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === pressed)));
    controls.hidden = false;
    keys.forEach((key) => key.addEventListener("click", () => {
      const state = stateOf(plot);
      state.group = state.group === key.dataset.group ? null : key.dataset.group;
      press(keys, state.group && key);
      draw(plot);
    }));
    periods.forEach((button) => button.addEventListener("click", () => {
      const state = stateOf(plot);
      const [first, last] = state.spec.layout.xaxis.range;
      const start = new Date(last);
      start.setUTCFullYear(start.getUTCFullYear() - Number(button.dataset.years));
      const from = start.toISOString().slice(0, 10);
      state.range = button.dataset.years && from > first ? [from, last] : [first, last];
      press(periods, button);
      draw(plot);
    }));
  };

  // Pictures: title, finding, chart, caption, and whose data of which day, on one sheet.
  const wrapped = (text, size) => {
    const most = Math.floor((PICTURE.width - 2 * PICTURE.edge) / (size * 0.51));
    const lines = [""];
    for (const word of text.trim().split(/\s+/)) {
      const line = `${lines.at(-1)} ${word}`.trim();
      if (line.length > most) lines.push(word); else lines[lines.length - 1] = line;
    }
    return lines.map((line) => line.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"));
  };
  const textBlock = (text, size, color, isBold) => {
    const lines = wrapped(text, size);
    return { text: lines.map((line) => (isBold ? `<b>${line}</b>` : line)).join("<br>"), size, color, height: Math.round(lines.length * size * 1.3 + 8) };
  };
  const picture = (section) => inLight(() => {
    const { spec } = stateOf(section.querySelector(".plot"));
    const { width, edge } = PICTURE;
    const said = (selector) => section.querySelector(selector)?.textContent ?? "";
    const { mark } = section.querySelector("figure").dataset;
    const texts = (known) => known.filter(([text]) => text.trim()).map((each) => textBlock(...each));
    const over = texts([[said("h2"), 20, "var(--ink)", true], [said(".finding"), 14, "var(--ink)"], [said(".basis"), 12, "var(--muted)"], [said(".warning"), 13, "var(--warn-ink)"]]);
    const under = texts([[said("figcaption"), 12, "var(--muted)"], [`${mark ? `${mark}. ` : ""}${document.body.dataset.signed}`, 12, "var(--muted)"]]);
    const keys = spec.layout.meta.legend.length ? 30 : 0;
    const tall = (blocks) => blocks.reduce((sum, block) => sum + block.height, 0);
    const layout = laidOut(spec.layout, width - 2 * edge, spec.layout.grid.columns);
    const { l, r, t, b } = layout.margin;
    const note = ({ text, size, color }, place) => ({ text, showarrow: false, align: "left", font: { size, color }, xref: "paper", yref: "paper", x: 0, xanchor: "left", xshift: -l, yanchor: "top", ...place });
    const notes = [];
    let down = t + keys + tall(over);
    for (const block of over) { notes.push(note(block, { y: 1, yshift: down })); down -= block.height; }
    down = -b;
    for (const block of under) { notes.push(note(block, { y: 0, yshift: down })); down -= block.height; }
    if (mark) notes.push(note({ text: mark, size: 12, color: "var(--muted)" }, { x: 1, xanchor: "right", xshift: r, y: 1, yshift: t + keys + tall(over) + 18, bordercolor: "var(--rule)", borderpad: 3 }));
    const [inside, plotHeight] = [layout.width - l - r, layout.height - t - b];
    const whole = {
      ...layout,
      template: templateOf(),
      width,
      height: layout.height + tall(over) + tall(under) + keys + 2 * edge,
      margin: { l: l + edge, r: r + edge, t: t + keys + tall(over) + edge, b: b + tall(under) + edge, pad: 0 },
      annotations: [...layout.annotations, ...notes],
      paper_bgcolor: "var(--paper)",
      showlegend: keys > 0,
      legend: { x: -l / inside, xanchor: "left", y: 1 + t / plotHeight, yanchor: "bottom", orientation: "h", font: { size: 13 } },
    };
    const image = { format: "png", width: whole.width, height: whole.height, scale: 2 };
    return window.Plotly.toImage({ data: coloured(spec.data), layout: coloured(whole), config: CONFIG }, image);
  });
  const save = (href, file) => {
    const link = Object.assign(document.createElement("a"), { href, download: file });
    link.click();
    return link;
  };
  // Every picture of the page as a link, for `rolecall report --png`, which reads them from there.
  const setUpSheet = async () => {
    for (const section of document.querySelectorAll(".pictured")) {
      const link = Object.assign(document.createElement("a"), { href: await picture(section), download: `${section.id}.png` });
      document.getElementById("pictures").append(link);
    }
  };

  const setUpPaper = () => {
    window.addEventListener("beforeprint", () => {
      document.body.style.setProperty("--sheet", `${SHEET.width}px`);
      inLight(() => document.querySelectorAll(".plot").forEach((plot) => { if (plot.clientWidth) draw(plot, SHEET.height); }));
    });
    window.addEventListener("afterprint", () => {
      document.body.style.removeProperty("--sheet");
      redraw();
    });
  };

  // A chart is drawn when it comes near the window, the nearest first: nobody waits for one that is out of sight.
  const setUp = () => {
    const plots = [...document.querySelectorAll(".plot")];
    if (!plots.length) return;
    if (!window.Plotly) {
      plots.forEach((plot) => plot.replaceWith(Object.assign(document.createElement("p"), { className: "waiting", textContent: "The chart could not be loaded. Its numbers are in the table under Data." })));
      return;
    }
    const near = new IntersectionObserver((entries) => {
      const found = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      const distance = (plot) => Math.abs(plot.getBoundingClientRect().top);
      found.sort((one, other) => distance(one) - distance(other)).forEach((plot) => {
        near.unobserve(plot);
        setTimeout(() => { if (!stateOf(plot).isDrawn) draw(plot); });
      });
    }, { rootMargin: "500px" });
    plots.forEach((plot) => near.observe(plot));
    document.querySelectorAll(".controls").forEach(setUpControls);
    document.querySelectorAll(".picture").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => save(await picture(button.closest(".block")), `${button.dataset.file}.png`));
    });
    let [waiting, width] = [0, window.innerWidth];
    window.addEventListener("resize", () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      clearTimeout(waiting);
      waiting = setTimeout(redraw, 120);
    });
    setUpPaper();
  };
  // A chart of a reader's own query: in the theme's colours, on the same template.
  const drawAsked = (plot, data, layout) => window.Plotly.react(plot, coloured(data), coloured({ ...layout, template: templateOf() }), { ...CONFIG, responsive: true });
  return { setUp, redraw, show, drawAsked, setUpSheet };
})();
