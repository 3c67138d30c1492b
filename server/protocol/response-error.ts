// Owns what a request that fails is answered with: the codes of JSON-RPC and of LSP, and the error that carries one.

/** Source: JSON-RPC 2.0, section 5.1, and LSP, section "Error codes". */
export const ERROR_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  notInitialized: -32002,
  requestFailed: -32803,
  contentModified: -32801,
  requestCancelled: -32800,
} as const;

/** The answer to a request, as an error: an error of the wire, which is why it is no Failure. */
export class ResponseError<Data = unknown> extends Error {
  override readonly name = "ResponseError";
  readonly code: number;
  readonly data: Data | undefined;

  constructor(code: number, message: string, data?: Data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  toJSON(): { readonly code: number; readonly message: string; readonly data?: Data } {
    const { code, message, data } = this;
    return { code, message, ...(data === undefined ? {} : { data }) };
  }
}
