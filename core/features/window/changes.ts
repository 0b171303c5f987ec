/** What each number of a column adds to the one before; none for the first. */
export function changesOf(values: Float64Array): Float64Array {
  const changes = new Float64Array(values.length).fill(Number.NaN, 0, 1)
  for (let index = 1; index < changes.length; index += 1)
    changes[index] = (values[index] as number) - (values[index - 1] as number)
  return changes
}

/** The same without the direction. */
export function movesOf(values: Float64Array): Float64Array {
  const moves = new Float64Array(values.length).fill(Number.NaN, 0, 1)
  for (let index = 1; index < moves.length; index += 1)
    moves[index] = Math.abs((values[index] as number) - (values[index - 1] as number))
  return moves
}
