/**
 * Tells a fixed panel which part of the window can be seen: for an on-screen keyboard browsers shrink the
 * visual viewport, but not what `position: fixed` and `dvh` refer to. Writes `--_top` and `--_height`, in
 * pixels, until `signal` is aborted.
 */
export function followViewport(panel: HTMLElement, signal: AbortSignal): void {
  // Only null in documents without a window, where no element is ever connected.
  const view = window.visualViewport as VisualViewport;
  const fit = () => {
    // Magnified by two fingers the window shows a part of the page too, but there the panel has to stay.
    if (view.scale > 1.01) return;
    panel.style.setProperty("--_top", `${view.offsetTop}px`);
    panel.style.setProperty("--_height", `${view.height}px`);
  };
  view.addEventListener("resize", fit, { signal });
  view.addEventListener("scroll", fit, { signal });
  fit();
}
