import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Loaded before a program (`node --import`), gives it the double where it asks for `electron`. */
const DOUBLE = new URL('electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: DOUBLE, format: 'module-typescript', shortCircuit: true } : next(specifier, context),
})

// As in an installed program; it holds no description of where updates come from, as a build of one's own does.
Object.defineProperty(process, 'resourcesPath', { value: fileURLToPath(new URL('../../../resources', import.meta.url)) })
