using System.Buffers;
using System.Globalization;
using System.Text;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Compliance;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Xunit;

namespace Rialto.Unit.Gateways;

/// <summary>
/// What the exchange says in JSON, byte for byte, in a session that is always the same: a clock that the test moves, ids that count from one. The files under
/// tests/golden/json are the promise; RIALTO_WRITE_GOLDEN=1 writes them anew, and the change is seen in review.
/// </summary>
public sealed class JsonGoldenTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly StringBuilder _log = new();
    private RunningExchange _exchange = null!;
    private RestClient _alice = null!;
    private RestClient _bob = null!;
    private RestClient _root = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _exchange = await RunningExchange.StartAsync(clock: _time, compliance: (folder, _) =>
        {
            var desk = Path.Combine(folder, "compliance");
            Directory.CreateDirectory(desk);
            return new ComplianceServices(new ComplianceDesk(desk, MasterKey.Open(Path.Combine(folder, "keys")), static (_, _) => [new SanctionHit("36", 91)], time: _time), null);
        });
        _alice = _exchange.Rest("alice");
        _bob = _exchange.Rest("bob");
        _root = _exchange.Rest("root", Permissions.Read | Permissions.Trade | Permissions.Admin | Permissions.Operate);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _bob.Dispose();
        _root.Dispose();
        await _exchange.DisposeAsync();
    }

    [Fact]
    public async Task REST_answers_of_a_fixed_session()
    {
        await OrdersAsync();
        await MarketAsync();
        await AdministrationAsync();
        await RefusalsAsync();
        await AnalyticsAsync();

        GoldenFiles.Same("json/rest.txt", _log.ToString());
    }

    [Fact]
    public async Task REST_answers_about_money_of_a_fixed_session()
    {
        foreach (var asset in (string[])["""{"code":"USD","scale":2}""", """{"code":"BTC","scale":8}"""])
            await AskAsync("root", HttpMethod.Post, "/api/v1/assets", asset);
        await AskAsync("", HttpMethod.Get, "/api/v1/assets");
        await AskAsync("", HttpMethod.Get, "/api/v1/assets/BTC");
        await AskAsync("root", HttpMethod.Post, "/api/v1/instruments", """
            {"symbol":"BTC-USD","price_scale":2,"quantity_scale":4,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"1000","base_asset":"BTC","quote_asset":"USD","state":"open"}
            """.Trim());
        await AskAsync("root", HttpMethod.Post, "/api/v1/accounts", """{"user_id":"alice","name":"Alice"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/accounts", """{"user_id":"bob","group":7,"rights":["trade","withdraw"]}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/accounts", """{"user_id":"alice-2","parent":"alice"}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/accounts/bob", """{"rights":["trade","deposit","withdraw","transfer"]}""");
        await AskAsync("root", HttpMethod.Get, "/api/v1/accounts?limit=2");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/accounts/me");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"1000.00","reference":"wire-1"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"1000.00","reference":"wire-1"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice/transfer", """{"asset":"USD","amount":"250.50","reference":"t-1","to":"alice-2"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice-2/withdraw", """{"asset":"USD","amount":"0.50","reference":"w-1"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"BTC-USD","side":"buy","price":"100.00","quantity":"2"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/users/me/balances");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/users/alice/movements?limit=1");
        await AskAsync("root", HttpMethod.Get, "/api/v1/users/alice-2/movements");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"BTC-USD","side":"buy","price":"100.00","quantity":"9"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"1.00","reference":"wire-1"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"1.00","reference":"wire-2"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/users/bob/balances");

        GoldenFiles.Same("json/money.txt", _log.ToString());
    }

    [Fact]
    public async Task REST_answers_about_compliance_of_a_fixed_session()
    {
        await AskAsync("root", HttpMethod.Post, "/api/v1/assets", """{"code":"USD","scale":2}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/accounts", """{"user_id":"alice"}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/compliance/limits", """{"tier":"level1","asset":"USD","deposits":"1000.00","trades":"1000.00"}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/compliance/countries/KP", """{"closed":["trade","deposit"]}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/compliance/policy", """{"required":true}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/kyc/submit", """{"name":"Alice Example","birth_date":"1980-12-31","country":"CH","tier":"level1","document_type":"passport","document":"JVBERi0xLjQK"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/kyc/status");
        await AskAsync("root", HttpMethod.Get, "/api/v1/compliance/cases");
        await AskAsync("root", HttpMethod.Get, "/api/v1/compliance/applications/1?document=1");
        await AskAsync("root", HttpMethod.Post, "/api/v1/compliance/cases/2", """{"action":"close","text":"Another person."}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/compliance/cases/1", """{"action":"approve","text":"Seen."}""");
        await AskAsync("root", HttpMethod.Get, "/api/v1/compliance/cases/1");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"600.00","reference":"wire-1"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/users/alice/deposit", """{"asset":"USD","amount":"400.01","reference":"wire-2"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/compliance/limits");
        await AskAsync("root", HttpMethod.Put, "/api/v1/users/alice/verification", """{"state":"suspended","cancel_orders":true}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.00","quantity":"10"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/compliance/cases", """{"key":"alert-1","users":["alice"],"text":"Money in and out within an hour."}""");
        await AskAsync("root", HttpMethod.Delete, "/api/v1/compliance/countries/KP");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/compliance/cases");

        GoldenFiles.Same("json/compliance.txt", _log.ToString());
    }

    [Fact]
    public async Task REST_answers_about_margin_of_a_fixed_session()
    {
        await AskAsync("root", HttpMethod.Post, "/api/v1/assets", """{"code":"USD","scale":2}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/instruments", """{"symbol":"PERP","price_scale":2,"tick":"0.01","lot":"1","min_quantity":"1","max_quantity":"1000"}""");
        foreach (var user in (string[])["alice", "bob"])
        {
            await AskAsync("root", HttpMethod.Post, "/api/v1/accounts", $$"""{"user_id":"{{user}}","rights":["trade","deposit","withdraw","transfer","margin"]}""");
            await AskAsync("root", HttpMethod.Post, $"/api/v1/users/{user}/deposit", """{"asset":"USD","amount":"1000.00","reference":"wire-1"}""");
        }

        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/PERP/contract", """{"settlement_asset":"USD","multiplier":10,"initial_ppm":100000,"maintenance_ppm":50000,"collar_ppm":200000,"liquidation_fee_ppm":5000}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/PERP/position-limits", """{"tier":0,"max_position":"50","max_order":"20"}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/PERP/state", """{"state":"open"}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/PERP/mark", """{"price":"100.00"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/insurance-fund", """{"asset":"USD","amount":"50.00","note":"seed"}""");
        await AskAsync("bob", HttpMethod.Put, "/api/v1/users/me/leverage", """{"symbol":"PERP","leverage":5}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/users/bob/risk-tier", """{"tier":1}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/users/bob/position-limits", """{"symbol":"PERP","max_position":"9"}""");
        await AskAsync("bob", HttpMethod.Post, "/api/v1/orders", """{"symbol":"PERP","side":"sell","price":"100.00","quantity":"4"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"PERP","side":"buy","price":"100.00","quantity":"3"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/instruments/PERP/funding", """{"rate_ppb":1000000}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/PERP/mark", """{"price":"98.70"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/users/me/positions");
        await AskAsync("bob", HttpMethod.Get, "/api/v1/users/me/margin-status");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/users/me/margin-events?limit=1");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"PERP","side":"buy","price":"98.70","quantity":"12"}""");
        await AskAsync("root", HttpMethod.Post, "/api/v1/instruments/PERP/settlement", """{"price":"99.00"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/users/me/positions?closed=true");
        await AskAsync("", HttpMethod.Get, "/api/v1/contracts");
        await AskAsync("", HttpMethod.Get, "/api/v1/insurance-fund");

        GoldenFiles.Same("json/margin.txt", _log.ToString());
    }

    [Fact]
    public async Task WebSocket_messages_of_a_fixed_session()
    {
        await using var sockets = await Sockets.OpenAsync(_exchange, _log);
        foreach (var channel in (string[])["book", "book_orders", "depth", "trades", "ticker"])
            await sockets.SayAsync(channel, $$"""{"op":"subscribe","id":1,"channel":"{{channel}}","symbol":"AAPL"}""");
        await sockets.SayAsync("orders", """{"op":"subscribe","id":"own","channel":"orders"}""");
        foreach (var request in (string[])
        [
            """{"op":"order.new","id":2,"symbol":"AAPL","side":"sell","price":"150.50","quantity":"100","display_quantity":"30","client_order_id":"ice"}""",
            """{"op":"order.new","id":3,"symbol":"AAPL","side":"sell","price":"150.60","quantity":"50"}""",
            """{"op":"order.new","id":4,"symbol":"AAPL","side":"sell","order_type":"stop_limit","stop_price":"150.45","price":"150.40","quantity":"5","client_order_id":"stop"}""",
            """{"op":"order.new","id":5,"symbol":"AAPL","side":"buy","price":"150.40","quantity":"20","post_only":"slide"}""",
            """{"op":"order.new","id":6,"symbol":"AAPL","side":"buy","order_type":"market","quantity":"40"}""",
            """{"op":"order.replace","id":7,"client_order_id":"ice","price":"150.55","new_client_order_id":"ice-2"}""",
            """{"op":"order.reduce","id":8,"order_id":"2","quantity":"10"}""",
            """{"op":"order.new","id":9,"symbol":"AAPL","side":"buy","price":"151.00","quantity":"60","stp_mode":"cancel_resting"}""",
            """{"op":"order.new","id":10,"symbol":"AAPL","side":"buy","price":"150.45","quantity":"7","post_only":true}""",
            """{"op":"order.cancel","id":11,"client_order_id":"stop"}""",
            """{"op":"order.mass_cancel","id":12}""",
            """{"op":"order.cancel","id":13,"order_id":"99"}""",
            """{"op":"order.new","id":14,"symbol":"AAPL","side":"buy","price":"1.001","quantity":"1"}""",
            """{"op":"order.fly","id":15}""",
        ])
            await sockets.SayAsync("orders", request);
        await sockets.SayAsync("book", """{"op":"resync","id":16,"channel":"book","symbol":"AAPL"}""");
        await sockets.SayAsync("book_orders", """{"op":"resync","id":17,"channel":"book_orders","symbol":"AAPL"}""");
        await sockets.SayAsync("book", """{"op":"unsubscribe","id":18,"channel":"book","symbol":"AAPL"}""");
        await sockets.SayAsync("trades", """{"op":"subscribe","id":19,"channel":"gossip"}""");
        await sockets.SayAsync("trades", """{"op":"dance","id":20}""");
        await sockets.SayAsync("trades", """{"op":"ping","id":"last"}""");

        GoldenFiles.Same("json/websocket.txt", _log.ToString());
    }

    [Fact]
    public void Problems_of_every_reason()
    {
        var text = new StringBuilder();
        foreach (var refusal in Refusals.All())
            text.Append(Written(new Problem(refusal.Reason))).Append('\n');
        text.Append(Written(new Problem(RejectReason.MalformedRequest, "A body has at most 65536 bytes.") { Field = "body", StatusOverride = 413 })).Append('\n');
        text.Append(Written(new Problem(RejectReason.PostOnlyWouldCross, "Order would match immediately at 150.45")
        {
            Sequence = 8812,
            Price = "150.45",
            ClientOrderId = Text36.Of("mm-17"),
        })).Append('\n');
        text.Append(Written(new Problem(RejectReason.RateLimited, "The key sends more requests than it may.") { RetryAfterMs = 17 })).Append('\n');

        GoldenFiles.Same("json/problems.txt", text.ToString());

        static string Written(Problem problem)
        {
            var buffer = new ArrayBufferWriter<byte>();
            var json = JsonText.On(buffer);
            problem.Write(json);
            json.Flush();
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
    }

    private async Task OrdersAsync()
    {
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.45","quantity":"100","client_order_id":"a-1"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.45","quantity":"100","client_order_id":"a-1"}""");
        await AskAsync("bob", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"sell","price":"150.50","quantity":"250","display_quantity":"50","time_in_force":"DAY"}""");
        await AskAsync("bob", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"sell","order_type":"market","quantity":"40"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","order_type":"market","quote_quantity":"20000.00"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"sell","order_type":"stop_loss","stop_price":"149.00","protection_price":"148.00","quantity":"10"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.50","quantity":"5","post_only":"slide","time_in_force":"GTD","expire_time":"2026-11-21T17:00:00Z"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"sell","price":"150.40","quantity":"5","stp_mode":"decrement_both"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/orders/1");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/orders?limit=2");
        await AskAsync("alice", HttpMethod.Put, "/api/v1/orders/by-client-id/a-1", """{"quantity":"90"}""");
        await AskAsync("alice", HttpMethod.Patch, "/api/v1/orders/1", """{"price":"150.46","client_order_id":"a-2"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders/1/reduce", """{"quantity":"10"}""");
        await AskAsync("alice", HttpMethod.Delete, "/api/v1/orders/by-client-id/a-2");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/orders/by-client-id/a-2");
        await AskAsync("alice", HttpMethod.Delete, "/api/v1/orders?symbol=AAPL&side=sell");
    }

    private async Task MarketAsync()
    {
        foreach (var path in (string[])
            ["orderbook/AAPL", "orderbook/AAPL?depth=1", "orderbook/AAPL/orders", "trades/AAPL?limit=2", "tickers/AAPL", "tickers", "instruments/AAPL", "instruments", "time"])
            await AskAsync("", HttpMethod.Get, "/api/v1/" + path);
        foreach (var path in (string[])["/health/live", "/health/startup", "/health/ready"])
            await AskAsync("", HttpMethod.Get, path);
    }

    private async Task AdministrationAsync()
    {
        await AskAsync("root", HttpMethod.Post, "/api/v1/instruments", """
            {"symbol":"BTC/USD","price_scale":1,"quantity_scale":3,"money_scale":4,"tick":"0.5","lot":"0.001","min_quantity":"0.001","max_quantity":"10","rules":{"maker_fee_ppm":-10,"band_ppm":50000,"reference_price":"60000.0","max_tranches":50},"state":"auction"}
            """.Trim());
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"BTC/USD","side":"buy","price":"60000.5","quantity":"0.002"}""");
        await AskAsync("bob", HttpMethod.Post, "/api/v1/orders", """{"symbol":"BTC/USD","side":"sell","price":"60000.0","quantity":"0.005"}""");
        _exchange.Inject(Command.AdvanceTime());
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/BTC%2FUSD/rules", """{"taker_fee_ppm":25}""");
        await AskAsync("", HttpMethod.Get, "/api/v1/orderbook/BTC%2FUSD");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/BTC%2FUSD/state", """{"state":"open"}""");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/BTC%2FUSD/trading-day", """{"end":"2026-11-21T21:00:00Z"}""");
        await AskAsync("", HttpMethod.Get, "/api/v1/trades/BTC%2FUSD");
        await AskAsync("root", HttpMethod.Delete, "/api/v1/orders?all_owners=true");
    }

    private async Task RefusalsAsync()
    {
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"10.001","quantity":"5"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"5","colour":"red"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"NONE","side":"buy","price":"10.00","quantity":"5"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"10.00","quantity":"2000000"}""");
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"BTC/USD","side":"buy","price":"90000.0","quantity":"0.001","client_order_id":"far"}""");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/orders/99");
        await AskAsync("alice", HttpMethod.Get, "/api/v1/orders/abc");
        await AskAsync("alice", HttpMethod.Delete, "/api/v1/orders?all_owners=true");
        await AskAsync("", HttpMethod.Get, "/api/v1/orders");
        await AskAsync("", HttpMethod.Get, "/api/v1/horoscope");
        await AskAsync("root", HttpMethod.Put, "/api/v1/instruments/AAPL/state", """{"state":"announced"}""");
    }

    private async Task AnalyticsAsync()
    {
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.40","quantity":"30"}""");
        await AskAsync("bob", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"sell","price":"150.40","quantity":"5"}""");
        _time.Step(TimeSpan.FromSeconds(3));
        await AskAsync("alice", HttpMethod.Post, "/api/v1/orders", """{"symbol":"AAPL","side":"buy","price":"150.30","quantity":"7"}""");
        foreach (var path in (string[])["candles/AAPL", "candles/AAPL?interval=1s&limit=2", "orderbook/AAPL/imbalance", "orderbook/AAPL/imbalance?levels=1&half_life=0.5&window=1",
            "orderbook/AAPL/imbalance/history?limit=2", "orderbook/AAPL/spread", "orderbook/AAPL/spread?window=0", "orderbook/AAPL/toxicity"])
            await AskAsync("", HttpMethod.Get, "/api/v1/" + path);
    }

    private async Task AskAsync(string who, HttpMethod method, string path, string? body = null)
    {
        _time.Step(TimeSpan.FromMilliseconds(1));
        using var anonymous = _exchange.Anonymous();
        var client = who switch { "alice" => _alice, "bob" => _bob, "root" => _root, _ => anonymous };
        var answer = await client.SendAsync(method, path, body);
        _log.Append(CultureInfo.InvariantCulture, $"> {(who.Length == 0 ? "-" : who)} {method} {path}\n");
        if (body is not null)
            _log.Append(CultureInfo.InvariantCulture, $"> {body}\n");
        _log.Append(CultureInfo.InvariantCulture, $"< {answer.Status} {answer.ContentType}\n< {answer.Body.GetRawText()}\n\n");
    }

    /// <summary>One connection for each channel; after each request all that came of it is written down, connection by connection.</summary>
    private sealed class Sockets(StringBuilder log, RestClient settler) : IAsyncDisposable
    {
        private static readonly string[] Names = ["book", "book_orders", "depth", "trades", "ticker", "orders"];

        private readonly Dictionary<string, SocketClient> _open = [];

        public static async Task<Sockets> OpenAsync(RunningExchange exchange, StringBuilder log)
        {
            var sockets = new Sockets(log, exchange.Anonymous());
            foreach (var name in Names)
                sockets._open.Add(name, name == "orders" ? await SocketClient.ConnectAsync(exchange, "alice") : await SocketClient.ConnectAsync(exchange));
            return sockets;
        }

        public async Task SayAsync(string name, string request)
        {
            log.Append(CultureInfo.InvariantCulture, $"> {name} {request}\n");
            await _open[name].SendAsync(request);
            // A command is answered once it is durable, which a ping does not wait for.
            if (request.Contains("\"op\":\"order.", StringComparison.Ordinal))
            {
                while (await LogNextAsync(name) != "response")
                {
                }
            }

            // Its own connection first: what it caused elsewhere is on its way once its answer is here.
            await CollectAsync(name);
            await settler.GetAsync("/api/v1/tickers");
            foreach (var other in Names)
                await CollectAsync(other);
            log.Append('\n');
        }

        public async ValueTask DisposeAsync()
        {
            settler.Dispose();
            foreach (var socket in _open.Values)
                await socket.DisposeAsync();
        }

        /// <summary>Writes the connection's next message down; its type.</summary>
        private async Task<string?> LogNextAsync(string name)
        {
            var message = await _open[name].ReceiveAsync() ?? throw new InvalidOperationException($"{name} was closed.");
            log.Append(CultureInfo.InvariantCulture, $"< {name} {message.GetRawText()}\n");
            return message.GetProperty("type").GetString();
        }

        // A pong passes the queue before what is gathered beside it, so the second one is behind all that.
        private async Task CollectAsync(string name)
        {
            for (var i = 0; i < 2; i++)
            {
                await _open[name].SendAsync($$"""{"op":"ping","id":"settle-{{i}}"}""");
                while (true)
                {
                    var message = await _open[name].ReceiveAsync() ?? throw new InvalidOperationException($"{name} was closed.");
                    if (message.GetProperty("type").GetString() == "pong" && message.TryGetProperty("id", out var id) && id.GetString() == $"settle-{i}")
                        break;
                    log.Append(CultureInfo.InvariantCulture, $"< {name} {message.GetRawText()}\n");
                }
            }

        }
    }
}
