// Brings the page to life: theme, copying, searching, folds and the stale banner.
// Without it everything still reads: findings, tables, CSV links and SQL are in the page.
(() => {
  const root = document.documentElement;
  const systemDark = window.matchMedia("(prefers-color-scheme: dark)");

  // Theme. Some browsers deny storage to file: pages; the switch then lasts for the page.
  const remember = (value) => { try { localStorage.setItem("rolecall-theme", value); } catch { /* denied */ } };
  const recall = () => { try { return localStorage.getItem("rolecall-theme"); } catch { return null; } };
  const isDark = () => (root.dataset.theme || (systemDark.matches ? "dark" : "light")) === "dark";
  const chosen = recall();
  if (chosen === "dark" || chosen === "light") root.dataset.theme = chosen;

  const onTheme = () => {
    const button = document.getElementById("theme-switch");
    button.textContent = isDark() ? "Light theme" : "Dark theme";
    charts.redraw();
  };

  // JSON is made of the CSV that the page holds, so the two cannot differ.
  const readCsv = (text) => {
    const rows = [[]];
    const cell = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
    while (cell.lastIndex < text.length) {
      const [, quoted, plain, end] = cell.exec(text);
      rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end === "\n") rows.push([]);
    }
    return rows.slice(0, -1);
  };
  const typed = (text, kind) => {
    if (text === "") return null;
    if (kind === "n") return Number(text);
    if (kind === "b") return text === "True";
    return /^''*\s*[=+\-@\t\r＝＋－＠]/.test(text) ? text.slice(1) : text;
  };
  const setUpJson = () => {
    document.querySelectorAll(".json").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => {
        const csv = button.parentElement.querySelector("a[download]");
        const [names, ...rows] = readCsv(decodeURIComponent(csv.href.slice(csv.href.indexOf(",") + 1)));
        const found = rows.map((row) => Object.fromEntries(row.map((text, index) => [names[index], typed(text, button.dataset.kinds[index])])));
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([`${JSON.stringify(found, null, 1)}\n`], { type: "application/json" }));
        link.download = csv.download.replace(/csv$/, "json");
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      });
    });
  };

  const setUpCopying = () => {
    document.querySelectorAll(".copy").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const code = button.parentElement.querySelector("code");
        try {
          await navigator.clipboard.writeText(code.textContent);
        } catch {
          const range = document.createRange();
          range.selectNodeContents(code);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          document.execCommand("copy");
        }
        const label = button.firstChild;
        label.textContent = "Copied";
        setTimeout(() => { label.textContent = "Copy"; }, 1500);
      });
    });
  };

  // A figure as a frame for somebody's own page. Its code is put into the clipboard, or shown to be copied.
  const setUpEmbeds = () => {
    const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    document.querySelectorAll(".embed[data-href]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        const { href, title, height } = button.dataset;
        const code = `<iframe src="${escaped(new URL(href, location.href).href)}" title="${escaped(title)}" width="100%" height="${height}" style="border:0" loading="lazy"></iframe>`;
        const label = button.firstChild;
        try {
          await navigator.clipboard.writeText(code);
          label.textContent = "Copied";
          setTimeout(() => { label.textContent = "Embed"; }, 1500);
        } catch {
          const shown = Object.assign(document.createElement("pre"), { className: "embed-code", textContent: code, tabIndex: 0 });
          button.parentElement.after(shown);
          getSelection().selectAllChildren(shown);
        }
      });
    });
  };

  // The address of a figure, to send to somebody. Without a clipboard the link is followed.
  const setUpLinks = () => {
    document.querySelectorAll(".link").forEach((link) => {
      link.addEventListener("click", async (event) => {
        if (!navigator.clipboard) return;
        event.preventDefault();
        await navigator.clipboard.writeText(link.href).then(() => {
          link.firstChild.textContent = "Copied";
          setTimeout(() => { link.firstChild.textContent = "Link"; }, 1500);
        }, () => { location.hash = link.hash; });
      });
    });
  };

  const setUpSearch = () => {
    document.querySelectorAll("[data-search]").forEach((input) => {
      input.closest("label").hidden = false;
      const rows = [...document.getElementById(input.dataset.search).querySelectorAll("tbody tr:not(.group)")];
      input.addEventListener("input", () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        rows.forEach((row) => {
          const text = `${row.textContent} ${row.parentElement.querySelector(".group")?.textContent ?? ""}`.toLowerCase();
          row.hidden = !words.every((word) => text.includes(word));
        });
      });
    });
  };

  // Sorting: by number where the column holds numbers, else by text. What has no number comes last either way.
  const UNITS = { k: 1e3, M: 1e6 };
  const sortKey = (cell, isNumber) => {
    const text = cell.dataset.order ?? (cell.querySelector("a") ?? cell).firstChild?.textContent.trim() ?? "";
    if (!isNumber) return text === "–" ? null : text;
    const found = /^[^\d−]{0,5}(−?)\D{0,5}([\d,]*\.?\d+)\s*([kM]?)/.exec(text);
    return found && !cell.classList.contains("none") ? Number(`${found[1] && "-"}${found[2].replaceAll(",", "")}`) * (UNITS[found[3]] ?? 1) : null;
  };
  const compared = (one, other) => (typeof one === "number" ? one - other : one.localeCompare(other, "en", { numeric: true }));
  const sortRows = (table, index, isNumber, sign) => {
    [...table.tBodies].forEach((body) => {
      const rows = [...body.rows].filter((row) => !row.classList.contains("group"));
      const keyed = rows.map((row) => [sortKey(row.cells[index], isNumber), row]);
      keyed.sort(([one], [other]) => (one === null || other === null ? (one === null) - (other === null) : sign * compared(one, other)));
      body.append(...keyed.map(([, row]) => row));
    });
  };
  const setUpSorting = () => {
    document.querySelectorAll(".sortable").forEach((table) => {
      const heads = [...table.tHead.rows[0].cells];
      heads.forEach((head, index) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "sort" });
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => {
          const isNumber = head.classList.contains("n");
          const next = head.ariaSort ? (head.ariaSort === "ascending" ? "descending" : "ascending") : isNumber ? "descending" : "ascending";
          heads.forEach((other) => { other.ariaSort = null; });
          head.ariaSort = next;
          sortRows(table, index, isNumber, next === "ascending" ? 1 : -1);
        });
      });
    });
  };

  // The only clock on the page is the reader's: an edition cannot know how old it has become.
  const setUpStaleness = () => {
    const banner = document.querySelector(".stale");
    if (!banner) return;
    const due = new Date(`${banner.dataset.nextExpected}T23:59:59Z`);
    banner.hidden = !(Date.now() > due.getTime() + 2 * 86400000);
  };

  // A narrow screen shows a part of the navigation: the page that is open lies in it.
  const setUpNavigation = () => {
    const current = document.querySelector(".pages [aria-current]");
    const list = current?.closest("ul");
    if (list) list.scrollLeft = current.offsetLeft - (list.clientWidth - current.offsetWidth) / 2;
  };

  // A link to a figure opens the fold in which it lies.
  const setUpFolds = () => {
    const named = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; /* a lone % is no code */ } };
    const open = () => {
      const target = named() && document.getElementById(named());
      const fold = target && (target.closest(".fold") || target.querySelector(":scope > .fold"));
      if (fold) fold.open = true;
    };
    window.addEventListener("hashchange", open);
    open();
  };

  // Paper has no folds: figures and short tables are opened for printing, long tables stay with the CSV.
  const PRINTED_ROWS = 60;
  const setUpPrinting = () => {
    const isShort = (known) => known.querySelectorAll("tbody tr").length <= PRINTED_ROWS;
    const folds = [...document.querySelectorAll("details.fold"), ...[...document.querySelectorAll("details.evidence, .data:has(table)")].filter(isShort)];
    let opened = [];
    window.addEventListener("beforeprint", () => {
      opened = folds.filter((known) => !known.open);
      opened.forEach((known) => { known.open = true; });
    });
    window.addEventListener("afterprint", () => opened.forEach((known) => { known.open = false; }));
  };

  const start = () => {
    const button = document.getElementById("theme-switch");
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember(root.dataset.theme);
      onTheme();
    });
    systemDark.addEventListener("change", onTheme);
    onTheme();
    setUpNavigation();
    setUpStaleness();
    setUpCopying();
    setUpEmbeds();
    setUpJson();
    setUpLinks();
    setUpSearch();
    setUpSorting();
    offer.setUp();
    explore.setUp();
    openings.setUp();
    skill.setUp();
    setUpFolds();
    setUpPrinting();
  };
  // What draws charts is the page's largest file, and the browser says that the page is loaded when that is there. Forms wait for
  // the page alone.
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
  document.addEventListener("DOMContentLoaded", charts.setUp);
})();
