/** Page to main: asks for a port to the service named in the argument. */
export const CONNECT = 'sentinel:connect'
/** Main to page, by way of the preload script: the port, with the name of its service. */
export const PORT = 'sentinel:port'
