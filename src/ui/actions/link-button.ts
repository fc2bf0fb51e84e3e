import { CHECK, CROSS, drawIcon, type Shapes } from "../presentation/drawn-icon.js";

/** A link: two links of a chain. */
export const LINK: Shapes = [
  ["path", { d: "M8.5 11.5a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-1 1" }],
  ["path", { d: "M11.5 8.5a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l1-1" }],
];

/** How long the button shows whether the link was copied. */
const SHOWN_MS = 2_000;

/**
 * Makes a button copy a link, and show whether it has. The permissions of a page may forbid copying.
 *
 * @param linkOf returns the link when the button is pressed; null for none
 */
export function copyLinkWith(
  button: HTMLElement,
  say: (key: "button.copied" | "error.forbidden") => string,
  linkOf: () => string | null,
): void {
  const label = button.ariaLabel ?? "";
  const show = (icon: Shapes, name: string) => {
    button.replaceChildren(drawIcon(icon));
    button.ariaLabel = button.title = name;
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (icon: Shapes, name: string) => {
    show(icon, name);
    clearTimeout(timer);
    timer = setTimeout(show, SHOWN_MS, LINK, label);
  };
  button.addEventListener("click", () => {
    const link = linkOf();
    if (link === null) return;
    navigator.clipboard.writeText(link).then(
      () => tell(CHECK, say("button.copied")),
      () => tell(CROSS, say("error.forbidden")),
    );
  });
}
