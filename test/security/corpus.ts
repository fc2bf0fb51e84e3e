import { readdirSync, readFileSync } from "node:fs";

/** One hostile text, ready to be sent. */
export interface Payload {
  /** Its number; what it runs or fetches tells by it which one it was. */
  readonly id: number;
  /** What it tries. */
  readonly technique: string;
  /** Where that is described. */
  readonly source: string;
  readonly text: string;
}

interface Group {
  readonly technique: string;
  readonly source: string;
  readonly payloads: readonly string[];
}

const FOLDER = new URL("corpus/", import.meta.url);

/**
 * Every payload of the data files. In them `%JS%` stands for code that reports it ran, `%ATTACKER%` and `%HOST%`
 * for another origin that must never be asked, `%ID%` for the payload's number.
 * @param attacker that other origin
 */
export function loadCorpus(attacker: string): readonly Payload[] {
  const groups = readdirSync(FOLDER)
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Group[]);
  const payloads = groups.flatMap(({ technique, source, payloads }) =>
    payloads.map((template) => ({ technique, source, template })),
  );
  return payloads.map(({ technique, source, template }, id) => ({
    id,
    technique,
    source,
    text: arm(template, id, attacker),
  }));
}

/** Puts what is to be noticed in place of the placeholders. */
export function arm(template: string, id: number, attacker: string): string {
  return template
    .replaceAll("%JS%", `hit(${id})`)
    .replaceAll("%ATTACKER%", `${attacker}/${id}`)
    .replaceAll("%HOST%", `${attacker.replace("http://", "")}/${id}`)
    .replaceAll("%ID%", String(id));
}
