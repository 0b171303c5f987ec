import type { Context, Module } from 'node:vm'

/** Inside: what the prelude made. Its functions belong to the foreign code's own world and give nothing but text. */
interface Inside {
  readonly exports: Readonly<Record<string, unknown>>
  load(namespace: object): string
  answer(question: string): string
  describe(error: unknown): string
}

/**
 * The whole program of a sandbox's process, written so that its text can be started with `node -e`: it refers to nothing
 * outside itself. Reads lines of JSON from stdin: first the program, then questions; writes a line for each.
 *
 * A `node:vm` context is no wall by itself. Around it stand: no object of the outer world ever enters it, only text;
 * no code can be made from text in the whole process; `import()` ends the process; the process may not read a file,
 * start a process or a thread, or load native code; its environment is empty and its memory small.
 */
export function sandboxMain(): void {
  const { stdin, stdout } = process
  const vm = process.getBuiltinModule('node:vm')
  const end = process.exit.bind(process)
  const say = (line: string): void => {
    stdout.write(`${line}\n`)
  }

  // A loop hears no end of its input: should the terminal be killed meanwhile, nobody else would end it.
  const { Worker } = process.getBuiltinModule('node:worker_threads')
  const watch =
    'const id = process.ppid; setInterval(() => { if (process.ppid !== id) process.kill(process.pid, "SIGKILL") }, 1000)'
  new Worker(watch, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()

  // For code that left its context all the same: whatever could open a connection or fetch a module.
  const outer = globalThis as Record<string, unknown>
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'require', 'module', 'exports', 'navigator'])
    Reflect.deleteProperty(outer, name)
  for (const name of ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'kill', 'mainModule', 'report'])
    Object.defineProperty(process, name, { value: undefined, configurable: false, writable: false })

  /** Gone: time and chance, which would make a replay differ; memory outside the heap, which no limit counts; the rest has no use. */
  const needless = [
    ...['Date', 'Intl', 'WeakRef', 'FinalizationRegistry', 'console', 'Atomics', 'SharedArrayBuffer', 'ArrayBuffer', 'DataView'],
    ...['WebAssembly', 'Float16Array', 'Float32Array', 'Float64Array', 'Int8Array', 'Int16Array', 'Int32Array', 'Uint8Array'],
    ...['Uint8ClampedArray', 'Uint16Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array', 'eval', 'Function'],
  ]
  const tidy = [
    ...needless.map((name) => `delete globalThis.${name}`),
    'delete Math.random',
    // Handlers of stack traces are called by the outer world.
    "Object.defineProperty(Error, 'prepareStackTrace', { value: undefined, writable: false, configurable: false })",
    "Object.defineProperty(globalThis, 'Error', { writable: false, configurable: false })",
  ].join(';')

  const refuseImport = (specifier: string): never => {
    say(JSON.stringify({ ok: false, message: `it called import('${specifier.slice(0, 60)}'), which no strategy may` }))
    return end(70)
  }

  const load = async (program: { name: string; code: string; prelude: string }): Promise<Inside> => {
    const context: Context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } })
    const inside = vm.runInContext(`${tidy};(${program.prelude})`, context, { filename: 'sentinel' }) as Inside
    const names = Object.keys(inside.exports)
    const sentinel = new vm.SyntheticModule(
      names,
      function fill() {
        for (const name of names) this.setExport(name, inside.exports[name])
      },
      { context, identifier: 'sentinel' },
    )
    try {
      const module = new vm.SourceTextModule(program.code, {
        context,
        identifier: program.name,
        importModuleDynamically: refuseImport,
        initializeImportMeta: () => undefined,
      })
      await module.link((specifier: string): Module => {
        if (specifier === 'sentinel') return sentinel
        throw new Error(`it imports '${specifier}'; a strategy can import nothing but 'sentinel'`)
      })
      await module.evaluate()
      say(inside.load(module.namespace))
    } catch (error) {
      say(inside.describe(error))
    }
    return inside
  }

  let world: Inside | undefined
  let rest = ''
  const take = async (line: string): Promise<void> => {
    if (world === undefined) world = await load(JSON.parse(line) as { name: string; code: string; prelude: string })
    else {
      let reply: unknown
      try {
        reply = world.answer(line)
      } catch {
        reply = undefined
      }
      say(typeof reply === 'string' ? reply : '{"ok":false,"message":"it ran out of stack"}')
    }
  }
  stdin.setEncoding('utf8')
  stdin.on('data', (chunk: string) => {
    rest += chunk
    for (let cut = rest.indexOf('\n'); cut >= 0; cut = rest.indexOf('\n')) {
      const line = rest.slice(0, cut)
      rest = rest.slice(cut + 1)
      take(line).catch(() => end(71))
    }
  })
  stdin.on('end', () => end(0))
}
