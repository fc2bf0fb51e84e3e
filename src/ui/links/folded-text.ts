// A browser takes milliseconds to compile classes of Unicode, so they are compiled with the first link.

/**
 * A text as a hurried reader sees it. What shows nothing or next to nothing is taken out. Look-alikes of the dot and the
 * slash are those. Compatibility forms, such as full-width letters, are the letters that they stand for.
 */
export function folded(text: string): string {
  return (
    text
      .replace(/[\p{Default_Ignorable_Code_Point}\u2004-\u200a\u202f\u205f\u2800]/gu, "")
      .replace(/[．｡﹒]/g, "。")
      .normalize("NFKC")
      .replace(/[\ua4f8\u0701\u0702\u2e3c\ua60e\u{10a50}\u{1d16d}]/gu, ".")
      .replace(/(?<=[a-z])[\u0660\u06f0](?=[a-z])/gi, ".")
      // Beside their own letters these end a sentence; a browser's address field takes the first for a dot.
      .replace(
        /(?<![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}])[。۔](?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}])/gu,
        ".",
      )
      .replace(/[\\⁄∕⧸⟋╱]/g, "/")
      .replace(/([./@])\p{M}+/gu, "$1")
  );
}

/** The text with a space wherever Chinese, Japanese or Korean meets a letter or digit of ASCII. */
export function spacedBesideCjk(text: string): string {
  return text.replace(
    /(?<=\w)(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])(?=\w)/gu,
    " ",
  );
}
