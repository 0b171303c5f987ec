import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ModeBranch, modeBranches } from './mode-branches.ts'
import listed from './mode-branches.json' with { type: 'json' }

export interface ListedBranch {
  readonly file: string
  readonly text: string
  /** Test files of which at least one fails when the branch is turned round. */
  readonly tests: readonly string[]
}

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
/** Every place in the program that may decide by the mode. Where a text comes twice in a file it is listed twice, in order. */
export const LISTED_BRANCHES: readonly ListedBranch[] = listed

/** What runs in the product: neither tests, nor what only tests and benches use. */
const isProduct = (file: string): boolean =>
  /\.tsx?$/.test(file) && !/\.(test|e2e)\.tsx?$/.test(file) && !/^core\/(testing|bench)\//.test(file)

/** Every such place in the source as it stands, in order of file and line. */
export function branchesInSource(root = REPOSITORY): readonly ModeBranch[] {
  const files: string[] = []
  for (const top of ['core', 'electron'])
    for (const entry of readdirSync(join(root, top), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name).slice(root.length).split('\\').join('/')
      if (entry.isFile() && isProduct(file)) files.push(file)
    }
  return files.sort().flatMap((file) => modeBranches(file, readFileSync(join(root, file), 'utf8')))
}

/** Each branch of the source with its row of the list; a row or a branch without the other has `undefined` there. */
export function matchedBranches(
  branches: readonly ModeBranch[],
  rows: readonly ListedBranch[],
): readonly { readonly branch: ModeBranch | undefined; readonly row: ListedBranch | undefined }[] {
  const left = [...rows]
  const matched = branches.map((branch) => {
    const at = left.findIndex(({ file, text }) => file === branch.file && text === branch.text)
    return { branch, row: at < 0 ? undefined : left.splice(at, 1)[0] }
  })
  return [...matched, ...left.map((row) => ({ branch: undefined, row }))]
}
