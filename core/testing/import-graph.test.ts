import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { importGraph } from './import-graph.ts'

const folder = mkdtempSync(join(tmpdir(), 'sentinel-graph-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

it('follows what is imported before the entry runs, each file once, and not what is imported by a call', () => {
  const files = {
    'main.js':
      'import { a } from "./a.js";\nimport "electron";\nexport * from "./b.js"\nconst later = () => import("./late.js")\n',
    'a.js': 'import { b } from "./b.js"\nimport fs from "node:fs"\nexport const a = "from \'./not.js\'"\n',
    'b.js': 'import { a } from "./a.js"\nexport const b = 1\n',
    'late.js': 'import "ccxt"\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const graph = importGraph(join(folder, 'main.js'))
  expect([...graph.files.keys()].map((file) => file.slice(folder.length + 1)).sort()).toEqual(['a.js', 'b.js', 'main.js'])
  expect([...graph.outside].sort()).toEqual(['electron', 'node:fs'])
  expect(graph.bytes).toBe(files['main.js'].length + files['a.js'].length + files['b.js'].length)
})
