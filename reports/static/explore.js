// Two selections side by side, from the cells that store has counted. Nothing is computed of single openings.
"use strict";
const explore = (() => {
  const KEYS = ["role", "level", "place", "remote_policy", "skill"];
  const STEP = 20000;

  const unpacked = (cell) => {
    const [n, employers, open, paid, paying, stating, could, ...pay] = cell.slice(KEYS.length);
    const counts = { n, employers, open, paid, paying, stating, could };
    if (pay.length < 7) return { ...counts, note: pay[0] };
    const [p10, p25, p50, low, high, p75, p90, first, ...bins] = pay;
    return { ...counts, p10, p25, p50, low, high, p75, p90, first, bins };
  };

  const setUp = () => {
    const forms = document.getElementById("explore-forms");
    if (!forms) return;
    const data = JSON.parse(document.getElementById("explore-data").textContent);
    const cells = new Map(data.cells.map((cell) => [cell.slice(0, KEYS.length).join("."), cell]));
    const seatOf = (key, value) => data.choices[key].findIndex(([known]) => known === value);
    const plot = document.querySelector("#explore-figure .plot");
    const base = JSON.parse(document.querySelector("#explore-figure .spec").textContent);
    const selections = [...forms.children].map((fieldset) => ({
      letter: fieldset.dataset.selection,
      fields: Object.fromEntries([...fieldset.querySelectorAll("select")].map((field) => [field.dataset.key, field])),
    }));

    const valuesOf = ({ fields }) => KEYS.map((key) => fields[key].value);
    const cellOf = (values) => {
      const found = cells.get(values.map((value, seat) => seatOf(KEYS[seat], value)).join("."));
      return found && unpacked(found);
    };
    const nameOf = (key, value) => data.choices[key][seatOf(key, value)][1];
    const described = (values) => {
      const [role, ...rest] = values.map((value, seat) => ({ value, name: nameOf(KEYS[seat], value) }));
      return [role.name, ...rest.filter(({ value }) => value !== "all").map(({ name }) => name)].join(", ");
    };

    // Each choice says how many openings it would leave. One below the floor cannot be made, but the widest always can: a link
    // to a selection that has fallen below the floor would else leave no way out.
    const offer = (selection) => {
      const chosen = valuesOf(selection);
      KEYS.forEach((key, seat) => {
        for (const [position, option] of [...selection.fields[key].options].entries()) {
          const found = cellOf(chosen.with(seat, option.value));
          const beside = option.value === chosen[seat] ? "" : ` (${found ? written.count(found.n) : "too few"})`;
          option.textContent = `${nameOf(key, option.value)}${beside}`;
          option.disabled = position > 0 && !found && option.value !== chosen[seat];
        }
      });
    };

    const fill = (selection, values) => {
      KEYS.forEach((key, seat) => {
        const field = selection.fields[key];
        field.replaceChildren(...data.choices[key].map(([value, name]) => element("option", { value, textContent: name })));
        field.value = seatOf(key, values[seat]) < 0 ? data.choices[key][0][0] : values[seat];
      });
      selection.isUnknown = KEYS.some((key, seat) => values[seat] !== undefined && seatOf(key, values[seat]) < 0);
    };

    const median = (cell) => `${written.dollars(cell.p50)} [${written.dollars(cell.low)} to ${written.dollars(cell.high)}] (n = ${written.count(cell.paid)} openings, ${written.count(cell.paying)} employers)`;
    const pay = (cell) => (cell.p50 === undefined ? `no median: ${cell.note}` : `median ${median(cell)}`);
    const missing = data.is_cut ? `not among the ${written.count(data.cells.length)} largest selections that this page holds. mart_slice has them all` : "too few openings (fewer than ten, or of fewer than five employers)";
    const sentence = ({ values, cell }) => `${described(values)}: ${cell ? pay(cell) : missing}.`;

    const between = (low, high) => (low === null || low === undefined || high === null ? "too few" : `${written.dollars(low)} to ${written.dollars(high)}`);
    const ROWS = [
      ["Openings in a year", (cell) => written.count(cell.n)],
      ["Open now", (cell) => written.count(cell.open)],
      ["Employers", (cell) => written.count(cell.employers)],
      ["State pay", (cell) => (cell.could ? `${written.percent(cell.stating / cell.could)} (n = ${written.count(cell.stating)} of ${written.count(cell.could)})` : "too few")],
      ["Median base pay", (cell) => (cell.p50 === undefined ? cell.note : `${written.dollars(cell.p50)} [${written.dollars(cell.low)} to ${written.dollars(cell.high)}]`)],
      ["Middle half (P25 to P75)", (cell) => between(cell.p25, cell.p75)],
      ["P10 to P90", (cell) => between(cell.p10, cell.p90)],
    ];
    const compare = (shown) => {
      const heads = shown.map(({ letter, values }) => element("th", { scope: "col", className: "n", textContent: `${letter.toUpperCase()}: ${described(values)}` }));
      const body = ROWS.map(([name, write]) => element("tr", {}, element("th", { scope: "row", textContent: name }), ...shown.map(({ cell }) => element("td", { className: "n", textContent: cell ? write(cell) : "too few" }))));
      document.getElementById("explore-compared").replaceChildren(element("thead", {}, element("tr", {}, element("td"), ...heads)), element("tbody", {}, ...body));
    };

    const listed = (title, rows, why) => [
      element("h3", { textContent: title }),
      rows?.length ? element("ul", { className: "chips" }, ...rows.map(([name, value]) => element("li", {}, element("span", { textContent: name }), element("span", { textContent: value })))) : element("p", { className: "caption", textContent: why }),
    ];
    const lead = (shown) => {
      document.getElementById("explore-leaders").replaceChildren(...shown.map(({ letter, values }) => {
        const known = data.top[values.slice(0, 4).map((value, seat) => seatOf(KEYS[seat], value)).join(".")];
        const beside = values[4] === "all" ? "" : ", whatever the skill";
        const skills = known?.skill.map(([name, share, low, high]) => [name, `${written.percent(share)} [${Math.round(low * 100)} to ${Math.round(high * 100)} %]`]);
        const employers = known?.employer.map(([name, n]) => [name, `${written.count(n)} openings`]);
        return element("div", {}, ...listed(`${letter.toUpperCase()}: skills named most${beside}`, skills, "Counted for the three roles in focus, above the floor."), ...listed(`${letter.toUpperCase()}: employers with most openings${beside}`, employers, "No employer has three openings here."));
      }));
    };

    const bars = ({ values, cell }, seat) => {
      const total = cell.bins.reduce((sum, count) => sum + count, 0);
      const { colour } = data.marks[values[0]];
      const words = cell.bins.map((count, step) => {
        const low = (cell.first + step) * STEP / 1000;
        return `${written.step(low, STEP / 1000)}<br>${written.percent(count / total)} of ${written.count(total)} openings`;
      });
      return { type: "bar", x: cell.bins.map((_, step) => (cell.first + step + 0.5) * STEP), y: cell.bins.map((count) => count / total), width: STEP * 0.92, marker: { color: colour, opacity: 0.55 }, text: words, xaxis: seat ? "x2" : "x", yaxis: seat ? "y2" : "y", showlegend: false };
    };
    const marks = ({ values, cell }, seat) => {
      const { colour } = data.marks[values[0]];
      const [xref, yref] = seat ? ["x2", "y2 domain"] : ["x", "y domain"];
      return {
        shapes: [
          { type: "rect", xref, yref, x0: cell.low * 1000, x1: cell.high * 1000, y0: 0, y1: 1, fillcolor: colour, opacity: 0.16, line: { width: 0 }, layer: "below" },
          { type: "line", xref, yref, x0: cell.p50 * 1000, x1: cell.p50 * 1000, y0: 0, y1: 1, line: { color: colour, width: 2 }, layer: "above" },
        ],
        annotations: [{ xref, yref, x: cell.p50 * 1000, y: 1, yanchor: "bottom", showarrow: false, text: `<b>${written.dollars(cell.p50)}</b>`, font: { color: "var(--ink)", size: 13 } }],
      };
    };
    const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    const draw = (shown) => {
      document.getElementById("explore-figure").hidden = shown.every(({ cell }) => cell?.p50 === undefined);
      const spec = structuredClone(base);
      spec.data = [];
      const { layout } = spec;
      layout.annotations = layout.annotations.slice(0, 2).map((heading, seat) => {
        const { letter, values, cell } = shown[seat];
        return { ...heading, text: `<b>${letter.toUpperCase()}: ${plain(described(values))}</b>${cell?.p50 === undefined ? "  no median" : ""}` };
      });
      layout.shapes = [];
      let tallest = 0.1;
      shown.forEach((selection, seat) => {
        const { cell } = selection;
        if (cell?.p50 === undefined) return;
        if (cell.bins.length) {
          const trace = bars(selection, seat);
          tallest = Math.max(tallest, ...trace.y);
          spec.data.push(trace);
        }
        const { shapes, annotations } = marks(selection, seat);
        layout.shapes.push(...shapes);
        layout.annotations.push(...annotations);
      });
      // Plotly leaves out the axes of a panel without a trace.
      shown.forEach((_, seat) => spec.data.push({ type: "scatter", x: [0], y: [0], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip", xaxis: seat ? "x2" : "x", yaxis: seat ? "y2" : "y", showlegend: false }));
      const step = tallest > 0.25 ? 0.1 : 0.05;
      const ticks = Array.from({ length: Math.floor((tallest * 1.05) / step) + 1 }, (_, seat) => seat * step);
      for (const name of ["yaxis", "yaxis2"]) Object.assign(layout[name], { range: [0, tallest * 1.05], tickvals: ticks, ticktext: ticks.map((tick) => (tick ? `${Math.round(tick * 100)} %` : "0")) });
      charts.show(plot, spec);
    };

    const say = () => {
      const shown = selections.map((selection) => {
        offer(selection);
        const values = valuesOf(selection);
        return { letter: selection.letter, values, cell: cellOf(values) };
      });
      const unknown = selections.some(({ isUnknown }) => isUnknown) ? [element("span", { textContent: address.UNKNOWN }), element("br")] : [];
      document.getElementById("explore-answer").replaceChildren(...unknown, ...shown.flatMap((selection) => [element("span", { textContent: sentence(selection) }), element("br")]));
      draw(shown);
      compare(shown);
      lead(shown);
    };
    const start = () => {
      selections.forEach((selection, seat) => fill(selection, (address.get(selection.letter) ?? data.first[seat] ?? data.first[0]).split(",").map((value) => value.replaceAll(";", ","))));
      say();
    };
    // A metropolitan area holds a comma, so its own part of the address is written with a semicolon.
    selections.forEach((selection) => Object.values(selection.fields).forEach((field) => field.addEventListener("change", () => {
      selections.forEach((known) => { known.isUnknown = false; });
      say();
      address.set(Object.fromEntries(selections.map((known) => [known.letter, valuesOf(known).map((value) => value.replaceAll(",", ";")).join(",")])));
    })));
    address.onChange(start);
    forms.hidden = false;
    start();
  };
  return { setUp };
})();
