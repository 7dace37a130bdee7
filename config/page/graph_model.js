/* SPDX-License-Identifier: MIT */
/*
 * The model: files, folders and edges as numbers, and what of them counts.
 *
 * Paths are sorted by bytes, so the files of a folder, at any depth, are one
 * range of numbers [first, end); counts of anything in a folder are then the
 * difference of two sums.
 */
"use strict";

class Model {
  constructor(data) {
    this.data = data;
    this.paths = data.paths;
    this.len = data.paths.length;
    this.readFolders();
    this.readEdges();
    this.changed = this.marks(data.changed);
    this.affectedBy = data.levels.map((level) => this.marks(data.affected[level]));
    this.knotOf = new Int32Array(this.len).fill(-1);
    data.cycles.forEach((knot, i) => knot.forEach((file) => (this.knotOf[file] = i)));
    this.others = this.marks(data.others);
  }

  marks(files) {
    const marks = new Uint8Array(this.len);
    for (const file of files) marks[file] = 1;
    return marks;
  }

  readFolders() {
    this.folders = [];
    this.folderByPath = new Map();
    this.folderOf = new Int32Array(this.len);
    this.root = this.addFolder("", null, 0);
    this.paths.forEach((path, file) => {
      const folder = this.folderAt(path.slice(0, Math.max(0, path.lastIndexOf("/"))), file);
      folder.files.push(file);
      this.folderOf[file] = folder.id;
      for (let up = folder; up; up = up.parent) up.end = file + 1;
    });
  }

  addFolder(path, parent, first) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const folder = { id: this.folders.length, path, name, parent, first, end: first, folders: [], files: [] };
    this.folders.push(folder);
    this.folderByPath.set(path, folder);
    if (parent) parent.folders.push(folder);
    return folder;
  }

  folderAt(path, file) {
    const known = this.folderByPath.get(path);
    if (known) return known;
    const parent = this.folderAt(path.slice(0, Math.max(0, path.lastIndexOf("/"))), file);
    return this.addFolder(path, parent, file);
  }

  /* Edges of file f are those from first[f] to first[f + 1]; the same turned
     round through `back`, which holds places of edges. */
  readEdges() {
    const { degrees, targets } = this.data;
    this.first = sums(degrees);
    this.to = Uint32Array.from(targets);
    this.from = new Uint32Array(targets.length);
    this.kinds = Uint16Array.from(this.data.kinds_of, (place) => this.data.masks[place]);
    const arriving = new Uint32Array(this.len);
    for (let file = 0; file < this.len; file++) {
      for (let e = this.first[file]; e < this.first[file + 1]; e++) {
        this.from[e] = file;
        arriving[this.to[e]]++;
      }
    }
    this.firstBack = sums(arriving);
    this.back = new Uint32Array(targets.length);
    const next = this.firstBack.slice();
    for (let e = 0; e < targets.length; e++) this.back[next[this.to[e]]++] = e;
    this.weights = sums(Array.from(arriving, (count, file) => count + degrees[file]));
  }

  name(file) {
    return this.paths[file].slice(this.paths[file].lastIndexOf("/") + 1);
  }

  /* Does the edge count, by its kinds and at the level? */
  counts(edge, filter) {
    return (this.kinds[edge] & filter.barred) === 0;
  }

  /* Visit (edge, other file) of all edges that count, out of or into `file`. */
  eachEdge(file, into, filter, visit) {
    const first = into ? this.firstBack : this.first;
    for (let i = first[file]; i < first[file + 1]; i++) {
      const edge = into ? this.back[i] : i;
      if (this.counts(edge, filter)) visit(edge, into ? this.from[edge] : this.to[edge]);
    }
  }

  /* Neighbours of a file as a map: other file -> kinds of all edges. */
  neighbours(file, into, filter) {
    const found = new Map();
    this.eachEdge(file, into, filter, (edge, other) => {
      found.set(other, (found.get(other) || 0) | this.kinds[edge]);
    });
    return found;
  }

  /* Set marks of all that is reached from `file`, itself too; how many are
     new. */
  reach(file, into, far, filter, marks) {
    let queue = [file];
    let count = 0;
    const seen = new Uint8Array(this.len);
    seen[file] = marks[file] = 1;
    for (let steps = 0; queue.length && (far || steps < 1); steps++) {
      const next = [];
      for (const at of queue) {
        this.eachEdge(at, into, filter, (edge, other) => {
          if (seen[other]) return;
          seen[other] = marks[other] = 1;
          count++;
          next.push(other);
        });
      }
      queue = next;
    }
    return count;
  }

  kindNames(mask) {
    return this.data.kinds.filter((name, i) => mask & (1 << i)).join(", ");
  }

  /* Both ends in one knot, by an import that runs when the module is loaded. */
  inCycle(edge) {
    const knot = this.knotOf[this.from[edge]];
    return knot >= 0 && knot === this.knotOf[this.to[edge]] && (this.kinds[edge] & ~this.data.loading) === 0;
  }
}

/* [3, 1] -> [0, 3, 4] */
function sums(counts) {
  const result = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) result[i + 1] = result[i] + counts[i];
  return result;
}
