/** What a page logs, with the milliseconds from navigation to the last message painted plus two frames. */
export const OPENED = "opened after ";
