/**
 * The page that asks for keys: no script of its own, no style from elsewhere, another origin and another session than the
 * terminal. Its preload reads the form and hands it to the main process.
 */
export const KEYS_HOST = 'keys'
export const KEYS_URL = `sentinel://${KEYS_HOST}/`
export const KEYS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

export const KEYS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Exchange keys</title>
<style>
  :root { color-scheme: dark light; font: 13px/1.5 system-ui, sans-serif }
  body { margin: 20px 24px; max-width: 480px }
  h1 { font-size: 15px; margin: 0 0 4px }
  p { margin: 0 0 12px }
  label { display: block; margin: 8px 0 2px }
  input, select { width: 100%; box-sizing: border-box; padding: 6px 8px; font: inherit }
  button { margin-top: 14px; padding: 6px 14px; font: inherit }
  [role=status] { min-height: 20px; margin-top: 12px }
</style>
</head>
<body>
<h1>Exchange keys</h1>
<p>They go to the keychain of this computer and, when you trade live, to the process that sends your orders. The terminal's
windows never see them. Grant reading and spot trading; refuse withdrawals and transfers: keys that can do those are not used.</p>
<p id="backend" role="note"></p>
<form id="add">
<label for="exchange">Exchange</label><input id="exchange" name="exchange" value="binance" required maxlength="30" autocomplete="off" spellcheck="false">
<label for="id">Name of these keys</label><input id="id" name="id" value="binance" required maxlength="40" autocomplete="off" spellcheck="false">
<label for="apiKey">API key</label><input id="apiKey" name="apiKey" type="password" required maxlength="512" autocomplete="off" spellcheck="false">
<label for="secret">API secret</label><input id="secret" name="secret" type="password" required maxlength="4096" autocomplete="off" spellcheck="false">
<label for="password">API passphrase, where the exchange has one</label><input id="password" name="password" type="password" maxlength="512" autocomplete="off" spellcheck="false">
<button type="submit">Keep in the keychain</button>
</form>
<p id="outcome" role="status"></p>
<form id="remove" hidden>
<label for="kept">Keys that are kept; live trading uses the newest</label><select id="kept" name="id"></select>
<button type="submit">Remove from the keychain</button>
</form>
</body>
</html>
`
