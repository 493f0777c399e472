namespace Rialto.Host.Desk.Gateways;

/// <summary>How a gateway works. Immutable.</summary>
internal sealed record GatewayOptions
{
    /// <summary>Its socket; what it remembers lies beside it (<c>.day.json</c>, <c>.desk.json</c>).</summary>
    public required string Socket { get; init; }

    /// <summary>A desk without a sign of life for so long has its orders cancelled.</summary>
    public TimeSpan Away { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The venue's dead man's switch, for the case that the gateway itself dies; zero for none.</summary>
    public TimeSpan DeadMan { get; init; }

    /// <summary>An orderly end leaves the desk's orders where they are; otherwise it cancels them, because nobody would watch over them.</summary>
    public bool KeepsOrders { get; init; }

    /// <summary>The first desk's orders are rehearsed before it is welcomed: its first one does not wait for the compiler.</summary>
    public bool Rehearses { get; init; }

    /// <summary>First and longest wait before the private stream is connected again.</summary>
    public (TimeSpan First, TimeSpan Max) Reconnect { get; init; } = (TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(30));
}
