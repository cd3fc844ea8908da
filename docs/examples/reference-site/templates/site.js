// Search, filters and the address of what is looked at. Everything that is on a page is in
// its HTML; this hides what is not asked for. It builds no markup of texts.
"use strict";

(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // --- light and dark: before the first paint ------------------------------------------
  const kept = (name, value) => {
    try {
      if (value !== undefined) localStorage.setItem(name, value);
      return localStorage.getItem(name);
    } catch {
      return null; // a browser that keeps nothing of local files
    }
  };
  const theme = kept("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  const switchTheme = () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || dark) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    kept("theme", next);
  };

  const start = () => {
    const at = (id) => document.getElementById(id);
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];
    const text = at("find-text");
    const choices = all(".filters select");
    const intro = document.querySelector(".intro");

    const entries = all(".entry").map((node) => {
      const found = all("[data-find]", node);
      const words = found.map((each) => each.textContent.toLowerCase()).join("\n");
      return { node, found, words, group: node.closest(".group") };
    });
    const links = all("[data-group]").map((node) => {
      return { node, group: at(node.dataset.group), tally: node.querySelector(".tally") };
    });
    // Which calls each option of a filter stands for; a filter without data is an attribute.
    const fits = new Map(
      choices.map((choice) => {
        if (!choice.dataset.calls) {
          return [choice, (node) => node.dataset[choice.name] === choice.value];
        }
        // In the order of the options, of which the first stands for everything.
        const data = JSON.parse(at(choice.dataset.calls).textContent);
        const sets = data.map(([, calls]) => new Set(calls));
        return [choice, (node) => sets[choice.selectedIndex - 1].has(node.id)];
      }),
    );
    let target = "";

    // --- what is shown -----------------------------------------------------------------
    const show = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const set = choices.filter((choice) => choice.value);
      const busy = words.length > 0 || set.length > 0;
      const counts = new Map();
      let count = 0;
      for (const { node, words: within, group } of entries) {
        const fit =
          words.every((word) => within.includes(word)) &&
          set.every((choice) => fits.get(choice)(node));
        node.hidden = !fit;
        if (!fit) continue;
        count += 1;
        counts.set(group, (counts.get(group) || 0) + 1);
      }
      for (const group of new Set(entries.map((each) => each.group))) {
        group.hidden = !counts.has(group);
      }
      for (const { node, group, tally } of links) {
        if (tally) tally.textContent = counts.get(group) || 0;
        node.classList.toggle("without", !counts.has(group));
      }
      for (const item of all(".side li").reverse()) {
        const below = all(":scope > ul > li", item).some((each) => !each.hidden);
        item.hidden = !below && (!item.dataset.group || item.classList.contains("without"));
      }
      for (const choice of choices) choice.classList.toggle("set", choice.value !== "");
      intro.hidden = busy;
      for (const rows of all(".rows")) rows.hidden = count === 0;
      at("find-nothing").hidden = count > 0;
      at("find-reset").hidden = !busy;
      const total = `${entries.length} ${at("find-count").dataset.noun}`;
      at("find-count").textContent = busy ? `${count} of ${total}` : total;
      highlight(words);
    };

    const highlight = (words) => {
      if (!CSS.highlights) return;
      const ranges = [];
      for (const { node, found } of words.length ? entries : []) {
        if (node.hidden) continue;
        for (const part of found.flatMap((each) => [...each.childNodes])) {
          if (part.nodeType !== Node.TEXT_NODE) continue;
          const within = part.data.toLowerCase();
          for (const word of words) {
            const index = within.indexOf(word);
            if (index < 0 || index + word.length > part.length) continue;
            // A range that is not live: thousands of those would slow every change.
            ranges.push(
              new StaticRange({
                startContainer: part,
                startOffset: index,
                endContainer: part,
                endOffset: index + word.length,
              }),
            );
          }
        }
      }
      CSS.highlights.set("found", new Highlight(...ranges));
    };

    // --- the address: "#bookings.list", or "#q=cancel&scope=READ&call=bookings.list" -----
    const read = () => {
      let hash = location.hash.slice(1);
      const stated = new URLSearchParams(hash.includes("=") ? hash : "");
      try {
        hash = decodeURIComponent(hash);
      } catch {
        hash = "";
      }
      const named = hash.includes("=") ? stated.get("call") || "" : hash;
      const node = at(named);
      if (named && !hash.includes("=") && !node?.matches(".entry, .group")) {
        show(); // nothing of ours: what is asked for stays
        return;
      }
      target = named;
      text.value = stated.get("q") || "";
      for (const choice of choices) {
        choice.value = stated.get(choice.name) || "";
        if (choice.selectedIndex < 0) choice.value = "";
      }
      show();
      if (node?.matches(".entry")) open(node);
      if (node?.matches(".entry, .group")) node.scrollIntoView();
    };
    const write = () => {
      const stated = new URLSearchParams();
      if (text.value.trim()) stated.set("q", text.value.trim());
      for (const choice of choices) if (choice.value) stated.set(choice.name, choice.value);
      if (stated.size && target) stated.set("call", target);
      const hash = stated.size ? stated.toString() : encodeURIComponent(target);
      history.replaceState(null, "", location.href.split("#")[0] + (hash ? `#${hash}` : ""));
    };
    const changed = () => {
      show();
      write();
    };
    const reset = () => {
      text.value = "";
      for (const choice of choices) choice.value = "";
      changed();
      text.focus();
    };

    // --- an entry that is opened ---------------------------------------------------------
    const open = (node) => {
      node.open = true;
      dress(node);
    };
    const dress = (node) => {
      if (node.dataset.dressed) return;
      node.dataset.dressed = "yes";
      all(".prose", node).forEach(mark);
      for (const sample of all(".sample", node)) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "copy";
        button.textContent = "Copy";
        button.addEventListener("click", async () => {
          await navigator.clipboard?.writeText(sample.firstElementChild.textContent);
          button.textContent = "Copied";
          setTimeout(() => (button.textContent = "Copy"), 1500);
        });
        sample.append(button);
      }
    };
    // `code`, blocks of it, **strong** and [links](https://...) of a text: elements that
    // hold text and nothing else.
    const marked =
      /(```[^`]*```|`[^`\n]+`|\*\*[^*\n]+\*\*|\[[^\][\n]+\]\(https?:\/\/[^\s()]+\))/;
    const mark = (node) => {
      const parts = node.textContent.split(marked);
      if (parts.length > 1) node.replaceChildren(...parts.map((part, i) => (i % 2 ? made(part) : part)));
    };
    const made = (part) => {
      const kinds = { "`": part.startsWith("```") ? "pre" : "code", "*": "strong", "[": "a" };
      const node = document.createElement(kinds[part[0]]);
      if (part[0] === "[") {
        const [shown, address] = part.slice(1, -1).split("](");
        node.textContent = shown;
        node.href = address;
        node.rel = "noreferrer noopener";
      } else if (node.localName === "pre") {
        node.textContent = part.slice(3, -3).replace(/^\S*\n/, "").trimEnd();
      } else node.textContent = part.replace(/^\*\*|\*\*$|`/g, "");
      return node;
    };
    for (const about of all(".intro .prose")) {
      mark(about);
      about.classList.add("folded");
      if (about.scrollHeight <= about.clientHeight + 1) {
        about.classList.remove("folded");
        continue;
      }
      const more = document.createElement("button");
      more.type = "button";
      more.className = "plain more";
      more.textContent = "Read more";
      more.addEventListener("click", () => {
        about.classList.remove("folded");
        more.remove();
      });
      about.after(more);
    }

    // --- hands -----------------------------------------------------------------------------
    const rows = () => all(".entry:not([hidden]) > summary");
    text.addEventListener("input", changed);
    text.form.addEventListener("submit", (event) => event.preventDefault());
    for (const choice of choices) choice.addEventListener("change", changed);
    at("find-reset").addEventListener("click", reset);
    at("find-again").addEventListener("click", reset);
    at("theme-toggle").addEventListener("click", switchTheme);
    const side = at("side-toggle");
    const fold = (isOpen) => {
      root.classList.toggle("side-open", isOpen);
      side.setAttribute("aria-expanded", String(isOpen));
    };
    side.addEventListener("click", () => fold(!root.classList.contains("side-open")));
    at("the-side").addEventListener("click", (event) => {
      const link = event.target.closest("a");
      const group = link && at(link.getAttribute("href").slice(1));
      if (!group) return;
      event.preventDefault(); // the filters stay
      fold(false);
      group.scrollIntoView();
      target = group.id;
      write();
    });
    at("the-content").addEventListener("click", (event) => {
      const entry = event.target.closest("summary")?.parentElement;
      if (!entry?.matches(".entry")) return;
      dress(entry);
      target = entry.open ? "" : entry.id; // it is about to change
      write();
    });
    addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target.matches?.("input, select, textarea");
      if (event.key === "/" && !typing) {
        event.preventDefault();
        text.focus();
        text.select();
      } else if (event.key === "Escape" && event.target === text) {
        if (text.value) {
          text.value = "";
          changed();
        } else text.blur();
      } else if (event.key === "Enter" && event.target === text) {
        event.preventDefault();
        rows()[0]?.focus();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const now = document.activeElement;
        if (now !== text && !now.matches(".entry > summary")) return;
        const shown = rows();
        const next = shown.indexOf(now) + (event.key === "ArrowDown" ? 1 : -1);
        if (next < 0 && now === text) return;
        event.preventDefault();
        (shown[next] || (next < 0 ? text : now)).focus();
      }
    });
    addEventListener("hashchange", read);

    const keepInView = (link) => {
      const box = at("the-side");
      const [outer, inner] = [box.getBoundingClientRect(), link.getBoundingClientRect()];
      if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top + 40;
      if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom + 40;
    };

    // --- where the reader is -----------------------------------------------------------
    const seen = new IntersectionObserver(
      (changes) => {
        for (const change of changes) {
          const link = links.find((each) => each.group === change.target)?.node.firstElementChild;
          if (!link) continue;
          if (change.isIntersecting) {
            link.setAttribute("aria-current", "true");
            keepInView(link);
          } else link.removeAttribute("aria-current");
        }
      },
      { rootMargin: "-130px 0px -75% 0px" },
    );
    for (const { group } of links) if (group) seen.observe(group);

    read();
  };

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
