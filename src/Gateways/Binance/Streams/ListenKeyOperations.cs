namespace Rialto.Gateways.Binance.Streams;

/// <summary>Listen keys over REST and the WebSocket API: open, keep alive, close.</summary>
internal static class ListenKeyOperations
{
    private const string Path = "/api/v3/userDataStream";
    private const int Weight = 2;

    /// <summary>The operations.</summary>
    public static IReadOnlyList<BinanceOperation> All { get; } =
    [
        new("POST", Path, "userDataStream.start", BinanceAccess.UserStream, static _ => Weight, OpenAsync),
        new("PUT", Path, "userDataStream.ping", BinanceAccess.UserStream, static _ => Weight, KeepAsync),
        new("DELETE", Path, "userDataStream.stop", BinanceAccess.UserStream, static _ => Weight, CloseAsync),
    ];

    private static ValueTask<BinanceAnswer> OpenAsync(BinanceCall call)
    {
        if (call.Binance.Streams.ListenKeys.Open(call.Key!) is not { } listen)
            return ValueTask.FromResult<BinanceAnswer>(BinanceError.Overloaded);
        return ValueTask.FromResult(BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            json.WriteString("listenKey"u8, listen.Text);
            json.WriteEndObject();
        }));
    }

    private static ValueTask<BinanceAnswer> KeepAsync(BinanceCall call)
    {
        var text = call.Parameters.Text("listenKey");
        return ValueTask.FromResult(call.Parameters.Error ?? (call.Binance.Streams.ListenKeys.Keep(call.Key!, text) ? Nothing : BinanceError.UnknownListenKey));
    }

    private static async ValueTask<BinanceAnswer> CloseAsync(BinanceCall call)
    {
        var text = call.Parameters.Text("listenKey");
        if (call.Parameters.Error is { } error)
            return error;
        if (call.Binance.Streams.ListenKeys.Close(call.Key!, text) is not { } listen)
            return BinanceError.UnknownListenKey;
        await call.Binance.Streams.ExpireAsync(listen).ConfigureAwait(false);
        return Nothing;
    }

    private static BinanceAnswer Nothing { get; } = BinanceAnswer.Of(static json =>
    {
        json.WriteStartObject();
        json.WriteEndObject();
    });
}
