/** A pressed key, and the element with the focus. */
export interface Press {
  readonly key: string;
  readonly isRtl: boolean;
  readonly rows: readonly HTMLElement[];
  readonly row: HTMLElement;
  /** The button of the row that has the focus. */
  readonly from: HTMLElement;
}

/**
 * The element to which a key moves the focus. The arrow keys move up and down the rows, and along the buttons of a row.
 */
export function goalOf({ key, isRtl, rows, row, from }: Press): HTMLElement | undefined {
  const along = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 }[key];
  if (along) {
    const buttons = [...row.querySelectorAll("button")];
    return buttons[buttons.indexOf(from as HTMLButtonElement) + along];
  }
  const at = rows.indexOf(row);
  const goals: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: rows.length - 1,
  };
  const goal = Object.hasOwn(goals, key) ? rows[goals[key] as number] : undefined;
  return goal?.querySelector<HTMLElement>("[part~=item-button]") ?? undefined;
}
