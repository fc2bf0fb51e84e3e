const TYPES = ["click", "auxclick", "mousedown", "mouseup"];

/**
 * The elements that get a listener of the mouse's buttons while `work` runs. Browsers tell screen readers that such an
 * element can be clicked, and these say so at everything that is in it.
 */
export async function clickable(work: () => unknown): Promise<readonly Element[]> {
  const given: Element[] = [];
  const { addEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (...[type, ...rest]) {
    if (this instanceof Element && TYPES.includes(type)) given.push(this);
    return addEventListener.call(this, type, ...rest);
  };
  try {
    await work();
  } finally {
    EventTarget.prototype.addEventListener = addEventListener;
  }
  return given.filter((element) => !element.matches("a, button, input, summary, [role=menu]"));
}
