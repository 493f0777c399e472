using System.Net;
using System.Text.Json;
using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Binance;

/// <summary>One request, wherever it came from; one thread at a time.</summary>
internal sealed class BinanceCall
{
    /// <summary>What all requests share.</summary>
    public required BinanceServices Binance { get; init; }

    /// <summary>What was sent with it.</summary>
    public required BinanceParameters Parameters { get; init; }

    /// <summary>Whose it is; null where the operation needs no key.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>Where it came from; null where that is not known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Times of the answer are in microseconds, not milliseconds (X-MBX-TIME-UNIT, timeUnit).</summary>
    public bool Microseconds { get; init; }

    /// <summary>Its sender has gone.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>Set by operations that count new orders.</summary>
    public BinanceOrderCount? OrderCount { get; set; }

    /// <summary>The account's owner; only of operations that need a key.</summary>
    public Model.Orders.OwnerId Owner => Key!.Owner;
}

/// <summary>An answer: a refusal, or what writes the result. The writer may be called once, on any thread.</summary>
internal readonly record struct BinanceAnswer(BinanceError? Error, Action<Utf8JsonWriter>? Write)
{
    public static BinanceAnswer Of(Action<Utf8JsonWriter> write) => new(null, write);

    public static implicit operator BinanceAnswer(BinanceError error) => new(error, null);

    /// <summary>The same as the operator, for those who have no such thing.</summary>
    public static BinanceAnswer FromBinanceError(BinanceError error) => error;
}
