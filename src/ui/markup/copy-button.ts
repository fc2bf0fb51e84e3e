import { CHECK, COPY, CROSS, drawIcon, type Shapes } from "../presentation/drawn-icon.js";
import { format, type Strings } from "../language/strings.js";

/** How long the button shows whether the text was copied. */
const SHOWN_MS = 2000;

/** The content for the clipboard: plain text and, for programs that accept it, HTML. */
export interface Copied {
  readonly text: string;
  readonly html?: string;
}

/**
 * A button that copies a text, and shows whether it has: the page's permissions may forbid copying. Null on pages
 * without a clipboard, which are those of insecure origins.
 *
 * @param options.label the button's name
 * @param options.copied called at each press; returns what to copy
 */
export function createCopyButton(
  strings: Strings,
  options: { part: string; label: string; copied: () => Copied },
): HTMLButtonElement | null {
  if (!navigator.clipboard) return null;
  const { part, label, copied } = options;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("part", part);
  const words = document.createElement("span");
  const show = (icon: Shapes, said: string) => {
    // Otherwise a screen reader would read the button's own name as news, when it is shown again.
    words.ariaLive = icon === COPY ? null : "polite";
    words.textContent = said;
    button.firstElementChild?.replaceWith(drawIcon(icon));
    button.classList.toggle("refused", icon === CROSS);
  };
  button.append(drawIcon(COPY), words);
  show(COPY, label);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = (icon: Shapes, key: "button.copied" | "error.forbidden") => {
    show(icon, format(strings, key));
    clearTimeout(timer);
    timer = setTimeout(show, SHOWN_MS, COPY, label);
  };
  button.addEventListener("click", () => {
    void write(copied()).then(
      () => tell(CHECK, "button.copied"),
      () => tell(CROSS, "error.forbidden"),
    );
  });
  return button;
}

async function write({ text, html }: Copied): Promise<void> {
  if (html === undefined || typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(text);
  const blob = (words: string, type: string) => ({ [type]: new Blob([words], { type }) });
  return navigator.clipboard.write([
    new ClipboardItem({ ...blob(text, "text/plain"), ...blob(html, "text/html") }),
  ]);
}
