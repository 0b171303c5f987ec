/** A refusal in the venue's own words: `{"code": -1121, "msg": "Invalid symbol."}` with an HTTP status. */
export class ApiError extends Error {
  readonly code: number
  readonly status: number
  constructor(code: number, message: string, status = 400) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }
}

export const refuse = {
  unknown: (): ApiError => new ApiError(-1000, 'An unknown error occurred while processing the request.', 500),
  tooManyRequests: (limit: number): ApiError =>
    new ApiError(
      -1003,
      `Too much request weight used; current limit is ${String(limit)} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`,
      429,
    ),
  illegalCharacters: (name: string, legal: string): ApiError =>
    new ApiError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legal}'.`),
  missing: (name: string): ApiError =>
    new ApiError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  unread: (sent: number, read: number): ApiError =>
    new ApiError(-1101, `Too many parameters; expected '${String(read)}' and received '${String(sent)}'.`),
  notRequired: (name: string): ApiError => new ApiError(-1106, `Parameter '${name}' sent when not required.`),
  tooPrecise: (name: string): ApiError => new ApiError(-1111, `Parameter '${name}' has too much precision.`),
  orderComposition: (): ApiError => new ApiError(-1014, 'Unsupported order combination.'),
  invalidTimeInForce: (): ApiError => new ApiError(-1115, 'Invalid timeInForce.'),
  invalidOrderType: (): ApiError => new ApiError(-1116, 'Invalid orderType.'),
  invalidSide: (): ApiError => new ApiError(-1117, 'Invalid side.'),
  invalidInterval: (): ApiError => new ApiError(-1120, 'Invalid interval.'),
  invalidSymbol: (): ApiError => new ApiError(-1121, 'Invalid symbol.'),
  parameterCombination: (): ApiError => new ApiError(-1128, 'Combination of optional parameters invalid.'),
  invalidParameter: (name: string): ApiError => new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`),
  notInPair: (): ApiError => new ApiError(-1158, 'Order type not supported in OCO.'),
  icebergNeedsGtc: (iceberg: string, time: string): ApiError =>
    new ApiError(-1160, `Parameter '${iceberg}' is not supported if '${time}' is not GTC.`),
  filter: (name: string): ApiError => new ApiError(-1013, `Filter failure: ${name}`),
  timestampBehind: (): ApiError => new ApiError(-1021, 'Timestamp for this request is outside of the recvWindow.'),
  timestampAhead: (): ApiError => new ApiError(-1021, "Timestamp for this request was 1000ms ahead of the server's time."),
  badSignature: (): ApiError => new ApiError(-1022, 'Signature for this request is not valid.'),
  orderRejected: (why: string): ApiError => new ApiError(-2010, why),
  cancelRejected: (why = 'Unknown order sent.'): ApiError => new ApiError(-2011, why),
  noSuchOrder: (): ApiError => new ApiError(-2013, 'Order does not exist.'),
  noSuchList: (): ApiError => new ApiError(-2018, 'Order list does not exist.'),
  badKeyFormat: (): ApiError => new ApiError(-2014, 'API-key format invalid.', 401),
  badKey: (): ApiError => new ApiError(-2015, 'Invalid API-key, IP, or permissions for action.', 401),
}
