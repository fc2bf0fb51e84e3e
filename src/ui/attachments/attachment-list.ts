import type { Attachment } from "../../wire/attachments.js";
import { toJson } from "../../wire/json.js";
import { spoken } from "../language/spoken.js";
import { adoptRules } from "../page/adopt-rules.js";
import { drawIcon, FILE } from "../presentation/drawn-icon.js";
import { make } from "../presentation/nodes.js";
import type { Presentation } from "../presentation/presentation.js";
import { visibleText } from "../presentation/visible-text.js";
import { factsOf } from "./file-words.js";
import { shownAttachments, withoutLinks } from "./links.js";
import { copyOf, keptPreview } from "./previews.js";
import { FILE_RULES } from "./styles.js";
import { ENGLISH } from "./words.js";

/** Functions that make links and images, by the host's policies. */
export interface AttachmentTools {
  readonly createImage: (src: string, alt: string, presentation: Presentation) => Node;
  readonly createLink: (text: string, href: string, presentation: Presentation) => Node;
}

/** Media types that are shown as an image. SVG is left out, because it is a document. */
const IMAGE = /^image\/(?:png|jpeg|gif|webp|avif)$/;

/**
 * Draws the files of one message. While they are the same, the nodes stay, so that loaded images and the focus are
 * kept.
 */
export class AttachmentList {
  readonly element = make("ul", { class: "attachments" });
  #drawn = "";
  #presentation: Presentation | null = null;
  #attachments: readonly Attachment[] = [];

  update(attachments: readonly Attachment[], presentation: Presentation, tools: AttachmentTools): void {
    this.#attachments = attachments;
    const drawn = toJson(attachments);
    const last = this.#presentation;
    const looksSame =
      last?.strings === presentation.strings &&
      last.links === presentation.links &&
      last.images === presentation.images;
    this.#presentation = presentation;
    if (looksSame && drawn === this.#drawn) return;
    this.#drawn = drawn;
    adoptRules(presentation.host.shadowRoot, FILE_RULES);
    this.element.ariaLabel = spoken(presentation, ENGLISH)("upload.label");
    const rows = shownAttachments(attachments).map((attachment) => row(attachment, presentation, tools));
    this.element.replaceChildren(...rows);
  }

  /** The text of the message without the URLs of the files that are shown. */
  wordsOf(text: string): string {
    return withoutLinks(text, this.#attachments);
  }
}

function row(
  attachment: Attachment,
  presentation: Presentation,
  { createImage, createLink }: AttachmentTools,
): Element {
  const { url } = attachment;
  const name = visibleText(attachment.name) || url;
  const picture = IMAGE.test(attachment.type) ? make("div", { class: "file-picture" }) : null;
  const item = make("li", { part: "attachment" }, picture ?? drawIcon(FILE));
  item.append(
    make("span", { class: "file-name", dir: "auto" }, createLink(name, url, presentation)),
    make("span", { class: "file-facts" }, factsOf({ ...attachment, name }, presentation.strings.lang)),
  );
  if (!picture) return item;
  const own = keptPreview(presentation.host, url);
  if (!own) picture.append(createImage(url, name, presentation));
  else
    void own.then((canvas) =>
      picture.append(canvas ? copyOf(canvas, name) : createImage(url, name, presentation)),
    );
  return item;
}
