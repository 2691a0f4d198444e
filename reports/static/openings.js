// The table of open openings: filtered, ordered and shown a hundred at a time. Text is set as text, links only to web addresses.
"use strict";
const openings = (() => {
  const AT_ONCE = 100;
  const KEYS = ["q", "role", "level", "country", "remote", "skill", "pay", ...asks.KEYS, "stale", "sort"];
  const MOST_SKILLS = 4;

  const setUp = () => {
    const form = document.getElementById("openings-form");
    if (!form) return;
    const data = JSON.parse(document.getElementById("openings-data").textContent);
    const rows = data.openings.map(([title, employer, role, sure, level, place, countries, remote, pay, dollars, skills, day, isOlder, url, isStale, said]) => ({
      title, employer: data.employers[employer], role, sure, level, place: data.places[place], countries, remote, pay, dollars, skills, day, isOlder, url, isStale,
      words: `${title} ${data.employers[employer]} ${data.places[place]}`.toLowerCase(), ...asks.unpacked(said),
    }));
    const fields = Object.fromEntries([...form.querySelectorAll("[data-key]")].map((field) => [field.dataset.key, field]));
    fields.skill = picker.setUp(form.querySelector(".picker"), data.skills, "Any skill", () => changed());
    const LISTS = { role: ["roles", "All seven roles"], level: ["levels", "Any level"], country: ["countries", "Any country"], remote: ["policies", "Any"] };
    const STALE = [["", "Shown"], ["hidden", "Hidden"]];
    // Of each question with choices: their values and names, and the values under which an opening counts.
    const valuesAt = (list, indexes) => indexes.filter((index) => index !== null).map((index) => data[list][index][0]);
    const questions = [
      ...Object.entries(LISTS).map(([key, [list, any]]) => ({ key, choices: [["", any], ...data[list]], of: (row) => valuesAt(list, [row[list === "countries" ? list : key]].flat()) })),
      ...asks.KEYS.map((key) => ({ key, choices: [["", "Any"], ...data.asks[key]], of: (row) => data.asks[key].map(([value]) => value).filter((value) => asks.fits(row, key, value)) })),
      { key: "stale", choices: STALE, of: ({ isStale }) => (isStale ? [] : ["hidden"]) },
    ];
    rows.forEach((row) => { row.under = Object.fromEntries(questions.map(({ key, of }) => [key, ["", ...of(row)]])); row.under.skill = valuesAt("skills", row.skills); });
    questions.forEach(({ key, choices }) => fields[key].replaceChildren(...choices.map(([value, name]) => element("option", { value, textContent: name }))));
    const more = document.getElementById("openings-more");
    const body = document.querySelector("#openings-table tbody");
    let shown = AT_ONCE;
    let isUnknown = false;

    const isDollars = () => amounts.read(fields.pay.value) !== null && (amounts.currencyOf(fields.pay.value) ?? "USD") === "USD";
    // What is chosen, one by one: its name, whether an opening fits it, and what takes it back.
    const chosen = () => {
      const least = (isDollars() ? amounts.read(fields.pay.value) : 0) / 1000;
      const words = fields.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      const texts = [
        { key: "q", name: `“${fields.q.value.trim()}”`, fits: (row) => words.every((word) => row.words.includes(word)) },
        { key: "pay", name: least ? `At least ${written.dollars(least)}` : fields.pay.value.trim(), fits: (row) => !least || row.dollars >= least },
      ];
      const lists = questions.map(({ key, choices }) => ({ key, name: key === "stale" ? "No reposted, no evergreen" : choices[fields[key].selectedIndex][1], fits: ({ under }) => under[key].includes(fields[key].value) }));
      const single = [...texts, ...lists].filter(({ key }) => fields[key].value.trim()).map((one) => ({ ...one, takeBack: () => { fields[one.key].value = ""; changed(); } }));
      const skills = fields.skill.value.split(",").filter(Boolean).map((skill) => ({ key: "skill", name: data.skills.find(([value]) => value === skill)[1], fits: ({ under }) => under.skill.includes(skill), takeBack: () => { fields.skill.without(skill); changed(); } }));
      return [...single, ...skills];
    };
    // Each choice says how many openings it would leave. One that leaves none cannot be made, but the widest always can.
    const offer = (every) => {
      const of = (key) => every.filter((one) => one.key === key);
      const passes = (known) => (row) => known.every(({ fits }) => fits(row));
      const left = asks.tally(rows, [
        ...questions.map(({ key }) => ({ key, passes: passes(of(key)), offered: ({ under }) => under[key] })),
        { key: "skill", isAdding: true, passes: passes(of("skill")), offered: ({ under }) => under.skill },
        { key: "typed", passes: passes([...of("q"), ...of("pay")]), offered: () => [] },
      ]);
      const count = (key, value) => left[key].get(value)?.n ?? 0;
      questions.forEach(({ key, choices }) => choices.forEach(([value, name], position) => {
        const [option, n, isChosen] = [fields[key].options[position], count(key, value), fields[key].value === value];
        option.textContent = isChosen ? name : `${name} (${written.count(n)})`;
        option.disabled = position > 0 && n === 0 && !isChosen;
      }));
      fields.skill.offer((value) => ({ text: ` (${written.count(count("skill", value))})`, isPossible: count("skill", value) > 0 }));
    };
    // Where nothing fits all that is chosen: what would, if one of them were taken back.
    const wayOut = (every) => {
      if (every.length < 2) return "";
      const ways = every.map((one) => ({ name: one.name, n: rows.filter((row) => every.every((other) => other === one || other.fits(row))).length })).filter(({ n }) => n > 0).sort((one, other) => other.n - one.n);
      return ways.length ? ` Without ${ways.map(({ name, n }) => `“${name.replace(/^“|”$/g, "")}”: ${written.count(n)}`).join(", without ")}.` : " No single one of your choices is the reason: take back two or more.";
    };
    const ORDERS = {
      pay: (one, other) => (other.dollars ?? -1) - (one.dollars ?? -1),
      employer: (one, other) => one.employer.localeCompare(other.employer),
      sure: (one, other) => other.sure - one.sure,
      "": (one, other) => other.day.localeCompare(one.day),
    };

    const cell = (text, className) => element("td", className ? { className, textContent: text } : { textContent: text });
    const drawn = (row) => {
      const [role, name, glyph] = data.roles[row.role];
      const title = element("td", { className: "words" }, row.url ? element("a", { href: row.url, rel: "noopener noreferrer", textContent: row.title }) : row.title);
      // What was asked for comes first: the rest of a long list is cut.
      const isWanted = (index) => fields.skill.value.split(",").includes(data.skills[index][0]);
      const skills = [...row.skills].sort((one, other) => isWanted(other) - isWanted(one)).slice(0, MOST_SKILLS).map((index) => data.skills[index][1]).join(", ");
      const asked = asks.described(row).join(", ");
      const beyond = row.skills.length > MOST_SKILLS ? ` and ${row.skills.length - MOST_SKILLS} more` : "";
      const remote = row.remote === null ? "" : ` (${data.policies[row.remote][1].toLowerCase()})`;
      const sureRole = element("td", { className: `role ink-${role}` }, `${glyph} ${name} `, element("small", { textContent: written.percent(row.sure) }));
      const level = row.level === null ? "–" : data.levels[row.level][1];
      return element("tr", {}, title, cell(row.employer), cell(`${row.place || "–"}${remote}`, "words"), cell(row.pay || "–"), sureRole, cell(level), cell(`${row.isOlder ? "≤ " : ""}${row.day}`, "verdict"), element("td", { className: "words" }, `${skills}${beyond}`, ...(asked ? [element("small", { textContent: asked })] : [])));
    };
    const say = () => {
      const every = chosen();
      offer(every);
      picker.showChosen(document.getElementById("openings-chosen"), every, fields.q);
      const found = rows.filter((row) => every.every(({ fits }) => fits(row))).sort(ORDERS[fields.sort.value] ?? ORDERS[""]);
      body.replaceChildren(...found.slice(0, shown).map(drawn));
      more.hidden = found.length <= shown;
      const isPayWrong = fields.pay.value.trim() && !isDollars();
      const employers = new Set(found.map(({ employer }) => employer)).size;
      document.getElementById("openings-answer").textContent = isPayWrong ? "Type US dollars a year, such as 150000, 150k or 1.5e5." : `${written.count(found.length)} open ${found.length === 1 ? "opening" : "openings"} at ${written.count(employers)} ${employers === 1 ? "employer" : "employers"}${found.length > shown ? `; the first ${shown} are shown` : ""}.${found.length ? "" : wayOut(every)}${isUnknown ? ` ${address.UNKNOWN}` : ""}`;
    };
    const changed = () => {
      shown = AT_ONCE;
      isUnknown = false;
      say();
      address.set(Object.fromEntries(KEYS.map((key) => [key, fields[key].value.trim()])));
    };
    const start = () => {
      KEYS.forEach((key) => { fields[key].value = address.get(key) ?? ""; });
      const unknown = Object.values(fields).filter((field) => field.selectedIndex === -1);
      unknown.forEach((field) => { field.selectedIndex = 0; });
      isUnknown = unknown.length > 0 || fields.skill.value.length !== (address.get("skill") ?? "").length;
      say();
    };
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    more.addEventListener("click", () => { shown += AT_ONCE; say(); });
    address.onChange(start);
    form.hidden = false;
    document.getElementById("openings-frame").hidden = false;
    start();
  };
  return { setUp };
})();
