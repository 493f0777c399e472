using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Rialto.Unit.Adapters.Augur;

/// <summary>
/// Stands in for a Polygon node with Augur's contracts: answers JSON-RPC of what a test has put there, in words encoded by hand. No chain and no market of anybody's: a load generator's.
/// </summary>
internal sealed class StandInNode
{
    public const string Amm = "0x79c3cf0553b6852890e8ba58878a5bca8b06d90c";
    public const string Crypto = "0x48725bac1c27c2daf5ed7df22d6a9d781053fec1";

    private const long GenesisSeconds = 1_500_000_000;
    private readonly Dictionary<(string Factory, long Id), Market> _markets = [];
    private readonly List<Log> _logs = [];

    public long Head { get; set; } = 100_000_000;

    public long ChainId { get; set; } = 137;

    public long RangeMax { get; set; } = 10_000_000;

    public bool TakesBatches { get; set; } = true;

    /// <summary>An error for a method, in the answer's place: number and words.</summary>
    public Func<string, (int Code, string Words)?> ErrorOf { get; set; } = _ => null;

    /// <summary>Methods asked, in order.</summary>
    public List<string> Asked { get; } = [];

    public int LargestBatch { get; private set; }

    public static BigInteger Share { get; } = BigInteger.Pow(10, 18);

    public static string Word(BigInteger value) => (value < 0 ? (BigInteger.One << 256) + value : value).ToString("x64", CultureInfo.InvariantCulture) is var text ? text[^64..].PadLeft(64, '0') : "";

    public static string Words(params BigInteger[] values) => string.Concat(values.Select(Word));

    public static string Numbers(params BigInteger[] values) => "0x" + Words(32, values.Length) + Words(values);

    public static string MarketWords(int outcomes, bool isResolved)
    {
        // Eleven places, then the list of tokens, then an empty list of odds.
        BigInteger tokensAt = 11 * 32, oddsAt = tokensAt + (1 + outcomes) * 32;
        return "0x" + Words(32) + Words(0xABC, tokensAt, isResolved ? 0xD1 : 0, 0, 0, 0, 0, 1_600_000_000, 0, oddsAt, 1) + Words(outcomes) + Words([.. Enumerable.Range(1, outcomes).Select(i => (BigInteger)0xD0 + i)]) + Words(0);
    }

    public void Put(long id, int outcomes, BigInteger[] balances, BigInteger[] weights, BigInteger fee, bool isResolved = false, string factory = Crypto) =>
        _markets[(factory, id)] = new Market(outcomes, isResolved, balances, weights, fee);

    public void Swap(long block, long index, long id, int outcome, BigInteger collateral, BigInteger shares, BigInteger price, bool isRemoved = false) =>
        _logs.Add(new Log(block, index, id, "0x" + Words(outcome, collateral, shares, price), isRemoved));

    public static long SecondsOf(long block) => GenesisSeconds + 2 * block;

    /// <summary>Answers one request, of one question or several.</summary>
    public string Answer(string body)
    {
        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            return One(document.RootElement);
        LargestBatch = Math.Max(LargestBatch, document.RootElement.GetArrayLength());
        return TakesBatches ? $"[{string.Join(',', document.RootElement.EnumerateArray().Reverse().Select(One))}]" : """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batches are not taken"}}""";
    }

    private string One(JsonElement question)
    {
        var method = question.GetProperty("method").GetString()!;
        Asked.Add(method);
        var result = ErrorOf(method) is { } error ? Error(error.Code, error.Words) : ResultOf(method, question.GetProperty("params"));
        return $"{{\"jsonrpc\":\"2.0\",\"id\":{question.GetProperty("id").GetInt32()},{result}}}";
    }

    private string ResultOf(string method, JsonElement parameters) => method switch
    {
        "eth_chainId" => Text($"0x{ChainId:x}"),
        "eth_getBlockByNumber" => Block(parameters[0].GetString()!),
        "eth_call" => Call(parameters[0].GetProperty("to").GetString()!, parameters[0].GetProperty("data").GetString()!),
        "eth_getLogs" => Logs(parameters[0]),
        _ => Error(-32_601, "no such method"),
    };

    private string Block(string which)
    {
        var number = which == "latest" ? Head : Number(which);
        return number > Head ? "\"result\":null" : $"\"result\":{{\"number\":\"0x{number:x}\",\"timestamp\":\"0x{SecondsOf(number):x}\"}}";
    }

    private string Call(string to, string data)
    {
        var (selector, arguments) = (data[..10], data[10..]);
        if (selector == "0xec979082")
            return Text("0x" + Word(_markets.Keys.Where(key => key.Factory == to).Select(key => key.Id).DefaultIfEmpty(0).Max() + 1));
        if (selector == "0x7641ab01")
            return Text("0x" + Word(BigInteger.Pow(10, 12)));
        var factory = selector == "0xeb44fdd3" ? to : "0x" + arguments[24..64];
        if (selector != "0xeb44fdd3" && to != Amm)
            return Error(-32_000, "execution reverted");
        var isMade = _markets.TryGetValue((factory, Number("0x" + arguments[^16..])), out var market);
        return selector switch
        {
            "0xeb44fdd3" => Text(MarketWords(isMade ? market!.Outcomes : 0, isMade && market!.IsResolved)),
            "0xd2364bf3" => Text(Numbers(isMade ? market!.Balances : [])),
            "0xd055da71" => Text(Numbers(isMade ? market!.Weights : [])),
            "0xfa0de359" when isMade && market!.Balances.Length > 0 => Text("0x" + Word(market.Fee)),
            _ => Error(3, "execution reverted"),
        };
    }

    private string Logs(JsonElement filter)
    {
        var (from, to) = (Number(filter.GetProperty("fromBlock").GetString()!), Number(filter.GetProperty("toBlock").GetString()!));
        if (to - from + 1 > RangeMax)
            return Error(-32_005, "query returned more than 10000 results");
        var found = _logs.Where(log => log.Block >= from && log.Block <= to).Select(log =>
            $$"""{"address":"{{Amm}}","blockNumber":"0x{{log.Block:x}}","logIndex":"0x{{log.Index:x}}","removed":{{(log.IsRemoved ? "true" : "false")}},"topics":["0xec2a60d57293d00dfe68ab5f1d18738c4600ce39c0c0c623fc086814615f33fa","0x{{Crypto[2..].PadLeft(64, '0')}}","0x{{Word(log.Id)}}","0x{{Word(0xBEEF)}}"],"data":"{{log.Data}}"}""");
        return $"\"result\":[{string.Join(',', found)}]";
    }

    private static string Text(string words) => $"\"result\":\"{words}\"";

    private static string Error(int code, string words) => string.Create(CultureInfo.InvariantCulture, $$"""
        "error":{"code":{{code}},"message":"{{words}}"}
        """);

    private static long Number(string text) => long.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Market(int Outcomes, bool IsResolved, BigInteger[] Balances, BigInteger[] Weights, BigInteger Fee);

    private sealed record Log(long Block, long Index, long Id, string Data, bool IsRemoved);
}
