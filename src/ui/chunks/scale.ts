/**
 * How many pixels of the window one CSS pixel of `box` takes, where the page around it is zoomed or transformed:
 * what `getBoundingClientRect` says is in the window's pixels, what is scrolled and laid out by in the box's own.
 */
export function scaleOf(box: HTMLElement): number {
  // Unlike `offsetHeight` it has fractions.
  const scale = box.getBoundingClientRect().height / parseFloat(getComputedStyle(box).height);
  return scale > 0 && Number.isFinite(scale) && Math.abs(scale - 1) > 1e-3 ? scale : 1;
}
