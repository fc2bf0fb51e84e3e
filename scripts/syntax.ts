import { parseAst } from "vite";

/** The parts of a syntax tree's nodes that are looked at here. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

/** `text` in place of what stands from `start` to `end`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Every node of one `type`, wherever it stands in the code of a module. */
export function nodesOf(type: string, code: string): Generator<Node> {
  return within(parseAst(code), type);
}

function* within(part: unknown, type: string): Generator<Node> {
  if (typeof part !== "object" || part === null) return;
  const node = part as Node;
  if (node.type === type) yield node;
  for (const child of Object.values(node)) yield* within(child, type);
}

/** The code with all edits made; none may overlap. */
export function apply(edits: readonly Edit[], code: string): string {
  const fromTheEnd = edits.toSorted((a, b) => b.start - a.start);
  return fromTheEnd.reduce(
    (done, { start, end, text }) => done.slice(0, start) + text + done.slice(end),
    code,
  );
}
