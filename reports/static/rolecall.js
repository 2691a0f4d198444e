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

  const config = { displayModeBar: false, responsive: false, staticPlot: false, scrollZoom: false, doubleClick: false };
  const live = new Map();
  const drawFigure = (panel) => {
    const spec = JSON.parse(panel.querySelector(".spec").textContent);
    let place = live.get(panel);
    if (!place) {
      place = document.createElement("div");
      place.className = "live";
      place.style.height = `${spec.height}px`;
      place.setAttribute("role", "img");
      place.setAttribute("aria-label", panel.querySelector("svg title").textContent);
      panel.append(place);
      live.set(panel, place);
      panel.classList.add("drawn");
    }
    const { data, layout } = coloured({ data: spec.data, layout: spec.layout });
    if (layout.yaxis.automargin) {
      const most = Math.max(10, Math.floor((panel.clientWidth * 0.42) / 7));
      layout.yaxis.ticktext = layout.yaxis.ticktext.map((text) => (text.length > most ? `${text.slice(0, most - 1).replace(/&[a-z#0-9]*$/, "")}…` : text));
    }
    window.Plotly.react(place, data, layout, config);
  };
  // Row labels are cut by the panel's width, so a change of width draws anew.
  const redraw = () => live.forEach((_, panel) => drawFigure(panel));

  const onTheme = () => {
    const button = document.getElementById("theme-switch");
    button.textContent = isDark() ? "Light theme" : "Dark theme";
    redraw();
  };

  const setUpFigures = () => {
    const panels = [...document.querySelectorAll(".panel")];
    if (!panels.length || !window.Plotly) return;
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        drawFigure(entry.target);
      }
    }, { rootMargin: "300px" });
    panels.forEach((panel) => seen.observe(panel));
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
      button.addEventListener("click", () => {
        const section = button.closest(".block");
        [...section.querySelectorAll(".panel")].forEach((panel, seat) => {
          drawFigure(panel);
          const place = live.get(panel);
          const name = `rolecall-${section.id}${seat ? `-${seat + 1}` : ""}`;
          window.Plotly.downloadImage(place, { format: "png", scale: 2, filename: name, width: place.clientWidth, height: place.clientHeight });
        });
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
    setUpSearch();
    setUpOffer();
    setUpFigures();
    setUpPrinting();
  });
})();
