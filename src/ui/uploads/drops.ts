/** What was dropped or pasted. */
export interface Given {
  readonly files: readonly File[];
  /** Names of folders: a browser gives those as files that cannot be read. */
  readonly folders: readonly string[];
}

/** Where files are dropped. */
export interface DropZone {
  /** Files are taken now. */
  readonly isOpen: () => boolean;
  readonly take: (given: Given) => void;
  /** Files are held over the chat, or no longer. */
  readonly show: (isOver: boolean) => void;
  /** Covers the whole chat while files are held over it. */
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
 * Takes what is dropped on a chat, until `signal` is aborted. A drop that misses it would have the browser leave the
 * page for the file: where nothing else of the page takes it, nothing happens.
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

/** Whether files are dragged that nothing else has taken. */
function isFree({ dataTransfer, defaultPrevented }: DragEvent): boolean {
  return !defaultPrevented && dataTransfer?.types.includes("Files") === true;
}

/** A file input of the page takes a drop by itself. */
function isFileInput(event: Event): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement && target.type === "file";
}
