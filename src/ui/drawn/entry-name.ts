/** The most of an entry's words that are its description, in UTF-16 code units. The rest can be read in the entry. */
const MAX_CHARS = 300;

/**
 * Names an entry for screen readers, which say nothing of its content when the focus comes to it: by author and time,
 * its words being the description. An entry without an author is named by its words. The name goes with the focus: who
 * reads on would hear it before the same words.
 */
export function nameEntry(entry: HTMLElement): void {
  const words = (parts: string) =>
    [...entry.querySelectorAll<HTMLElement>(parts)].map(({ innerText }) => innerText.trim()).join(" ");
  const who = words("[part~=author], [part~=author] + .visually-hidden, [part~=time]");
  const said = words(
    "[part~=bubble], [part~=delivery], [part~=notice], [part~=card], [part=activity] > summary",
  );
  entry.ariaLabel = who || said;
  entry.setAttribute("aria-description", who && said.slice(0, MAX_CHARS));
  entry.onblur = () => (entry.ariaLabel = null);
}
