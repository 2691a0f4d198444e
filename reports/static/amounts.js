// Amounts of money as people write them: 120, 120k, 120 000, 1e5, 95.000, 95,5k, £85k, 0.18m.
"use strict";
const amounts = (() => {
  const SMALLEST = 1000;  // nobody is offered 120 a year, so a smaller number means thousands
  const RANGE = /\d\s*[km]?\s*(-|–|—|to)\s*[^\d\s]?\s*\d/i;
  const UNITS = { k: 1e3, m: 1e6, lakh: 1e5 };
  // An amount, or null for what is none. `isYear`: a small number stands for thousands.
  const read = (text, isYear = true) => {
    if (RANGE.test(text)) return null;  // which of the two was offered?
    const plain = text.toLowerCase().replace(/[\s_'’\u00a0\u202f]/g, "").replace(/^[^\d.,-]+/, "");
    const found = plain.match(/^(\d[\d.,]*)(e\d+)?(k|m|lakh)?/);
    if (!found) return null;
    const [, digits, power = "", unit] = found;
    // A sign before three digits groups thousands, any other is a decimal sign. Before a unit a point is always decimal: 1.125m.
    const grouped = power || unit ? /,(?=\d{3}(?:\D|$))/g : /[.,](?=\d{3}(?:[.,]|$))/g;
    const value = Number(`${digits.replace(grouped, "").replace(",", ".")}${power}`) * (UNITS[unit] ?? 1);
    if (!Number.isFinite(value) || value <= 0) return null;
    return isYear && value < SMALLEST ? value * 1000 : value;
  };
  // The longer sign first: C$ holds a $.
  const SIGNS = { us$: "USD", ca$: "CAD", c$: "CAD", au$: "AUD", a$: "AUD", s$: "SGD", hk$: "HKD", mx$: "MXN", nt$: "TWD", nz$: "NZD", r$: "BRL", $: "USD", "£": "GBP", "€": "EUR", "₹": "INR", lakh: "INR", "¥": "JPY", zł: "PLN" };
  const COMMON = "AUD BRL CAD CHF CZK DKK EUR GBP ILS INR JPY MXN NOK NZD PLN SEK SGD USD".split(" ");
  const isCode = (word) => Intl.supportedValuesOf("currency").includes(word);
  const WORDS = ["ALL", "TOP"];  // "85k all in" is not in lek
  const BESIDE = /\d(?:k|m|lakh)?\s*([a-z]{3})\b|\b([a-z]{3})\s*\d/i;
  // The currency that an amount names, if any. A rare one stands in capitals or beside the number: "try" is a code, too.
  const currencyOf = (text) => {
    const typed = text.toLowerCase();
    const [, behind, before] = text.toUpperCase().match(BESIDE) ?? [];
    return COMMON.find((code) => typed.includes(code.toLowerCase())) ?? [behind, before].filter((word) => word && !WORDS.includes(word)).concat(text.match(/\b[A-Z]{3}\b/g) ?? []).find(isCode) ?? Object.entries(SIGNS).find(([sign]) => typed.includes(sign))?.[1];
  };
  return { read, currencyOf };
})();
