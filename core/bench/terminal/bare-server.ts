/** The least that shows a chart: one page with the chart library and a thousand bars. Prints its address. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const library = readFileSync(
  fileURLToPath(
    new URL('../../../node_modules/lightweight-charts/dist/lightweight-charts.standalone.production.js', import.meta.url),
  ),
)
const PAGE = `<!doctype html><meta charset="utf-8"><title>bare</title><div id="chart" style="width:1400px;height:860px"></div>
<script src="/chart.js"></script><script>
const chart = LightweightCharts.createChart(document.getElementById('chart'), {})
const bars = []
let close = 97000
for (let index = 0; index < 1000; index += 1) {
  const open = close
  close = open * (1 + Math.sin(index * 12.9898) * 0.001)
  bars.push({ time: 1700000000 + index * 60, open, high: Math.max(open, close) * 1.0005, low: Math.min(open, close) * 0.9995, close })
}
chart.addSeries(LightweightCharts.CandlestickSeries).setData(bars)
requestAnimationFrame(() => { globalThis.drawn = true })
</script>`

const server = createServer((request, response) => {
  const isLibrary = request.url === '/chart.js'
  response.writeHead(200, { 'content-type': isLibrary ? 'text/javascript' : 'text/html' })
  response.end(isLibrary ? library : PAGE)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.stdout.write(`http://127.0.0.1:${String(address.port)}/\n`)
})
