import { CHECK, drawIcon, type Shapes } from "../presentation/drawn-icon.js";

/** A link: two links of a chain. */
export const LINK: Shapes = [
  ["path", { d: "M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-1 1" }],
  ["path", { d: "M11.5 8.5a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l1-1" }],
];

/** How long the button shows that the link was copied. */
const DONE_MS = 2_000;

/**
 * Makes a button copy a link, and show that it has. If the page may not write to the clipboard, the button does not
 * change.
 *
 * @param linkOf returns the link when the button is pressed; null for none
 */
export function copyLinkWith(button: HTMLElement, done: string, linkOf: () => string | null): void {
  const label = button.ariaLabel ?? "";
  const show = (icon: Shapes, words: string) => {
    button.replaceChildren(drawIcon(icon));
    button.ariaLabel = button.title = words;
  };
  button.addEventListener("click", () => {
    const link = linkOf();
    if (link === null) return;
    navigator.clipboard.writeText(link).then(
      () => {
        show(CHECK, done);
        setTimeout(show, DONE_MS, LINK, label);
      },
      () => {},
    );
  });
}
