using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Rialto.Adapters.Orders;
using Rialto.Adapters.Polymarket;
using Rialto.Adapters.Polymarket.Signing;
using Rialto.Model.Orders;
using Rialto.Unit.Adapters.Orders;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>
/// Polymarket with one question, Gamma's list and the CLOB behind one door: somebody sells 100 YES at 0.40 and 100 NO at 0.50, and wants both two cents lower, for ever. Signatures of orders are checked, and their
/// hashes are their names.
/// </summary>
internal sealed class PretendedPolymarket : PretendedVenue
{
    public const string Yes = "71321045679252212594626385532706912750332728571942532289631379312455583992563", No = "52114319501245915516055106046884209969926127482827954674443846427813813222426";
    private const string Account = PolymarketOrderScript.PublicTestAddress;

    private readonly List<PretendedOrder> _orders = [];
    private readonly List<string> _trades = [];
    private readonly Dictionary<string, decimal> _held = new() { [Yes] = 0, [No] = 0 };
    private readonly Dictionary<string, decimal> _asks = new() { [Yes] = 0.40m, [No] = 0.50m };
    private string _tick = "0.01";
    private string _winner = "";
    private int _nudges;

    public decimal Money { get; private set; } = 1_000m;

    /// <summary>The dead man's switch was told of life so often.</summary>
    public int Beats { get; private set; }

    public IReadOnlyList<PretendedOrder> Live
    {
        get
        {
            lock (Gate)
                return [.. _orders.Where(order => order.State == "live")];
        }
    }

    public decimal Held(string token)
    {
        lock (Gate)
            return _held[token];
    }

    /// <summary>Something changes far from the best prices.</summary>
    public void Nudge()
    {
        var size = 100 + _nudges++ % 2;
        foreach (var token in (string[])[Yes, No])
        {
            var ask = _asks[token];
            Tell("book", $$$"""{"event_type":"price_change","market":"0x1","price_changes":[{"asset_id":"{{{token}}}","price":"0.1","size":"{{{size}}}","side":"BUY","best_bid":"{{{Text(ask - 0.02m)}}}","best_ask":"{{{Text(ask)}}}"}],"timestamp":"{{{Now()}}}"}""");
        }
    }

    /// <summary>The next list says that prices stand on another step.</summary>
    public void Refine(string tick)
    {
        lock (Gate)
            _tick = tick;
    }

    /// <summary>The question is answered: orders are gone, and the market says so where it is heard.</summary>
    public void Resolve(string winner)
    {
        lock (Gate)
            _winner = winner;
        foreach (var order in Live)
            Cancel(order);
        Tell("book", $$"""{"event_type":"market_resolved","market":"0x1","assets_ids":["{{Yes}}","{{No}}"],"winning_asset_id":"{{winner}}","winning_outcome":"x","timestamp":"{{Now()}}"}""");
    }

    /// <summary>Somebody changes the tokens into what they pay, on the chain.</summary>
    public void Redeem()
    {
        lock (Gate)
        {
            Money += _held[_winner];
            (_held[Yes], _held[No]) = (0, 0);
        }
    }

    protected override (int Status, string Body)? Answer(string method, string path, IQueryCollection query, string body) => (method, path) switch
    {
        ("GET", "/markets") => (200, query["offset"].Count > 0 && query["offset"] != "0" || (query["closed"] == "true") == (_winner.Length == 0) ? "[]" : $"[{Market()}]"),
        ("GET", "/time") => (200, DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        ("GET", "/auth/derive-api-key") => (200, """{"apiKey":"00000000-0000-0000-0000-000000000001","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","passphrase":"phrase"}"""),
        ("POST", "/v1/heartbeats") => (200, $$"""{"heartbeat_id":"beat-{{++Beats}}","status":"ok"}"""),
        ("GET", "/balance-allowance") => (200, $$"""{"balance":"{{Micros(query["asset_type"] == "COLLATERAL" ? Money : _held[query["token_id"]!])}}","allowance":"{{long.MaxValue}}"}"""),
        ("GET", "/data/trades") => (200, $$"""{"data":[{{string.Join(',', _trades.Where(trade => trade.Contains(query["asset_id"]!, StringComparison.Ordinal)))}}],"next_cursor":"LTE="}"""),
        ("GET", "/data/orders") => (200, $$"""{"data":[{{string.Join(',', _orders.Where(order => order.State == "live").Select(order => Json(order, "LIVE")))}}],"next_cursor":"LTE="}"""),
        ("GET", var one) when one.StartsWith("/data/order/", StringComparison.Ordinal) => (200, _orders.Find(order => order.Id == one[12..] && order.State == "live") is { } order ? Json(order, "LIVE") : "null"),
        ("POST", "/order") => Place(JsonElement.Parse(body)),
        ("DELETE", "/order") => Cancelled(order => order.Id == JsonElement.Parse(body).GetProperty("orderID").GetString()),
        ("DELETE", "/cancel-market-orders") => Cancelled(order => order.Market == JsonElement.Parse(body).GetProperty("asset_id").GetString()),
        _ => null,
    };

    protected override IEnumerable<string> Hear(string frame, ref string kind)
    {
        if (frame == "PING")
            return ["PONG"];
        if (frame.Contains("\"type\":\"user\"", StringComparison.Ordinal))
            kind = "user";
        else if (frame.Contains("assets_ids", StringComparison.Ordinal) && !frame.Contains("unsubscribe", StringComparison.Ordinal))
        {
            kind = "book";
            return [.. ((string[])[Yes, No]).Where(token => frame.Contains(token, StringComparison.Ordinal)).Select(Book)];
        }

        return [];
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static string Text(decimal number) => number.ToString("0.0#####", CultureInfo.InvariantCulture);

    private static string Micros(decimal number) => ((long)(number * 1_000_000)).ToString(CultureInfo.InvariantCulture);

    private string Book(string token) => $$"""
        {"event_type":"book","market":"0x1","asset_id":"{{token}}","bids":[{"price":"0.1","size":"{{100 + (_nudges + 1) % 2}}"},{"price":"{{Text(_asks[token] - 0.02m)}}","size":"100"}],
        "asks":[{"price":"{{Text(_asks[token])}}","size":"100"}],"timestamp":"{{Now()}}","hash":"x"}
        """;

    private string Market() => $$"""
        {"id":"1","conditionId":"0x1","clobTokenIds":"[\"{{Yes}}\", \"{{No}}\"]","outcomes":"[\"Yes\", \"No\"]","outcomePrices":"[\"{{(_winner == Yes ? "1" : "0")}}\", \"{{(_winner == No ? "1" : "0")}}\"]","orderPriceMinTickSize":{{_tick}},
        "active":true,"closed":{{(_winner.Length > 0 ? "true" : "false")}},"acceptingOrders":{{(_winner.Length > 0 ? "false" : "true")}},"negRisk":false,"enableOrderBook":true,"umaResolutionStatus":"{{(_winner.Length > 0 ? "resolved" : "")}}"}
        """;

    private static string Json(PretendedOrder order, string status) => $$"""
        {"id":"{{order.Id}}","status":"{{status}}","asset_id":"{{order.Market}}","side":"{{(order.Buys ? "BUY" : "SELL")}}","price":"{{Text(order.Price)}}","original_size":"{{Text(order.Size)}}","size_matched":"{{Text(order.Filled)}}","order_type":"GTC","created_at":1}
        """;

    private (int, string) Place(JsonElement wish)
    {
        var told = wish.GetProperty("order");
        long Whole(string name) => long.Parse(told.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
        var buys = told.GetProperty("side").GetString() == "BUY";
        var signed = new PolymarketOrder
        {
            Salt = told.GetProperty("salt").GetInt64(),
            Token = told.GetProperty("tokenId").GetString()!,
            MakerAmount = Whole("makerAmount"),
            TakerAmount = Whole("takerAmount"),
            Side = buys ? Side.Buy : Side.Sell,
            Timestamp = Whole("timestamp"),
        };
        using var credentials = new VenueCredentials(Account, PolymarketOrderScript.PublicTestKey);
        var account = PolymarketAccount.Of(credentials);
        Span<byte> hash = stackalloc byte[Keccak.HashBytes];
        signed.Hash(account, hash);
        var id = "0x" + Convert.ToHexStringLower(hash);
        Placed.Add(id);
        if ("0x" + Convert.ToHexStringLower(account.Signer.Sign(hash)) != told.GetProperty("signature").GetString())
            return (400, """{"error":"invalid signature"}""");
        if (_winner.Length > 0)
            return (400, """{"error":"the market is closed"}""");
        var (gives, wants) = (signed.MakerAmount / 1_000_000m, signed.TakerAmount / 1_000_000m);
        var order = new PretendedOrder { Id = id, Name = id, Market = signed.Token, Buys = buys, Price = buys ? gives / wants : wants / gives, Size = buys ? wants : gives };
        var (ask, kind) = (_asks[order.Market], wish.GetProperty("orderType").GetString());
        if (buys ? gives > Money : order.Size > _held[order.Market])
            return (400, """{"error":"not enough balance / allowance"}""");
        if (buys && kind is "FAK" or "FOK" && gives * 100 % 1 != 0)
            return (400, """{"error":"invalid amounts"}""");
        _orders.Add(order);
        if (buys ? order.Price >= ask : order.Price <= ask - 0.02m)
            Fill(order, buys ? ask : ask - 0.02m);
        else if (kind is "FAK" or "FOK")
        {
            order.State = "cancelled";
            return (400, """{"error":"no orders found to match with FAK order. FAK orders are partially filled or killed if no match is found."}""");
        }
        else
            Tell("user", "{\"event_type\":\"order\",\"type\":\"PLACEMENT\",\"timestamp\":\"" + Now() + "\"," + Json(order, "LIVE")[1..]);

        return (200, $$"""{"success":true,"orderID":"{{id}}","status":"{{(order.State == "live" ? "live" : "matched")}}","errorMsg":""}""");
    }

    private void Fill(PretendedOrder order, decimal price)
    {
        (order.Filled, order.State) = (order.Size, "filled");
        _held[order.Market] += order.Buys ? order.Size : -order.Size;
        Money -= (order.Buys ? order.Size : -order.Size) * price + 0.07m * order.Size * price * (1 - price);
        var trade = $$"""
            {"event_type":"trade","type":"TRADE","id":"trade-{{_trades.Count + 1}}","asset_id":"{{order.Market}}","side":"{{(order.Buys ? "BUY" : "SELL")}}","price":"{{Text(price)}}","size":"{{Text(order.Size)}}","status":"STATUS",
            "trader_side":"TAKER","match_time":"{{Now() / 1_000}}","taker_order_id":"{{order.Id}}","maker_orders":[]}
            """;
        _trades.Add(trade.Replace("STATUS", "CONFIRMED", StringComparison.Ordinal));
        Tell("user", trade.Replace("STATUS", "MATCHED", StringComparison.Ordinal));
        Tell("user", trade.Replace("STATUS", "CONFIRMED", StringComparison.Ordinal));
    }

    private void Cancel(PretendedOrder order)
    {
        order.State = "cancelled";
        Tell("user", "{\"event_type\":\"order\",\"type\":\"CANCELLATION\",\"timestamp\":\"" + Now() + "\"," + Json(order, "CANCELED")[1..]);
    }

    private (int, string) Cancelled(Func<PretendedOrder, bool> isMeant)
    {
        var (ended, told) = (_orders.FindAll(order => order.State == "live" && isMeant(order)), new StringBuilder());
        foreach (var order in ended)
        {
            Cancel(order);
            told.Append(told.Length > 0 ? "," : "").Append('"').Append(order.Id).Append('"');
        }

        var refused = ended.Count > 0 ? "{}" : """{"x":"already canceled or matched"}""";
        return (200, $$"""{"canceled":[{{told}}],"not_canceled":{{refused}} }""");
    }
}
