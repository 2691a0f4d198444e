// Two selections side by side: from the cells that store has counted, and narrower ones from single openings (cells.js).
"use strict";
const explore = (() => {
  const PLAIN = ["role", "level", "place", "remote_policy", "skill"];  // what store has counted, with one skill at most
  const KEYS = [...PLAIN, ...asks.KEYS];
  const { STEP } = cells;
  const LONGEST = 40;  // characters that a telephone's panel holds. The whole stands above it and in the table

  const unpackedCell = (cell) => {
    const [n, employers, open, paid, paying, stating, could, statingLow, statingHigh, ...pay] = cell.slice(PLAIN.length);
    const counts = { n, employers, open, paid, paying, stating, could, statingLow, statingHigh };
    if (pay.length === 1) return { ...counts, note: pay[0] };
    const [p10, p25, [p50, low, high], p75, p90, first, ...bins] = pay;
    return { ...counts, p10, p25, p50, low, high, p75, p90, first, bins };
  };

  const setUp = () => {
    const forms = document.getElementById("explore-forms");
    if (!forms) return;
    const data = JSON.parse(document.getElementById("explore-data").textContent);
    const counted = new Map(data.cells.map((cell) => [cell.slice(0, PLAIN.length).join("."), cell]));
    const positionOf = (key, value) => data.choices[key].findIndex(([known]) => known === value);
    const valueAt = (key, index) => data.choices[key][index]?.[0];
    // Each opening with the values of each question under which it counts.
    const openings = data.openings.map(([role, level, places, policy, skills, employer, is, pay, said]) => {
      const opening = { employer, isOpen: is.includes("o"), isStating: is.includes("s"), couldState: is.includes("c"), isRead: is.includes("t"), isOfOneCountry: is.includes("1"), pay, ...asks.unpacked(said) };
      const fitting = asks.KEYS.map((key) => [key, data.choices[key].map(([value]) => value).filter((value) => value === "all" || asks.fits(opening, key, value))]);
      opening.under = {
        role: [valueAt("role", role)], level: ["all", valueAt("level", level)], place: ["all", ...places.map((index) => valueAt("place", index))],
        remote_policy: ["all", valueAt("remote_policy", policy)], skill: skills.map((index) => valueAt("skill", index)), ...Object.fromEntries(fitting),
      };
      return opening;
    });
    const held = new Set(openings.map(({ under }) => under.role[0]));
    const plot = document.querySelector("#explore-figure .plot");
    const base = JSON.parse(document.querySelector("#explore-figure .spec").textContent);
    const selections = [...forms.children].map((fieldset) => ({
      letter: fieldset.dataset.selection,
      chosen: fieldset.querySelector(".chosen"),
      fields: {
        ...Object.fromEntries([...fieldset.querySelectorAll("select")].map((field) => [field.dataset.key, field])),
        skill: picker.setUp(fieldset.querySelector(".picker"), data.choices.skill.slice(1), data.choices.skill[0][1], () => changed()),
      },
    }));

    const valuesOf = ({ fields }) => KEYS.map((key) => fields[key].value || "all");
    const skillsIn = (value) => (value === "all" ? [] : value.split(","));
    // What store has counted stands as it is: its figures are those of the other pages.
    const isPlain = (values) => values.slice(PLAIN.length).every((value) => value === "all") && (values[4] === "all" || (skillsIn(values[4]).length === 1 && data.skilled.includes(values[0])));
    const passes = ({ under }, key, value) => (key === "skill" ? skillsIn(value).every((skill) => under.skill.includes(skill)) : under[key].includes(value));
    const questionsOf = (values) => KEYS.map((key, index) => ({ key, isAdding: key === "skill", passes: (opening) => passes(opening, key, values[index]), offered: ({ under }) => under[key] }));

    const openingsOf = (values) => openings.filter((opening) => KEYS.every((key, index) => passes(opening, key, values[index])));
    const cellOf = (values) => {
      if (!isPlain(values)) return cells.measure(openingsOf(values), values[2]);
      const found = counted.get(PLAIN.map((key, index) => positionOf(key, values[index])).join("."));
      return found && unpackedCell(found);
    };
    const nameOf = (key, value) => (key === "skill" && value !== "all" ? skillsIn(value) : [value]).map((one) => data.choices[key][positionOf(key, one)][1]).join(" and ");
    const described = (values) => {
      const [role, ...rest] = values.map((value, index) => ({ value, name: nameOf(KEYS[index], value) }));
      return [role.name, ...rest.filter(({ value }) => value !== "all").map(({ name }) => name)].join(", ");
    };

    // Each choice says how many openings it would leave. One below the floor cannot be made, but the widest always can: a link
    // to a selection that has fallen below the floor would else leave no way out.
    const offer = (selection) => {
      const chosen = valuesOf(selection);
      const left = asks.tally(openings, questionsOf(chosen));
      const count = (key, value, values) => {
        if (isPlain(values)) {
          const found = cellOf(values);
          return found ? written.count(found.n) : null;
        }
        const found = left[key].get(value);
        return found && cells.isShown(found.n, found.employers.size) ? written.count(found.n) : null;
      };
      const beside = (n, values) => ` (${n ?? (isPlain(values) || held.has(values[0]) ? "too few" : "not counted here")})`;
      KEYS.forEach((key, index) => {
        if (key === "skill") {
          selection.fields.skill.offer((value) => {
            const values = chosen.with(index, [...skillsIn(chosen[index]), value].join(","));
            const n = count(key, value, values);
            return { text: beside(n, values), isPossible: n !== null };
          });
          return;
        }
        for (const [position, option] of [...selection.fields[key].options].entries()) {
          const values = chosen.with(index, option.value);
          const isChosen = option.value === chosen[index];
          const n = isChosen ? null : count(key, option.value, values);
          option.textContent = `${nameOf(key, option.value)}${isChosen ? "" : beside(n, values)}`;
          option.disabled = position > 0 && n === null && !isChosen;
        }
      });
      const narrowed = KEYS.slice(1).filter((key) => key !== "skill" && selection.fields[key].value !== "all");
      picker.showChosen(selection.chosen, [
        ...narrowed.map((key) => ({ name: nameOf(key, selection.fields[key].value), takeBack: () => { selection.fields[key].value = "all"; changed(); } })),
        ...skillsIn(chosen[4]).map((skill) => ({ name: nameOf("skill", skill), takeBack: () => { selection.fields.skill.without(skill); changed(); } })),
      ], selection.fields.role);
    };

    const fill = (selection, values) => {
      const isKnown = (key, value) => (key === "skill" ? skillsIn(value).every((skill) => positionOf(key, skill) >= 0) : positionOf(key, value) >= 0);
      KEYS.forEach((key, index) => {
        const [field, wanted] = [selection.fields[key], values[index] ?? data.choices[key][0][0]];
        if (key === "skill") { field.value = wanted; return; }
        field.replaceChildren(...data.choices[key].map(([value, name]) => element("option", { value, textContent: name })));
        field.value = isKnown(key, wanted) ? wanted : data.choices[key][0][0];
      });
      selection.isUnknown = values.some((value, index) => KEYS[index] === undefined || !isKnown(KEYS[index], value));
    };

    const withInterval = ([estimate, low, high]) => `${written.dollars(estimate)} [${written.dollars(low)} to ${written.dollars(high)}]`;
    const median = (cell) => `${withInterval([cell.p50, cell.low, cell.high])} (n = ${written.count(cell.paid)} openings, ${written.count(cell.paying)} employers)`;
    const pay = (cell) => (cell.p50 === undefined ? `no median: ${cell.note}` : `median ${median(cell)}`);
    const missing = (values) => (isPlain(values) ? rare : held.has(values[0]) ? tooFew : "not counted on this page, which has no room for the single openings of this role. mart_opening has them all");
    const tooFew = "too few openings (fewer than ten, or of fewer than five employers)";
    const rare = data.is_cut ? `not among the ${written.count(data.cells.length)} largest selections that this page holds. mart_slice has them all` : tooFew;
    const sentence = ({ values, cell }) => `${described(values)}: ${cell ? pay(cell) : missing(values)}.`;

    const ofAll = (name) => (cell) => (cell[name] ? withInterval(cell[name]) : "too few");
    const ROWS = [
      ["Openings in a year", (cell) => written.count(cell.n)],
      ["Open now", (cell) => written.count(cell.open)],
      ["Employers", (cell) => written.count(cell.employers)],
      ["State pay", (cell) => (cell.could ? `${written.percent(cell.stating / cell.could)} ${written.interval(cell.statingLow, cell.statingHigh)} (n = ${written.count(cell.stating)} of ${written.count(cell.could)})` : "too few")],
      ["P10 of base pay", ofAll("p10")],
      ["P25", ofAll("p25")],
      ["Median", (cell) => (cell.p50 === undefined ? cell.note : withInterval([cell.p50, cell.low, cell.high]))],
      ["P75", ofAll("p75")],
      ["P90", ofAll("p90")],
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
        const known = data.top[values.slice(0, 4).map((value, index) => positionOf(KEYS[index], value)).join(".")];
        const isWhole = values.slice(4).every((value) => value === "all");
        const beside = isWhole ? "" : ", by the first four choices alone";
        // Of a narrowed selection the skills are counted here, of those that can be chosen: one that was chosen is in all of it.
        const isCounted = !isWhole && held.has(values[0]);
        const others = () => data.choices.skill.slice(1).map(([skill]) => skill).filter((skill) => !skillsIn(values[4]).includes(skill));
        const leading = isCounted ? cells.leadingSkills(openingsOf(values), others()).map(({ skill, share, low, high }) => [nameOf("skill", skill), share, low, high]) : known?.skill;
        const which = isCounted ? ", of those to choose from" : beside;
        const skills = leading?.map(([name, share, low, high]) => [name, `${written.percent(share)} ${written.interval(low, high)}`]);
        const why = isCounted ? "Too few openings with a text, or they name none of these skills." : "Counted for the three roles in focus, above the floor.";
        const employers = known?.employer.map(([name, n]) => [name, `${written.count(n)} openings`]);
        return element("div", {}, ...listed(`${letter.toUpperCase()}: skills named most${which}`, skills, why), ...listed(`${letter.toUpperCase()}: employers with most openings${beside}`, employers, "No employer has three openings here."));
      }));
    };

    const bars = ({ values, cell }, index) => {
      const total = cell.bins.reduce((sum, count) => sum + count, 0);
      const { colour } = data.marks[values[0]];
      const words = cell.bins.map((count, step) => {
        const low = (cell.first + step) * STEP / 1000;
        return `${written.step(low, STEP / 1000)}<br>${written.percent(count / total)} of ${written.count(total)} openings`;
      });
      return { type: "bar", x: cell.bins.map((_, step) => (cell.first + step + 0.5) * STEP), y: cell.bins.map((count) => count / total), width: STEP * 0.92, marker: { color: colour, opacity: 0.55 }, text: words, xaxis: index ? "x2" : "x", yaxis: index ? "y2" : "y", showlegend: false };
    };
    const marks = ({ values, cell }, index) => {
      const { colour } = data.marks[values[0]];
      const [xref, yref] = index ? ["x2", "y2 domain"] : ["x", "y domain"];
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
      layout.annotations = layout.annotations.slice(0, 2).map((heading, index) => {
        const { letter, values, cell } = shown[index];
        const words = `${letter.toUpperCase()}: ${described(values)}`;
        return { ...heading, text: `<b>${plain(words.length > LONGEST ? `${words.slice(0, LONGEST - 1).trimEnd()}…` : words)}</b>${cell?.p50 === undefined ? "  no median" : ""}` };
      });
      layout.shapes = [];
      let tallest = 0.1;
      shown.forEach((selection, index) => {
        const { cell } = selection;
        if (cell?.p50 === undefined) return;
        if (cell.bins.length) {
          const trace = bars(selection, index);
          tallest = Math.max(tallest, ...trace.y);
          spec.data.push(trace);
        }
        const { shapes, annotations } = marks(selection, index);
        layout.shapes.push(...shapes);
        layout.annotations.push(...annotations);
      });
      // Plotly leaves out the axes of a panel without a trace.
      shown.forEach((_, index) => spec.data.push({ type: "scatter", x: [0], y: [0], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip", xaxis: index ? "x2" : "x", yaxis: index ? "y2" : "y", showlegend: false }));
      const step = tallest > 0.25 ? 0.1 : 0.05;
      const ticks = Array.from({ length: Math.floor((tallest * 1.05) / step) + 1 }, (_, index) => index * step);
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
      selections.forEach((selection, index) => fill(selection, (address.get(selection.letter) ?? data.first[index] ?? data.first[0]).split(",").map((value) => value.replaceAll(";", ","))));
      say();
    };
    // A metropolitan area and several skills hold a comma, so their part of the address is written with a semicolon. What nobody
    // narrowed beyond the five first questions is left out.
    const inAddress = (values) => {
      const last = values.findLastIndex((value) => value !== "all");
      return values.slice(0, Math.max(PLAIN.length, last + 1)).map((value) => value.replaceAll(",", ";")).join(",");
    };
    const changed = () => {
      selections.forEach((known) => { known.isUnknown = false; });
      say();
      address.set(Object.fromEntries(selections.map((known) => [known.letter, inAddress(valuesOf(known))])));
    };
    forms.addEventListener("change", (event) => { if (event.target.matches("select")) changed(); });
    address.onChange(start);
    forms.hidden = false;
    start();
  };
  return { setUp };
})();
