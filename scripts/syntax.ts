import { parseAst } from "vite";

/** The properties of a syntax tree's node that these scripts read. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

/** Replaces the code from `start` to `end` by `text`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Every node of a type in a module's code. */
export function nodesOf(type: string, code: string): Generator<Node> {
  return within(parseAst(code), type);
}

function* within(part: unknown, type: string): Generator<Node> {
  if (typeof part !== "object" || part === null) return;
  const node = part as Node;
  if (node.type === type) yield node;
  for (const child of Object.values(node)) yield* within(child, type);
}

/** The code with all edits; edits must not overlap. */
export function apply(edits: readonly Edit[], code: string): string {
  const fromTheEnd = edits.toSorted((a, b) => b.start - a.start);
  return fromTheEnd.reduce(
    (done, { start, end, text }) => done.slice(0, start) + text + done.slice(end),
    code,
  );
}
