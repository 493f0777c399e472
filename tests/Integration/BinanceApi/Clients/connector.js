'use strict';
// Binance's own connector (@binance/spot), as it comes from npm, against an exchange on this machine: REST, streams, WebSocket API, user data.
const { Spot } = require('@binance/spot');
const assert = require('node:assert');

const symbol = process.env.RIALTO_SYMBOL.replace('/', '');
const url = process.env.RIALTO_BINANCE_URL;
const sockets = url.replace(/^http/, 'ws');
const key = { apiKey: process.env.RIALTO_KEY, apiSecret: process.env.RIALTO_SECRET };
const other = { apiKey: process.env.RIALTO_KEY_2, apiSecret: process.env.RIALTO_SECRET_2 };

async function main() {
  const mine = new Spot({ configurationRestAPI: { ...key, basePath: url }, configurationWebsocketAPI: { ...key, wsURL: sockets + '/ws-api/v3' }, configurationWebsocketStreams: { wsURL: sockets } });
  const theirs = new Spot({ configurationRestAPI: { ...other, basePath: url } });
  const seen = { trades: [], depths: 0, tickers: 0, executions: [], positions: 0 };

  const info = await (await mine.restAPI.exchangeInfo({ symbol })).data();
  assert.equal(info.symbols[0].symbol, symbol);
  const lot = Number(info.symbols[0].filters.find((filter) => filter.filterType === 'LOT_SIZE').minQty) * 10;

  const streams = await mine.websocketStreams.connect();
  streams.trade({ symbol: symbol.toLowerCase() }).on('message', (message) => seen.trades.push(message));
  streams.diffBookDepth({ symbol: symbol.toLowerCase(), updateSpeed: '100ms' }).on('message', () => seen.depths++);
  streams.ticker({ symbol: symbol.toLowerCase() }).on('message', () => seen.tickers++);

  const api = await mine.websocketAPI.connect();
  const subscribed = await api.userDataStreamSubscribeSignature();
  subscribed.stream?.on('message', (message) => { if (message.e === 'executionReport') seen.executions.push(message); if (message.e === 'outboundAccountPosition') seen.positions++; });

  const placed = await api.orderPlace({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: 1000, quantity: lot });
  const data = placed.data;
  assert.equal(data.status, 'NEW');
  const status = await api.orderStatus({ symbol, orderId: data.orderId });
  assert.equal(status.data.status, 'NEW');
  const sold = await (await theirs.restAPI.newOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: lot })).data();
  assert.equal(sold.status, 'FILLED');
  const waiting = await api.orderPlace({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: 900, quantity: lot });
  const canceled = await api.orderCancel({ symbol, orderId: waiting.data.orderId });
  assert.equal(canceled.data.status, 'CANCELED');
  const depth = await api.depth({ symbol, limit: 5 });
  assert.ok(Array.isArray(depth.data.bids));
  const account = await api.accountStatus();
  assert.ok(account.data.balances.length > 0);
  const trades = await (await mine.restAPI.myTrades({ symbol })).data();
  assert.ok(trades.length > 0);

  while (seen.trades.length === 0 || seen.depths === 0 || seen.tickers === 0 || !seen.executions.some((report) => report.x === 'TRADE') || !seen.executions.some((report) => report.x === 'CANCELED') || seen.positions === 0)
    await new Promise((resolve) => setTimeout(resolve, 20));
  console.log(JSON.stringify({ trades: seen.trades.length, executions: seen.executions.length, positions: seen.positions }));
  process.exit(0);
}

main().catch((problem) => { console.error(problem); process.exit(1); });
