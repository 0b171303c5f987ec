/** Where the program's parts are, in the source tree and in a build. */
export interface Places {
  readonly version: string
  /** The built terminal. */
  readonly webRoot: URL
  readonly demoData: URL
  /** The types and the example for a user's own strategies. */
  readonly strategies: URL
  worker(name: string): URL
}

/** `base` is the address of the command line's own file; in a build it is dist/node/cli.js. */
export function placesFrom(base: string, version: string): Places {
  const source = base.endsWith('.ts')
  const root = new URL(source ? '../../../' : '../../', base)
  return {
    version,
    webRoot: new URL('dist/renderer', root),
    demoData: new URL('resources/demo', root),
    strategies: new URL('resources/strategies/', root),
    worker: (name) => new URL(source ? `./workers/${name}.ts` : `./workers/${name}.js`, base),
  }
}
