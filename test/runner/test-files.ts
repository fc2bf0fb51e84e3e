import { readdirSync } from "node:fs";
import path from "node:path";

/** The parts of the suite. `run.ts` decides which run at the same time. */
export const PARTS = ["server", "node", "browser", "security", "package", "e2e"] as const;
export type Part = (typeof PARTS)[number];

/**
 * The longest files of each part, from 400 s to 30 s on two cores, longest first. They begin first, so that simultaneous
 * files end at about the same time.
 */
const LONGEST: readonly string[] = [
  "server/test/faults/servers.test.ts",
  "server/test/conformance-faults.test.ts",
  "server/test/processes.test.ts",
  "server/test/serverless-processes.test.ts",
  "test/security/hostile-text.node.test.ts",
  "test/e2e/demo.node.test.ts",
  "test/e2e/tabs.node.test.ts",
  "test/e2e/delivery.node.test.ts",
  "test/e2e/turns.node.test.ts",
  "test/e2e/frameworks.node.test.ts",
  "test/e2e/launcher.node.test.ts",
  "test/e2e/isolation.node.test.ts",
  "test/e2e/page-libraries.node.test.ts",
];

/** The test files that match the filters, by part; all files without a filter. Paths are from the project's root. */
export function selectFiles(filters: readonly string[]): Record<Part, string[]> {
  const selected: Record<Part, string[]> = {
    server: [],
    node: [],
    browser: [],
    security: [],
    package: [],
    e2e: [],
  };
  for (const file of longestFirst([...testFiles("server"), ...testFiles("test")])) {
    const part = partOf(file);
    const wanted = filters.length === 0 || filters.some((name) => names(name, part, file));
    if (wanted) selected[part].push(file);
  }
  return selected;
}

/** The other files keep their order. */
function longestFirst(files: readonly string[]): string[] {
  const begin = LONGEST.filter((file) => files.includes(file));
  return [...begin, ...files.filter((file) => !LONGEST.includes(file))];
}

/** Whether a filter matches a file: it is the name of the file's part, or a part of its path. */
function names(filter: string, part: Part, file: string): boolean {
  const parts: readonly string[] = PARTS;
  return parts.includes(filter) ? filter === part : file.includes(filter);
}

function testFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts") && !file.includes("node_modules"))
    .map((file) => path.posix.join(folder, ...file.split(path.sep)))
    .sort();
}

/** `security`, `package` and `e2e` need the built files; elsewhere the file's name says where it runs. */
function partOf(file: string): Part {
  const [top, folder] = file.split("/");
  if (top === "server") return "server";
  if (folder === "security" || folder === "package" || folder === "e2e") return folder;
  return file.endsWith(".browser.test.ts") ? "browser" : "node";
}
