/* SPDX-License-Identifier: MIT */
/*
 * A report of any length, PAGE_LEN findings at a time.  The address keeps the
 * filters: #tool=mypy&severity=error&text=shop&group=tool&page=2
 */
"use strict";

const PAGE_LEN = 100;
const REASONS = {
  unseen: "never asked before",
  file: "the file changed",
  dependency: "a dependency changed",
  tool: "the tool or its settings changed",
  lost: "its answer was not kept",
};
const SEVERITY_STYLES = { error: "bad", warning: "warm", note: "accent" };

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const state = { tool: "", severity: "", text: "", group: "file", page: 0 };
let shown = []; /* places of findings that pass the filters, in order */

/* make("li", {className: "x"}, child or text…) */
function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

function count(number) {
  return number.toLocaleString("en");
}

/* 81000 -> "1 min 21 s" */
function duration(ms) {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 10000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/* ---- findings */

const AT = { analyzer: 0, severity: 1, path: 2, line: 3, column: 4, endLine: 5, endColumn: 6, code: 7, message: 8, url: 9, source: 10 };
const findings = data.findings;

/* What stands for "as in the row before" is filled in once. */
for (let i = 1; i < findings.length; i++) {
  for (const at of [AT.path, AT.source]) if (findings[i][at] === 0) findings[i][at] = findings[i - 1][at];
}

function toolOf(finding) {
  const analyzer = finding[AT.analyzer];
  return typeof analyzer === "number" ? data.analyzers[analyzer].name : analyzer;
}

function select() {
  const word = state.text.toLowerCase();
  const severity = data.severities.indexOf(state.severity);
  const has = (text) => text.toLowerCase().includes(word);
  shown = [];
  findings.forEach((finding, i) => {
    if (state.tool && toolOf(finding) !== state.tool) return;
    if (severity >= 0 && finding[AT.severity] !== severity) return;
    if (word && !has(finding[AT.message]) && !has(finding[AT.path]) && !has(finding[AT.code])) return;
    shown.push(i);
  });
  if (state.group === "tool") {
    const rank = new Map();
    for (const finding of findings) if (!rank.has(toolOf(finding))) rank.set(toolOf(finding), rank.size);
    shown.sort((a, b) => rank.get(toolOf(findings[a])) - rank.get(toolOf(findings[b])) || a - b);
  }
  state.page = Math.max(0, Math.min(state.page, Math.ceil(shown.length / PAGE_LEN) - 1));
}

function groupOf(finding) {
  return state.group === "tool" ? toolOf(finding) : finding[AT.path] || "the project as a whole";
}

function placeOf(finding) {
  const place = [finding[AT.line], finding[AT.column]].filter(Boolean).join(":");
  return state.group === "tool" ? [finding[AT.path], place].filter(Boolean).join(":") : place;
}

/* Columns are code points from 1 on, the end is behind the last one. */
function sourceOf(finding) {
  const points = [...finding[AT.source]];
  if (!finding[AT.source].trim()) return null;
  const from = Math.max(0, finding[AT.column] - 1);
  const one = finding[AT.endLine] === finding[AT.line] || !finding[AT.endLine];
  const to = Math.max(from + 1, one && finding[AT.endColumn] ? finding[AT.endColumn] - 1 : one ? from + 1 : points.length);
  const part = (start, end) => points.slice(start, end).join("");
  const line = make("pre", {}, make("span", { className: "number" }, `${finding[AT.line]} | `));
  if (!finding[AT.column]) line.append(part(0));
  else line.append(part(0, from), make("mark", {}, part(from, to)), part(to));
  return line;
}

function codeOf(finding) {
  const [code, url] = [finding[AT.code], finding[AT.url]];
  if (/^https?:/.test(url)) return make("a", { className: "code", href: url, rel: "noreferrer" }, code || url);
  return code ? make("span", { className: "code" }, code) : null;
}

function item(finding) {
  const severity = data.severities[finding[AT.severity]];
  return make(
    "article",
    { className: `finding ${severity}` },
    make(
      "div",
      { className: "head" },
      make("span", { className: `badge ${SEVERITY_STYLES[severity] || ""}` }, severity),
      make("span", { className: "place" }, placeOf(finding)),
      codeOf(finding),
      state.group === "tool" ? null : make("span", { className: "tool" }, toolOf(finding))
    ),
    make("p", { className: "message" }, finding[AT.message]),
    sourceOf(finding)
  );
}

function drawFindings() {
  const groups = [];
  const totals = new Map();
  for (const i of shown) {
    const name = groupOf(findings[i]);
    totals.set(name, (totals.get(name) || 0) + 1);
  }
  const from = state.page * PAGE_LEN;
  for (const i of shown.slice(from, from + PAGE_LEN)) {
    const name = groupOf(findings[i]);
    if (!groups.length || groups.at(-1).dataset.name !== name) {
      const head = make("h2", {}, make("span", {}, name), make("span", { className: "badge" }, count(totals.get(name))));
      const group = make("section", { className: "file" }, head);
      group.dataset.name = name;
      groups.push(group);
    }
    groups.at(-1).append(item(findings[i]));
  }
  if (!groups.length) groups.push(make("p", { className: "nothing" }, findings.length ? "No finding passes these filters." : "No findings."));
  byId("findings").replaceChildren(...groups);
  const last = Math.min(from + PAGE_LEN, shown.length);
  byId("where").textContent = shown.length ? `${count(from + 1)} to ${count(last)} of ${count(shown.length)}` : "";
  byId("pager").classList.toggle("hidden", shown.length <= PAGE_LEN);
  byId("previous").disabled = state.page === 0;
  byId("next").disabled = last === shown.length;
}

/* ---- what ran */

const STATUS_STYLES = { clean: "good", findings: "warm", broken: "bad", skipped: "" };

function why(analyzer) {
  const told = data.reasons.map((name, i) => [analyzer.misses[i], REASONS[name] || name]).filter(([number]) => number > 0);
  const lines = told.map(([number, reason]) => make("div", { className: "why" }, `${count(number)}: ${reason}`));
  if (analyzer.message) lines.push(make("div", {}, analyzer.message));
  return lines;
}

function drawRan() {
  const head = [["Analyzer"], ["Result"], ["Analyzed", 1], ["Replayed", 1], ["Unknown", 1], ["Took", 1], ["Saved", 1], ["Why it was analyzed"]];
  const number = (text) => make("td", { className: "number" }, text);
  const rows = data.analyzers.map((analyzer) =>
    make(
      "tr",
      {},
      make("td", {}, make("strong", {}, analyzer.name), " ", make("span", { className: "muted" }, analyzer.version)),
      make("td", {}, make("span", { className: `badge ${STATUS_STYLES[analyzer.status]}` }, analyzer.status)),
      ...["analyzed", "replayed", "unknown"].map((key) => number(count(analyzer[key]))),
      number(analyzer.analyzed ? duration(analyzer.took_ms) : ""),
      number(analyzer.replayed ? duration(analyzer.saved_ms) : ""),
      make("td", {}, ...why(analyzer))
    )
  );
  const cells = head.map(([text, isNumber]) => make("th", { className: isNumber ? "number" : "", scope: "col" }, text));
  byId("ran").replaceChildren(make("table", {}, make("thead", {}, make("tr", {}, ...cells)), make("tbody", {}, ...rows)));
  byId("ran").classList.toggle("hidden", rows.length === 0);
}

function drawSummary() {
  const saved = data.analyzers.reduce((sum, analyzer) => sum + analyzer.saved_ms, 0);
  const unknown = data.analyzers.reduce((sum, analyzer) => sum + analyzer.unknown, 0);
  byId("summary").append(
    `${count(findings.length)} ${findings.length === 1 ? "finding" : "findings"} in ${count(data.files)} files; `,
    `${count(data.analyzed)} analyzed, ${count(data.replayed)} replayed; `,
    `${duration(data.elapsed_ms)}, ${duration(saved)} saved `,
    data.complete ? make("span", { className: "badge good" }, "complete") : make("span", { className: "badge bad" }, `not complete: ${count(unknown)} answers are unknown`)
  );
}

/* ---- controls */

function address() {
  const parts = ["tool", "severity", "text"].filter((key) => state[key]).map((key) => `${key}=${encodeURIComponent(state[key].toWellFormed())}`);
  if (state.group !== "file") parts.push(`group=${state.group}`);
  if (state.page) parts.push(`page=${state.page + 1}`);
  return `#${parts.join("&")}`;
}

function redraw() {
  select();
  drawFindings();
  byId("tool").value = state.tool;
  byId("group").value = state.group;
  if (byId("text").value !== state.text) byId("text").value = state.text;
  for (const button of document.querySelectorAll("[data-severity]")) button.setAttribute("aria-pressed", button.dataset.severity === state.severity);
  if (address() !== (location.hash || "#")) history.replaceState(null, "", address());
  document.documentElement.dataset.drawn = Number(document.documentElement.dataset.drawn || 0) + 1;
}

function change(what) {
  Object.assign(state, { page: 0 }, what);
  redraw();
}

function turn(pages) {
  const page = state.page + pages;
  if (page < 0 || page * PAGE_LEN >= shown.length) return;
  change({ page });
  scrollTo(0, byId("ran").offsetTop + byId("ran").offsetHeight);
}

function follow() {
  const values = new Map(location.hash.slice(1).split("&").map((part) => [part.split("=")[0], part.slice(part.indexOf("=") + 1)]));
  const text = (key) => {
    try {
      return decodeURIComponent(values.get(key) || "");
    } catch {
      return "";
    }
  };
  change({ tool: text("tool"), severity: text("severity"), text: text("text"), group: text("group") === "tool" ? "tool" : "file", page: Math.max(0, (Number(text("page")) || 1) - 1) });
}

function setUp() {
  const tools = new Map(data.analyzers.map((analyzer) => [analyzer.name, 0]));
  const severities = data.severities.map(() => 0);
  for (const finding of findings) {
    tools.set(toolOf(finding), (tools.get(toolOf(finding)) || 0) + 1);
    severities[finding[AT.severity]]++;
  }
  byId("tool").append(...[...tools].map(([name, total]) => make("option", { value: name }, `${name} (${count(total)})`)));
  const button = (severity, text) => {
    const made = make("button", { onclick: () => change({ severity }) }, text);
    made.dataset.severity = severity;
    return made;
  };
  byId("severities").append(button("", `All ${count(findings.length)}`), ...data.severities.map((name, i) => button(name, `${name} ${count(severities[i])}`)));
  byId("tool").addEventListener("change", (event) => change({ tool: event.target.value }));
  byId("group").addEventListener("change", (event) => change({ group: event.target.value }));
  byId("text").addEventListener("input", (event) => change({ text: event.target.value }));
  byId("previous").addEventListener("click", () => turn(-1));
  byId("next").addEventListener("click", () => turn(1));
  addEventListener("hashchange", follow);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === byId("text")) change({ text: "" });
    if (event.target.matches("input, select")) return;
    if (event.key === "/") {
      byId("text").focus();
      event.preventDefault();
    } else if (event.key === "n") turn(1);
    else if (event.key === "p") turn(-1);
  });
}

setUp();
drawSummary();
drawRan();
follow();
/* How long it took to open; tests wait for it. */
requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = Math.round(performance.now()))));
