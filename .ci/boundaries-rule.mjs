import path from 'node:path'
import { importProblem } from '../core/testing/boundaries.ts'

/** The import table of core/testing/boundaries.json as a lint rule, so that a breach shows in the editor. */
export const boundariesRule = (root) => ({
  meta: { type: 'problem', schema: [], messages: { breach: '{{problem}} (core/testing/boundaries.json).' } },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/')
    const check = (node, typeOnly) => {
      if (typeof node.source?.value !== 'string') return
      const problem = importProblem(file, { specifier: node.source.value, typeOnly, names: [] })
      if (problem !== undefined) context.report({ node: node.source, messageId: 'breach', data: { problem } })
    }
    const eachIsType = (node, key) =>
      node.specifiers.length > 0 && node.specifiers.every((one) => one.type !== 'ImportDefaultSpecifier' && one[key] === 'type')
    return {
      ImportDeclaration: (node) => check(node, node.importKind === 'type' || eachIsType(node, 'importKind')),
      ExportNamedDeclaration: (node) => check(node, node.exportKind === 'type' || eachIsType(node, 'exportKind')),
      ExportAllDeclaration: (node) => check(node, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, false),
    }
  },
})
