namespace Rialto.Gateways.Binance;

/// <summary>Order lists (OCO, OTO, OTOCO). The exchange has no orders that are linked to each other, so none is taken, and there are none to ask for.</summary>
internal static class BinanceOrderLists
{
    private static readonly BinanceError NotSupported = new(-1013, "OCO orders are not supported for this symbol");
    private static readonly BinanceError Unknown = new(-2018, "Order list does not exist.");

    /// <summary>What is asked for does not matter: the answer is the same for every list.</summary>
    public static ValueTask<BinanceAnswer> RefuseAsync(BinanceCall call)
    {
        call.Parameters.Symbol(call.Binance.Symbols);
        return ValueTask.FromResult<BinanceAnswer>(call.Parameters.Error ?? NotSupported);
    }

    /// <summary>No list has the number or the name that is asked for.</summary>
    public static ValueTask<BinanceAnswer> NoneAsync(BinanceCall call) => ValueTask.FromResult<BinanceAnswer>(Unknown);

    /// <summary>There are no lists.</summary>
    public static ValueTask<BinanceAnswer> EmptyAsync(BinanceCall call) => ValueTask.FromResult(BinanceAnswer.Of(static json =>
    {
        json.WriteStartArray();
        json.WriteEndArray();
    }));
}
