// <pain-chart>: the chart of pain to point at and to look closer into, drawn by uPlot from the scores
// inside it. Whatever fails leaves the drawing that came with the page; so does paper.
import { colours, drawBehind, drawMarks, read } from "./chart-drawing.js";
import { pinch } from "./chart-touch.js";

const DAY = 86400;
const FEWEST_DAYS = 7;
const HEIGHT = 240;
// A thick line would hide what lies behind it.
const CROWDED_DAYS = 730;
// A label of a year is shorter than one of a month.
const YEARS = 4 * 365 * DAY;

function load(tag, attributes) {
  return new Promise((resolve, reject) => {
    const one = Object.assign(document.createElement(tag), attributes);
    one.addEventListener("load", resolve);
    one.addEventListener("error", reject);
    document.head.append(one);
  });
}

class PainChart extends HTMLElement {
  async connectedCallback() {
    const { script, style } = this.dataset;
    this.scores = read(JSON.parse(this.querySelector("script").textContent));
    await Promise.all([
      load("script", { src: script }),
      load("link", { rel: "stylesheet", href: style }),
    ]);
    if (!this.isConnected) return;
    performance.mark("pain-chart-starts");
    this.prepare();
    this.draw();
  }

  prepare() {
    const { words } = this.scores;
    this.place = document.createElement("div");
    this.place.className = "chart-live";
    this.picture = document.createElement("div");
    this.picture.role = "img";
    this.picture.ariaLabel = words.label;
    this.said = document.createElement("p");
    this.said.className = "chart-said small";
    this.said.textContent = words.hint;
    const buttons = document.createElement("div");
    buttons.className = "cluster";
    for (const [name, act] of [["closer", () => this.closer()], ["whole", () => this.show(...this.whole)]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button quiet small", textContent: words[name] });
      button.addEventListener("click", act);
      buttons.append(button);
    }
    this.place.append(this.said, this.picture, buttons);
    this.append(this.place);
    this.dataset.live = "";
    this.colours = colours(this.place);
  }

  draw() {
    const { scores } = this;
    const { x } = scores;
    this.whole = [x[0] - DAY / 2, x[x.length - 1] + DAY / 2];
    const soft = () => this.colours.soft;
    this.plot = new window.uPlot(
      {
        width: this.picture.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, drag: { x: true, y: false, dist: 6 }, points: { show: false } },
        // Dates have no time zone: what the browser takes for local time is theirs.
        tzDate: (at) => new Date(at * 1000 + new Date(at * 1000).getTimezoneOffset() * 60000),
        scales: {
          x: { range: (_plot, low, high) => this.within(low, high) },
          y: { range: [0, 10] },
        },
        axes: [
          { stroke: soft, grid: { show: false }, ticks: { show: false }, size: 26, space: (_plot, _axis, from, to) => (to - from > YEARS ? 40 : 64), values: scores.dates },
          { stroke: soft, grid: { stroke: () => this.colours.line, width: 1 }, ticks: { show: false }, size: 24, gap: 2, splits: [0, 2, 4, 6, 8, 10] },
        ],
        series: [
          {},
          ...scores.kinds.map((kind) => ({ paths: () => null, points: { show: false }, stroke: () => this.colours[kind] })),
          { stroke: () => this.colours.usual, width: x.length > CROWDED_DAYS ? 2 : 3, points: { show: false } },
        ],
        padding: [22, 4, 0, 0],
        hooks: {
          drawClear: [(plot) => drawBehind(plot, scores, this.colours)],
          draw: [(plot) => drawMarks(plot, scores, this.colours), () => this.drawn()],
          setCursor: [(plot) => this.say(plot.cursor.idx)],
        },
      },
      [x, ...scores.kinds.map((kind) => scores[kind]), scores.usual],
      this.picture,
    );
    pinch(this.plot, (low, high) => this.show(low, high));
    new ResizeObserver(() => this.resize()).observe(this);
    for (const about of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"]) {
      matchMedia(about).addEventListener("change", () => {
        this.colours = colours(this.place);
        this.plot.redraw(false);
      });
    }
  }

  // How long it took until there was something to see; for whoever looks into it.
  drawn() {
    if (this.measured) return;
    this.measured = performance.measure("pain-chart", "pain-chart-starts");
  }

  resize() {
    const width = this.picture.clientWidth;
    if (width && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }

  // Never outside the range of the page, and never less than a week.
  within(low, high) {
    const [first, last] = this.whole;
    const wide = Math.min(Math.max(high - low, FEWEST_DAYS * DAY), last - first);
    if (wide >= last - first - DAY) return this.whole;
    const start = Math.min(Math.max((low + high - wide) / 2, first), last - wide);
    return [start, start + wide];
  }

  show(low, high) {
    const [min, max] = this.within(low, high);
    this.plot.setScale("x", { min, max });
  }

  // Half of what is shown, around the day that was pointed at last, else the latest half.
  closer() {
    const { min, max } = this.plot.scales.x;
    const quarter = (max - min) / 4;
    const middle = this.pointed >= min && this.pointed <= max ? this.pointed : max - quarter;
    this.show(middle - quarter, middle + quarter);
  }

  say(at) {
    if (at == null) return;
    this.pointed = this.scores.x[at];
    this.said.textContent = this.scores.told(at);
  }
}

customElements.define("pain-chart", PainChart);
