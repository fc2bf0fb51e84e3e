import { CROSS, drawIcon, FILE } from "../presentation/drawn-icon.js";
import { formatTags } from "../language/format-tags.js";
import { make, write } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { factsOf } from "../attachments/file-words.js";
import type { FileSay } from "../attachments/words.js";
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

  /** Focuses the button that removes the file. */
  focus(): void {
    this.#remove.focus();
  }

  update(file: TrayFile, { strings }: Presentation, say: FileSay): void {
    const { name, share, state } = file;
    this.element.setAttribute("part", ["attachment", PARTS[state]].filter(Boolean).join(" "));
    write(this.#name, name);
    this.#name.title = name;
    write(this.#facts, state === "done" ? factsOf(file, strings.lang) : stateWords(file, strings.lang, say));
    const retry = say("button.retry");
    write(this.#retry, retry);
    this.#retry.ariaLabel = `${retry}: ${name}`;
    this.#retry.hidden = state !== "failed";
    this.#remove.ariaLabel = this.#remove.title = say("upload.remove", { name });
    this.#progress.hidden = state !== "uploading";
    this.#progress.ariaLabel = name;
    if (share === null) this.#progress.removeAttribute("value");
    else this.#progress.value = share;
  }
}

const PARTS = { queued: "uploading", uploading: "uploading", done: "", failed: "failed" } as const;

function stateWords({ share, state }: TrayFile, lang: string, say: FileSay): string {
  if (state === "failed") return say("error.upload");
  if (state === "queued") return say("upload.queued");
  const percent = share?.toLocaleString(formatTags(lang), { style: "percent" });
  return [say("upload.uploading"), percent].filter(Boolean).join(" · ");
}
