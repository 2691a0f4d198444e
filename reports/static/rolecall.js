// Brings the page to life: live figures, theme, copying, searching, the stale banner and the offer's place.
// Without it everything still reads: drawings, tables, CSV links and SQL are in the page.
"use strict";
(() => {
  const root = document.documentElement;
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

  // Theme. Some browsers deny storage to file: pages; the switch then lasts for the page.
  const remember = (value) => { try { localStorage.setItem("rolecall-theme", value); } catch { /* denied */ } };
  const recall = () => { try { return localStorage.getItem("rolecall-theme"); } catch { return null; } };
  const isDark = () => (root.dataset.theme || (systemDark.matches ? "dark" : "light")) === "dark";
  const chosen = recall();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();
  const coloured = (value) => {
    if (typeof value === "string") return value.startsWith("var(--") ? colour(value.slice(4, -1)) : value;
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
    return value;
  };

  // What every live figure shares; a figure's own layout is laid over it.
  const AXIS = { fixedrange: true, zeroline: false, tickangle: 0, gridcolor: "var(--grid)", tickfont: { color: "var(--muted)", size: 12 }, ticks: "outside", ticklen: 7, tickcolor: "rgba(0,0,0,0)" };
  const LAYOUT = {
    autosize: true, showlegend: false, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif", size: 13, color: "var(--ink)" },
    hoverlabel: { bgcolor: "var(--tint)", bordercolor: "var(--rule)", font: { color: "var(--ink)", size: 13 } },
  };
  const CONFIG = { displayModeBar: false, responsive: false, staticPlot: false, scrollZoom: false, doubleClick: false };

  // Days travel as the first one and runs of equal steps.
  const days = ({ first, steps }) => {
    const day = new Date(`${first}T00:00:00Z`);
    const text = () => day.toISOString().slice(0, 10);
    const found = [text()];
    for (const [step, times] of steps) {
      for (let seat = 0; seat < times; seat += 1) {
        day.setUTCDate(day.getUTCDate() + step);
        found.push(text());
      }
    }
    return found;
  };

  const ROOM_OF_A_TICK = 50;  // px, "+100 %"

  const live = new Map();
  const drawFigure = (facet) => {
    const spec = JSON.parse(facet.querySelector(".spec").textContent);
    let place = live.get(facet);
    if (!place) {
      const still = facet.querySelector(".still");
      place = document.createElement("div");
      place.className = "live";
      // as tall as the drawing that it replaces: nothing on the page moves
      place.style.height = `${Math.round(still.clientHeight) || spec.height}px`;
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", facet.querySelector("svg title").textContent);
      facet.append(place);
      live.set(facet, place);
      facet.classList.add("drawn");
    }
    const data = spec.data.map((trace) => (trace.x && trace.x.first ? { ...trace, x: days(trace.x) } : trace));
    const height = parseInt(place.style.height, 10);
    const layout = coloured({ ...LAYOUT, ...spec.layout, height, xaxis: { ...AXIS, ...spec.layout.xaxis }, yaxis: { ...AXIS, ...spec.layout.yaxis } });
    if (layout.yaxis.automargin) {
      const every = Math.ceil((layout.xaxis.tickvals.length * ROOM_OF_A_TICK) / (facet.clientWidth * 0.58));
      const kept = (_, seat) => seat % every === 0;
      layout.xaxis.tickvals = layout.xaxis.tickvals.filter(kept);
      layout.xaxis.ticktext = layout.xaxis.ticktext.filter(kept);
      const most = Math.max(10, Math.floor((facet.clientWidth * 0.42) / 7.4));
      layout.yaxis.ticktext = layout.yaxis.ticktext.map((text) => (text.length > most ? `${text.slice(0, most - 1).replace(/&[a-z#0-9]*$/, "")}…` : text));
    }
    return window.Plotly.react(place, coloured(data), layout, CONFIG);
  };
  // Row labels are cut by the facet's width, so a change of width draws anew.
  const redraw = () => live.forEach((_, facet) => drawFigure(facet));

  const onTheme = () => {
    const button = document.getElementById("theme-switch");
    button.textContent = isDark() ? "Light theme" : "Dark theme";
    redraw();
  };

  // The still drawings are there from the start; plotly takes a third of a second to start. So it is fetched when the page
  // has been painted and the reader's machine has nothing else to do, and takes over one figure at a time, those in sight first.
  const whenIdle = window.requestIdleCallback ? (work) => requestIdleCallback(work, { timeout: 2000 }) : (work) => setTimeout(work, 60);
  let plotly = null;
  const startPlotly = () => {
    plotly ??= new Promise((resolve, reject) => {
      if (window.Plotly) { resolve(); return; }
      const script = document.createElement("script");
      script.addEventListener("error", reject);
      const within = document.getElementById("plotly-source");
      if (within) {
        script.textContent = within.textContent;
        document.head.append(script);
        resolve();
      } else {
        script.addEventListener("load", () => resolve());
        script.src = root.dataset.plotly;
        document.head.append(script);
      }
    });
    return plotly;
  };

  const setUpFigures = () => {
    const facets = [...document.querySelectorAll(".facet")];
    if (!facets.length) return;
    const queue = [];
    let isWorking = false;
    const work = async () => {
      try { await startPlotly(); } catch { return; }  // the still drawings stay
      const next = () => {
        const facet = queue.shift();
        if (!facet) { isWorking = false; return; }
        if (!live.has(facet)) drawFigure(facet);
        whenIdle(next);
      };
      whenIdle(next);
    };
    const distance = (facet) => {
      const box = facet.getBoundingClientRect();
      return box.bottom < 0 ? -box.bottom : Math.max(0, box.top - window.innerHeight);
    };
    const seen = new IntersectionObserver((entries) => {
      const near = entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target);
      near.forEach((facet) => seen.unobserve(facet));
      queue.push(...near);
      queue.sort((one, other) => distance(one) - distance(other));
      if (queue.length && !isWorking) { isWorking = true; whenIdle(work); }
    }, { rootMargin: "300px" });
    facets.forEach((facet) => seen.observe(facet));
    let waiting = 0;
    let width = window.innerWidth;
    window.addEventListener("resize", () => {
      if (window.innerWidth === width) return;
      width = window.innerWidth;
      clearTimeout(waiting);
      waiting = setTimeout(redraw, 120);
    });
    document.querySelectorAll(".picture").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await startPlotly();
        const section = button.closest(".block");
        [...section.querySelectorAll(".facet")].forEach((facet, seat) => {
          drawFigure(facet);
          const place = live.get(facet);
          const name = `rolecall-${section.id}${seat ? `-${seat + 1}` : ""}`;
          window.Plotly.downloadImage(place, { format: "png", scale: 2, filename: name, width: place.clientWidth, height: place.clientHeight });
        });
      });
    });
  };

  // JSON is made of the CSV that the page holds, so the two cannot differ.
  const readCsv = (text) => {
    const rows = [[]];
    const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
    while (cell.lastIndex < text.length) {
      const [, quoted, plain, end] = cell.exec(text);
      rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end === "\n") rows.push([]);
    }
    return rows.slice(0, -1);
  };
  const typed = (text, kind) => {
    if (text === "") return null;
    if (kind === "n") return Number(text);
    if (kind === "b") return text === "True";
    return /^''*\s*[=+\-@]/.test(text) ? text.slice(1) : text;
  };
  const setUpJson = () => {
    document.querySelectorAll(".json").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const csv = button.parentElement.querySelector("a[download]");
        const [names, ...rows] = readCsv(decodeURIComponent(csv.href.slice(csv.href.indexOf(",") + 1)));
        const found = rows.map((row) => Object.fromEntries(row.map((text, seat) => [names[seat], typed(text, button.dataset.kinds[seat])])));
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([`${JSON.stringify(found, null, 1)}\n`], { type: "application/json" }));
        link.download = csv.download.replace(/csv$/, "json");
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      });
    });
  };

  const setUpCopying = () => {
    document.querySelectorAll(".copy").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const code = button.parentElement.querySelector("code");
        try {
          await navigator.clipboard.writeText(code.textContent);
        } catch {
          const range = document.createRange();
          range.selectNodeContents(code);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          document.execCommand("copy");
        }
        const label = button.firstChild;
        label.textContent = "Copied";
        setTimeout(() => { label.textContent = "Copy"; }, 1500);
      });
    });
  };

  const setUpSearch = () => {
    document.querySelectorAll("[data-search]").forEach((input) => {
      input.closest("label").hidden = false;
      const rows = [...document.getElementById(input.dataset.search).tBodies[0].rows];
      input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        rows.forEach((row) => {
          const text = row.textContent.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
        });
      });
    });
  };

  // The only clock on the page is the reader's: an edition cannot know how old it has become.
  const setUpStaleness = () => {
    const banner = document.querySelector(".stale");
    if (!banner) return;
    const due = new Date(`${banner.dataset.nextExpected}T23:59:59Z`);
    banner.hidden = !(Date.now() > due.getTime() + 2 * 86400000);
  };

  const ordinal = (number) => {
    const ending = number % 100 > 10 && number % 100 < 14 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[number % 10] || "th";
    return `${number}${ending}`;
  };
  const dollars = (value) => `$${Math.round(value / 1000).toLocaleString("en-US")}k`;
  const placed = (pay, quantiles) => {
    const [first, last] = [quantiles[0], quantiles[quantiles.length - 1]];
    if (quantiles.length < 2) return pay < first[1] ? `below the median of ${dollars(first[1])}` : `at or above the median of ${dollars(first[1])}`;
    if (pay < first[1]) return `below the ${ordinal(first[0] * 100)} percentile (${dollars(first[1])})`;
    if (pay > last[1]) return `above the ${ordinal(last[0] * 100)} percentile (${dollars(last[1])})`;
    for (let seat = 1; seat < quantiles.length; seat += 1) {
      const [[lowShare, low], [highShare, high]] = [quantiles[seat - 1], quantiles[seat]];
      if (pay <= high) {
        const share = high > low ? lowShare + ((highShare - lowShare) * (pay - low)) / (high - low) : highShare;
        return `at about the ${ordinal(Math.round(share * 100))} percentile`;
      }
    }
    return "";
  };

  const setUpOffer = () => {
    const form = document.getElementById("offer-form");
    if (!form) return;
    const bands = JSON.parse(document.getElementById("offer-bands").textContent);
    const [pay, role, level, country] = ["pay", "role", "level", "country"].map((name) => document.getElementById(`offer-${name}`));
    const answer = document.getElementById("offer-answer");
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    const say = () => {
      const typed = pay.value.replace(/[^0-9.k]/gi, "");
      const amount = parseFloat(typed) * (/k/i.test(typed) ? 1000 : 1);
      const band = bands.find((known) => known.role === role.value && known.level === level.value && known.country === country.value);
      const who = `${role.selectedOptions[0].text}, ${level.selectedOptions[0].text.toLowerCase()}, ${country.selectedOptions[0].text}`;
      if (!typed) answer.textContent = "";
      else if (!Number.isFinite(amount) || amount <= 0) answer.textContent = "Type a yearly amount, such as 185000 or 185k.";
      else if (!band) answer.textContent = `Too few openings with stated pay for ${who}. Try all levels or all countries.`;
      else answer.textContent = `${dollars(amount)} sits ${placed(amount, band.quantiles)} of stated base pay for ${who} (n = ${band.n.toLocaleString("en-US")} openings, ${band.employers} employers).`;
    };
    [pay, role, level, country].forEach((field) => field.addEventListener("input", say));
  };

  // Paper has no folds: short tables are opened for printing, long ones stay with the CSV.
  const PRINTED_ROWS = 60;
  const setUpPrinting = () => {
    const folded = [...document.querySelectorAll("details.evidence:not([open])")]
      .filter((known) => known.querySelectorAll("tbody tr").length <= PRINTED_ROWS);
    window.addEventListener("beforeprint", () => folded.forEach((known) => { known.open = true; }));
    window.addEventListener("afterprint", () => folded.forEach((known) => { known.open = false; }));
  };

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme-switch");
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember(root.dataset.theme);
      onTheme();
    });
    systemDark.addEventListener("change", onTheme);
    onTheme();
    setUpStaleness();
    setUpCopying();
    setUpJson();
    setUpSearch();
    setUpOffer();
    setUpFigures();
    setUpPrinting();
  });
})();
