/**
 * Loopback HTTP and WebSocket -> requests and streams of services that run elsewhere.
 * For programs that put other services behind the terminal's own door, such as the benches.
 * Invariant: without the token nothing is answered, and nothing but 127.0.0.1 is served.
 */
export { type Gateway, type GatewayOptions, openGateway } from './gateway/gateway.ts'
export { nodePort } from './worker-port.ts'
