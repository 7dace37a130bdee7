/* SPDX-License-Identifier: MIT */
/*
 * Puts it together: actions change what is visible, then all is drawn anew.
 * The address keeps the focus and the filters:
 * #file=pkg/a.py&show=dependencies&reach=direct&only=cycles&level=declared&kinds=-parent,-stub
 */
"use strict";

const byId = (id) => document.getElementById(id);
const model = new Model(JSON.parse(byId("data").textContent));
const visible = new Visible(model);
let selected = null;

const actions = {
  name: (file) => model.name(file),

  select(key) {
    selected = visible.byKey.has(key) || visible.edgeByKey.has(key) ? key : null;
    view.select(selected);
    if (selected) view.show(selected);
    tree.select(selected);
    details.draw(selected);
  },

  /* What a double click and Enter do. */
  enter(key) {
    const node = visible.byKey.get(key);
    if (!node) return;
    if (node.kind === "file") return actions.focus(node.file, "dependents");
    if (node.kind === "box") visible.closeBelow(node.folder);
    else if (node.kind === "folder") visible.open.add(node.folder.id);
    else visible.more.set(node.folder.id, (visible.more.get(node.folder.id) || 0) + CHILDREN_MAX);
    const inTree = byId("tree").contains(document.activeElement);
    redraw(node.kind === "rest" ? `d${node.folder.id}` : key);
    if (inTree) tree.focus();
  },

  focus(file, direction) {
    Object.assign(visible, { focus: file, direction });
    refocus(true);
  },

  /* Show a file where it is, in what is shown if it can. */
  find(file) {
    if (!visible.scope[file]) Object.assign(visible, { focus: file });
    visible.setScope();
    if (!visible.scope[file]) visible.filter.only = "all";
    visible.setScope();
    visible.reveal(file);
    redraw(`f${file}`);
    remember(true);
  },

  openFolder(folder) {
    Object.assign(visible, { focus: -1 });
    visible.filter.only = "all";
    visible.setScope();
    visible.pinned = folder.first;
    visible.openTo(folder);
    redraw(`d${folder.id}`);
    remember(true);
  },

  filter(change) {
    Object.assign(visible.filter, change);
    refocus(false);
  },
};

const view = new View(byId("graph"), actions);
const tree = new Tree(byId("tree"), actions);
const details = new Details(byId("details"), visible, actions);
const finder = new Finder(model, actions);

/* ---- drawing */

function refocus(isNew) {
  visible.setScope();
  visible.openSome();
  redraw(visible.focus >= 0 ? `f${visible.focus}` : null);
  remember(isNew);
}

function redraw(key) {
  visible.compute();
  view.draw(visible);
  selected = visible.byKey.has(key) ? key : null;
  view.select(selected);
  view.fit(selected);
  tree.draw(visible, selected);
  details.draw(selected);
  drawControls();
  document.documentElement.dataset.drawn = Number(document.documentElement.dataset.drawn || 0) + 1;
}

function drawControls() {
  const { filter, focus } = visible;
  const shown = visible.counts[model.len];
  byId("summary").textContent =
    (shown === model.len ? `${count(model.len)} files` : `${count(shown)} of ${count(model.len)} files`) +
    (model.data.base ? `, ${count(model.affectedBy[filter.level].reduce((sum, mark) => sum + mark, 0))} affected` : "");
  press("[data-only]", (button) => button.dataset.only === filter.only);
  press("[data-direction]", (button) => button.dataset.direction === visible.direction);
  press("[data-reach]", (button) => (button.dataset.reach === "all") === visible.far);
  byId("focus").classList.toggle("hidden", focus < 0);
  byId("focus-path").textContent = focus < 0 ? "" : model.paths[focus];
  byId("level").value = model.data.levels[filter.level];
  for (const box of document.querySelectorAll("#kinds input")) box.checked = !(filter.off & Number(box.value));
  const off = model.data.kinds.filter((name, i) => filter.off & (1 << i)).length;
  byId("kinds-count").textContent = off ? `(${off} off)` : "";
  drawEmpty();
}

function press(selector, isOn) {
  for (const button of document.querySelectorAll(selector)) button.setAttribute("aria-pressed", isOn(button));
}

function drawEmpty() {
  const none = visible.nodes.length === 0;
  const { only, level } = visible.filter;
  let text = "There are no Python files here.";
  if (only === "cycles") text = "No files import each other in a circle while they are loaded.";
  if (only === "affected") {
    text = model.data.base ? `Nothing differs from ${model.data.base} that counts at ${model.data.levels[level]}.` : `It is not known what is affected: ${model.data.note}`;
  }
  byId("empty").textContent = none ? text : "";
  byId("empty").classList.toggle("hidden", !none);
}

/* ---- the address */

/* Names may hold any bytes: what is no UTF-8 came as U+DC80 and on. */
function encode(path) {
  return [...path]
    .map((char) => {
      const code = char.charCodeAt(0);
      if (char.length === 1 && code >= 0xdc00 && code < 0xe000) return `%${(code & 0xff).toString(16).toUpperCase()}`;
      return encodeURIComponent(char);
    })
    .join("")
    .replaceAll("%2F", "/");
}

function fileOf(text) {
  let plain = text;
  try {
    plain = decodeURIComponent(text);
  } catch {
    /* Bytes that are no UTF-8: compared as they are written. */
  }
  return model.paths.findIndex((path) => path === plain || encode(path) === text);
}

function address() {
  const { filter } = visible;
  const parts = [];
  const folder = visible.byKey.get(selected)?.folder;
  if (visible.focus >= 0) parts.push(`file=${encode(model.paths[visible.focus])}`);
  else if (folder && folder.parent) parts.push(`folder=${encode(folder.path)}`);
  if (visible.focus >= 0 && visible.direction !== "dependents") parts.push(`show=${visible.direction}`);
  if (visible.focus >= 0 && !visible.far) parts.push("reach=direct");
  if (filter.only !== "all") parts.push(`only=${filter.only}`);
  if (filter.level !== model.data.levels.length - 1) parts.push(`level=${model.data.levels[filter.level]}`);
  const off = model.data.kinds.filter((name, i) => filter.off & (1 << i));
  if (off.length) parts.push(`kinds=${off.map((name) => `-${name}`).join(",")}`);
  return parts.length ? `#${parts.join("&")}` : "#";
}

function remember(isNew) {
  const next = address();
  if (next === (location.hash || "#")) return;
  if (isNew) history.pushState(null, "", next);
  else history.replaceState(null, "", next);
}

/* What the address says; unknown names count as not there. */
function follow() {
  const values = new Map(location.hash.slice(1).split("&").map((part) => [part.split("=")[0], part.slice(part.indexOf("=") + 1)]));
  const { filter } = visible;
  const known = (value, words, otherwise) => (words.includes(value) ? value : otherwise);
  const off = (values.get("kinds") || "").split(",").map((word) => model.data.kinds.indexOf(word.replace(/^-/, "")));
  filter.only = known(values.get("only"), ["affected", "cycles"], "all");
  filter.level = model.data.levels.indexOf(known(values.get("level"), model.data.levels, model.data.levels.at(-1)));
  filter.off = off.reduce((mask, i) => (i < 0 ? mask : mask | (1 << i)), 0);
  visible.direction = known(values.get("show"), ["dependencies", "both"], "dependents");
  visible.far = values.get("reach") !== "direct";
  visible.focus = values.has("file") ? fileOf(values.get("file")) : -1;
  visible.pinned = -1;
  visible.setScope();
  visible.openSome();
  let key = visible.focus >= 0 ? `f${visible.focus}` : null;
  if (values.has("folder")) {
    const folder = model.folders.find((folder) => encode(folder.path) === encode(decode(values.get("folder"))));
    if (folder && folder.parent) {
      visible.pinned = folder.first;
      visible.openTo(folder);
      key = `d${folder.id}`;
    }
  }
  redraw(key);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/* ---- controls */

function onEach(selector, act) {
  for (const button of document.querySelectorAll(selector)) button.addEventListener("click", () => act(button.dataset));
}

function setUp() {
  byId("level").append(...model.data.levels.map((level) => make("option", {}, level)));
  byId("level").addEventListener("change", (event) => actions.filter({ level: model.data.levels.indexOf(event.target.value) }));
  const used = model.data.masks.reduce((all, mask) => all | mask, 0);
  byId("kinds").querySelector("fieldset").append(
    ...model.data.kinds.map((name, i) => {
      const box = make("input", { type: "checkbox", value: 1 << i, disabled: !(used & (1 << i)) });
      box.addEventListener("change", () => actions.filter({ off: box.checked ? visible.filter.off & ~(1 << i) : visible.filter.off | (1 << i) }));
      return make("label", { className: used & (1 << i) ? "" : "muted" }, box, name);
    })
  );
  onEach("[data-only]", ({ only }) => actions.filter({ only }));
  onEach("[data-direction]", ({ direction }) => actions.focus(visible.focus, direction));
  onEach("[data-reach]", ({ reach }) => {
    visible.far = reach === "all";
    refocus(false);
  });
  byId("unfocus").addEventListener("click", () => actions.focus(-1, "dependents"));
  byId("fit").addEventListener("click", () => view.fit(selected));
  byId("collapse").addEventListener("click", () => {
    visible.closeBelow(model.root);
    redraw(null);
  });
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => byId("kinds").contains(event.target) || (byId("kinds").open = false));
  addEventListener("hashchange", follow);
}

function onKey(event) {
  if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (event.key === "/") finder.input.focus();
  else if (event.key === "f") view.fit(null);
  else if (event.key === "+") view.cy.zoom(view.cy.zoom() * 1.25);
  else if (event.key === "-") view.cy.zoom(view.cy.zoom() / 1.25);
  else if (pan && event.target === byId("graph")) view.cy.panBy({ x: pan[0], y: pan[1] });
  else if (event.key === "Escape" && byId("kinds").open) byId("kinds").open = false;
  else if (event.key === "Escape" && visible.focus >= 0) actions.focus(-1, "dependents");
  else if (event.key === "Escape") actions.select(null);
  else return;
  event.preventDefault();
}

setUp();
follow();
/* How long it took to open; tests wait for it. */
requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = Math.round(performance.now()))));
