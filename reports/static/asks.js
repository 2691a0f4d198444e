// Which openings fit a choice of what they ask and offer, and how many openings each choice would leave.
"use strict";
const asks = (() => {
  const KEYS = ["visa", "contract", "years", "degree"];
  const [REFUSED, OFFERED] = [0, 1];
  const [NO_DEGREE, PHD] = [0, 3];
  // What does not say is null. It neither offers nor refuses, is no contract as far as is known, and asks for no PhD.
  const FITS = {
    visa: { offered: (said) => said === OFFERED, unrefused: (said) => said !== REFUSED, refused: (said) => said === REFUSED },
    contract: { no: (said) => said !== 1, only: (said) => said === 1 },
    degree: { "no-phd": (said) => said !== PHD, none: (said) => said === NO_DEGREE, phd: (said) => said === PHD },
  };
  const isAtMost = (said, value) => {
    const [most, unsaid] = value.split("-");
    return said === null ? unsaid !== undefined : said <= Number(most);
  };
  const fits = (opening, key, value) => (key === "years" ? isAtMost(opening.years, value) : FITS[key][value](opening[key]));
  // What an opening says of these, in words. What it does not say, and that it is no contract, goes without saying.
  const DEGREES = [null, "bachelor’s degree", "master’s degree", "PhD"];
  const described = ({ visa, contract, years, degree }) => [
    years !== null && (years === 1 ? "1 year" : `${years} years`), degree && DEGREES[degree],
    visa !== null && (visa === OFFERED ? "visa offered" : "visa refused"), contract === 1 && "contract or temporary",
  ].filter(Boolean);
  const unpacked = (packed) => Object.fromEntries(KEYS.map((key, index) => [key, packed[index]]));

  // Of each question, by value: the openings that would be left if that value were chosen and all others stayed. `passes` says
  // whether an opening fits what is chosen, `offered` under which values it counts. A question that `isAdding` takes several.
  const tally = (openings, questions) => {
    const found = questions.map(() => new Map());
    for (const opening of openings) {
      const failed = questions.filter((question) => !question.passes(opening));
      if (failed.length > 1 || failed[0]?.isAdding) continue;
      questions.forEach((question, index) => {
        if (failed.length && failed[0] !== question) return;
        for (const value of question.offered(opening)) {
          if (!found[index].has(value)) found[index].set(value, { n: 0, employers: new Set() });
          const known = found[index].get(value);
          known.n += 1;
          known.employers.add(opening.employer);
        }
      });
    }
    return Object.fromEntries(questions.map(({ key }, index) => [key, found[index]]));
  };
  return { KEYS, fits, described, unpacked, tally };
})();
