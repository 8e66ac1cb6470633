/** Bytes of one message of MCP. */
export const MAX_MESSAGE_BYTES = 16 * 1_048_576;
