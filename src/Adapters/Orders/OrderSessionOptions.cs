using Rialto.Adapters.Connections;

namespace Rialto.Adapters.Orders;

/// <summary>How an <see cref="OrderSession"/> works. Immutable.</summary>
public sealed record OrderSessionOptions
{
    /// <summary>The desk's name, four characters from a-z and 0-9: part of every client order id.</summary>
    public required string Desk { get; init; }

    /// <summary>The way to the venue.</summary>
    public VenueRoute Route { get; init; } = VenueRoute.Standard;

    /// <summary>An answer is there within so long, or nobody knows what became of the request.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A connection is opened within so long.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A new order or an amendment waits so long for the venue's limits, and is refused then: what was decided long ago is not wanted any more.</summary>
    public TimeSpan OrderPatience { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Everything else waits so long for them.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the venue's clock is asked for.</summary>
    public TimeSpan ClockInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>First wait before the private stream is connected again; doubles up to <see cref="ReconnectMax"/>.</summary>
    public TimeSpan ReconnectFirst { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait before the private stream is connected again.</summary>
    public TimeSpan ReconnectMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time of the venue's dead man's switch, from 3 s to <see cref="Rialto.Model.Execution.VenueCapabilities.DeadManMaxMs"/>, set before the first order and again each third of it; zero: it is not used.
    /// </summary>
    public TimeSpan DeadMan { get; init; }

    /// <summary>Whether somebody looks after the orders, asked before the switch is set again: where not, it is left to go off. Null: always. Any thread.</summary>
    public Func<bool>? IsAttended { get; init; }

    /// <summary>
    /// Folder that remembers the highest number signed with a key, for a venue that wants them to rise over restarts (Kraken), shared by all processes that use the key; empty: numbers go by the clock
    /// alone, and one that was put back costs refused questions until they have risen again.
    /// </summary>
    public string NonceFolder { get; init; } = "";

    /// <summary>A connection to the stream's host sends a ping so often, and ends without an answer.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(15);
}
