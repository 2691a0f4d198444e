// What a tool shows stands in the page's address, after the #, so that a link leads to the same selection.
"use strict";
const address = (() => {
  const read = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const get = (name) => read().get(name);
  // Other tools' values stay. An empty value leaves the address.
  const set = (values) => {
    const known = read();
    for (const [name, value] of Object.entries(values)) if (value) known.set(name, value); else known.delete(name);
    const hash = known.toString().replace(/%2C/g, ",");
    try { history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); } catch { /* denied to file: pages by some browsers */ }
  };
  // A link to a part of the page (#main) says nothing of what a tool shows.
  const onChange = (start) => window.addEventListener("hashchange", () => { if (location.hash === "" || location.hash.includes("=")) start(); });
  const UNKNOWN = "The link names a choice that this edition does not have.";
  return { get, set, onChange, UNKNOWN };
})();
const written = {
  count: (value) => value.toLocaleString("en-US"),
  dollars: (thousands) => `$${Math.round(thousands).toLocaleString("en-US")}k`,
  // A step of a distribution of pay, by its lower end in thousands. The last one has no upper end.
  step: (low, size) => (low >= 500 ? "$500k and more" : `$${low}k to $${low + size}k`),
  percent: (share) => `${share > 0 && share < 0.0995 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`,
  interval: (low, high) => `[${written.percent(low).slice(0, -2)} to ${written.percent(high)}]`,
};
// An element with properties and children. Text is set as text, never as markup.
const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
