'use strict';
// A bot that believes in its venue: sends again at once whatever fails, never asks, never counts.
const ccxt = require('ccxt');
const WebSocket = require('ws');

const url = process.env.RIALTO_BINANCE_URL;
const symbol = 'BTC/USDT';
const client = new ccxt.binance({
  apiKey: process.env.RIALTO_KEY, secret: process.env.RIALTO_SECRET, enableRateLimit: false, timeout: 1000,
  options: { defaultType: 'spot', fetchMarkets: { types: ['spot'] }, fetchCurrencies: false, fetchMargins: false },
});
for (const name of ['public', 'private', 'v1']) client.urls.api[name] = url + '/api/v3';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function stream() {
  const socket = new WebSocket(url.replace(/^http/, 'ws') + '/ws/btcusdt@depth@100ms');
  socket.on('message', () => {});
  socket.on('error', () => {});
  socket.on('close', () => setTimeout(stream, 200));
}

async function main() {
  await client.loadMarkets();
  stream();
  for (;;) {
    for (let sent = false; !sent;) {
      try {
        await client.createOrder(symbol, 'limit', 'buy', 0.001, 49900);
        sent = true;
      } catch {
        await sleep(50);
      }
    }
    await sleep(300);
    await client.cancelAllOrders(symbol).catch(() => {});
  }
}

main().catch((problem) => { console.error(problem); process.exit(1); });
