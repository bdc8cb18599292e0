// What the chart of pain shows beside its lines: stages, flare-ups, weeks and marks.
const DAY = 86400;
const WEEK = 7;
// How far the mark of a score reaches out of the plot.
const MARK = 6;
const KINDS = ["morning", "before", "worst"];
// The place of each score within its day, as a share of it from its middle.
const ASIDE = { morning: -0.3, before: 0, worst: 0.3 };
// Up to so many days each score has its mark; more are drawn week by week. As on the server.
const MOST_DAYS = 92;
const CROWDED_DAYS = 35;
const TOKENS = {
  ink: "--ink", soft: "--ink-soft", line: "--line", edge: "--line-strong", surface: "--surface",
  usual: "--brand", morning: "--brand", before: "--waiting", worst: "--red", flare: "--unsettled",
  week: "--steady", even: "--surface-sunk", odd: "--brand-soft",
};

// The tokens as the canvas understands them: they may depend on the scheme of the page.
export function colours(place) {
  const probe = place.appendChild(document.createElement("i"));
  probe.style.forcedColorAdjust = "none";
  const found = {};
  for (const [name, token] of Object.entries(TOKENS)) {
    probe.style.color = `var(${token})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

// The columns that the page carries as text, a letter for each day at twice its score.
export function read({ first, days, scores, usual, stages, flares, words }) {
  const start = Date.parse(`${first}T00:00Z`) / 1000;
  const values = (text) =>
    Array.from(text, (letter) => (letter === "-" ? null : letter === "." ? undefined : parseInt(letter, 36) / 2));
  const x = Array.from({ length: days }, (_, n) => start + n * DAY);
  const columns = Object.fromEntries(KINDS.map((kind) => [kind, values(scores[kind])]));
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const date = (options) => {
    const format = new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" });
    return (at) => format.format(at * 1000);
  };
  const [long, day, month, year] = [
    { weekday: "short", day: "numeric", month: "long", year: "numeric" },
    { day: "numeric", month: "short" }, { month: "short", year: "numeric" }, { year: "numeric" },
  ].map(date);
  const known = { ...columns, usual: values(usual) };
  const told = (n) => {
    const own = Object.entries(known).filter(([, column]) => column[n] != null);
    const texts = own.map(([kind, column]) => `${words[kind]} ${column[n]}`);
    if (!texts.length) texts.push(words.nothing);
    if (flares.some(([from, to]) => from <= n && n <= to)) texts.push(words.flare);
    return `${long(x[n])}: ${texts.join(", ")}`;
  };
  // No label where the edge would cut it off.
  const dates = (plot, splits, _axis, _space, step) => {
    const text = step >= 300 * DAY ? year : step >= 27 * DAY ? month : day;
    return splits.map((at) => (plot.bbox.width / window.devicePixelRatio - plot.valToPos(at, "x") < 30 ? "" : text(at)));
  };
  return { x, ...known, kinds: KINDS, stages, flares, words, told, dates };
}

function clipped(plot, paint) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height + MARK * window.devicePixelRatio);
  ctx.clip();
  paint(ctx, window.devicePixelRatio);
  ctx.restore();
}

const shown = (plot) => (plot.scales.x.max - plot.scales.x.min) / DAY;

// Of each week in sight: from its lowest to its highest score, and the middle of before and worst.
function drawWeeks(ctx, plot, scores, tint, size) {
  const across = (n) => plot.valToPos(scores.x[0] + (n - 0.5) * DAY, "x", true);
  const up = (value) => plot.valToPos(value, "y", true);
  const middles = { before: [], worst: [] };
  const monday = (8 - (new Date(scores.x[0] * 1000).getUTCDay() || 7)) % WEEK;
  ctx.globalAlpha = 0.34;
  ctx.fillStyle = tint.week;
  for (let n = monday - WEEK; n < scores.x.length; n += WEEK) {
    const [from, to] = [Math.max(n, 0), Math.min(n + WEEK, scores.x.length)];
    const given = (kind) => scores[kind].slice(from, to).filter((score) => score != null);
    const all = KINDS.flatMap(given);
    for (const kind of ["before", "worst"]) {
      const own = given(kind).sort((one, other) => one - other);
      const half = own.length >> 1;
      const middle = own.length % 2 ? own[half] : (own[half - 1] + own[half]) / 2;
      middles[kind].push(own.length ? [(across(from) + across(to)) / 2, up(middle)] : null);
    }
    if (!all.length) continue;
    const top = up(Math.max(...all)) - 1.5 * size;
    ctx.fillRect(across(from), top, across(to) - across(from), up(Math.min(...all)) + 1.5 * size - top);
  }
  ctx.globalAlpha = 1;
  for (const [kind, dashes] of [["before", [1, 4]], ["worst", [7, 4]]]) {
    ctx.setLineDash(dashes.map((length) => length * size));
    ctx.lineWidth = 1.5 * size;
    ctx.strokeStyle = tint[kind];
    ctx.beginPath();
    let before = null;
    for (const place of middles[kind]) {
      if (place) ctx[before ? "lineTo" : "moveTo"](...place);
      before = place;
    }
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

export function drawBehind(plot, scores, tint) {
  const { top, height } = plot.bbox;
  const across = (n) => plot.valToPos(scores.x[0] + (n - 0.5) * DAY, "x", true);
  clipped(plot, (ctx, size) => {
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.font = `600 ${12 * size}px ${getComputedStyle(plot.root).fontFamily}`;
    scores.stages.forEach(([from, to, name, number], place) => {
      const [left, right] = [Math.max(across(from), plot.bbox.left), across(to + 1)];
      ctx.globalAlpha = 0.5;
      ctx.fillStyle = place % 2 ? tint.odd : tint.even;
      ctx.fillRect(left, 0, right - left, top + height);
      ctx.globalAlpha = 1;
      ctx.fillStyle = tint.edge;
      ctx.fillRect(left, 0, size, top + height);
      ctx.fillStyle = tint.ink;
      const room = Math.min(right, plot.bbox.left + plot.bbox.width) - left - 8 * size;
      const text = [name, String(number)].find((one) => ctx.measureText(one).width <= room);
      if (text) ctx.fillText(text, left + 4 * size, 15 * size);
    });
    ctx.strokeStyle = tint.flare;
    for (const [from, to] of scores.flares) {
      const [left, right] = [across(from), across(to + 1)];
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, top, right - left, height);
      ctx.clip();
      ctx.lineWidth = 1.2 * size;
      ctx.beginPath();
      for (let at = left - height; at < right; at += 6 * size) {
        ctx.moveTo(at, top + height);
        ctx.lineTo(at + height, top);
      }
      ctx.stroke();
      ctx.restore();
    }
    if (shown(plot) > MOST_DAYS) drawWeeks(ctx, plot, scores, tint, size);
  });
}

const SHAPES = {
  morning: (ctx, x, y, r) => ctx.arc(x, y, r, 0, 7),
  before: (ctx, x, y, r) => ctx.rect(x - r, y - r, 2 * r, 2 * r),
  worst(ctx, x, y, r) {
    ctx.moveTo(x, y - 1.4 * r);
    ctx.lineTo(x + 1.35 * r, y + r);
    ctx.lineTo(x - 1.35 * r, y + r);
    ctx.closePath();
  },
};

export function drawMarks(plot, scores, tint) {
  if (shown(plot) > MOST_DAYS) return;
  const { min, max } = plot.scales.x;
  const up = (value) => plot.valToPos(value, "y", true);
  clipped(plot, (ctx, size) => {
    const radius = (shown(plot) > CROWDED_DAYS ? 2.5 : 3.5) * size;
    const across = (n, kind) => plot.valToPos(scores.x[n] + ASIDE[kind] * DAY, "x", true);
    const inside = [...scores.x.keys()].filter((n) => scores.x[n] >= min - DAY && scores.x[n] <= max + DAY);
    ctx.strokeStyle = tint.edge;
    ctx.lineWidth = 1.25 * size;
    ctx.beginPath();
    for (const n of inside) {
      if (scores.before[n] == null || scores.worst[n] == null) continue;
      ctx.moveTo(across(n, "before"), up(scores.before[n]));
      ctx.lineTo(across(n, "worst"), up(scores.worst[n]));
    }
    ctx.stroke();
    for (const kind of KINDS) {
      const hollow = kind === "before";
      ctx.fillStyle = hollow ? tint.surface : tint[kind];
      ctx.strokeStyle = hollow ? tint.before : tint.surface;
      ctx.lineWidth = (hollow ? 1.75 : 1) * size;
      for (const n of inside) {
        if (scores[kind][n] == null) continue;
        ctx.beginPath();
        SHAPES[kind](ctx, across(n, kind), up(scores[kind][n]), radius);
        ctx.fill();
        ctx.stroke();
      }
    }
  });
}
