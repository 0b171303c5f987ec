import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromTaggedJson, toTaggedJson } from './index.ts'

const leaf = fc.oneof(
  fc.bigInt(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.double().map((each) => (each === 0 ? 0 : each)),
)
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.array(fc.tuple(fc.string(), tie('tree')), { maxLength: 4 }).map((each) => new Map(each)),
    fc.array(leaf, { maxLength: 4 }).map((each) => new Set(each)),
    fc.dictionary(
      fc.oneof(fc.constantFrom('$map', '$bigint', '$', '$object'), fc.string()).filter((key) => key !== '__proto__'),
      tie('tree'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}))

describe('tagged JSON', () => {
  it('gives back what it was given, whatever is nested in what', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(fromTaggedJson(toTaggedJson(value))).toStrictEqual(value)
      }),
      { numRuns: 500 },
    )
  })

  it('refuses what it could not give back', () => {
    expect(() => toTaggedJson({ at: new Date(0) })).toThrow('class Date')
    expect(() => toTaggedJson(() => 1)).toThrow('a function')
    expect(() => fromTaggedJson('{"$unheard":1}')).toThrow('$unheard is no tag')
  })
})
