/**
 * Passphrase + file -> exchange keys. scrypt and AES-256-GCM.
 * Invariant: nothing secret is written in the clear, printed or part of an error.
 */
export { FileKeystore, LEAST_PASSPHRASE } from './keystore.ts'
