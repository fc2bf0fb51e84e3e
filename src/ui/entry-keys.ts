/** Which entry a key leads to from the one that has the focus, or from none. */
export function destination(key: string, focused: number | null, length: number): number | null {
  if (key === "Home") return 0;
  if (key === "End") return length - 1;
  if (focused === null) return null;
  if (key === "ArrowUp" && focused > 0) return focused - 1;
  return key === "ArrowDown" && focused < length - 1 ? focused + 1 : null;
}
