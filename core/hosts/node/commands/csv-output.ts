import { csvRecord } from '../../../recording/index.ts'
import type { Output } from './output-file.ts'

/** Text that a spreadsheet would take for a formula is kept text by an apostrophe; numbers of ours stay numbers. */
export const textCell = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)

/** A CSV file (RFC 4180) that has its name once it is whole, or stdout for `-`. Throws InputError for one that cannot be written. */
export async function writeCsv(
  file: string,
  force: boolean,
  rows: Iterable<readonly (string | number | undefined)[]>,
): Promise<void> {
  // It comes with DuckDB, which is loaded only where files are written.
  const { fileOutput, PipeClosed, stdoutOutput } = await import('./output-file.ts')
  const output: Output = file === '-' ? stdoutOutput() : await fileOutput(file, force, '--csv')
  try {
    for (const row of rows) await output.write(csvRecord(row))
    await output.commit()
  } catch (error) {
    await output.abandon()
    if (!(error instanceof PipeClosed)) throw error
  }
}
