/** Letters of Cyrillic, Greek and Armenian that pass for Latin ones, and what says nothing of an alphabet. */
const ALIKE = /^[асԁеԍһіјӏорԗԛѕԝхукѵѡαγηικνορτυχωϲϳագզէհյոսօ\d-]+$/;

/**
 * Whether a host's name is what it looks like: each label of one alphabet, none of letters that are there to be
 * taken for others. Names of Latin letters with accents, in Cyrillic, in Chinese and so on are.
 */
export function looksAsItIs(host: string): boolean {
  // In a name of small letters a reader takes a capital I for an l.
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
    // Of Latin: plain letters with accents, and the few that nobody takes for another.
    /^[a-zßæœøðþłđŋħ\d\u0300-\u032f-]+$/.test(label.normalize("NFD")) ||
    /^[\p{Script=Cyrillic}\P{L}]+$/u.test(label) ||
    /^[\p{Script=Greek}\P{L}]+$/u.test(label) ||
    /^[\p{Script=Armenian}\P{L}]+$/u.test(label) ||
    (/^[\w\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー々-]+$/u.test(label) &&
      // Beside a Latin letter these pass for a slash or a dash.
      !(/[a-z]/.test(label) && /[一二ニノンソゾ丶丿丨〇ー]/.test(label))) ||
    /^[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Deseret}]+$/u.test(
      label,
    )
  );
}
