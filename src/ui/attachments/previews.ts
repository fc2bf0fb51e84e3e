/** The longer side of a preview, large enough for a message on a high-density screen. */
const PREVIEW_PX = 512;
/** The largest file of which a preview is made. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** The previews of files that this page has uploaded, by chat and by the URL that the upload returned. */
const previews = new WeakMap<Element, Map<string, Promise<HTMLCanvasElement | null>>>();

/**
 * A preview of an image file; null for any other file. It is a canvas, because a page's Content Security Policy may
 * forbid images with `blob:` URLs.
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

/** Keeps the preview of the file that was uploaded to `url`, until {@link forgetPreviews}. */
export function keepPreview(chat: Element, url: string, preview: Promise<HTMLCanvasElement | null>): void {
  const kept = previews.get(chat) ?? new Map<string, Promise<HTMLCanvasElement | null>>();
  previews.set(chat, kept.set(url, preview));
}

/** The preview of the file that this page has uploaded to `url`; undefined if there is none. */
export function keptPreview(chat: Element, url: string): Promise<HTMLCanvasElement | null> | undefined {
  return previews.get(chat)?.get(url);
}

/** Removes the previews of a chat, because the person or the conversation changes. */
export function forgetPreviews(chat: Element): void {
  previews.delete(chat);
}
