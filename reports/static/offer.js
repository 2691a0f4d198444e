// Where an offer sits: among the quantiles of the nearest band that there is, and in its drawn distribution.
"use strict";
const offer = (() => {
  const HOURS = { hour: 2080, day: 260, week: 52, month: 12, year: 1 };
  const PERIODS = [["hour", /(\/|per|an?)\s*h(our|r)?\b|\bhourly\b/], ["day", /(\/|per|a)\s*d(ay)?\b|\bdaily\b/], ["week", /(\/|per|a)\s*w(eek|k)?\b|\bweekly\b/], ["month", /(\/|per|a)\s*m(onth|o)\b|\bmonthly\b|\bpm\b/]];
  const STEP = 20000;

  const understand = (text) => {
    const typed = text.toLowerCase();
    const period = PERIODS.find(([, known]) => known.test(typed))?.[0] ?? "year";
    const value = amounts.read(text, period === "year");
    return { period, code: amounts.currencyOf(text), amount: value === null ? null : value * HOURS[period] };
  };
  // The share of openings that pay less, by straight lines between quantiles. Beyond them only a bound is known.
  const shareBelow = (pay, points) => {
    if (pay < points[0][1]) return { most: points[0][0] };
    if (pay >= points.at(-1)[1]) return { least: points.at(-1)[0] };
    const index = points.findIndex(([, value]) => pay < value);
    const [[low, from], [high, to]] = [points[index - 1], points[index]];
    return { share: low + ((high - low) * (pay - from)) / (to - from) };
  };
  const whole = (share) => Math.round(share * 100);

  const setUp = () => {
    const form = document.getElementById("offer-form");
    if (!form) return;
    const { bands, rates, colours, currencyOf } = JSON.parse(document.getElementById("offer-bands").textContent);
    const [pay, currency, role, level, country] = ["pay", "currency", "role", "level", "country"].map((name) => document.getElementById(`offer-${name}`));
    const [answer, basis, figure] = ["answer", "basis", "figure"].map((name) => document.getElementById(`offer-${name}`));
    const plot = figure.querySelector(".plot");
    const base = JSON.parse(figure.querySelector(".spec").textContent);
    const nameIn = (field, value) => [...field.options].find((one) => one.value === value)?.text ?? value;

    // The band asked for, else the nearest wider one: all levels, all countries, both.
    const nearest = () => {
      const wanted = [[level.value, country.value], ["all", country.value], [level.value, "all"], ["all", "all"]];
      for (const [ofLevel, ofCountry] of wanted) {
        const band = bands.find((known) => known.role === role.value && known.level === ofLevel && known.country === ofCountry);
        if (band) return band;
      }
      return bands.filter((known) => known.role === role.value).sort((one, other) => other.n - one.n)[0];
    };
    const described = (band) => [nameIn(role, band.role), band.level === "all" ? "all levels" : nameIn(level, band.level).toLowerCase(), band.country === "all" ? "all countries" : nameIn(country, band.country)].join(", ");
    const written_ = (dollars) => written.dollars(dollars / 1000);

    const place = (dollars, band) => {
      const at = shareBelow(dollars, band.quantiles);
      // A higher quantile leaves less below an offer, so each end comes from the other ends of the quantiles.
      const [least, most] = [band.highs, band.lows].map((points) => shareBelow(dollars, points));
      const low = whole(least.share ?? (least.least ?? 0));
      const high = whole(most.share ?? (most.most ?? 1));
      if (at.share !== undefined) return `more than about ${whole(at.share)} % [${low} to ${high} %] of stated base pay`;
      if (band.quantiles.length === 1) return `${at.most ? "less" : "more"} than the median of stated base pay`;
      return at.most ? `less than ${100 - whole(at.most)} % of stated base pay: below its P${whole(at.most)}` : `more than ${whole(at.least)} % of stated base pay: above its P${whole(at.least)}`;
    };
    const draw = (dollars, band) => {
      figure.hidden = false;
      const spec = structuredClone(base);
      const { layout } = spec;
      const total = band.bins.reduce((sum, count) => sum + count, 0);
      const colour = colours[band.role];
      const shares = band.bins.map((count) => count / total);
      const top = Math.max(0.1, ...shares) * 1.08;
      spec.data = [
        { type: "bar", x: shares.map((_, step) => (band.first + step + 0.5) * STEP), y: shares, width: STEP * 0.92, marker: { color: colour, opacity: 0.5 }, text: shares.map((share, step) => `${written.step(((band.first + step) * STEP) / 1000, STEP / 1000)}<br>${written.percent(share)} of ${written.count(total)} openings`) },
        { type: "scatter", x: [0], y: [0], mode: "markers", marker: { opacity: 0 }, hoverinfo: "skip" },
      ];
      const [p50, low, high] = [band.quantiles, band.lows, band.highs].map((points) => points.find(([share]) => share === 0.5)[1]);
      const shown = Math.min(dollars, layout.xaxis.range[1]);
      const upright = (x, line) => ({ type: "line", xref: "x", yref: "y domain", x0: x, x1: x, y0: 0, y1: 1, line, layer: "above" });
      layout.shapes = [
        { type: "rect", xref: "x", yref: "y domain", x0: low, x1: high, y0: 0, y1: 1, fillcolor: colour, opacity: 0.16, line: { width: 0 }, layer: "below" },
        upright(p50, { color: colour, width: 1.5, dash: "dot" }),
        upright(shown, { color: "var(--ink)", width: 3 }),
      ];
      const isLeft = shown > layout.xaxis.range[1] / 2;
      const label = (x, y, text) => ({ xref: "x", yref: "y domain", x, y, yanchor: "bottom", xanchor: x > layout.xaxis.range[1] * 0.85 ? "right" : "center", showarrow: false, text, font: { color: "var(--ink)", size: 13 } });
      layout.annotations = [
        { ...label(p50, 1, `median ${written_(p50)}`) },
        { ...label(shown, 0.86, `<b>the offer: ${written_(dollars)}</b>`), xanchor: isLeft ? "right" : "left", xshift: isLeft ? -6 : 6 },
      ];
      const ticks = [0, 0.1, 0.2, 0.3, 0.4].filter((tick) => tick < top);
      Object.assign(layout.yaxis, { range: [0, top], tickvals: ticks, ticktext: ticks.map((tick) => (tick ? `${whole(tick)} %` : "0")) });
      charts.show(plot, spec);
    };
    const say = () => {
      const { period, code, amount } = understand(pay.value);
      if (code && rates[code]) currency.value = code;
      const band = nearest();
      [answer.textContent, basis.textContent, figure.hidden] = ["", "", true];
      if (!pay.value.trim() || !band) return;
      if (amount === null) { answer.textContent = "Type one amount, such as 120, 120k, 1e5, £85k or 60 an hour."; return; }
      if (code && !rates[code]) { answer.textContent = `There is no rate for ${code} here, as no opening states pay in it. Type the amount in another currency.`; return; }
      const dollars = amount * rates[currency.value];
      const own = currency.value === "USD" ? "" : `${currency.value} ${written.count(Math.round(amount))} is about `;
      const yearly = period === "year" ? "" : ` a year (${written.count(HOURS[period])} ${period}s)`;
      answer.textContent = `${own}${written_(dollars)}${yearly}, ${place(dollars, band)} for ${described(band)}.`;
      const isNarrow = band.level === level.value && band.country === country.value;
      const wider = isNarrow ? "" : `Too few openings state pay for ${described({ role: role.value, level: level.value, country: country.value })}, so the nearest wider selection answers. `;
      basis.textContent = `${wider}n = ${written.count(band.n)} openings at ${written.count(band.employers)} employers. Median ${written_(band.quantiles.find(([share]) => share === 0.5)[1])}. In brackets: 95 % interval.${band.bins.length ? "" : " Too few to draw a distribution."}`;
      if (band.bins.length) draw(dollars, band);
    };
    const follow = () => { currency.value = rates[currencyOf[country.value]] ? currencyOf[country.value] : "USD"; };
    country.addEventListener("input", follow);
    [pay, currency, role, level, country].forEach((field) => field.addEventListener("input", say));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    follow();
  };
  return { setUp };
})();
