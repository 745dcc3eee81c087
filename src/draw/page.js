// The page's script. The pictures stand in the page already; this shows values under the pointer, and below the pictures steps through
// what happens to the objects. It knows what the page's data says: addresses, strides, the cells that were written out, how the
// capacity of a copy grew. It fetches nothing.
"use strict";
const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const state = { object: data.objects[0], mode: "", values: {} };

function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key in node) node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
const code = (text) => make("code", {}, text);
const para = (...parts) => make("p", {}, ...parts);
const what = (text) => make("div", { className: "what" }, text);
const plural = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;
const tuple = (values) => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
const hex = (address, byte) => "0x" + (BigInt(address) + BigInt(byte)).toString(16);
const product = (values) => values.reduce((a, b) => a * b, 1);

// -- values under the pointer ----------------------------------------------------------------------

const tip = $("tip");
function showTip(target, x, y) {
  const d = target.dataset;
  const rows = [make("b", {}, d.value ?? "")];
  for (const [label, key] of [["index", "index"], ["address", "address"], ["bytes", "bytes"]])
    if (d[key]) rows.push(make("div", {}, `${label.padEnd(8)} ${d[key]}`));
  if (d.size) rows.push(make("div", {}, `size     ${plural(+d.size, "byte")}`));
  tip.replaceChildren(...rows);
  tip.style.whiteSpace = "pre-wrap";
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(6, Math.min(x + 14, innerWidth - box.width - 6)) + "px";
  tip.style.top = (y + 18 + box.height > innerHeight ? Math.max(6, y - box.height - 12) : y + 18) + "px";
}
function followPointer(event) {
  const target = event.target.closest?.(".tip");
  if (target) showTip(target, event.clientX, event.clientY);
  else tip.hidden = true;
}
document.addEventListener("pointermove", followPointer);
document.addEventListener("pointerdown", followPointer);
document.addEventListener("scroll", () => (tip.hidden = true), { passive: true });
document.addEventListener("focusin", (event) => {
  if (!event.target.matches?.(".tip")) return;
  const box = event.target.getBoundingClientRect();
  showTip(event.target, box.left, box.bottom - 14);
});

// -- arrays as ways to walk a buffer ---------------------------------------------------------------

const buffer = (a) => data.buffers[a.buffer];
function unravel(k, shape) {
  const index = shape.map(() => 0);
  for (let axis = shape.length; axis-- > 0; k = Math.floor(k / shape[axis])) index[axis] = k % shape[axis];
  return index;
}
const byteOf = (view, index) => index.reduce((at, i, axis) => at + i * view.strides[axis], view.offset);
// What a cell of the buffer holds, when the page knows it and the view reads the cells as they are.
function cellAt(a, byte) {
  const b = buffer(a);
  const at = byte / b.itemsize;
  b.known ??= new Map(b.cells.map((cell) => [cell[0], cell]));
  return a.itemsize === b.itemsize ? b.known.get(at) : undefined;
}
const valueAt = (a, byte) => cellAt(a, byte)?.[1] ?? "…";
const pairs = (text) => text.match(/../g)?.join(" ") ?? "";
const lineOf = (address, byte) => (BigInt(address) + BigInt(byte)) / 64n;
function cStrides(shape, itemsize) {
  const strides = [];
  for (let axis = shape.length, step = itemsize; axis-- > 0; step *= shape[axis]) strides[axis] = step;
  return strides;
}

// A cell: its value, a small text under it, and what it tells under the pointer.
function cell(value, small, classes = "", info = {}) {
  const node = make("div", { className: `cell tip ${classes}`, tabIndex: 0 }, value, make("small", {}, small || "\u00a0"));
  Object.assign(node.dataset, { value, ...info });
  return node;
}
const strip = (...cells) => make("div", { className: "strip" }, ...cells);
// The buffer of an array, cell by cell; `look` gives for a byte offset the classes, the small text and the index to tell. What is
// left out lights up as a whole when the byte `now` lies in it.
function bufferStrip(a, look, now = -1) {
  const b = buffer(a);
  const cells = [];
  let next = 0;
  const gap = (to) => {
    const n = to - next;
    const on = now >= next * b.itemsize && now < to * b.itemsize ? "gap on" : "gap";
    if (n > 0) cells.push(cell(`… ${n} more …`, "", on, { address: hex(b.address, next * b.itemsize), size: n * b.itemsize }));
  };
  for (const [at, value, raw] of b.cells) {
    gap(at);
    next = at + 1;
    const byte = at * b.itemsize;
    const { classes = "", small = `+${byte}`, index } = look(byte) ?? {};
    const info = { address: hex(b.address, byte), bytes: pairs(raw), size: b.itemsize };
    cells.push(cell(value, small, classes, index === undefined ? info : { ...info, index }));
  }
  gap(b.total);
  return strip(...cells);
}
// The array as its user sees it: rows of its last axis. Long ones keep both ends.
function grid(view, look) {
  const columns = view.shape.length ? view.shape.at(-1) : 1;
  const rows = product(view.shape.slice(0, -1));
  const ends = (n, most) => [...Array(n).keys()].filter((i) => n <= most || i < most / 2 || i >= n - most / 2);
  const table = make("table");
  let before = -1;
  for (const r of ends(rows, 10)) {
    const tr = make("tr");
    if (r > before + 1) table.append(make("tr", {}, make("td", { colSpan: 12 }, `… ${r - before - 1} rows more …`)));
    before = r;
    let last = -1;
    for (const c of ends(columns, 10)) {
      if (c > last + 1) tr.append(make("td", {}, `… ${c - last - 1} …`));
      last = c;
      const k = r * columns + c;
      const index = unravel(k, view.shape);
      const byte = byteOf(view, index);
      const td = make("td", { className: `tip ${look(k, byte) ?? ""}` }, valueAt(view, byte));
      Object.assign(td.dataset, { value: valueAt(view, byte), index: index.join(","), address: hex(buffer(view).address, byte) });
      tr.append(td);
    }
    table.append(tr);
  }
  return table;
}
const record = (view) =>
  para(code(`shape ${tuple(view.shape)}  strides ${tuple(view.strides)}  data ${hex(buffer(view).address, view.offset)}`));
const sees = (view) => {
  const found = new Map();
  for (let k = 0; k < Math.min(product(view.shape), 4096); k++) {
    const index = unravel(k, view.shape);
    const byte = byteOf(view, index);
    found.set(byte, found.has(byte) ? found.get(byte) + " .." : index.join(","));
  }
  return found;
};

// -- operations: the sliders they need, and what they show -----------------------------------------

const slider = (key, label, min, max, value) => ({ key, label, min, max, value });
const choice = (key, label, options) => ({ key, label, options, value: options[0][0] });

function walkView(view, k, title) {
  const index = unravel(k, view.shape);
  const byte = byteOf(view, index);
  const steps = index.map((i, axis) => `${i}·${view.strides[axis]}`).join(" + ") || "0";
  const seen = new Set();
  let changes = 0;
  let before = null;
  for (let i = Math.max(0, k - 4096); i <= k; i++) {
    const at = byteOf(view, unravel(i, view.shape));
    const line = lineOf(buffer(view).address, at);
    if (before !== null && line !== before) changes++;
    before = line;
    seen.add(at);
  }
  const start = hex(buffer(view).address, view.offset);
  return [
    para(code(`${title}[${index.join(", ")}] = ${valueAt(view, byte)}`)),
    para(code(`address = data + ${steps} = ${start} ${byte < view.offset ? "−" : "+"} ${Math.abs(byte - view.offset)} = ${hex(buffer(view).address, byte)}`)),
    make("div", { className: "grids" }, grid(view, (at, b) => (at === k ? "on" : at < k && seen.has(b) ? "seen" : ""))),
    what(`the buffer; underlined: the cache line of 64 bytes that holds the element. Lines changed so far: ${changes}`),
    bufferStrip(view, (at) => ({
      classes: (at === byte ? "on" : seen.has(at) ? "seen" : "") + (lineOf(buffer(view).address, at) === before ? " line" : ""),
      index: at === byte ? index.join(",") : undefined,
    }), byte),
  ];
}

function bars(values, now) {
  const most = Math.max(1, ...values);
  return make("div", { className: "bars", role: "img", "aria-label": "bytes moved by each append" },
    ...values.map((v, i) => make("i", { className: i === now ? "now" : i < now ? "past" : "", style: `height:${(100 * v) / most}%` })));
}

// Steps of a growing table: unit bytes a slot, from `length` on; the growth was measured on a copy.
function growthSteps(o, unit, length, copies) {
  return o.growth.slice(1).map(([capacity, moved], i) => {
    const old = o.growth[i][0];
    if (copies) return { capacity: length + i + 1, grown: true, moved: true, bytes: (length + i) * unit };
    return { capacity, grown: capacity !== old, moved: !!moved, bytes: moved ? (length + i) * unit : 0 };
  });
}
function appendStage(o, unit, n, texts, isList, copies) {
  const length = isList ? o.length : o.shape[0];
  const steps = growthSteps(o, unit, length, copies);
  const step = n ? steps[n - 1] : null;
  const total = steps.slice(0, n).reduce((sum, s) => sum + s.bytes, 0);
  const capacity = step ? step.capacity : o.growth[0][0];
  const thing = isList ? "slot" : "row";
  let text = `${plural(length, thing)}, room for ${capacity}: ${capacity - length} spare.`;
  if (step?.grown && step.moved) text = `No room left: a new block of ${capacity * unit} bytes; ${step.bytes} bytes move into it, the old block goes back.`;
  else if (step?.grown) text = `No room left: the allocator makes the block longer where it lies, ${capacity * unit} bytes; nothing moves.`;
  else if (step) text = `There is spare room: the new ${thing} takes it, nothing moves.`;
  const blocks = [];
  const draw = (room, used, fresh) => {
    const cells = [];
    const most = 48;
    for (let i = 0; i < room; i++) {
      if (room > most && i === most / 2) {
        cells.push(cell(`… ${room - most} more …`, "", "gap"));
        i += room - most - 1;
        continue;
      }
      const kind = i >= used ? "spare" : i >= fresh ? "new" : isList ? "table" : "";
      cells.push(cell(i >= used ? "–" : i < length ? (texts(i) ?? "…") : "new", `+${i * unit}`, kind, { index: i, size: unit }));
    }
    return strip(...cells);
  };
  if (step?.grown) {
    const old = n > 1 ? steps[n - 2].capacity : o.growth[0][0];
    blocks.push(what(step.moved ? "the old block" : "the block before"), draw(old, length + n - 1, length + n - 1));
    blocks.push(what(step.moved ? "the new block" : "the block now"), draw(capacity, length + n, length + n - 1));
  } else {
    blocks.push(what("the block"), draw(capacity, length + n, n ? length + n - 1 : length));
  }
  const how = copies ? "" : " Measured on a copy, while other values were made.";
  return [para(text), para(`After ${plural(n, "append")}: ${total} bytes moved in all.${how}`), bars(steps.map((s) => s.bytes), n - 1),
    what("bytes moved by each append"), ...blocks];
}

// Bounds as Python's slice has them, for start and stop that are not negative.
function sliceRange(start, stop, step, n) {
  const items = [];
  if (step > 0) for (let i = Math.min(start, n); i < Math.min(stop, n); i += step) items.push(i);
  else for (let i = Math.min(start, n - 1); i > Math.min(stop, n - 1); i += step) items.push(i);
  return items;
}

const modes = {
  Walk: {
    fits: (o) => (o.kind === "array" ? o.size > 0 : o.items.length > 0),
    controls: (o) => [slider("k", o.kind === "list" ? "index" : "element", 0, (o.kind === "list" ? o.items.length : o.size) - 1, 0)],
    draw(o, v) {
      if (o.kind === "array") return walkView(o, v.k, o.name);
      const [slot, value, address, type, bytes] = o.items[v.k];
      return [
        para(code(`${o.name}[${slot}]: read the pointer at ${hex(o.table, slot * 8)}, go to ${address}, find a ${type}: ${value}`)),
        what("the pointer table"),
        strip(...o.items.map(([i, , to]) => cell(String(i), `…${to.slice(-6)}`, "table" + (i === slot ? " on" : ""),
          { value: to, index: i, address: hex(o.table, i * 8), size: 8 }))),
        what("the boxes, in the order of their addresses; each read may be another cache line"),
        strip(...[...new Map(o.items.map((item) => [item[2], item])).values()]
          .sort((a, b) => (BigInt(a[2]) < BigInt(b[2]) ? -1 : 1))
          .map(([i, text, at, , size]) => cell(text, `…${at.slice(-6)}`, at === address ? "box on" : "box", { index: i, address: at, size }))),
        para(`${plural(bytes, "byte")} for the ${type}, 8 for its pointer.`),
      ];
    },
  },
  Append: {
    fits: (o) => o.growth?.length > 1 && (o.kind === "list" || o.shape.length > 0),
    controls: (o) => [
      slider("n", "appended", 0, o.growth.length - 1, 0),
      ...(o.kind === "list" ? [] : [choice("way", "by", [["grow", "ct_array_append: in place, spare capacity"], ["copy", "append(): a new array each time"]])]),
    ],
    draw(o, v) {
      if (o.kind === "list") {
        const known = new Map(o.items.map((item) => [item[0], item[1]]));
        return appendStage(o, 8, v.n, (i) => known.get(i) && "●", true, false);
      }
      const text = (i) => (o.shape.length === 1 ? valueAt(o, byteOf(o, [i])) : `row ${i}`);
      return appendStage(o, o.row, v.n, text, false, v.way === "copy");
    },
  },
  Resize: {
    fits: (o) => o.kind === "array" && o.size > 0 && o.size <= 64,
    controls: (o) => [slider("n", "new length", 0, 2 * o.size + 2, o.size + 2),
      choice("fill", "fill", [["repeat", "repeat (numpy.resize)"], ["zero", "zero (ndarray.resize)"], ["value", "value"], ["edge", "edge"]])],
    draw(o, v) {
      const old = [...Array(o.size).keys()].map((k) => valueAt(o, byteOf(o, unravel(k, o.shape))));
      const zero = cellZero(o.dtype);
      const filled = { repeat: (k) => [old[k % o.size], `from ${k % o.size}`], zero: () => [zero, "zero"], value: () => ["v", "value"],
        edge: () => [old[o.size - 1], `from ${o.size - 1}`] }[v.fill];
      const cells = [...Array(v.n).keys()].map((k) => {
        const [value, small] = k < o.size ? [old[k], `from ${k}`] : filled(k);
        return cell(value, small, k < o.size ? "" : "new", { index: k, size: o.itemsize });
      });
      return [
        para(v.n <= o.size ? `${plural(v.n, "element")} of ${o.size} stay.` : `${o.size} elements stay, ${v.n - o.size} are filled in: ${v.fill}.`),
        what(`${o.name}, its elements in C order`), strip(...old.map((text, k) => cell(text, `${k}`, k < v.n ? "" : "off", { index: k, size: o.itemsize }))),
        what(`resized: ${v.n * o.itemsize} bytes`), v.n ? strip(...cells) : para("no elements"),
      ];
    },
  },
  Transpose: {
    fits: (o) => o.kind === "array" && o.size > 0 && o.shape.length > 1,
    controls: (o) => [slider("k", "element of the transpose", 0, o.size - 1, 0)],
    draw(o, v) {
      const turned = { ...o, shape: [...o.shape].reverse(), strides: [...o.strides].reverse() };
      return [para("Same buffer, same bytes: only shape and strides are turned round."), record(o), record(turned), ...walkView(turned, v.k, `${o.name}.T`)];
    },
  },
  Slice: {
    fits: (o) => o.kind === "array" && o.size > 0 && o.shape.length > 0,
    controls(o) {
      const most = Math.max(...o.shape);
      return [
        ...(o.shape.length > 1 ? [choice("axis", "axis", o.shape.map((n, i) => [String(i), `${i}, length ${n}`]))] : []),
        slider("start", "start", 0, most, 0), slider("stop", "stop", 0, most, most), slider("step", "step", -3, 3, 2),
      ];
    },
    draw(o, v) {
      const axis = +(v.axis ?? 0);
      const step = v.step || 1;
      const items = sliceRange(v.start, v.stop, step, o.shape[axis]);
      const view = { ...o, shape: [...o.shape], strides: [...o.strides] };
      view.shape[axis] = items.length;
      view.strides[axis] = o.strides[axis] * step;
      view.offset = o.offset + (items.length ? items[0] * o.strides[axis] : 0);
      const found = items.length ? sees(view) : new Map();
      return [
        para(code(`${o.name}[${":, ".repeat(axis)}${v.start}:${v.stop}:${step}]`), v.step ? "" : " (a step of 0 is an error; 1 is shown)"),
        para("A view: same buffer, its own start, shape and strides. No element is copied."), record(view),
        make("div", { className: "grids" }, items.length ? grid(view, () => "") : para("no elements")),
        what("the buffer; coloured: what the slice sees, with its index"),
        bufferStrip(o, (at) => (found.has(at) ? { classes: "seen", small: `[${found.get(at)}]`, index: found.get(at) } : { classes: "off" })),
      ];
    },
  },
  Broadcast: {
    fits: (o) => o.kind === "array" && o.size > 0,
    controls: (o) => [slider("rows", "rows", 1, 8, 3), slider("k", "element", 0, 8 * o.size - 1, 0)],
    draw(o, v) {
      const view = { ...o, shape: [v.rows, ...o.shape], strides: [0, ...o.strides] };
      const k = Math.min(v.k, v.rows * o.size - 1);
      return [para(`broadcast_to(${o.name}, ${tuple(view.shape)}): a new axis of stride 0 reads the same bytes ${plural(v.rows, "time")}. `
        + `${product(view.shape)} elements are seen, ${o.size} stored.`), record(view), ...walkView(view, k, "b")];
    },
  },
  Cast: {
    fits: (o) => o.kind === "array" && buffer(o).casts?.length > 0,
    controls: (o) => [
      choice("way", "", [["casts", "astype: convert each element"], ["views", "view: read the same bytes as"]]),
      choice("to", "dtype", buffer(o).casts.map((c) => [c.dtype, c.dtype])),
    ],
    draw(o, v) {
      const b = buffer(o);
      const n = b.casts[0].values.length;
      const cast = b[v.way].find((c) => c.dtype === v.to);
      const old = b.cells.slice(0, n).map(([at, value, raw]) => sized(cell(value, `+${at * b.itemsize}`, "",
        { index: at, address: hex(b.address, at * b.itemsize), bytes: pairs(raw), size: b.itemsize }), b.itemsize));
      const more = b.total > n ? ` (the first ${n} of ${b.total})` : "";
      const made = cast?.values.map((text, i) => sized(cell(text, `+${i * cast.itemsize}`, v.way === "casts" ? "new" : "seen",
        v.way === "casts" ? { index: i, size: cast.itemsize } : { index: i, size: cast.itemsize, address: hex(b.address, i * cast.itemsize) }), cast.itemsize));
      const text = v.way === "casts"
        ? `A new buffer: ${plural(b.total, "element")} of ${cast.itemsize} bytes, ${b.total * cast.itemsize} in all. Every element is converted.`
        : `The same ${b.total * b.itemsize} bytes, read in steps of ${cast?.itemsize ?? "?"}. Nothing is converted, nothing is copied.`;
      return cast
        ? [para(text), what(`${b.dtype}${more}`), strip(...old), what(cast.dtype), strip(...made)]
        : [para(`These bytes cannot be read as ${v.to}: their number is no multiple of its size.`), strip(...old)];
    },
  },
};
const cellZero = (dtype) => (/^(float|bfloat)/.test(dtype) ? "0.0" : /^complex/.test(dtype) ? "0j" : /^bool/.test(dtype) ? "False" : /^str/.test(dtype) ? "''" : "0");
// Width says how many bytes a cell has, as far as its text allows.
function sized(node, itemsize) {
  node.style.minWidth = Math.min(160, 14 + itemsize * 9) + "px";
  return node;
}

// -- the controls ----------------------------------------------------------------------------------

function drawStage() {
  $("stage").replaceChildren(...modes[state.mode].draw(state.object, state.values));
}
function control(spec) {
  const shown = make("b", {}, spec.options ? "" : String(spec.value));
  const input = spec.options
    ? make("select", { id: `c-${spec.key}` }, ...spec.options.map(([value, text]) => make("option", { value }, text)))
    : make("input", { type: "range", id: `c-${spec.key}`, min: spec.min, max: spec.max, step: 1 });
  input.value = spec.value;
  state.values[spec.key] = spec.value;
  input.addEventListener("input", () => {
    state.values[spec.key] = spec.options ? input.value : +input.value;
    shown.textContent = spec.options ? "" : input.value;
    drawStage();
  });
  return make("label", {}, spec.label, input, ...(spec.options ? [] : [shown]));
}
function choose(object, mode) {
  const fitting = Object.keys(modes).filter((name) => modes[name].fits(object));
  state.object = object;
  state.mode = fitting.includes(mode) ? mode : fitting[0];
  state.values = {};
  const button = (text, pressed, click) => {
    const node = make("button", { type: "button" }, text);
    node.setAttribute("aria-pressed", pressed);
    node.addEventListener("click", click);
    return node;
  };
  $("objects").replaceChildren(...data.objects.map((o) => button(o.name, o === object, () => choose(o, state.mode))));
  $("modes").replaceChildren(...fitting.map((name) => button(name, name === state.mode, () => choose(object, name))));
  $("controls").replaceChildren(...(state.mode ? modes[state.mode].controls(object).map(control) : []));
  if (state.mode) drawStage();
  else $("stage").replaceChildren(para("It has no elements."));
}
if (data.objects.length) {
  $("lab").hidden = false;
  choose(data.objects[0]);
}
