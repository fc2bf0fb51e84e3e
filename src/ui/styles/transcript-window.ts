import { css } from "lit";

/**
 * What the transcript's window relies on. The gaps that stand for chunks out of the document are margins of
 * `.chunk` and the end padding of `.feed`: neither may have any of its own; space them by `.chunk` padding.
 */
export const transcriptWindow = css`
  oc-transcript {
    display: flex;
    flex-direction: column;
    position: relative;
    flex: 1 1 0;
    min-block-size: 0;
  }

  [part~="transcript"] {
    position: relative;
    flex: 1 1 0;
    min-block-size: 0;
    overflow-x: hidden;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scroll-behavior: auto;
  }

  .feed {
    display: flow-root;
  }

  .feed[hidden] {
    display: none;
  }

  .chunk {
    display: flow-root;
    contain: layout style;
  }

  .spoken {
    user-select: none;
  }
`;
