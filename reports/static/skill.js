// The share of openings that name a skill, month by month, and a second one beside it.
"use strict";
const skill = (() => {
  const COLOURS = ["var(--mark-source-2)", "var(--mark-source-1)"];  // a role's colour never stands for anything else
  const DASHES = ["solid", "6px,3px"];
  const NONE = "none";

  const setUp = () => {
    const form = document.getElementById("skill-form");
    if (!form) return;
    const data = JSON.parse(document.getElementById("skill-data").textContent);
    const plot = document.querySelector("#skill-figure .plot");
    const base = JSON.parse(document.querySelector("#skill-figure .spec").textContent);
    const fields = Object.fromEntries([...form.querySelectorAll("[data-key]")].map((field) => [field.dataset.key, field]));
    const names = new Map(data.skills);
    const option = ([value, name]) => element("option", { value, textContent: name });
    fields.from.append(...data.origins.map(option));
    fields.of.append(...data.roles.map(option));
    fields.skill.append(...data.skills.map(option));
    fields.other.append(option([NONE, "None"]), ...data.skills.map(option));
    const spoken = (month) => new Date(`${month.slice(0, 7)}-15`).toLocaleDateString("en-GB", { month: "long", year: "numeric" });

    const readSeries = (name) => {
      const group = `${fields.from.value}.${fields.of.value}`;
      const found = data.series[`${group}.${name}`];
      if (!found) return { name, points: [] };
      const [first, passed, flat] = found;
      const points = [];
      for (let at = 0; at < flat.length; at += 4) {
        const [index, n, low, high] = flat.slice(at, at + 4);
        const of = data.sizes[group][index];
        points.push({ index, day: data.months[index], n, of, share: n / of, low: Math.min(low / 1000, n / of), high: Math.max(high / 1000, n / of) });
      }
      return { name, first, passed, points };
    };
    // Runs of months without two missing in a row.
    const runs = (points) => points.reduce((found, point) => {
      const last = found.at(-1)?.at(-1);
      if (last && monthsBetween(last.day, point.day) <= 2) found.at(-1).push(point); else found.push([point]);
      return found;
    }, []);
    const monthsBetween = (one, other) => (Number(other.slice(0, 4)) - Number(one.slice(0, 4))) * 12 + Number(other.slice(5, 7)) - Number(one.slice(5, 7));

    const shorter = (share) => (share < 0.0995 ? (share * 100).toFixed(1) : `${Math.round(share * 100)}`);
    const interval = ({ low, high }) => `[${shorter(low)} to ${shorter(high)} %]`;
    const say = ({ name, first, passed, points }) => {
      if (!points.length) return `${names.get(name)}: fewer than ten of these openings ever named it.`;
      const last = points.at(-1);
      const begin = data.months[Math.min(...Object.keys(data.sizes[`${fields.from.value}.${fields.of.value}`]).map(Number))].slice(0, 7);
      const marks = passed.filter(([, month]) => month > begin).map(([mark, month]) => `${mark} in ${spoken(month)}`);
      const came = first > begin ? `First seen in ${spoken(first)}` : `Already named when the history begins in ${spoken(begin)}`;
      return `${names.get(name)}: ${written.percent(last.share)} ${interval(last)} of openings in ${spoken(last.day)} (n = ${written.count(last.of)}). ${came}${marks.length ? `, passed ${marks.join(", ")}` : ""}.`;
    };

    const traces = ({ name, points }, place) => {
      const [colour, dash] = [COLOURS[place], DASHES[place]];
      const hover = ({ share, low, high, n, of }) => `${names.get(name).replace(/&/g, "&amp;").replace(/</g, "&lt;")}: ${written.percent(share)} ${interval({ low, high })}, ${n} of ${of}`;
      const bands = runs(points).filter((run) => run.length > 1).map((run) => ({ x: [...run, ...run.toReversed()].map(({ day }) => day), y: [...run.map(({ low }) => low), ...run.toReversed().map(({ high }) => high)], fill: "toself", fillcolor: colour, opacity: 0.2, line: { width: 0 }, mode: "lines", hoverinfo: "skip", type: "scatter" }));
      const line = { type: "scatter", mode: "lines+markers", x: [], y: [], text: [], connectgaps: false, line: { color: colour, width: 2, dash }, marker: { size: 4, color: colour } };
      runs(points).forEach((run) => {
        if (line.x.length) { line.x.push(null); line.y.push(null); line.text.push(""); }
        run.forEach((point) => { line.x.push(point.day); line.y.push(point.share); line.text.push(hover(point)); });
      });
      return [...bands, line];
    };
    const draw = (series) => {
      const spec = structuredClone(base);
      const every = series.flatMap(({ points }) => points);
      const top = Math.max(0.02, ...every.map(({ high }) => high)) * 1.05;
      const step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].find((size) => top / size <= 6) ?? 0.25;
      const ticks = Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
      spec.data = series.flatMap(traces);
      spec.data.push({ type: "scatter", x: [data.months[0]], y: [0], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" });
      spec.layout.hovermode = "x unified";
      Object.assign(spec.layout.yaxis, { range: [0, top], tickvals: ticks, ticktext: ticks.map((tick) => `${Math.round(tick * 1000) / 10} %`) });
      const known = Object.keys(data.sizes[`${fields.from.value}.${fields.of.value}`] ?? {}).map(Number).sort((one, other) => one - other);
      if (known.length > 1) spec.layout.xaxis.range = [data.months[known[0]], data.months[known.at(-1)]];
      spec.layout.shapes = known.slice(1).map((index, place) => [data.months[known[place]], data.months[index]]).filter(([one, other]) => monthsBetween(one, other) > 2)
        .map(([x0, x1]) => ({ type: "rect", xref: "x", yref: "y domain", x0, x1, y0: 0, y1: 1, fillcolor: "var(--grid)", opacity: 0.6, line: { width: 0 }, layer: "below" }));
      const ends = series.map(({ points }, place) => ({ last: points.at(-1), place })).filter(({ last }) => last);
      const isClose = ends.length === 2 && Math.abs(ends[0].last.share - ends[1].last.share) < top * 0.07;
      spec.layout.annotations = ends.map(({ last, place }) => ({ xref: "x", yref: "y", x: last.day, y: last.share, xanchor: "left", xshift: 6, yshift: isClose ? (last.share >= ends[place ? 0 : 1].last.share ? 8 : -8) : 0, showarrow: false, text: `<b>${written.percent(last.share)}</b>`, font: { size: 13, color: COLOURS[place] } }));
      charts.show(plot, spec);
    };

    const show = () => {
      const chosen = [fields.skill.value, fields.other.value].filter((name) => name !== NONE);
      const series = [...new Set(chosen)].map(readSeries);
      document.getElementById("skill-answer").replaceChildren(...series.flatMap((one, place) => {
        const swatch = element("b", { textContent: place ? "┅ " : "━ " });
        swatch.style.color = COLOURS[place];
        return [swatch, element("span", { textContent: say(one) }), element("br")];
      }));
      draw(series);
    };
    const start = () => {
      const wanted = { skill: data.first[0], other: data.first[1] ?? NONE, of: "all", from: data.origins[0][0] };
      Object.entries(fields).forEach(([key, field]) => {
        field.value = address.get(key) ?? wanted[key];
        if (field.selectedIndex === -1) field.value = wanted[key];
      });
      show();
    };
    form.addEventListener("change", () => {
      show();
      address.set(Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.value])));
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    address.onChange(start);
    form.hidden = false;
    start();
  };
  return { setUp };
})();
