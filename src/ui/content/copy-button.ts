import { html, nothing, render, type TemplateResult } from "lit";
import { checkIcon, copyIcon } from "../presentation/icons.js";
import { format, type StringKey, type Strings } from "../language/strings.js";

/** How long the button says that it did, in milliseconds. */
const DONE_MS = 2000;

/** What a copy brings along: words, and where a program can take them, words with markup. */
export interface Copied {
  readonly text: string;
  readonly html?: string;
}

/**
 * A button that copies a text and says so. Nothing on pages without a clipboard (those of insecure origins).
 * @param options.label the button's name
 * @param options.copied asked when pressed
 */
export function createCopyButton(
  strings: Strings,
  options: { part: string; label: StringKey; copied: () => Copied },
): HTMLButtonElement | typeof nothing {
  if (!navigator.clipboard) return nothing;
  const { part, label, copied } = options;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", part);
  const show = (icon: TemplateResult, key: StringKey) => {
    render(html`${icon}<span aria-live="polite">${format(strings, key)}</span>`, button);
  };
  show(copyIcon, label);
  let timer: ReturnType<typeof setTimeout> | undefined;
  button.addEventListener("click", () => {
    void write(copied()).then(
      () => {
        show(checkIcon, "button.copied");
        clearTimeout(timer);
        timer = setTimeout(show, DONE_MS, copyIcon, label);
      },
      // Refused by the page's permissions: the button stays as it was, and the text can be selected.
      () => {},
    );
  });
  return button;
}

function write({ text, html }: Copied): Promise<void> {
  if (html === undefined || typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(text);
  const blob = (words: string, type: string) => ({ [type]: new Blob([words], { type }) });
  return navigator.clipboard.write([
    new ClipboardItem({ ...blob(text, "text/plain"), ...blob(html, "text/html") }),
  ]);
}
