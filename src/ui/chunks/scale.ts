/**
 * How many pixels of the window one CSS pixel of `box` takes; 1 unless the page around it is zoomed or transformed.
 * `getBoundingClientRect` uses pixels of the window, while `scrollTop` and layout use those of the box.
 */
export function scaleOf(box: HTMLElement): number {
  // The computed height has fractions, which `offsetHeight` lacks.
  const scale = box.getBoundingClientRect().height / parseFloat(getComputedStyle(box).height);
  return scale > 0 && Number.isFinite(scale) && Math.abs(scale - 1) > 1e-3 ? scale : 1;
}
