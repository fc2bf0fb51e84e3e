import { format } from "../language/strings.js";
import { CROSS, drawIcon, FILE } from "../presentation/drawn-icon.js";
import { make, write } from "../presentation/nodes.js";
import type { View } from "../presentation/view.js";
import { factsOf } from "../attachments/file-words.js";
import { copyOf } from "../attachments/previews.js";
import type { TrayFile } from "./upload-queue.js";

/** The row of one file in the composer: its progress, and its buttons. */
export class TrayRow {
  readonly element = make("li", { part: "attachment" });
  readonly #picture = drawIcon(FILE);
  readonly #name = make("span", { class: "file-name", dir: "auto" });
  readonly #facts = make("span", { class: "file-facts" });
  readonly #retry = make("button", { class: "button", type: "button" });
  readonly #remove = make("button", { class: "file-remove", type: "button" }, drawIcon(CROSS));
  readonly #progress = make("progress", { max: "1" });

  constructor(
    preview: Promise<HTMLCanvasElement | null> | undefined,
    { onRemove, onRetry }: { readonly onRemove: () => void; readonly onRetry: () => void },
  ) {
    this.#retry.addEventListener("click", onRetry);
    this.#remove.addEventListener("click", onRemove);
    const buttons = make("span", { class: "file-buttons" }, this.#retry, this.#remove);
    this.element.append(this.#picture, this.#name, this.#facts, buttons, this.#progress);
    void preview?.then((canvas) => {
      if (!canvas) return;
      const thumb = copyOf(canvas, "");
      thumb.ariaHidden = "true";
      thumb.className = "file-thumb";
      this.#picture.replaceWith(thumb);
    });
  }

  /** Puts the focus on the button that removes the file. */
  focus(): void {
    this.#remove.focus();
  }

  update(file: TrayFile, { strings }: View): void {
    const { name, share, state } = file;
    this.element.setAttribute("part", ["attachment", PARTS[state]].filter(Boolean).join(" "));
    write(this.#name, name);
    this.#name.title = name;
    write(this.#facts, state === "done" ? factsOf(file, strings.lang) : stateWords(file, strings));
    const retry = format(strings, "button.retry");
    write(this.#retry, retry);
    this.#retry.ariaLabel = `${retry}: ${name}`;
    this.#retry.hidden = state !== "failed";
    this.#remove.ariaLabel = this.#remove.title = format(strings, "upload.remove", { name });
    this.#progress.hidden = state !== "uploading";
    this.#progress.ariaLabel = name;
    if (share === null) this.#progress.removeAttribute("value");
    else this.#progress.value = share;
  }
}

const PARTS = { queued: "uploading", uploading: "uploading", done: "", failed: "failed" } as const;

function stateWords({ share, state }: TrayFile, strings: View["strings"]): string {
  if (state === "failed") return format(strings, "error.upload");
  if (state === "queued") return format(strings, "upload.queued");
  const percent = share?.toLocaleString(strings.lang, { style: "percent" });
  return [format(strings, "upload.uploading"), percent].filter(Boolean).join(" · ");
}
