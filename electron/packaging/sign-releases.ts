/**
 * Signs what a release says about itself: every `latest*.yml` and `beta*.yml` of a folder gets the signature that the
 * program asks for before it takes an update. The private key (Ed25519, PEM) comes in SENTINEL_RELEASE_KEY.
 *
 *   node electron/packaging/sign-releases.ts dist/packages
 */
import { createPrivateKey } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { dump, load } from 'js-yaml'
import { releaseSchema, signRelease } from '../main/updates/signature.ts'

const DESCRIPTIONS = /^(latest|beta)[a-z0-9-]*\.yml$/

/** The names of what was signed. Throws for a key or a description that is none, before anything is written. */
export function signReleases(folder: string, privateKey: string): readonly string[] {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`SENTINEL_RELEASE_KEY is a key of type ${key.asymmetricKeyType ?? 'unknown'}; use Ed25519`)
  const names = readdirSync(folder).filter((name) => DESCRIPTIONS.test(name))
  if (names.length === 0) throw new Error(`${folder} holds no latest*.yml; run electron-builder first`)
  const signed = names.map((name) => {
    const told = load(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>
    const parsed = releaseSchema.safeParse(told)
    if (!parsed.success) throw new Error(`${name} is no description of a release: ${parsed.error.issues[0]?.message ?? ''}`)
    return { name, text: dump({ ...told, signature: signRelease(parsed.data, key) }) }
  })
  for (const { name, text } of signed) writeFileSync(join(folder, name), text)
  return names
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { SENTINEL_RELEASE_KEY: key } = process.env
  const [, , folder] = process.argv
  if (key === undefined || key === '' || folder === undefined) {
    process.stderr.write('usage: SENTINEL_RELEASE_KEY="$(cat key.pem)" node electron/packaging/sign-releases.ts FOLDER\n')
    process.exitCode = 1
  } else process.stdout.write(`signed ${signReleases(folder, key).join(', ')}\n`)
}
