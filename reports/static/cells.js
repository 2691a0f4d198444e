// What a selection of single openings counts and pays, by the rules and floors of mart_slice (warehouse/fills/mart_slice.sql).
"use strict";
const cells = (() => {
  const STEP = 20000;
  const STEPS = 26;
  const [LEAST, LEAST_EMPLOYERS] = [10, 5];
  const MOST_SHARE = 1 / 3 + 1e-9;

  const isShown = (n, employers) => n >= LEAST && employers >= LEAST_EMPLOYERS;
  const thousands = (dollars) => Math.floor(dollars / 1000 + 0.5);
  const byEmployer = (openings, valueOf) => {
    const sums = new Map();
    openings.forEach((opening) => sums.set(opening.employer, (sums.get(opening.employer) ?? 0) + valueOf(opening)));
    return [...sums.values()];
  };
  const squared = (values) => values.reduce((sum, value) => sum + value * value, 0);
  // Student's point and a share's 95 % interval with employers as clusters: Wilson's (warehouse/views/clustered_share.sql).
  const studentPoint = (equalEmployers) => {
    const freedom = Math.max(equalEmployers - 1, 3);
    return 1.96 + 2.372 / freedom + 2.823 / freedom ** 2 + 2.556 / freedom ** 3;
  };
  const shareOf = (openings, holds) => {
    const [rows, hits] = [byEmployer(openings, () => 1), byEmployer(openings, (opening) => (holds(opening) ? 1 : 0))];
    const of = openings.length;
    const n = hits.reduce((sum, count) => sum + count, 0);
    const [share, equal, clusters] = [n / of, of ** 2 / squared(rows), rows.length];
    const point = studentPoint(equal);
    const variance = (squared(hits.map((count, index) => count - share * rows[index])) * clusters) / Math.max(clusters - 1, 1) / of ** 2;
    const spread = share * (1 - share);
    const effective = spread === 0 ? Math.min(equal, of) : variance <= 0 ? of : Math.min(Math.max(spread / variance, Math.min(equal, of)), of);
    const half = point * Math.sqrt(spread / effective + point ** 2 / (4 * effective ** 2));
    const end = (sign) => (share + point ** 2 / (2 * effective) + sign * half) / (1 + point ** 2 / effective);
    return { n, of, share, low: Math.max(0, Math.min(share, end(-1))), high: Math.min(1, Math.max(share, end(1))) };
  };
  const quantile = (pays, share) => {
    const index = share * (pays.length - 1);
    const [low, high] = [pays[Math.floor(index)], pays[Math.ceil(index)]];
    return low + (index - Math.floor(index)) * (high - low);
  };
  // A quantile and its 95 % interval, in thousands (warehouse/views/quantile_interval.sql).
  const located = (paid, pays, level, ofEmployers) => {
    const [n, clusters, point] = [pays.length, ofEmployers.length, quantile(pays, level)];
    const squares = squared(byEmployer(paid, ({ pay }) => (pay < point ? 1 - level : pay > point ? -level : 0)));
    const error = Math.max(Math.sqrt((squares * clusters) / Math.max(clusters - 1, 1)) / n, Math.sqrt((level * (1 - level)) / n));
    const half = studentPoint(n ** 2 / squared(ofEmployers)) * error;
    return [point, quantile(pays, Math.max(0, level - half)), quantile(pays, Math.min(1, level + half))].map(thousands);
  };
  const binned = (pays) => {
    const counts = Array(STEPS).fill(0);
    pays.forEach((pay) => { counts[Math.min(Math.floor(pay / STEP), STEPS - 1)] += 1; });
    const first = counts.findIndex((count) => count);
    return { first, bins: counts.slice(first, counts.findLastIndex((count) => count) + 1) };
  };

  const payOf = (paid) => {
    const ofEmployers = byEmployer(paid, () => 1);
    const [n, employers] = [paid.length, ofEmployers.length];
    const top = Math.max(0, ...ofEmployers) / n;
    if (n < LEAST) return { note: `too few state pay (n = ${n})` };
    if (employers < LEAST_EMPLOYERS) return { note: `too few employers state pay (n = ${n} of ${employers} ${employers === 1 ? "employer" : "employers"})` };
    if (top > MOST_SHARE) return { note: `one employer has ${Math.round(top * 100)}% of the openings with pay (n = ${n})` };
    const pays = paid.map(({ pay }) => pay).sort((one, other) => one - other);
    const at = (level) => located(paid, pays, level, ofEmployers);
    const [hasQuarters, hasTenths] = [n >= 20 && employers >= 8, n >= 40 && employers >= 15];
    const [p50, low, high] = at(0.5);
    return {
      p50, low, high,
      p25: hasQuarters ? at(0.25) : null, p75: hasQuarters ? at(0.75) : null, p10: hasTenths ? at(0.1) : null, p90: hasTenths ? at(0.9) : null,
      ...(hasQuarters ? binned(pays) : { first: 0, bins: [] }),
    };
  };

  // Of which of its countries an opening's pay speaks is not known: in one of several it is neither paid nor silent.
  const countEmployers = (known) => new Set(known.map(({ employer }) => employer)).size;
  const measure = (openings, place) => {
    const employers = countEmployers(openings);
    if (!isShown(openings.length, employers)) return undefined;
    const speaking = place === "all" ? openings : openings.filter(({ isOfOneCountry }) => isOfOneCountry);
    const able = speaking.filter(({ couldState }) => couldState);
    const stating = isShown(able.length, countEmployers(able)) ? shareOf(able, ({ isStating }) => isStating) : {};
    const paid = speaking.filter(({ pay }) => pay !== null);
    return {
      n: openings.length,
      employers,
      open: openings.filter(({ isOpen }) => isOpen).length,
      paid: paid.length,
      paying: countEmployers(paid),
      stating: speaking.filter(({ isStating }) => isStating).length,
      could: stating.of ?? null,
      statingLow: stating.low,
      statingHigh: stating.high,
      ...payOf(paid),
    };
  };
  // Which of these skills the openings with a text name most, eight at most. Nothing below the floor of a share.
  const leadingSkills = (openings, skills) => {
    const read = openings.filter(({ isRead }) => isRead);
    if (!isShown(read.length, countEmployers(read))) return [];
    const named = skills.map((skill) => ({ skill, ...shareOf(read, ({ under }) => under.skill.includes(skill)) })).filter(({ n }) => n);
    return named.sort((one, other) => other.n - one.n || (one.skill < other.skill ? -1 : 1)).slice(0, 8);
  };
  return { STEP, isShown, measure, leadingSkills };
})();
