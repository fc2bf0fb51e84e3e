/** The files of a drop or a paste. */
export interface Given {
  readonly files: readonly File[];
  /** The names of folders. A browser gives a folder as a file that cannot be read. */
  readonly folders: readonly string[];
}

/** The part of a chat that takes dropped files. */
export interface DropZone {
  /** Whether files are accepted now. */
  readonly isOpen: () => boolean;
  readonly take: (given: Given) => void;
  /** Shows whether files are dragged over the chat. */
  readonly show: (isOver: boolean) => void;
  /** The element that covers the whole chat while files are dragged over it. */
  readonly cover: Element;
}

/** The files of a drop or a paste. */
export function filesIn({ files, items }: DataTransfer): Given {
  const folders = [...items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry?.() : null;
    return entry?.isDirectory ? [entry.name] : [];
  });
  return { files: [...files].filter(({ name }) => !folders.includes(name)), folders };
}

/**
 * Accepts files that are dropped on a chat, until `signal` is aborted. A drop outside of the chat would make the
 * browser leave the page and open the file, so it is prevented unless the page handles it.
 */
export function followDrops(chat: HTMLElement, zone: DropZone, signal: AbortSignal): void {
  const over = (event: DragEvent) => {
    if (!isFree(event) || !zone.isOpen()) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    zone.show(true);
  };
  const drop = (event: DragEvent) => {
    zone.show(false);
    if (!isFree(event) || !zone.isOpen()) return;
    event.preventDefault();
    if (event.dataTransfer) zone.take(filesIn(event.dataTransfer));
  };
  const miss = (event: DragEvent) => {
    if (!isFree(event) || isFileInput(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
  };
  chat.addEventListener("dragenter", over, { signal });
  chat.addEventListener("dragover", over, { signal });
  chat.addEventListener("drop", drop, { signal });
  zone.cover.addEventListener("dragleave", () => zone.show(false), { signal });
  addEventListener("dragover", miss, { signal });
  addEventListener("drop", miss, { signal });
}

/** Whether files are dragged, and nothing else on the page has handled the event. */
function isFree({ dataTransfer, defaultPrevented }: DragEvent): boolean {
  return !defaultPrevented && dataTransfer?.types.includes("Files") === true;
}

/** Whether the event is for a file input of the page, which accepts drops by itself. */
function isFileInput(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement && target.type === "file";
}
