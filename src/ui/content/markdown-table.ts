/** Whether a line is the row of dashes that a table has below its header. */
export function isDelimiterRow(line: string): boolean {
  return /[|:]/.test(line) && /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/.test(line);
}

/** The cells of a row. A bar behind a backslash belongs to its cell. */
export function cellsOf(row: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (const part of row.trim().replace(/^\|/, "").split("|")) {
    cell += part;
    if (endsEscaped(part)) cell = `${cell.slice(0, -1)}|`;
    else {
      cells.push(cell.trim());
      cell = "";
    }
  }
  const last = cell.trim();
  if (last !== "") cells.push(last);
  else if (cells.length > 1 && cells.at(-1) === "") cells.pop();
  return cells;
}

function endsEscaped(text: string): boolean {
  let backslashes = 0;
  while (text.charAt(text.length - 1 - backslashes) === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

/** How a cell of the row of dashes aligns its column. */
export function alignOf(dashes: string): string {
  const isRight = dashes.endsWith(":");
  if (!dashes.startsWith(":")) return isRight ? "right" : "";
  return isRight ? "center" : "left";
}
