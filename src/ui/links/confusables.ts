/** A label that consists only of Cyrillic, Greek and Armenian letters that look like Latin ones, digits and hyphens. */
const ALIKE = /^[асԁеԍһіјӏорԗԛѕԝхукѵѡαγηικνορτυχωϲϳագզէհյոսօ\d-]+$/;

/**
 * Whether a host name does not imitate another one: each label uses one alphabet, and none consists of look-alikes of
 * Latin letters. True for names in Latin letters with accents, in Cyrillic, in Chinese and so on.
 */
export function hasNoConfusables(host: string): boolean {
  // Among small letters, a capital I looks like an l.
  if (/[a-z]I/.test(host)) return false;
  const labels = host.toLowerCase().normalize("NFC").split(/[.:]/);
  const isForeign = /[^\0-\x7f]/.test(labels.at(-1) ?? "");
  return labels.every(
    (label) => hasOneAlphabet(label) && (isForeign || isPlain(label) || !ALIKE.test(label)),
  );
}

function isPlain(label: string): boolean {
  return /^[\0-\x7f]*$/.test(label);
}

function hasOneAlphabet(label: string): boolean {
  return (
    isPlain(label) ||
    // Latin: plain letters with accents, and the few other letters that do not look like a plain letter.
    /^[a-zßæœøðþłđŋħ\d\u0300-\u032f-]+$/.test(label.normalize("NFD")) ||
    /^[\p{Script=Cyrillic}\P{L}]+$/u.test(label) ||
    /^[\p{Script=Greek}\P{L}]+$/u.test(label) ||
    /^[\p{Script=Armenian}\P{L}]+$/u.test(label) ||
    (/^[\w\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々-]+$/u.test(label) &&
      // Next to Latin letters, these look like a slash or a dash.
      !(/[a-z]/.test(label) && /[一二ニノンソゾ丶丿丨〇ー]/.test(label))) ||
    /^[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}]+$/u.test(
      label,
    )
  );
}
