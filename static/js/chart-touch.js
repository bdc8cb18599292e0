// Fingers on a chart: one reads the day below it, two that spread or close look closer or further.
export function pinch(plot, show) {
  const { over } = plot;
  const fingers = new Map();
  let start;

  const places = () => {
    const [one, other] = [...fingers.values()];
    return [Math.min(one, other), Math.max(one, other)];
  };

  const begin = () => {
    const [left, right] = places();
    start = { left: plot.posToVal(left, "x"), right: plot.posToVal(right, "x") };
  };

  // The days that were below the two fingers stay below them.
  const spread = () => {
    const [left, right] = places();
    const each = (start.right - start.left) / Math.max(right - left, 10);
    const low = start.left - left * each;
    show(low, low + over.clientWidth * each);
  };

  over.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event.clientX - over.getBoundingClientRect().left);
    if (fingers.size === 2) begin();
  });
  over.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const box = over.getBoundingClientRect();
    fingers.set(event.pointerId, event.clientX - box.left);
    if (fingers.size === 2) spread();
    else plot.setCursor({ left: event.clientX - box.left, top: event.clientY - box.top });
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    over.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
}
