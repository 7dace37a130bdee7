/* SPDX-License-Identifier: MIT */
/* The picture: Cytoscape with our nodes, edges and colours. */
"use strict";

const FONT = 13;
const NODE_HEIGHT = 30;
const READABLE = 0.55; /* the least zoom at which names can be read */

class View {
  constructor(element, actions) {
    this.element = element;
    this.actions = actions;
    this.pen = document.createElement("canvas").getContext("2d");
    this.cy = cytoscape({
      container: element,
      autoungrabify: true,
      boxSelectionEnabled: false,
      selectionType: "single",
      minZoom: 0.05,
      maxZoom: 2.5,
    });
    this.restyle();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.restyle());
    this.cy.on("tap", (event) => {
      this.tapped = event.target === this.cy ? null : event.target.id();
      actions.select(this.tapped);
    });
    /* What a double click is the browser knows, by the user's settings. */
    element.addEventListener("dblclick", () => this.tapped && actions.enter(this.tapped));
    this.cy.on("mouseover", "node, edge", (event) => this.emphasize(event.target.id()));
    this.cy.on("mouseout", "node, edge", () => this.emphasize(this.selected));
    new ResizeObserver(() => this.cy.resize()).observe(element);
  }

  restyle() {
    const style = getComputedStyle(document.documentElement);
    this.color = (name) => style.getPropertyValue(`--${name}`).trim();
    this.family = style.getPropertyValue("--sans").trim();
    this.cy.style(this.styles());
  }

  styles() {
    const c = this.color;
    const node = {
      shape: "round-rectangle",
      "corner-radius": 6,
      width: "data(w)",
      height: "data(h)",
      label: "data(label)",
      "font-family": this.family,
      "font-size": FONT,
      color: c("text"),
      "text-valign": "center",
      "background-color": c("surface"),
      "border-width": 1.25,
      "border-color": c("line-strong"),
      "overlay-opacity": 0,
    };
    return [
      { selector: "node", style: node },
      { selector: "node.folder", style: { "background-color": c("accent-soft"), "border-color": c("accent"), "font-weight": 600 } },
      { selector: "node.rest", style: { "border-style": "dashed", color: c("muted"), "background-color": c("ground") } },
      { selector: "node.affected", style: { "background-color": c("warm-soft"), "border-color": c("warm-line") } },
      { selector: "node.changed", style: { "border-width": 3 } },
      { selector: "node.cycle", style: { "border-style": "dashed", "border-width": 2, "border-color": c("bad-line") } },
      {
        selector: "node.box",
        style: {
          "z-compound-depth": "bottom",
          "background-color": c("sunken"),
          "background-opacity": 0.55,
          "border-width": 1,
          "border-style": "solid",
          "border-color": c("line-strong"),
          "font-weight": 600,
          color: c("muted"),
          "text-valign": "top",
          "text-margin-y": CAPTION,
        },
      },
      {
        selector: "edge",
        style: {
          width: "data(w)",
          "curve-style": "bezier",
          "control-point-step-size": 24,
          "line-color": c("line-strong"),
          "target-arrow-color": c("line-strong"),
          "target-arrow-shape": "triangle",
          "arrow-scale": 0.8,
          opacity: 0.45,
          "overlay-opacity": 0,
          "font-family": this.family,
          "font-size": 12,
          color: c("text"),
          "text-background-color": c("surface"),
          "text-background-opacity": 0.95,
          "text-background-padding": 2,
          "text-background-shape": "round-rectangle",
        },
      },
      { selector: "edge.many", style: { opacity: 0.22 } },
      { selector: "edge.cycle", style: { "line-color": c("bad-line"), "target-arrow-color": c("bad-line"), "line-style": "dashed", opacity: 0.8 } },
      { selector: "node.faded", style: { opacity: 0.45 } },
      { selector: "edge.faded", style: { opacity: 0.05 } },
      { selector: "edge.out", style: { opacity: 1, label: "data(label)", "line-color": c("accent"), "target-arrow-color": c("accent"), "z-index": 9 } },
      { selector: "edge.in", style: { opacity: 1, label: "data(label)", "line-color": c("good"), "target-arrow-color": c("good"), "z-index": 9 } },
      { selector: "node.focus", style: { "background-color": c("accent"), "border-color": c("accent"), color: c("on-accent"), "font-weight": 600 } },
      { selector: "node.selected", style: { "outline-width": 3, "outline-offset": 2, "outline-color": c("accent") } },
    ];
  }

  label(node) {
    const marks = (node.changed ? "● " : "") + (node.affected && !node.changed ? "◆ " : "") + (node.cycle ? "↻ " : "");
    if (node.kind === "box") return node.folder.path;
    if (node.kind === "rest") return `${marks}and ${count(node.rest)} more`;
    if (node.kind === "folder") return `${marks}${node.folder.name}/  ${count(node.count)}`;
    return marks + this.actions.name(node.file);
  }

  measure(text, strong) {
    this.pen.font = `${strong ? 600 : 400} ${FONT}px ${this.family}`;
    return this.pen.measureText(text).width;
  }

  draw(visible) {
    const sizes = new Map();
    for (const node of visible.nodes) {
      const width = this.measure(this.label(node), true);
      sizes.set(node.key, { w: Math.ceil(width) + 22, h: NODE_HEIGHT });
    }
    for (const box of visible.boxes) box.caption = Math.ceil(this.measure(this.label(box), true)) + 20;
    layoutAll(visible, sizes);
    this.cy.batch(() => {
      this.cy.elements().remove();
      this.cy.add(visible.boxes.map((box) => this.element_of(box, visible)));
      this.cy.add(visible.nodes.map((node) => this.element_of(node, visible)));
      this.cy.add(visible.edges.map((edge) => this.edge_of(edge, visible)));
    });
    this.selected = null;
  }

  element_of(node, visible) {
    const classes = [node.kind];
    if (node.changed) classes.push("changed");
    if (node.affected || node.changed) classes.push("affected");
    if (node.cycle && node.kind !== "box") classes.push("cycle");
    if (node.kind === "file" && node.file === visible.focus) classes.push("focus");
    const data = { id: node.key, label: this.label(node), w: node.w, h: node.h };
    const shown = node.kind === "box" ? "box" : classes.join(" ");
    return { group: "nodes", data, classes: shown, position: { x: node.x, y: node.y } };
  }

  edge_of(edge, visible) {
    const data = { id: edge.key, source: edge.from.key, target: edge.to.key, w: 1 + Math.log2(edge.count) / 2, label: edge.count > 1 ? count(edge.count) : "" };
    const classes = [edge.cycle ? "cycle" : "", visible.edges.length > 120 ? "many" : ""];
    return { group: "edges", data, classes: classes.join(" ") };
  }

  select(key) {
    this.selected = key;
    this.cy.nodes(".selected").removeClass("selected");
    if (key) this.cy.getElementById(key).addClass("selected");
    this.emphasize(key);
  }

  /* What belongs to a node or an edge stands out. */
  emphasize(key) {
    this.cy.batch(() => {
      this.cy.elements().removeClass("faded in out");
      const element = key ? this.cy.getElementById(key) : this.cy.collection();
      if (element.empty() || element.hasClass("box")) return;
      const out = element.isEdge() ? element : element.outgoers("edge");
      const into = element.isEdge() ? this.cy.collection() : element.incomers("edge");
      const near = element.union(out).union(into).union(out.connectedNodes()).union(into.connectedNodes());
      const rest = this.cy.elements().difference(near).not(".box");
      /* Of a focus all that is shown is to be read. */
      (element.hasClass("focus") ? rest.edges() : rest).addClass("faded");
      out.addClass("out");
      into.addClass("in");
    });
  }

  /* Everything, or where that could not be read, what is around a node. */
  fit(key) {
    const cy = this.cy;
    if (!cy.nodes().length) return;
    cy.fit(undefined, 28);
    if (cy.zoom() > 1.15) cy.zoom(1.15);
    if (cy.zoom() < READABLE) cy.zoom(READABLE);
    const whole = cy.elements().renderedBoundingBox();
    const fits = whole.w <= cy.width() && whole.h <= cy.height();
    const around = key ? cy.getElementById(key) : cy.collection();
    if (fits) cy.center();
    else if (around.nonempty()) cy.center(around);
    else cy.pan({ x: cy.pan().x + 28 - whole.x1, y: cy.pan().y + 28 - whole.y1 });
  }

  /* Move so that a node can be seen, if it cannot. */
  show(key) {
    const element = this.cy.getElementById(key);
    if (element.empty()) return;
    const box = element.renderedBoundingBox();
    if (box.x1 < 0 || box.y1 < 0 || box.x2 > this.cy.width() || box.y2 > this.cy.height()) this.cy.center(element);
  }
}

/* 1204 -> "1,204" */
function count(number) {
  return number.toLocaleString("en");
}
