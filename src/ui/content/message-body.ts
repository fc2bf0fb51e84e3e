import { loadedMarkdown, loadMarkdown, type Markup } from "./markdown-loader.js";
import { plainElement } from "./plain-text.js";

type Body = InstanceType<Markup["WrittenBody"]>;
type Shown = Parameters<Body["update"]>;

/** The words of one message: in plain text, until the code that makes elements of words is loaded. */
export class MessageBody {
  /** The box of the words; the owner gives it its part and place. */
  readonly element = document.createElement("div");
  #written: Body | null = null;
  /** What was asked for last, while the code is not loaded. */
  #last: Shown | null = null;

  /** Shows a text, as `WrittenBody` does. */
  update(...shown: Shown): void {
    const markup = loadedMarkdown();
    if (!markup) return this.#showPlain(shown);
    this.#last = null;
    if (!this.#written) this.element.replaceChildren();
    this.#written ??= new markup.WrittenBody(this.element);
    this.#written.update(...shown);
  }

  /** Adds, for paper alone, what waits for a press of "Show more"; `false` takes it back. */
  print(on: boolean): void {
    this.#written?.print(on);
  }

  #showPlain(shown: Shown): void {
    const [text, , presentation] = (this.#last = shown);
    this.element.replaceChildren(plainElement(text, presentation));
    void loadMarkdown().then((loaded) => loaded && this.#last === shown && this.update(...shown));
  }
}
