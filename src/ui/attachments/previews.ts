/** The longer side of a preview: as large as a message shows it on a dense screen. */
const PREVIEW_PX = 512;
/** No preview is made of a larger file. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** The previews of what this page has uploaded, by chat and by the address that the upload has given. */
const previews = new WeakMap<Element, Map<string, Promise<HTMLCanvasElement | null>>>();

/**
 * A preview of an image file; null for any other file. It is drawn and not linked to, because a page's policy may allow
 * no image from the page's own memory.
 */
export async function previewOf(file: File): Promise<HTMLCanvasElement | null> {
  if (!file.type.startsWith("image/") || file.size > LARGEST_BYTES) return null;
  try {
    const image = await createImageBitmap(file);
    const scale = Math.min(1, PREVIEW_PX / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    image.close();
    return canvas;
  } catch {
    return null;
  }
}

/** A copy of a preview, for another place of the page. */
export function copyOf(canvas: HTMLCanvasElement, name: string): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d")?.drawImage(canvas, 0, 0);
  copy.role = "img";
  copy.ariaLabel = name;
  return copy;
}

/** Keeps the preview of what was uploaded to `url`, for as long as the person and the conversation stay. */
export function keepPreview(chat: Element, url: string, preview: Promise<HTMLCanvasElement | null>): void {
  const kept = previews.get(chat) ?? new Map<string, Promise<HTMLCanvasElement | null>>();
  previews.set(chat, kept.set(url, preview));
}

/** The preview of what this page has uploaded to `url`; undefined where it has uploaded nothing there. */
export function keptPreview(chat: Element, url: string): Promise<HTMLCanvasElement | null> | undefined {
  return previews.get(chat)?.get(url);
}

export function forgetPreviews(chat: Element): void {
  previews.delete(chat);
}
