/* SPDX-License-Identifier: MIT */
/* What stands around the picture: the list of nodes, details, search. */
"use strict";

const LIST_MAX = 60; /* entries of a list in the details at first */
const FOUND_MAX = 30;

/* make("li", {className: "x"}, child or text…) */
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function marksOf(node) {
  const marks = [];
  if (node.changed) marks.push(make("span", { title: `${count(node.changed)} changed` }, "●"));
  if (node.affected) marks.push(make("span", { title: `${count(node.affected)} affected` }, "◆"));
  if (node.cycle) marks.push(make("span", { className: "cycle", title: `${count(node.cycle)} in a cycle` }, "↻"));
  return make("span", { className: "marks" }, ...marks);
}

/* ---- the list: the same nodes, in the order of names, for the keyboard */

class Tree {
  constructor(element, actions) {
    this.element = element;
    this.actions = actions;
    element.addEventListener("click", (event) => this.onClick(event));
    element.addEventListener("dblclick", (event) => this.onKey(event, "Enter"));
    element.addEventListener("keydown", (event) => this.onKey(event, event.key));
  }

  /* A box comes before the nodes in it. */
  draw(visible, selected) {
    const boxes = [...visible.boxes];
    const rows = [];
    for (const node of visible.nodes) {
      while (boxes.length && boxes[0].at <= node.index) rows.push(this.row(boxes.shift()));
      rows.push(this.row(node));
    }
    this.element.replaceChildren(...rows);
    this.select(selected);
  }

  row(node) {
    const folder = node.kind === "box" || node.kind === "folder";
    const name = node.kind === "rest" ? `and ${count(node.rest)} more` : folder ? `${node.folder.name}/` : this.actions.name(node.file);
    const row = make(
      "div",
      { className: `row ${folder ? "folder" : node.kind}`, tabIndex: -1 },
      make("span", { className: "twist", ariaHidden: "true" }, node.kind === "box" ? "▾" : folder ? "▸" : ""),
      make("span", { className: "name" }, name),
      marksOf(node),
      node.kind === "file" ? null : make("span", { className: "count" }, count(node.count))
    );
    row.dataset.key = node.key;
    row.style.setProperty("--depth", node.depth);
    row.setAttribute("role", "treeitem");
    row.setAttribute("aria-level", node.depth + 1);
    if (folder) row.setAttribute("aria-expanded", node.kind === "box");
    return row;
  }

  rows() {
    return [...this.element.children];
  }

  select(key) {
    let chosen = null;
    for (const row of this.rows()) {
      const is = row.dataset.key === key;
      row.setAttribute("aria-selected", is);
      row.tabIndex = -1;
      if (is) chosen = row;
    }
    const first = chosen || this.element.firstElementChild;
    if (first) first.tabIndex = 0;
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
    return chosen;
  }

  onClick(event) {
    const row = event.target.closest(".row");
    if (!row) return;
    this.actions.select(row.dataset.key);
    if (event.target.classList.contains("twist")) this.actions.enter(row.dataset.key);
  }

  onKey(event, key) {
    const row = event.target.closest(".row");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = this.rows();
    const at = rows.indexOf(row);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[key];
    const expanded = row.getAttribute("aria-expanded");
    if (step !== undefined) this.go(rows[step]);
    else if (key === "ArrowRight" && expanded === "true") this.go(rows[at + 1]);
    else if (key === "ArrowRight" && expanded === "false") this.actions.enter(row.dataset.key);
    else if (key === "ArrowLeft" && expanded === "true") this.actions.enter(row.dataset.key);
    else if (key === "ArrowLeft") this.go(this.parentOf(rows, at));
    else if (key === "Enter" || key === " ") this.actions.enter(row.dataset.key);
    else return;
    event.preventDefault();
  }

  parentOf(rows, at) {
    const level = (row) => Number(row.getAttribute("aria-level"));
    return rows.slice(0, at).findLast((row) => level(row) < level(rows[at]));
  }

  go(row) {
    if (!row) return;
    this.actions.select(row.dataset.key);
    this.focus();
  }

  /* The keyboard stays in the list when it is drawn anew. */
  focus() {
    const row = this.element.querySelector('.row[tabindex="0"]');
    if (row) row.focus();
  }
}

/* ---- details of what is selected */

class Details {
  constructor(element, visible, actions) {
    Object.assign(this, { element, visible, actions, model: visible.model });
  }

  draw(key) {
    const node = this.visible.byKey.get(key);
    const edge = this.visible.edgeByKey.get(key);
    const content = edge ? this.ofEdge(edge) : !node ? this.ofAll() : node.kind === "file" ? this.ofFile(node) : this.ofFolder(node);
    this.element.replaceChildren(...content, document.getElementById("about").content.cloneNode(true));
    this.element.scrollTop = 0;
  }

  facts(...pairs) {
    return make("dl", {}, ...pairs.flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, typeof value === "number" ? count(value) : value)]));
  }

  button(text, act) {
    return make("button", { onclick: act }, text);
  }

  link(file, kinds) {
    const button = make("button", { className: "link", onclick: () => this.actions.find(file) }, this.model.paths[file]);
    return make("li", {}, button, kinds ? make("small", {}, ` ${this.model.kindNames(kinds)}`) : null);
  }

  /* A list that goes on when asked. */
  list(title, entries, entry) {
    const list = make("ul", {});
    const add = () => {
      const next = entries.slice(list.childElementCount, list.childElementCount + LIST_MAX);
      list.append(...next.map(entry));
      more.classList.toggle("hidden", list.childElementCount >= entries.length);
      more.textContent = `${count(entries.length - list.childElementCount)} more`;
    };
    const more = this.button("", add);
    add();
    return [make("h3", {}, `${title} (${count(entries.length)})`), list, more];
  }

  badges(file) {
    const { model, visible } = this;
    const knot = model.knotOf[file];
    const badge = (kind, text) => make("span", { className: `badge ${kind}` }, text);
    return make(
      "div",
      { className: "badges" },
      model.changed[file] ? badge("warm", "● changed") : null,
      visible.affected()[file] ? badge("warm", `◆ affected at ${model.data.levels[visible.filter.level]}`) : null,
      knot >= 0 ? badge("bad", `↻ cycle of ${count(model.data.cycles[knot].length)} files`) : null,
      model.others[file] ? badge("", "not analyzed itself") : null
    );
  }

  reached(file, into) {
    return this.model.reach(file, into, true, this.visible.filter, new Uint8Array(this.model.len));
  }

  ofFile(node) {
    const { model, visible, actions } = this;
    const file = node.file;
    const lists = [true, false].map((into) => [...model.neighbours(file, into, visible.filter)].sort((a, b) => a[0] - b[0]));
    const knot = model.knotOf[file];
    return [
      make("h2", { className: "path" }, model.paths[file]),
      this.badges(file),
      make(
        "div",
        { className: "actions" },
        this.button("Show dependents", () => actions.focus(file, "dependents")),
        this.button("Show dependencies", () => actions.focus(file, "dependencies"))
      ),
      this.facts(["Dependents, all the way", this.reached(file, true)], ["Dependencies, all the way", this.reached(file, false)]),
      ...this.list("Imported by", lists[0], ([other, kinds]) => this.link(other, kinds)),
      ...this.list("Imports", lists[1], ([other, kinds]) => this.link(other, kinds)),
      ...(knot < 0 ? [] : this.list("In a cycle with", model.data.cycles[knot].filter((other) => other !== file).sort((a, b) => a - b), (other) => this.link(other))),
    ];
  }

  ofFolder(node) {
    const { visible, actions } = this;
    const edges = (into) => visible.edges.filter((edge) => (into ? edge.to : edge.from) === node);
    const other = (into) => (edge) => {
      const end = into ? edge.from : edge.to;
      const button = make("button", { className: "link", onclick: () => actions.select(edge.key) }, this.nameOf(end));
      return make("li", {}, button, make("small", {}, ` ${count(edge.count)}`));
    };
    const verb = { box: "Collapse", folder: "Expand", rest: "Show more" }[node.kind];
    return [
      make("h2", { className: "path" }, this.nameOf(node)),
      make("div", { className: "actions" }, this.button(verb, () => actions.enter(node.key))),
      this.facts(["Files", node.count], ["Changed", node.changed], ["Affected", node.affected], ["In cycles", node.cycle]),
      ...(node.kind === "box" ? [] : [...this.list("Imported from", edges(true), other(true)), ...this.list("Imports from", edges(false), other(false))]),
    ];
  }

  ofEdge(edge) {
    const pairs = this.visible.pairs(edge);
    const entry = ([from, to, kinds]) =>
      make("li", {}, ...this.link(from).childNodes, " → ", ...this.link(to).childNodes, make("small", {}, ` ${this.model.kindNames(kinds)}`));
    return [
      make("h2", { className: "path" }, `${this.nameOf(edge.from)} → ${this.nameOf(edge.to)}`),
      edge.cycle ? make("div", { className: "badges" }, make("span", { className: "badge bad" }, "↻ part of a cycle")) : null,
      ...this.list("Imports", pairs, entry),
    ].filter(Boolean);
  }

  nameOf(node) {
    if (node.kind === "file") return this.model.paths[node.file];
    const path = `${node.folder.path}/`;
    return node.kind === "rest" ? `${path === "/" ? "" : path} and ${count(node.rest)} more` : path;
  }

  ofAll() {
    const { model, visible } = this;
    const { base, note, cycles, levels } = model.data;
    const level = levels[visible.filter.level];
    const total = (marks) => marks.reduce((sum, mark) => sum + mark, 0);
    const compared = base
      ? this.facts(["Compared with", base], ["Changed", total(model.changed)], [`Affected at ${level}`, total(visible.affected())])
      : make("p", { className: "muted" }, `Nothing is marked as affected: ${note}`);
    return [
      make("h2", {}, "This project"),
      this.facts(["Files", model.len], ["Packages and folders", model.folders.length - 1], ["Cycles", cycles.length], ["Files in cycles", total(model.knotOf.map((knot) => knot >= 0))]),
      compared,
      visible.leftOut ? make("p", { className: "muted" }, `The ${count(EDGES_MAX)} heaviest of ${count(EDGES_MAX + visible.leftOut)} lines are drawn.`) : null,
      make("h3", {}, "How to"),
      make("p", {}, "Click for details; double click (Enter) opens or closes a package and shows the dependents of a file. Green lines come from importers, blue ones lead to what is imported."),
      make("p", {}, make("kbd", {}, "/"), " search  ", make("kbd", {}, "Esc"), " back  ", make("kbd", {}, "f"), " fit  ", make("kbd", {}, "↑ ↓ → ←"), " in the list"),
    ].filter(Boolean);
  }
}

/* ---- search */

class Finder {
  constructor(model, actions) {
    Object.assign(this, { model, actions, at: -1, found: [] });
    this.input = document.getElementById("search");
    this.list = document.getElementById("found");
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("focus", () => this.search());
    this.input.addEventListener("blur", () => this.close());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("li[data-at]");
      if (item) this.choose(Number(item.dataset.at));
    });
  }

  /* Names before paths, beginnings before middles, short before long. */
  rank(path, word) {
    const lower = path.toLowerCase();
    const at = lower.lastIndexOf(word);
    if (at < 0) return -1;
    const name = lower.slice(lower.lastIndexOf("/") + 1);
    return (name.startsWith(word) ? 0 : name.includes(word) ? 1 : 2) * 10000 + path.length;
  }

  search() {
    const word = this.input.value.trim().toLowerCase();
    this.found = [];
    if (word) {
      const add = (path, entry) => {
        const rank = this.rank(path, word);
        if (rank >= 0) this.found.push({ ...entry, path, rank });
      };
      this.model.folders.forEach((folder) => folder.parent && add(folder.path, { folder }));
      this.model.paths.forEach((path, file) => add(path, { file }));
      this.found.sort((a, b) => a.rank - b.rank);
    }
    this.total = this.found.length;
    this.found = this.found.slice(0, FOUND_MAX);
    this.at = this.found.length ? 0 : -1;
    this.draw(word);
  }

  draw(word) {
    const items = this.found.map((entry, i) => this.item(entry, i, word));
    if (word && !items.length) items.push(make("li", { className: "none" }, "Nothing is called that."));
    if (this.total > items.length) items.push(make("li", { className: "none" }, `${count(this.total - items.length)} more`));
    this.list.replaceChildren(...items);
    this.list.classList.toggle("hidden", !word);
    this.input.setAttribute("aria-expanded", Boolean(word));
    this.mark();
  }

  item(entry, i, word) {
    const path = entry.path + (entry.folder ? "/" : "");
    const at = path.toLowerCase().lastIndexOf(word);
    const item = make("li", { id: `found-${i}` }, path.slice(0, at), make("mark", {}, path.slice(at, at + word.length)), path.slice(at + word.length));
    item.dataset.at = i;
    item.setAttribute("role", "option");
    return item;
  }

  mark() {
    [...this.list.children].forEach((item, i) => item.setAttribute("aria-selected", i === this.at));
    this.input.setAttribute("aria-activedescendant", this.at < 0 ? "" : `found-${this.at}`);
    if (this.at >= 0) this.list.children[this.at].scrollIntoView({ block: "nearest" });
  }

  onKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.found.length) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      this.mark();
    } else if (event.key === "Enter" && this.at >= 0) this.choose(this.at);
    else if (event.key === "Escape") {
      this.input.value = "";
      this.input.blur();
    } else return;
    event.stopPropagation();
    event.preventDefault();
  }

  choose(at) {
    const { file, folder } = this.found[at];
    this.input.value = "";
    this.input.blur();
    if (folder) this.actions.openFolder(folder);
    else this.actions.focus(file, "dependents");
  }

  close() {
    this.list.classList.add("hidden");
    this.input.setAttribute("aria-expanded", false);
  }
}
