import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'

/** What a release says about itself: the part of `latest*.yml` that decides what is installed. */
export const releaseSchema = z.object({
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'expected a version such as 1.2.3'),
  files: z.array(z.object({ url: z.string().min(1), sha512: z.string().min(64) })).min(1),
  signature: z.string().optional(),
})
export type Release = z.output<typeof releaseSchema>

/** The text that is signed: the version and the hash of every file, so that neither can be changed or swapped alone. */
function statement({ version, files }: Release): Buffer {
  const lines = files.map(({ url, sha512 }) => `${sha512} ${url}`).sort()
  return Buffer.from(['sentinel-release-1', version, ...lines, ''].join('\n'))
}

/** Ed25519 over the release, base64. */
export const signRelease = (release: Release, key: KeyObject): string => sign(null, statement(release), key).toString('base64')

/** Why a release is not to be trusted; undefined when its signature is ours. `publicKey` is PEM, absent where none was built in. */
export function whyNotTrusted(release: unknown, publicKey: string | undefined): string | undefined {
  if (publicKey === undefined) return 'this program was built without the key that releases are signed with'
  const parsed = releaseSchema.safeParse(release)
  if (!parsed.success) return 'the description of the release is not complete'
  const { signature } = parsed.data
  if (signature === undefined) return 'the release is not signed'
  const known = verify(null, statement(parsed.data), createPublicKey(publicKey), Buffer.from(signature, 'base64'))
  return known ? undefined : 'the signature of the release is not ours'
}
