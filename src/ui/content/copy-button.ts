import { html, nothing, render, type TemplateResult } from "lit";
import { checkIcon, copyIcon } from "../presentation/icons.js";
import { format, type StringKey, type Strings } from "../language/strings.js";

/** How long the button says that it did, in milliseconds. */
const DONE = 2000;

/**
 * A button that copies a text and says so. Nothing on pages without a clipboard (those of insecure origins).
 * @param label the button's name, a tooltip where `quiet` leaves only the icon
 * @param text read when pressed
 */
export function createCopyButton(
  strings: Strings,
  options: { part: string; label: StringKey; text: () => string },
): HTMLButtonElement | typeof nothing {
  if (!navigator.clipboard) return nothing;
  const { part, label, text } = options;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", part);
  const show = (icon: TemplateResult, key: StringKey) => {
    render(html`${icon}<span aria-live="polite">${format(strings, key)}</span>`, button);
  };
  show(copyIcon, label);
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(text()).then(
      () => {
        show(checkIcon, "button.copied");
        clearTimeout(timer);
        timer = setTimeout(show, DONE, copyIcon, label);
      },
      // Refused by the page's permissions: the button stays as it was, and the text can be selected.
      () => {},
    );
  });
  return button;
}
