/*
 * Keeps what a person types into a field of an element from the page's shortcuts. Shortcut handlers of pages ignore
 * events from text fields, but outside of the shadow root the target is the host element, not the field.
 */

/**
 * Keys that do not write into a field, and that the page may handle: Escape for dialogs, Tab for focus traps, function
 * keys.
 */
const PASSING = /^(Escape|Tab|F\d+)$/;

/**
 * Keys that edit a field together with Control or Command. The page's shortcuts for the clipboard or undo must not
 * handle them too.
 */
const EDITING = /^([acvxyz]|Arrow\w+|Backspace|Delete|Home|End)$/i;

/**
 * Stops the events of typing and of the clipboard in `element` at the host element of its shadow root, whose own
 * listeners still get them. Events from a slot pass, because their target is an element of the page.
 */
export function keepTyping(element: HTMLElement): void {
  for (const type of ["keydown", "keyup", "keypress", "paste", "copy", "cut"])
    element.addEventListener(type, stopAtHost);
}

/**
 * Whether a key belongs to the composition of an input method. In Safari, the key that ends a composition comes after
 * `compositionend`, with the key code 229.
 */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

function stopAtHost(event: Event): void {
  const root = (event.currentTarget as Node).getRootNode();
  if ((event.target as Node).getRootNode() !== root || passes(event as KeyboardEvent)) return;
  const stop = (later: Event): void => {
    if (later === event) event.stopPropagation();
  };
  (root as ShadowRoot).host?.addEventListener(event.type, stop, { once: true });
}

/** Whether the page may handle a key. No event of the clipboard is one. AltGr types characters, so it counts as typing. */
function passes(event: KeyboardEvent): boolean {
  const shortcut = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  return PASSING.test(event.key) || (shortcut && !EDITING.test(event.key));
}
