using System.ComponentModel.DataAnnotations;
using Rialto.Gateways.Binance.Streams;

namespace Rialto.Gateways.Binance;

/// <summary>The listener that speaks Binance's Spot API; it shows the certificate of <c>Http</c> where there is one.</summary>
public sealed class BinanceOptions
{
    /// <summary>Whether it listens.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address to listen on; loopback unless asked otherwise.</summary>
    [Required]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>TCP port; 0 lets the system choose.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 7083;

    /// <summary>Open HTTP connections, WebSockets not counted.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Longest request body, in bytes; parameters come in it or in the query.</summary>
    [Range(1_024, 1_048_576)]
    public int MaxBodyBytes { get; set; } = 65_536;

    /// <summary>Time a client has for its headers, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int HeadersTimeoutMs { get; set; } = 10_000;

    /// <summary>Request weight that one address may use in a minute.</summary>
    [Range(1, 1_000_000_000)]
    public int WeightPerMinute { get; set; } = 6_000;

    /// <summary>Requests of one address in five minutes, whatever their weight.</summary>
    [Range(1, 1_000_000_000)]
    public int RequestsPerFiveMinutes { get; set; } = 300_000;

    /// <summary>New orders of one account in ten seconds.</summary>
    [Range(1, 1_000_000_000)]
    public int OrdersPerTenSeconds { get; set; } = 100;

    /// <summary>New orders of one account in a UTC day.</summary>
    [Range(1, 1_000_000_000)]
    public int OrdersPerDay { get; set; } = 200_000;

    /// <summary>Requests refused for their rate (429) in one minute after which an address is banned (418).</summary>
    [Range(1, 1_000_000_000)]
    public int RefusalsBeforeBan { get; set; } = 200;

    /// <summary>Length of an address's first ban, in seconds; each ban soon after another is twice as long, up to three days.</summary>
    [Range(1, 259_200)]
    public int FirstBanSeconds { get; set; } = 120;

    /// <summary>Limits of its WebSocket connections.</summary>
    public SocketOptions Sockets { get; set; } = new();

    /// <summary>How far beyond the price at which the book has its quantity a market order may buy, in millionths of it, where the instrument has no collar of its own. What costs more is not bought.</summary>
    [Range(0, 1_000_000)]
    public int MarketProtectionPpm { get; set; } = 10_000;

    /// <summary>How far beyond its trigger a stop without a limit may buy, in millionths of it, where the instrument has no collar of its own.</summary>
    [Range(0, 1_000_000)]
    public int StopProtectionPpm { get; set; } = 50_000;

    /// <summary>Listen keys that are valid at once, over all users; one more is refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxListenKeys { get; set; } = 10_000;
}
