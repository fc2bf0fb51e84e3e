/** The beginning of a page's log line; the milliseconds from the navigation until the page has opened follow. */
export const OPENED = "opened after ";
