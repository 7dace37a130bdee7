/* SPDX-License-Identifier: MIT */
/*
 * What is visible: a node for each file of an open folder and for each closed
 * one, and edges between them, added up.  An open folder is a box.
 *
 * Of a folder with more than CHILDREN_MAX children those with the most edges
 * are nodes, and one node stands for all others, so that a folder of a
 * thousand packages stays readable; each opening of that node shows as many
 * more.
 */
"use strict";

const CHILDREN_MAX = 24;
const NODES_AT_FIRST = 40;
const EDGES_MAX = 1500;

class Visible {
  constructor(model) {
    this.model = model;
    this.open = new Set([model.root.id]);
    this.more = new Map(); /* folder -> children shown beyond the first ones */
    this.filter = { level: model.data.levels.length - 1, barred: 0, off: 0, only: "all" };
    this.focus = -1;
    this.direction = "dependents";
    this.far = true;
    this.pinned = -1; /* a file that is never folded away */
    this.setScope();
  }

  affected() {
    return this.model.affectedBy[this.filter.level];
  }

  /* Which files are shown at all, after a change of filter or focus. */
  setScope() {
    const { model, filter } = this;
    const content = model.data.levels.length - 1;
    filter.barred = filter.off | (filter.level < content ? model.data.conftest : 0);
    const scope = this.focusMarks();
    for (let file = 0; file < model.len; file++) {
      if (filter.only === "affected") scope[file] &= this.affected()[file] | model.changed[file];
      if (filter.only === "cycles") scope[file] &= model.knotOf[file] >= 0;
    }
    this.scope = scope;
    this.counts = sums(scope);
    this.marked = {
      changed: sums(this.scoped(model.changed)),
      affected: sums(this.scoped(this.affected())),
      cycle: sums(this.scoped(Uint8Array.from(model.knotOf, (knot) => knot >= 0))),
    };
  }

  scoped(marks) {
    return marks.map((mark, file) => mark & this.scope[file]);
  }

  focusMarks() {
    const marks = new Uint8Array(this.model.len);
    if (this.focus < 0) return marks.fill(1);
    if (this.direction !== "dependencies") this.model.reach(this.focus, true, this.far, this.filter, marks);
    if (this.direction !== "dependents") this.model.reach(this.focus, false, this.far, this.filter, marks);
    return marks;
  }

  count(folder) {
    return this.counts[folder.end] - this.counts[folder.first];
  }

  holds(folder, file) {
    return file >= folder.first && file < folder.end;
  }

  childrenOf(folder) {
    const folders = folder.folders.filter((child) => this.count(child) > 0);
    const files = folder.files.filter((file) => this.scope[file]);
    return [
      ...folders.map((child) => ({ folder: child, first: child.first, end: child.end })),
      ...files.map((file) => ({ file, first: file, end: file + 1 })),
    ];
  }

  /* [children that are shown, the others] */
  split(folder) {
    const children = this.childrenOf(folder);
    const most = CHILDREN_MAX + (this.more.get(folder.id) || 0);
    if (children.length <= most + 1) return [children, []];
    const weights = this.model.weights;
    const weight = (child) => weights[child.end] - weights[child.first];
    const pinned = (child) =>
      [this.focus, this.pinned].some((file) => file >= child.first && file < child.end) ||
      (child.folder && this.open.has(child.folder.id));
    const chosen = new Set([...children].sort((a, b) => pinned(b) - pinned(a) || weight(b) - weight(a)).slice(0, most));
    return [children.filter((child) => chosen.has(child)), children.filter((child) => !chosen.has(child))];
  }

  /* Open folders, the largest first, while few nodes come of it. */
  openSome() {
    this.open = new Set([this.model.root.id]);
    this.more.clear();
    const seen = (folder) => Math.min(this.childrenOf(folder).length, CHILDREN_MAX + 1);
    let total = seen(this.model.root);
    let closed = this.model.root.folders.filter((child) => this.count(child) > 0);
    while (closed.length) {
      closed.sort((a, b) => this.count(b) - this.count(a));
      const folder = closed.shift();
      if (total + seen(folder) - 1 > NODES_AT_FIRST) break;
      total += seen(folder) - 1;
      this.open.add(folder.id);
      closed.push(...folder.folders.filter((child) => this.count(child) > 0));
    }
    if (this.focus >= 0) this.reveal(this.focus);
  }

  /* Open all folders above a file. */
  reveal(file) {
    this.pinned = file;
    this.openTo(this.model.folders[this.model.folderOf[file]]);
  }

  openTo(folder) {
    for (let up = folder; up; up = up.parent) this.open.add(up.id);
  }

  closeBelow(folder) {
    for (const id of [...this.open]) {
      const other = this.model.folders[id];
      for (let up = other; up; up = up.parent) if (up === folder) this.open.delete(id);
    }
    this.open.add(this.model.root.id);
  }

  /* Make the nodes and edges. */
  compute() {
    this.nodes = [];
    this.boxes = [];
    this.nodeOf = new Int32Array(this.model.len).fill(-1);
    this.visit(this.model.root, null, 0);
    this.byKey = new Map([...this.nodes, ...this.boxes].map((node) => [node.key, node]));
    this.addEdges();
  }

  visit(folder, box, depth) {
    const [shown, rest] = this.split(folder);
    for (const child of shown) {
      if (child.folder && this.open.has(child.folder.id)) {
        const inner = this.makeNode("box", child, box, depth);
        this.boxes.push(inner);
        inner.at = this.nodes.length;
        this.visit(child.folder, inner, depth + 1);
      } else {
        this.addNode(this.makeNode(child.folder ? "folder" : "file", child, box, depth), [child]);
      }
    }
    if (rest.length) {
      const child = { folder, rest: rest.length, first: folder.first, end: folder.end };
      this.addNode(this.makeNode("rest", child, box, depth), rest);
    }
  }

  makeNode(kind, child, box, depth) {
    const key = { box: "d", folder: "d", file: "f", rest: "r" }[kind] + (kind === "file" ? child.file : child.folder.id);
    return { key, kind, file: child.file ?? -1, folder: child.folder, box, depth, rest: child.rest, ...this.tally([child]) };
  }

  tally(ranges) {
    const total = (sum) => ranges.reduce((all, range) => all + sum[range.end] - sum[range.first], 0);
    const { changed, affected, cycle } = this.marked;
    return { count: total(this.counts), changed: total(changed), affected: total(affected), cycle: total(cycle) };
  }

  addNode(node, ranges) {
    Object.assign(node, this.tally(ranges), { index: this.nodes.length });
    for (const range of ranges) this.nodeOf.fill(node.index, range.first, range.end);
    this.nodes.push(node);
  }

  /* Does an edge between shown files belong to what is shown of them? */
  shows(edge) {
    const { model } = this;
    if (this.filter.only === "cycles" && !model.inCycle(edge)) return false;
    return this.far || this.focus < 0 || model.from[edge] === this.focus || model.to[edge] === this.focus;
  }

  eachShown(visit) {
    const { model, nodeOf, scope } = this;
    for (let e = 0; e < model.to.length; e++) {
      const from = model.from[e];
      const to = model.to[e];
      if (!scope[from] || !scope[to] || !model.counts(e, this.filter) || !this.shows(e)) continue;
      if (nodeOf[from] !== nodeOf[to]) visit(e, nodeOf[from], nodeOf[to]);
    }
  }

  addEdges() {
    const found = new Map();
    let last = -1;
    this.eachShown((e, a, b) => {
      const key = a * this.nodes.length + b;
      let edge = found.get(key);
      if (!edge) found.set(key, (edge = { key: `e${a}-${b}`, from: this.nodes[a], to: this.nodes[b], count: 0, cycle: false }));
      /* Edges of one pair of files that differ in kinds stand side by side. */
      if (last < 0 || this.model.from[last] !== this.model.from[e] || this.model.to[last] !== this.model.to[e]) edge.count++;
      edge.cycle = edge.cycle || this.model.inCycle(e);
      last = e;
    });
    const all = [...found.values()].sort((a, b) => b.count - a.count);
    this.edges = all.slice(0, EDGES_MAX);
    this.leftOut = all.length - this.edges.length;
    this.edgeByKey = new Map(this.edges.map((edge) => [edge.key, edge]));
  }

  /* Pairs of files behind a visible edge: [from, to, kinds]. */
  pairs(edge) {
    const found = new Map();
    this.eachShown((e, a, b) => {
      if (this.nodes[a] !== edge.from || this.nodes[b] !== edge.to) return;
      const key = `${this.model.from[e]} ${this.model.to[e]}`;
      const pair = found.get(key) || [this.model.from[e], this.model.to[e], 0];
      pair[2] |= this.model.kinds[e];
      found.set(key, pair);
    });
    return [...found.values()];
  }
}
