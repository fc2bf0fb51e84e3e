// Compiling Unicode property classes takes milliseconds. The regular expressions are inside the functions, so that they
// are compiled with the first link.

/**
 * A text as a quick reader sees it. Invisible and nearly invisible characters are removed. Look-alikes of the dot and
 * the slash become dot and slash. Compatibility forms, such as full-width letters, become plain letters.
 */
export function skeletonOf(text: string): string {
  return (
    text
      .replace(/[\p{Default_Ignorable_Code_Point}\u2004-\u200a\u202f\u205f\u2800]/gu, "")
      .replace(/[．｡﹒]/g, "。")
      .normalize("NFKC")
      .replace(/[\ua4f8\u0701\u0702\u2e3c\ua60e\u{10a50}\u{1d16d}]/gu, ".")
      .replace(/(?<=[a-z])[\u0660\u06f0](?=[a-z])/gi, ".")
      // Next to letters of their own script, these two characters end a sentence. Elsewhere they look like a dot.
      // Browsers treat the first as a dot in a host name.
      .replace(
        /(?<![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}])[。۔](?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}])/gu,
        ".",
      )
      .replace(/[\\⁄∕⧸⟋╱]/g, "/")
      .replace(/([./@])\p{M}+/gu, "$1")
  );
}

/** The text with a space wherever a Chinese, Japanese or Korean letter is next to an ASCII letter or digit. */
export function spacedBesideCjk(text: string): string {
  return text.replace(
    /(?<=\w)(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])|(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])(?=\w)/gu,
    " ",
  );
}
