import { registerHooks } from 'node:module'

/** Loaded before a program (`node --import`), gives it the double where it asks for `electron`. */
const DOUBLE = new URL('electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: DOUBLE, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
})
