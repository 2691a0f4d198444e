// The table of open openings: filtered, ordered and shown a hundred at a time. Text is set as text, links only to web addresses.
"use strict";
const openings = (() => {
  const AT_ONCE = 100;
  const KEYS = ["q", "role", "level", "country", "remote", "skill", "pay", "stale", "sort"];
  const MOST_SKILLS = 4;

  const setUp = () => {
    const form = document.getElementById("openings-form");
    if (!form) return;
    const data = JSON.parse(document.getElementById("openings-data").textContent);
    const rows = data.openings.map(([title, employer, role, sure, level, place, countries, remote, pay, dollars, skills, day, isOlder, url, isStale]) => ({
      title, employer: data.employers[employer], role, sure, level, place: data.places[place], countries, remote, pay, dollars, skills, day, isOlder, url, isStale,
      words: `${title} ${data.employers[employer]} ${data.places[place]}`.toLowerCase(),
    }));
    const fields = Object.fromEntries([...form.querySelectorAll("[data-key]")].map((field) => [field.dataset.key, field]));
    const LISTS = { role: ["roles", "All seven roles"], level: ["levels", "Any level"], country: ["countries", "Any country"], remote: ["policies", "Any"], skill: ["skills", "Any skill"] };
    for (const [key, [list, all]] of Object.entries(LISTS)) {
      fields[key].append(element("option", { value: "", textContent: all }), ...data[list].map(([value, name]) => element("option", { value, textContent: name })));
    }
    const seatIn = (key) => data[LISTS[key][0]].findIndex(([value]) => value === fields[key].value);
    const more = document.getElementById("openings-more");
    const body = document.querySelector("#openings-table tbody");
    let shown = AT_ONCE;
    let isUnknown = false;

    const chosen = () => {
      const [role, level, country, remote, skill] = Object.keys(LISTS).map(seatIn);
      const least = (amounts.read(fields.pay.value) ?? 0) / 1000;
      const words = fields.q.value.toLowerCase().split(/\s+/).filter(Boolean);
      return rows.filter((row) => (role < 0 || row.role === role) && (level < 0 || row.level === level) && (country < 0 || row.countries.includes(country))
        && (remote < 0 || row.remote === remote) && (skill < 0 || row.skills.includes(skill)) && (!least || row.dollars >= least) && !(row.isStale && fields.stale.value) && words.every((word) => row.words.includes(word)));
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
      const skills = row.skills.slice(0, MOST_SKILLS).map((seat) => data.skills[seat][1]).join(", ");
      const beyond = row.skills.length > MOST_SKILLS ? ` and ${row.skills.length - MOST_SKILLS} more` : "";
      const remote = row.remote === null ? "" : ` (${data.policies[row.remote][1].toLowerCase()})`;
      const sureRole = element("td", { className: `role ink-${role}` }, `${glyph} ${name} `, element("small", { textContent: written.percent(row.sure) }));
      const level = row.level === null ? "–" : data.levels[row.level][1];
      return element("tr", {}, title, cell(row.employer), cell(`${row.place || "–"}${remote}`, "words"), cell(row.pay || "–"), sureRole, cell(level), cell(`${row.isOlder ? "≤ " : ""}${row.day}`, "verdict"), cell(`${skills}${beyond}`, "words"));
    };
    const say = () => {
      const found = chosen().sort(ORDERS[fields.sort.value] ?? ORDERS[""]);
      body.replaceChildren(...found.slice(0, shown).map(drawn));
      more.hidden = found.length <= shown;
      const isPayWrong = fields.pay.value.trim() && amounts.read(fields.pay.value) === null;
      const employers = new Set(found.map(({ employer }) => employer)).size;
      document.getElementById("openings-answer").textContent = isPayWrong ? "Type an amount a year, such as 150000, 150k or 1.5e5." : `${written.count(found.length)} open ${found.length === 1 ? "opening" : "openings"} at ${written.count(employers)} ${employers === 1 ? "employer" : "employers"}${found.length > shown ? `; the first ${shown} are shown` : ""}.${isUnknown ? ` ${address.UNKNOWN}` : ""}`;
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
      isUnknown = unknown.length > 0;
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
