namespace Rialto.Gateways.Binance;

/// <summary>ping, time.</summary>
internal static class BinanceGeneral
{
    public static ValueTask<BinanceAnswer> PingAsync(BinanceCall call) => ValueTask.FromResult(BinanceAnswer.Of(static json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }));

    public static ValueTask<BinanceAnswer> TimeAsync(BinanceCall call)
    {
        var now = call.Binance.Gateways.Now;
        return ValueTask.FromResult(BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteUnixTime("serverTime"u8, now, call.Microseconds);
            json.WriteEndObject();
        }));
    }
}
