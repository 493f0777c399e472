namespace Rialto.Adapters.Connections;

/// <summary>What the number in a venue's header counts.</summary>
public enum QuotaHeaderKind : byte
{
    /// <summary>Weight that this address has used in the window now running (Binance).</summary>
    Used = 0,

    /// <summary>Requests left in the window now running (Bybit).</summary>
    Left = 1,

    /// <summary>When the window ends, in milliseconds of Unix time (Bybit).</summary>
    EndsAtMs = 2,

    /// <summary>Requests left in this second, as <c>group=default; min=1800; sec=29</c> (Upbit, whose <c>min</c> means nothing).</summary>
    LeftInSecond = 3,
}

/// <summary>A header by which a venue says what is left of a budget.</summary>
/// <param name="Name">As the venue calls it; headers have no case.</param>
/// <param name="Kind">What it counts.</param>
public readonly record struct QuotaHeader(string Name, QuotaHeaderKind Kind);
