import { css } from "lit";

/**
 * The styles that `ChunkWindow` relies on. The margins of `.chunk` and the end padding of `.feed` stand for the chunks
 * that are not in the document. Only `ChunkList` sets them, so space between entries has to be set within their chunk.
 */
export const transcriptWindow = css`
  [part~="transcript"] {
    position: relative;
    overflow-anchor: none;
  }

  .feed,
  .chunk {
    display: flow-root;
  }

  .chunk {
    contain: layout style;
  }

  .brace {
    position: absolute;
    inset-block-start: 0;
    inline-size: 1px;
    block-size: 1px;
    visibility: hidden;
  }

  .spoken {
    user-select: none;
  }
`;
