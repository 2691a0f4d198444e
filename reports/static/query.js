// The Query page: starts the engine, runs what is typed, and shows the answer as table, chart and CSV.
// The engine is DuckDB in a worker. It reads the market beside the page and is kept from everything else.
"use strict";
(() => {
  const MOST_ROWS = 500;  // a browser draws no more in a moment; the CSV has all
  const MOST_GROUPS = 8;
  const NUMERIC = /^(u?tinyint|u?smallint|u?integer|u?bigint|hugeint|float|double|decimal)/i;
  const TIME = /^(date|timestamp)/i;
  const $ = (id) => document.getElementById(`query-${id}`);
  const create = (tag, text, known = {}) => Object.assign(document.createElement(tag), { textContent: text ?? "", ...known });

  let connection = null;
  let answer = null;  // { columns: [{ name, type }], rows: [[...]] } of the last query

  const beside = (name) => new URL(name, location.href).href;
  const start = async ({ engine, market }) => {
    const worker = new Worker(beside(`${engine}/duckdb-browser-eh.worker.js`));
    const db = new window.duckdb.AsyncDuckDB(new window.duckdb.VoidLogger(), worker);
    await db.instantiate(beside(`${engine}/duckdb-eh.wasm`));
    await db.registerFileURL(market, beside(market), window.duckdb.DuckDBDataProtocol.HTTP, false);
    await db.open({ path: market, accessMode: window.duckdb.DuckDBAccessMode.READ_ONLY });
    connection = await db.connect();
    // A link may hold anybody's query. It reads this market and nothing else.
    for (const setting of ["enable_external_access = false", "lock_configuration = true"]) await connection.query(`set ${setting}`);
  };

  const plain = (value) => (typeof value === "bigint" ? Number(value) : value ?? null);
  const ask = async (sql) => {
    const types = (await connection.query(`describe select * from (${sql}\n)`)).toArray();
    const columns = types.map((row) => ({ name: row.column_name, type: row.column_type }));
    // Arrow has units of its own for times, decimals and nested values, so DuckDB writes them as text or number.
    const shown = columns.map(({ name, type }) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      if (/^decimal|^hugeint/i.test(type)) return `${quoted}::double as ${quoted}`;
      return /^(date|time|interval|struct|map|union|uuid|blob|enum)|\[/i.test(type) ? `${quoted}::varchar as ${quoted}` : quoted;
    });
    const found = await connection.query(`select ${shown.join(", ")} from (${sql}\n)`);
    const vectors = columns.map((_, index) => found.getChildAt(index));
    const rows = Array.from({ length: found.numRows }, (_, row) => vectors.map((vector) => plain(vector.get(row))));
    return { columns, rows };
  };

  const written = (value) => {
    if (value === null) return "–";
    if (typeof value !== "number") return String(value);
    return Number.isInteger(value) ? value.toLocaleString("en-US", { useGrouping: Math.abs(value) > 9999 }) : String(Number(value.toPrecision(5)));
  };
  const isNumeric = ({ type }) => NUMERIC.test(type) && !type.includes("[");
  const showTable = ({ columns, rows }) => {
    const table = create("table");
    const head = table.createTHead().insertRow();
    const known = columns.map((column) => (isNumeric(column) ? { className: "n" } : TIME.test(column.type) ? { className: "day" } : {}));
    columns.forEach((column, index) => head.append(create("th", column.name, { scope: "col", title: column.type, ...known[index] })));
    const body = table.createTBody();
    rows.slice(0, MOST_ROWS).forEach((row) => {
      const line = body.insertRow();
      row.forEach((value, index) => line.append(create("td", written(value), known[index])));
    });
    $("table").replaceChildren(table);
  };

  // What a spreadsheet would run as a formula gets an apostrophe in front, as in every CSV of the site.
  const inCsv = (value) => {
    if (value === null) return "";
    const text = typeof value === "string" && /^'*\s*[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const toCsv = ({ columns, rows }) => [columns.map(({ name }) => name), ...rows].map((row) => row.map(inCsv).join(",")).join("\n");
  const saveCsv = () => {
    const link = create("a", "", { href: URL.createObjectURL(new Blob([`${toCsv(answer)}\n`], { type: "text/csv" })), download: `rolecall-${document.getElementById("main").dataset.day}-query.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  // A chart of one number by one column. Ends of an interval beside it (y_low, y_high, or low, high) are drawn.
  const positionOf = (name) => answer.columns.findIndex((column) => column.name === name);
  const fill = (select, names, chosen) => select.replaceChildren(...names.map((name) => create("option", name, { value: name, selected: name === chosen })));
  const offerChart = () => {
    const numbers = answer.columns.filter(isNumeric).map(({ name }) => name);
    const others = answer.columns.filter((column) => !isNumeric(column)).map(({ name }) => name);
    const distinct = (name) => new Set(answer.rows.map((row) => row[positionOf(name)])).size;
    const time = answer.columns.find(({ name, type }) => TIME.test(type) && distinct(name) > 1)?.name;
    const few = (name) => distinct(name) > 1 && distinct(name) <= MOST_GROUPS;
    const can = numbers.length > 0 && others.length > 0 && answer.rows.length > 1;
    $("drawing").hidden = !can;
    if (!can) return;
    const main = numbers.find((name) => !/_low$|_high$|^low$|^high$|^n$|^n_/.test(name)) ?? numbers[0];
    const varied = [...others].sort((one, other) => distinct(other) - distinct(one));
    const by = time ?? varied[0];
    fill($("y"), numbers, main);
    fill($("x"), [...others, ...numbers], by);
    fill($("by"), ["nothing", ...others], others.find((name) => name !== by && name === "role" && few(name)) ?? "nothing");
    drawChart();
  };
  const endsOf = (name) => {
    const stem = name.replace(/_(share|usd_year)$/, "");
    for (const [low, high] of [[`${name}_low`, `${name}_high`], [`${stem}_low`, `${stem}_high`], ["low", "high"]]) {
      if (positionOf(low) >= 0 && positionOf(high) >= 0) return [positionOf(low), positionOf(high)];
    }
    return null;
  };
  const shortened = (text) => (text.length > 26 ? `${text.slice(0, 25)}…` : text);
  const drawChart = () => {
    const [y, x, by] = ["y", "x", "by"].map((id) => positionOf($(id).value));
    const isLine = TIME.test(answer.columns[x].type) || isNumeric(answer.columns[x]);
    const groups = by < 0 ? [null] : [...new Set(answer.rows.map((row) => row[by]))].slice(0, MOST_GROUPS);
    const ends = endsOf(answer.columns[y].name);
    const data = groups.map((group, at) => {
      const rows = answer.rows.filter((row) => by < 0 || row[by] === group).slice(0, isLine ? 5000 : 60);
      if (isLine) rows.sort((one, other) => (one[x] < other[x] ? -1 : 1));
      // An end that is not known leaves no whisker: null counts as 0 in a difference, and would draw one down to the axis.
      const reach = (from, to) => (from === null || to === null ? 0 : to - from);
      const error = ends && { type: "data", symmetric: false, array: rows.map((row) => reach(row[y], row[ends[1]])), arrayminus: rows.map((row) => reach(row[ends[0]], row[y])), thickness: 1, width: 0 };
      const colour = `var(--mark-source-${(at % 5) + 1})`;
      const known = by < 0 || !/^(ai_engineer|ml_engineer|data_scientist)$/.test(group) ? colour : `var(--mark-${group})`;
      return { type: isLine ? "scatter" : "bar", mode: "lines+markers", name: group === null ? "" : String(group), x: rows.map((row) => (isLine ? row[x] : shortened(String(row[x] ?? "–")))), y: rows.map((row) => row[y]), marker: { color: known }, line: { color: known }, ...(error ? { error_y: { ...error, color: "var(--ink)" } } : {}) };
    });
    const layout = { height: 380, margin: { l: 60, r: 20, t: 20, b: 60 }, showlegend: groups.length > 1, legend: { orientation: "h", y: 1.12 }, yaxis: { title: { text: answer.columns[y].name }, automargin: true }, xaxis: isLine ? { automargin: true } : { automargin: true, type: "category", tickangle: -35 }, barmode: "group" };
    charts.drawAsked($("chart"), data, layout);
  };

  const say = (text) => { $("status").textContent = text; };
  // DuckDB quotes the query that it was asked, in which what was typed lies in brackets.
  const unwrapped = (message) => message.replaceAll(/describe select \* from \(/g, "").replace(/\n\s*\^\s*$/, "").trim();
  const fail = (error) => {
    $("error").hidden = !error;
    $("error").textContent = error ? unwrapped(String(error.message ?? error)) : "";
  };
  // An answer never stands below a query that is not its own.
  const forget = () => {
    answer = null;
    say("");
    $("table").replaceChildren();
    $("drawing").hidden = true;
    $("csv").disabled = true;
  };
  const addressOf = (sql) => `#q=${encodeURIComponent(sql)}`;
  const run = async (keepsAddress = false) => {
    const sql = $("sql").value.trim().replace(/;\s*$/, "");
    if (!connection) return;
    if (!sql) { forget(); fail("Type a query first."); return; }
    if (!keepsAddress) history.replaceState(null, "", addressOf(sql));
    $("link").href = addressOf(sql);
    fail(null);
    say("Asking …");
    $("run").disabled = true;
    try {
      const began = performance.now();
      answer = await ask(sql);
      const [n, ms] = [answer.rows.length, Math.round(performance.now() - began)];
      say(`${n.toLocaleString("en-US")} ${n === 1 ? "row" : "rows"} in ${ms} ms${n > MOST_ROWS ? `, the first ${MOST_ROWS} below, all in the CSV` : ""}`);
      showTable(answer);
      $("csv").disabled = false;
      offerChart();
    } catch (error) {
      forget();
      fail(error);
    } finally {
      $("run").disabled = false;
    }
  };

  const SCHEMA = `
    select table_name as name, 'table' as kind, comment from duckdb_tables() where not internal
    union all select view_name, 'view', comment from duckdb_views() where not internal
    union all
    select function_name || '(' || array_to_string(parameters, ', ') || ')', 'macro', comment
    from duckdb_functions() where function_type = 'table_macro' and not internal
    order by kind, name`;
  const showSchema = async () => {
    const { rows } = await ask(SCHEMA);
    const parts = rows.map(([name, kind, about]) => {
      const part = create("details", "", { className: "evidence" });
      const use = create("button", "Use it", { type: "button", className: "tool" });
      use.addEventListener("click", () => { $("sql").value = kind === "macro" ? `from ${name}` : `from ${name}\nlimit 50`; $("sql").focus(); });
      part.append(create("summary", `${name} (${kind})`), create("p", about ?? ""), use);
      if (kind !== "macro") part.addEventListener("toggle", () => showColumns(part, name), { once: true });
      return part;
    });
    document.getElementById("query-schema").replaceChildren(...parts);
  };
  const showColumns = async (part, name) => {
    const { rows } = await ask(`select column_name, lower(data_type), coalesce(comment, '') from duckdb_columns() where table_name = '${name}' order by column_index`);
    const list = create("dl");
    rows.forEach(([column, type, about]) => list.append(create("dt", `${column} ${type}`), create("dd", about)));
    part.append(list);
  };

  const fromAddress = () => {
    const found = /^#q=(.+)$/.exec(location.hash);
    try { return found && decodeURIComponent(found[1]); } catch { return null; }
  };
  document.addEventListener("DOMContentLoaded", async () => {
    if (location.protocol === "file:") {
      document.getElementById("as-file").hidden = false;
      return;
    }
    $("form").addEventListener("submit", (event) => { event.preventDefault(); run(); });
    $("sql").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); } });
    document.querySelectorAll(".example").forEach((button) => button.addEventListener("click", () => { $("sql").value = button.dataset.sql; run(); }));
    $("csv").addEventListener("click", saveCsv);
    ["x", "y", "by"].forEach((id) => $(id).addEventListener("change", drawChart));
    const asked = fromAddress();
    if (asked) $("sql").value = asked;
    window.addEventListener("hashchange", () => { const sql = fromAddress(); if (sql && sql !== $("sql").value) { $("sql").value = sql; run(true); } });
    say("Starting the engine: about 8 MB once, and the market …");
    try {
      await start(document.getElementById("main").dataset);
      await showSchema();
      await run(!asked);
    } catch (error) {
      say("");
      fail(`The engine did not start: ${error.message ?? error}`);
    }
  });
})();
