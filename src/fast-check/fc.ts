import fc from 'fast-check'

checkVersion(fc.__version)

/** The user's copy of fast-check, 3.23 or later. */
export { fc }

/** Older ones ignore the units of strings without a word, and then no SID is one. */
function checkVersion(version: string): void {
  const [major, minor] = version.split('.').map(Number)
  if (Number(major) > 3 || (major === 3 && Number(minor) >= 23)) return
  throw new Error(
    `Cannot load fake-twilio-sync/fast-check: found fast-check ${version}, expected 3.23 or later: npm i -D fast-check@4`,
  )
}
