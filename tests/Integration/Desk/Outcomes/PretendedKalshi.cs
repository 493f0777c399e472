using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Rialto.Integration.Desk.Outcomes;

/// <summary>Kalshi with one market, of which somebody wants 100 YES at 0.55 and 100 NO at 0.40 for ever.</summary>
internal sealed class PretendedKalshi : PretendedVenue
{
    public const string Ticker = "KXRIALTO-26NOV23";
    private const string Api = "/trade-api/v2";
    private const decimal Bid = 0.55m, Ask = 0.60m;

    private static readonly RSA _key = RSA.Create(2_048);
    private readonly List<PretendedOrder> _orders = [];
    private readonly List<string> _fills = [];
    private string _status = "active";
    private string _result = "";
    private int _nudges;

    /// <summary>A key of the venue, in PEM.</summary>
    public static string Pem => _key.ExportPkcs8PrivateKeyPem();

    public decimal Money { get; private set; } = 1_000m;

    /// <summary>Contracts of YES; below zero of NO.</summary>
    public decimal Held { get; private set; }

    public IReadOnlyList<PretendedOrder> Live
    {
        get
        {
            lock (Gate)
                return [.. _orders.Where(order => order.State == "live")];
        }
    }

    /// <summary>Something changes far from the best prices.</summary>
    public void Nudge()
    {
        var change = _nudges++ % 2 == 0 ? "1.00" : "-1.00";
        Tell("book", $$$"""{"type":"orderbook_delta","sid":1,"seq":{{{_nudges + 1}}},"msg":{"market_ticker":"{{{Ticker}}}","price_dollars":"0.1000","delta_fp":"{{{change}}}","side":"yes","ts_ms":{{{Now()}}}}}""");
    }

    /// <summary>The venue says how it ended; nothing is paid yet.</summary>
    public void Determine(string result)
    {
        lock (Gate)
            (_status, _result) = ("determined", result);
        foreach (var order in Live)
            Cancel(order);
        Tell("lifecycle", $$$"""{"type":"market_lifecycle_v2","sid":3,"seq":1,"msg":{"event_type":"determined","market_ticker":"{{{Ticker}}}","result":"{{{result}}}","determination_ts":{{{Now() / 1_000}}}}}""");
    }

    /// <summary>The market is paid.</summary>
    public void Pay()
    {
        lock (Gate)
        {
            Money += _result == "yes" ? Math.Max(0, Held) : Math.Max(0, -Held);
            (_status, Held) = ("finalized", 0);
        }
    }

    protected override (int Status, string Body)? Answer(string method, string path, IQueryCollection query, string body) => (method, path[Api.Length..]) switch
    {
        ("GET", "/markets") => (200, $$"""{"markets":[{{(query["status"] == "open" && _status != "active" ? "" : Market())}}],"cursor":""}"""),
        ("GET", "/portfolio/balance") => (200, $$"""{"balance_dollars":"{{Text(Money)}}"}"""),
        ("GET", "/portfolio/positions") => (200, $$"""{"market_positions":[{"ticker":"{{Ticker}}","position_fp":"{{Text(Held)}}"}],"cursor":""}"""),
        ("GET", "/portfolio/fills") => (200, $$"""{"fills":[{{string.Join(',', _fills)}}],"cursor":""}"""),
        ("GET", "/portfolio/orders") => (200, $$"""{"orders":[{{string.Join(',', _orders.Where(order => query["status"] != "resting" || order.State == "live").Select(Json))}}],"cursor":""}"""),
        ("GET", var one) when one.StartsWith("/portfolio/orders/", StringComparison.Ordinal) => _orders.Find(order => order.Id == one[18..]) is { } order ? (200, $$"""{"order":{{Json(order)}}}""") : (404, """{"code":"not_found"}"""),
        ("POST", "/portfolio/events/orders") => Place(JsonElement.Parse(body)),
        ("POST", var one) when one.EndsWith("/amend", StringComparison.Ordinal) => Amend(one[25..^6], JsonElement.Parse(body)),
        ("DELETE", var one) when one.StartsWith("/portfolio/events/orders/", StringComparison.Ordinal) => Cancelled(one[25..]),
        _ => null,
    };

    protected override IEnumerable<string> Hear(string frame, ref string kind)
    {
        if (frame.Contains("\"orderbook_delta\"", StringComparison.Ordinal))
        {
            kind = "book";
            return
            [
                """{"id":1,"type":"subscribed","msg":{"channel":"orderbook_delta","sid":1}}""",
                $$$"""{"type":"orderbook_snapshot","sid":1,"seq":{{{_nudges + 1}}},"msg":{"market_ticker":"{{{Ticker}}}","yes_dollars_fp":[["0.1000","{{{100 + _nudges % 2}}}.00"],["{{{Text(Bid)}}}","100.00"]],"no_dollars_fp":[["{{{Text(Ask)}}}","100.00"]]}}""",
            ];
        }

        if (frame.Contains("\"market_lifecycle_v2\"", StringComparison.Ordinal))
            kind = "lifecycle";
        else if (frame.Contains("\"user_orders\"", StringComparison.Ordinal))
            kind = "user";
        return frame.Contains("\"subscribe\"", StringComparison.Ordinal) ? Enumerable.Repeat("""{"id":2,"type":"subscribed","msg":{"channel":"fill","sid":2}}""", kind == "user" ? 3 : 1) : [];
    }

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static string Text(decimal number) => number.ToString("0.0000##", CultureInfo.InvariantCulture);

    private static decimal Number(JsonElement order, string name) => decimal.Parse(order.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private string Market() => $$"""{"ticker":"{{Ticker}}","status":"{{_status}}","result":"{{_result}}","price_ranges":[{"start":"0.0000","end":"1.0000","step":"0.0100"}]}""";

    private static string Json(PretendedOrder order) => $$"""
        {"order_id":"{{order.Id}}","client_order_id":"{{order.Name}}","ticker":"{{Ticker}}","status":"{{order.State switch { "live" => "resting", "filled" => "executed", _ => "canceled" }}}","book_side":"{{(order.Buys ? "bid" : "ask")}}",
        "yes_price_dollars":"{{Text(order.Price)}}","initial_count_fp":"{{Text(order.Size)}}","fill_count_fp":"{{Text(order.Filled)}}"}
        """;

    private (int, string) Place(JsonElement wish)
    {
        var name = wish.GetProperty("client_order_id").GetString()!;
        Placed.Add(name);
        if (_orders.Exists(known => known.Name == name))
            return (409, """{"code":"order_already_exists"}""");
        if (_status != "active")
            return (400, """{"code":"MARKET_INACTIVE"}""");
        var order = new PretendedOrder { Id = $"k-{_orders.Count + 1}", Name = name, Market = Ticker, Buys = wish.GetProperty("side").GetString() == "bid", Price = Number(wish, "price"), Size = Number(wish, "count") };
        if (order.Price % 0.01m != 0)
            return (400, """{"code":"invalid_price"}""");
        _orders.Add(order);
        if (order.Buys ? order.Price >= Ask : order.Price <= Bid)
            Fill(order, order.Buys ? Ask : Bid);
        else if (wish.GetProperty("time_in_force").GetString() != "good_till_canceled")
            Cancel(order);
        return (201, $$"""{"order_id":"{{order.Id}}","client_order_id":"{{name}}","fill_count":"{{Text(order.Filled)}}","remaining_count":"{{Text(order.Size - order.Filled)}}","ts_ms":{{Now()}}}""");
    }

    private (int, string) Amend(string id, JsonElement wish)
    {
        if (_orders.Find(order => order.Id == id && order.State == "live") is not { } live)
            return (404, """{"code":"not_found"}""");
        (live.Price, live.Size) = (Number(wish, "price"), Number(wish, "count"));
        return (200, $$"""{"order":{{Json(live)}}}""");
    }

    private void Fill(PretendedOrder order, decimal price)
    {
        (order.Filled, order.State) = (order.Size, "filled");
        var fee = 0.07m * order.Size * price * (1 - price);
        var before = Held;
        Held += order.Buys ? order.Size : -order.Size;

        // What is bought costs its price; NO costs one less it, and a pair of both is a dollar.
        Money -= fee + (order.Buys ? price : -price) * order.Size + Math.Max(0, -Held) - Math.Max(0, -before);
        var fill = $$"""
            {"trade_id":"t-{{order.Id}}","order_id":"{{order.Id}}","client_order_id":"{{order.Name}}","market_ticker":"{{Ticker}}","is_taker":true,"book_side":"{{(order.Buys ? "bid" : "ask")}}",
            "yes_price_dollars":"{{Text(price)}}","count_fp":"{{Text(order.Size)}}","fee_cost":"{{Text(fee)}}","ts_ms":{{Now()}}}
            """;
        _fills.Add(fill);
        Tell("user", $$"""{"type":"fill","sid":2,"msg":{{fill}}}""");
    }

    private void Cancel(PretendedOrder order)
    {
        order.State = "cancelled";
        Tell("user", $$"""{"type":"user_order","sid":1,"msg":{{Json(order)}}}""");
    }

    private (int, string) Cancelled(string id)
    {
        if (_orders.Find(order => order.Id == id && order.State == "live") is not { } live)
            return (404, """{"code":"not_found"}""");
        Cancel(live);
        return (200, $$"""{"order_id":"{{id}}","reduced_by":"{{Text(live.Size)}}","ts_ms":{{Now()}}}""");
    }
}
