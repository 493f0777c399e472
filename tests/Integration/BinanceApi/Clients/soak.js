'use strict';
// ccxt.pro follows a market that runs beside it, for so many seconds, and counts what it is told and whatever goes wrong. The book it keeps is compared with REST's at the same update.
const ccxt = require('ccxt');

const url = process.env.RIALTO_BINANCE_URL;
const seconds = Number(process.env.RIALTO_SOAK_SECONDS ?? '3');

async function main() {
  const client = new ccxt.pro.binance({ enableRateLimit: false, options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false } });
  for (const name of ['public', 'private', 'v1']) client.urls.api[name] = url + '/api/v3';
  client.urls.api.ws.spot = url.replace(/^http/, 'ws') + '/ws';
  await client.loadHttpProxyAgent();
  await client.loadMarkets();
  const market = Object.values(client.markets).find((one) => one.id === process.env.RIALTO_WATCHED);
  const seen = { updates: 0, trades: 0, tickers: 0, compared: 0, errors: 0 };
  const until = Date.now() + seconds * 1000;
  const fail = (what, problem) => { seen.errors++; console.error(what, problem); };
  const loop = async (what, watch) => {
    while (Date.now() < until) {
      try { await watch(); } catch (problem) { fail(what, problem); return; }
    }
  };
  let book;
  const history = new Map();
  const text = (one) => JSON.stringify([one.bids.slice(0, 10).map(([p, q]) => [p, q]), one.asks.slice(0, 10).map(([p, q]) => [p, q])]);
  const compare = async () => {
    // A snapshot of an update that the watched book passed through must be the same book.
    const snapshot = await client.fetchOrderBook(market.symbol, 100);
    if (history.has(snapshot.nonce)) {
      seen.compared++;
      if (history.get(snapshot.nonce) !== text(snapshot)) fail('book', `differs at ${snapshot.nonce}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  };
  await Promise.race([
    Promise.all([
      loop('watchOrderBook', async () => {
        book = await client.watchOrderBook(market.symbol);
        seen.updates++;
        history.set(book.nonce, text(book));
        if (history.size > 1000) history.delete(history.keys().next().value);
        if (book.bids.length && book.asks.length && book.bids[0][0] >= book.asks[0][0]) fail('watchOrderBook', 'crossed');
      }),
      loop('watchTrades', async () => { seen.trades += (await client.watchTrades(market.symbol)).length; }),
      loop('watchTicker', async () => { await client.watchTicker(market.symbol); seen.tickers++; }),
      loop('fetchOrderBook', compare),
    ]),
    new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 500)),
  ]);
  console.log(JSON.stringify(seen));
  process.exit(0);
}

main().catch((problem) => { console.error(problem); process.exit(1); });
