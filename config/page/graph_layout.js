/* SPDX-License-Identifier: MIT */
/*
 * Where nodes stand: importers to the left of what they import, or above.
 *
 * Each box is laid out by itself, the inner ones first, so boxes never
 * overlap and each layout is small.  dagre gives nodes their ranks and their
 * order in it; nodes without edges in their box stand below, in rows.
 */
"use strict";

const RANK_GAP = 56;
const GAP = 12;
const SCREEN = { w: 800, h: 720 }; /* about what there is to fill */
const PADDING = 16; /* of a box */
const CAPTION = 26; /* above the content of a box */
/* Edges per node that dagre is told, the heaviest: all of them take it
   seconds where everything imports everything. */
const EDGES_PER_NODE = 3;

/* sizes: key -> {w, h} of nodes that are no boxes; sets node.x, node.y (the
   middle) of these. */
function layoutAll(visible, sizes) {
  const inside = new Map([[null, []]]);
  for (const box of visible.boxes) inside.set(box, []);
  for (const node of [...visible.nodes, ...visible.boxes]) inside.get(node.box).push(node);
  const edges = liftEdges(visible);
  const place = (box) => {
    const items = inside.get(box);
    for (const item of items) Object.assign(item, item.kind === "box" ? place(item) : sizes.get(item.key));
    const size = placeItems(items, edges.get(box) || []);
    return box ? { w: Math.max(size.w + 2 * PADDING, box.caption), h: size.h + 2 * PADDING + CAPTION } : size;
  };
  place(null);
  const move = (box, dx, dy) => {
    for (const item of inside.get(box)) {
      item.x += dx;
      item.y += dy;
      if (item.kind === "box") move(item, item.x - item.w / 2 + PADDING, item.y - item.h / 2 + PADDING + CAPTION);
    }
  };
  move(null, 0, 0);
}

/* Each edge to the innermost box that holds both ends, between its items. */
function liftEdges(visible) {
  const lifted = new Map();
  for (const edge of visible.edges) {
    let [a, b] = [edge.from, edge.to];
    while (a.box !== b.box) {
      if ((a.box ? a.box.depth : -1) >= (b.box ? b.box.depth : -1)) a = a.box;
      else b = b.box;
    }
    if (a === b) continue;
    if (!lifted.has(a.box)) lifted.set(a.box, new Map());
    const sum = lifted.get(a.box);
    const key = `${a.key} ${b.key}`;
    const known = sum.get(key);
    if (known) known.count += edge.count;
    else sum.set(key, { from: a, to: b, count: edge.count });
  }
  return new Map([...lifted].map(([box, sum]) => [box, [...sum.values()]]));
}

function heaviest(edges) {
  const used = new Map();
  const take = (node) => used.set(node, (used.get(node) || 0) + 1);
  return [...edges]
    .sort((a, b) => b.count - a.count)
    .filter((edge) => {
      if ((used.get(edge.from) || 0) >= EDGES_PER_NODE && (used.get(edge.to) || 0) >= EDGES_PER_NODE) return false;
      take(edge.from);
      take(edge.to);
      return true;
    });
}

/* Sets x, y of all items, from (0, 0) on; returns the size of it all. */
function placeItems(items, edges) {
  const linked = new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  const alone = items.filter((item) => !linked.has(item));
  const size = placeRanks(ranksOf(items.filter((item) => linked.has(item)), edges));
  const below = placeRows(alone, Math.max(size.w, rowWidth(alone)), size.h ? size.h + 2 * GAP : 0);
  return { w: Math.max(size.w, below.w), h: below.h || size.h };
}

/* What is imported stands in a later rank than its importers. */
function ranksOf(items, edges) {
  if (!items.length) return [];
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR", nodesep: GAP, ranksep: RANK_GAP, acyclicer: "greedy" });
  for (const item of items) graph.setNode(item.key, { width: item.w, height: item.h });
  for (const edge of heaviest(edges)) graph.setEdge(edge.from.key, edge.to.key, { weight: 1, minlen: 1 });
  dagre.layout(graph);
  const byX = new Map();
  for (const item of items) {
    const { x, y } = graph.node(item.key);
    item.order = y;
    const rank = Math.round(x);
    if (!byX.has(rank)) byX.set(rank, []);
    byX.get(rank).push(item);
  }
  return [...byX].sort((a, b) => a[0] - b[0]).map((entry) => entry[1].sort((a, b) => a.order - b.order));
}

/* Ranks as columns or as rows, whichever is shown larger. */
function placeRanks(ranks) {
  const scale = (size) => Math.min(SCREEN.w / size.w, SCREEN.h / size.h);
  const columns = placeAs(COLUMNS, ranks);
  if (!ranks.length || scale(columns) >= 1) return columns;
  const rows = placeAs(ROWS, ranks);
  return scale(rows) > scale(columns) * 1.1 ? rows : placeAs(COLUMNS, ranks);
}

/* A direction: x and w along which ranks follow each other, the others along
   which their items do. */
const COLUMNS = { x: "x", y: "y", w: "w", h: "h", shape: 0.75, gap: RANK_GAP };
const ROWS = { x: "y", y: "x", w: "h", h: "w", shape: 1.5, gap: 36 };

/* Ranks that would be too long are broken, so that all of it has about the
   shape of a screen. */
function placeAs(way, ranks) {
  const items = ranks.flat();
  const area = items.reduce((sum, item) => sum + (item.w + GAP) * (item.h + GAP), 0);
  const longest = Math.max(0, Math.sqrt(area * way.shape), ...items.map((item) => item[way.h]));
  const parts = ranks.flatMap((rank) => breakRank(way, rank, longest));
  const lengths = parts.map((part) => part.reduce((sum, item) => sum + item[way.h] + GAP, -GAP));
  const length = Math.max(0, ...lengths);
  let x = 0;
  parts.forEach((part, i) => {
    const width = Math.max(...part.map((item) => item[way.w]));
    let y = (length - lengths[i]) / 2;
    for (const item of part) {
      item[way.x] = x + width / 2;
      item[way.y] = y + item[way.h] / 2;
      y += item[way.h] + GAP;
    }
    x += width + way.gap;
  });
  const size = { [way.w]: Math.max(0, x - way.gap), [way.h]: length };
  return { w: size.w, h: size.h };
}

function breakRank(way, rank, longest) {
  const length = rank.reduce((sum, item) => sum + item[way.h] + GAP, 0);
  const parts = Math.ceil(length / (longest * 1.25));
  if (parts < 2) return [rank];
  const broken = [[]];
  let used = 0;
  for (const item of rank) {
    if (used > 0 && used + item[way.h] / 2 > length / parts) {
      broken.push([]);
      used = 0;
    }
    broken.at(-1).push(item);
    used += item[way.h] + GAP;
  }
  return broken;
}

function rowWidth(items) {
  const area = items.reduce((sum, item) => sum + (item.w + GAP) * (item.h + GAP), 0);
  return Math.max(0, Math.sqrt(area * 1.7), ...items.map((item) => item.w));
}

function placeRows(items, width, top) {
  let [x, y, tallest, right] = [0, top, 0, 0];
  for (const item of items) {
    if (x > 0 && x + item.w > width) {
      x = 0;
      y += tallest + GAP;
      tallest = 0;
    }
    item.x = x + item.w / 2;
    item.y = y + item.h / 2;
    x += item.w + GAP;
    right = Math.max(right, x - GAP);
    tallest = Math.max(tallest, item.h);
  }
  return { w: right, h: items.length ? y + tallest : 0 };
}
