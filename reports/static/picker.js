// Several values of one question, each with a box, and what is chosen in a form, to be taken back one by one.
"use strict";
const picker = (() => {
  // Turns a fold into a field like any other: `value` is the chosen values with commas between them.
  const setUp = (fold, known, any, onChange) => {
    const [summary, find] = [fold.querySelector("summary b"), fold.querySelector("input[type=search]")];
    const names = new Map(known);
    const boxes = known.map(([value]) => element("input", { type: "checkbox", value }));
    const counts = new Map(boxes.map((box) => [box.value, element("small")]));
    const lines = known.map(([value, name], index) => element("li", {}, element("label", {}, boxes[index], element("span", { textContent: name }), counts.get(value))));
    fold.querySelector("ul").replaceChildren(...lines);
    const ticked = () => boxes.filter((box) => box.checked);
    const say = () => { summary.textContent = ticked().map(({ value }) => names.get(value)).join(", ") || any; };
    const close = () => { fold.open = false; };
    const search = () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      lines.forEach((line, index) => { line.hidden = !words.every((word) => known[index][1].toLowerCase().includes(word)); });
    };
    const tick = () => { say(); onChange(); };
    // What is typed to find a box is no answer of the form.
    find.addEventListener("input", (event) => { event.stopPropagation(); search(); });
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (find.value.trim()) boxes.find((box, index) => !lines[index].hidden && !box.disabled && !box.checked)?.click();
      find.select();
    });
    boxes.forEach((box) => box.addEventListener("input", (event) => { event.stopPropagation(); tick(); }));
    fold.addEventListener("keydown", (event) => { if (event.key === "Escape" && fold.open) { close(); fold.querySelector("summary").focus(); } });
    fold.addEventListener("toggle", () => { if (fold.open) { find.value = ""; search(); } });
    fold.addEventListener("focusout", (event) => { if (event.relatedTarget && !fold.contains(event.relatedTarget)) close(); });
    document.addEventListener("pointerdown", (event) => { if (!fold.contains(event.target)) close(); });
    return {
      get value() { return ticked().map(({ value }) => value).join(","); },
      set value(chosen) { const wanted = chosen.split(","); boxes.forEach((box) => { box.checked = wanted.includes(box.value); }); say(); },
      without(value) { this.value = ticked().map((box) => box.value).filter((other) => other !== value).join(","); },
      // Beside each box: what ticking it would leave. A box that is ticked can always be taken back.
      offer: (count) => boxes.forEach((box) => {
        const { text, isPossible } = count(box.value);
        counts.get(box.value).textContent = box.checked ? "" : text;
        box.disabled = !isPossible && !box.checked;
      }),
    };
  };

  // `chosen` has a name for each thing chosen and what takes it back. The focus stays in the row, or goes `home` with its last.
  const showChosen = (list, chosen, home) => {
    const button = (name, label, takeBack, index) => {
      const made = element("button", { type: "button", className: "tool", ariaLabel: label }, name);
      made.addEventListener("click", () => {
        takeBack();
        const left = list.querySelectorAll("button");
        (left[Math.min(index, left.length - 1)] ?? home).focus();
      });
      return element("li", {}, made);
    };
    const all = chosen.length > 1 ? [button("Take all back", "Take all back", () => chosen.forEach(({ takeBack }) => takeBack()), 0)] : [];
    list.replaceChildren(...chosen.map(({ name, takeBack }, index) => button(name, `${name}: take back`, takeBack, index)), ...all);
    list.hidden = chosen.length === 0;
  };
  return { setUp, showChosen };
})();
