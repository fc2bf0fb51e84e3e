"use client";
/**
 * `<oc-session-list>` as a React component. It is not part of `oc-session/react`, because most pages have one
 * conversation.
 *
 * @packageDocumentation
 */
import "../list.js";

export { OcSessionList, type OcSessionListComponentProps } from "./session-list.js";
