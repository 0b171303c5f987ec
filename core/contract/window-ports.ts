/** Page to preload to main process: asks for a port to the service named beside it. */
export const CONNECT_MESSAGE = 'sentinel:connect'
/** Main process to preload to page: the port, with the name of its service. */
export const PORT_MESSAGE = 'sentinel:port'
